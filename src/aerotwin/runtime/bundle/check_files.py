"""Files that a bundle names but does not have."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, dotted
from aerotwin.runtime.bundle.paths import NOTEBOOK_SUFFIXES, file_fields


def missing_files(resources: Node, root: Path) -> Iterator[Problem]:
    """A problem for each file field of `resources` (paths absolute) that names nothing.

    What was written as an absolute path is to the CLI one of the workspace, for which it does not look. It is
    told from a path out of `root`, `../src/x.py`, by its directory, which is not here.
    """
    for path, node in file_fields(resources):
        field = path[-1] if isinstance(path[-1], str) else str(path[-2])
        what, found = _find("notebook_path" if path[-2:] == ("notebook", "path") else field, node.value)
        if found:
            continue
        named, where = Path(node.value), dotted(("resources", *path))
        if named.is_relative_to(root):
            yield Problem.at(node.at, f"{what} {named.relative_to(root)} not found", where)
        elif named.parent.is_dir():
            yield Problem.at(node.at, f"{what} {named} not found", where)
        else:
            message = f"{what} {named} is not here: an absolute path is one of the workspace"
            yield Problem.at(node.at, message, where, severity="warning")


def _find(field: str, value: str) -> tuple[str, bool]:
    if field == "notebook_path":
        without_suffix = any(Path(value + suffix).is_file() for suffix in NOTEBOOK_SUFFIXES)
        return "notebook", Path(value).is_file() or without_suffix
    if field in {"whl", "dependencies"}:
        return "wheel", True  # built by `artifacts`, so it need not be there yet
    if glob.has_magic(value):
        return "files", bool(glob.glob(value, recursive=True))  # noqa: PTH207
    return "file", Path(value).exists()
