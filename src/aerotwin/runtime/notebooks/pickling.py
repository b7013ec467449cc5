"""Functions of a bundle's own modules travel to Spark with their code: its workers cannot import them."""

from __future__ import annotations

import sysconfig
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import

# What lies in these, or is a part of this runtime, the workers have too.
SHARED = tuple(f"{path}/" for path in {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")})


def install() -> None:
    """Pickle modules that are only here by value from now on. Idempotent."""
    after_import("pyspark.cloudpickle.cloudpickle", _change)


def _change(module: ModuleType) -> None:
    cloudpickle: Any = module
    known = cloudpickle._is_registered_pickle_by_value
    registered = getattr(known, "original", known)

    def by_value(module: ModuleType) -> bool:
        return registered(module) or is_local(module)

    by_value.original = registered  # type: ignore[attr-defined]
    cloudpickle._is_registered_pickle_by_value = by_value


def is_local(module: ModuleType) -> bool:
    """Whether a module lies in a bundle, not in an environment."""
    file = getattr(module, "__file__", None)
    if not file or module.__name__.partition(".")[0] in ("aerotwin", "__main__"):
        return False
    return "-packages/" not in file and not file.startswith(SHARED)
