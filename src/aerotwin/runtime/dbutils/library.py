"""dbutils.library: the packages of a notebook."""

from __future__ import annotations

from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.help import Helpful

OLD = ("install", "installPyPI", "list", "updateCondaEnv")


class Library(Helpful):
    """Utilities for a notebook's packages."""

    def restartPython(self) -> None:
        """Start Python anew: variables and imports are gone, widgets and Spark's views stay."""
        from aerotwin.runtime.notebooks.restart import restart

        restart()

    def __getattr__(self, name: str) -> Any:
        if name in OLD:
            raise AeroTwinError(
                f"dbutils.library.{name} is gone from Databricks too: use %pip install, or the "
                "task's libraries."
            )
        raise AttributeError(name)
