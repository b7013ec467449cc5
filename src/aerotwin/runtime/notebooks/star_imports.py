"""`from pyspark.sql.functions import *` gives the older names too, as it did while the module had no list.

Programs for Databricks use `countDistinct` and its like without importing them by name.
"""

from __future__ import annotations

from types import ModuleType

from aerotwin.runtime.notebooks.after_import import after_import

OLDER = (
    "approxCountDistinct",
    "bitwiseNOT",
    "countDistinct",
    "shiftLeft",
    "shiftRight",
    "shiftRightUnsigned",
    "sumDistinct",
    "toDegrees",
    "toRadians",
)


def install() -> None:
    """Add them to the module's list. Idempotent."""
    after_import("pyspark.sql.functions", add)


def add(module: ModuleType) -> None:
    """Have a star import of `module` give the older names that it has."""
    given: list[str] = module.__dict__["__all__"]
    given += [name for name in OLDER if hasattr(module, name) and name not in given]
