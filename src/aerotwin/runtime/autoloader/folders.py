"""The folders that files land in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

RECURSIVE = "recursiveFileLookup"


def whole(path: str, given: Iterable[str]) -> dict[str, str]:
    """The option with which Spark's reader finds what Auto Loader finds at a local path or glob.

    Auto Loader takes files of all subfolders (its page on the directory listing mode, of …/YYYY/MM/DD/HH/);
    Spark only looks into those that are partitions (…/day=1/), and knows no partitions if it is told to look
    into all. An option among those `given` to the reader stays as it is.
    """
    if any(key.lower() == RECURSIVE.lower() for key in given) or any("=" in one for one in _subfolders(path)):
        return {}
    return {RECURSIVE: "true"}


def _subfolders(path: str) -> Iterator[str]:
    for there in Path("/").glob(path.lstrip("/")) if path.strip("/") else []:
        yield there.name if there.is_dir() else ""
        for _, names, _ in os.walk(there):
            names[:] = [name for name in names if name[0] not in "._"]
            yield from names
