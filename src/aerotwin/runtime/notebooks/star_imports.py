"""`from pyspark.sql.functions import *` gives the names that it gives on the task's compute.

Programs for Databricks use `countDistinct` and its like without importing them by name, and names of Python's
own library that a later function of Spark would hide.
"""

from __future__ import annotations

from types import ModuleType

from aerotwin.runtime.notebooks import compute
from aerotwin.runtime.notebooks.after_import import after_import

# What the star gave while the module had no list.
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
# Functions named as others in Python's library (random, urllib.parse), and the first runtime with them.
# Source: "versionadded" of the functions; runtime 17 has Spark 4.0 and 18 has Spark 4.1.
LATER = {"uniform": 17, "quote": 18}


def install() -> None:
    """Change the module's list for the compute that the environment names. Idempotent."""
    runtime = compute.major()
    after_import("pyspark.sql.functions", lambda module: change(module, runtime))


def change(module: ModuleType, runtime: int | None) -> None:
    """Have a star import of `module` give its older names too, and none that `runtime` does not have."""
    given: list[str] = module.__dict__["__all__"]
    given += [name for name in OLDER if hasattr(module, name) and name not in given]
    if runtime is not None:
        given[:] = [name for name in given if LATER.get(name, 0) <= runtime]
