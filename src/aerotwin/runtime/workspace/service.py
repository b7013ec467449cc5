"""What every service of the local WorkspaceClient has."""

from __future__ import annotations

from typing import Any

from aerotwin.errors import AeroTwinError


class Local:
    """A service that answers some calls; each other one raises AeroTwinError by name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        there = ", ".join(sorted(key for key in dir(type(self)) if not key.startswith("_")))
        raise AeroTwinError(
            f"WorkspaceClient().{_service(self)}.{name} is not runnable locally; there are {there}."
        )


def _service(service: Local) -> str:
    """A class's name as the client's attribute."""
    name = type(service).__name__
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")
