"""Paths of a workspace for libraries that open files by name in C or Rust, past Python's `open`."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import
from aerotwin.runtime.notebooks.paths import is_mapped, local

# Of a module the functions, and the methods of its classes, that take a path as their first argument or as
# that after it: `write_table(table, where)`.
FIRST = {
    "polars": ("read_*", "scan_*", "DataFrame.write_*", "LazyFrame.sink_*"),
    "pyarrow.parquet": (
        "read_*", "ParquetFile.__init__", "ParquetDataset.__init__", "ParquetWriter.__init__",
    ),
    "pyarrow.dataset": ("dataset", "parquet_dataset"),
    "pyarrow.csv": ("read_csv", "open_csv"),
    "pyarrow.json": ("read_json", "open_json"),
    "pyarrow.feather": ("read_feather", "read_table"),
    "cv2": ("imread", "imwrite"),
    "sqlite3": ("connect",),
}  # fmt: skip
SECOND = {
    "pyarrow.parquet": ("write_table", "write_to_dataset", "write_metadata"),
    "pyarrow.dataset": ("write_dataset",),
    "pyarrow.csv": ("write_csv",),
    "pyarrow.feather": ("write_feather",),
}


def install() -> None:
    """Map the paths that these libraries are given, once a program imports them."""
    for name in FIRST:
        after_import(name, functools.partial(_map, name))


def _map(name: str, module: ModuleType) -> None:
    for place, patterns in enumerate((FIRST[name], SECOND.get(name, ()))):
        for pattern in patterns:
            owner, _, member = pattern.rpartition(".")
            holder = getattr(module, owner, None) if owner else module
            for found in [one for one in dir(holder) if fnmatchcase(one, member)]:
                # The first argument of a method is its object.
                _replace(holder, found, place + bool(owner))


def _replace(holder: Any, name: str, place: int) -> None:
    original = getattr(holder, name)
    if callable(original) and not isinstance(original, type):
        setattr(holder, name, _mapped(original, place))


def _mapped(original: Callable[..., Any], place: int) -> Callable[..., Any]:
    @functools.wraps(original)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        given = (*args[:place], *(_local(one) for one in args[place : place + 1]), *args[place + 1 :])
        return original(*given, **{name: _local(value) for name, value in kwargs.items()})

    return mapped


def _local(value: Any) -> Any:
    """A path, or each of a list, as the local one; everything else as it is."""
    if isinstance(value, list):
        return [_local(one) for one in value]
    name = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    return local(name) if isinstance(name, str) and is_mapped(name) else value
