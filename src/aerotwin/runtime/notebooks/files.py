"""Plain Python file access to a workspace's paths: `open`, `os`, and what is built on them.

It covers pathlib, shutil, glob, pandas and imports; `native_files` covers known libraries that open files in
C by name. Out of reach: the others of these, and subprocesses.
"""

from __future__ import annotations

import builtins
import functools
import importlib.machinery
import io
import os
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import
from aerotwin.runtime.notebooks.paths import is_mapped, local

ONE_PATH: tuple[str, ...] = (
    "open",
    "stat",
    "lstat",
    "listdir",
    "mkdir",
    "remove",
    "unlink",
    "rmdir",
    "access",
)
ONE_PATH += ("chmod", "utime", "chdir", "truncate", "readlink")
TWO_PATHS = ("rename", "replace", "link", "symlink")


def install() -> None:
    """Map the paths of this process from now on. Idempotent."""
    if hasattr(builtins.open, "__wrapped__"):
        return
    mapped_open = _mapped(builtins.open, 1)
    builtins.open = mapped_open
    io.open = mapped_open
    for count, names in ((1, ONE_PATH), (2, TWO_PATHS)):
        for name in names:
            original = getattr(os, name)
            _put(name, original, _mapped(original, count))
    _put("scandir", os.scandir, functools.partial(_scanned, os.scandir))
    after_import("pandas.io.parquet", _parquet)
    sys.path_hooks.insert(0, _finder)
    sys.path_importer_cache.clear()


def _put(name: str, original: Callable[..., Any], wrapper: Callable[..., Any]) -> None:
    setattr(os, name, wrapper)
    # What these sets promise of a function holds for its wrapper.
    for promise in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        if original in promise:
            promise.add(wrapper)


def _parquet(module: ModuleType) -> None:
    """Pandas hands paths of Parquet files to pyarrow, which opens them by name."""
    known: Any = module
    known._get_path_or_handle = _mapped(known._get_path_or_handle, 1)


def _mapped(original: Callable[..., Any], count: int) -> Callable[..., Any]:
    @functools.wraps(original)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        args = (*(_local(one) for one in args[:count]), *args[count:])
        for name in ("file", "path", "src", "dst"):
            if name in kwargs:
                kwargs[name] = _local(kwargs[name])
        return original(*args, **kwargs)

    return mapped


def _scanned(scandir: Callable[..., Any], path: Any = ".") -> Any:
    named = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    found = scandir(_local(path))
    return _Entries(found, named) if isinstance(named, str) and is_mapped(named) else found


class _Entries:
    """The entries of a directory, with the path that was asked for before their names."""

    def __init__(self, found: Any, directory: str) -> None:
        self.found = found
        self.directory = directory

    def __iter__(self) -> Iterator[_Entry]:
        return self

    def __next__(self) -> _Entry:
        entry = next(self.found)
        return _Entry(entry, os.path.join(self.directory, entry.name))  # noqa: PTH118

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the directory."""
        self.found.close()


class _Entry(os.PathLike[str]):
    """An os.DirEntry under another path."""

    def __init__(self, entry: os.DirEntry[str], path: str) -> None:
        self.entry = entry
        self.path = path

    def __fspath__(self) -> str:
        return self.path

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)


def _local(path: Any) -> Any:
    if isinstance(path, str):
        return local(path) if is_mapped(path) else path
    if isinstance(path, os.PathLike):
        name = os.fspath(path)
        return local(name) if isinstance(name, str) and is_mapped(name) else path
    return path


def _finder(path: str) -> importlib.machinery.FileFinder:
    if not is_mapped(path):
        raise ImportError(path)
    loaders = (importlib.machinery.SourceFileLoader, importlib.machinery.SOURCE_SUFFIXES)
    return importlib.machinery.FileFinder(local(path), loaders)
