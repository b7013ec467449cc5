"""The libraries of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The kinds that pip can install.
INSTALLABLE = ("whl", "pypi", "requirements")


def foreign(library: Mapping[str, Any]) -> str | None:
    """A library's kind and name if it is not for Python (jar, maven, cran) or an egg, else None."""
    kind = next(iter(library), "")
    if kind in INSTALLABLE:
        return None
    value = library.get(kind)
    named = (value.get("coordinates") or value.get("package")) if isinstance(value, Mapping) else value
    return f"{kind} {named}"
