"""Files that a bundle names but does not have, or that are not what their field takes."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Step, dotted
from aerotwin.runtime.bundle.paths import file_fields, find_notebook

# The first line of a notebook's source, by the file's extension; the CLI looks for it in the same way.
HEADERS = {
    ".py": "# Databricks notebook source",
    ".r": "# Databricks notebook source",
    ".scala": "// Databricks notebook source",
    ".sql": "-- Databricks notebook source",
}


def file_problems(resources: Node, root: Path) -> Iterator[Problem]:
    """A problem for each file field of `resources` (paths absolute) that names nothing that it can take.

    What was written as an absolute path is to the CLI one of the workspace, for which it does not look. It is
    told from a path out of `root`, `../src/x.py`, by its directory, which is not here.
    """
    for path, node in file_fields(resources):
        file, kind = Path(node.value), _kind(path)
        where = dotted(("resources", *path))
        if kind != "wheel" and not file.is_relative_to(root) and not file.parent.is_dir():
            what = "notebook" if kind == "notebook" else "file"
            message = f"{what} {file} is not here: an absolute path is one of the workspace"
            yield Problem.at(node.at, message, where, severity="warning")
            continue
        shown = file.relative_to(root) if file.is_relative_to(root) else file
        wrong = _wrong(kind, file, str(shown))
        if wrong:
            message, stops_run = wrong
            yield Problem.at(node.at, message, where, stops_run=stops_run)


def is_notebook(file: Path) -> bool:
    """Whether a file is a notebook: by its extension .ipynb, or by its first line."""
    suffix = file.suffix.lower()
    if suffix not in HEADERS:
        return suffix == ".ipynb"
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        return lines.readline(64).rstrip("\r\n") == HEADERS[suffix]


def _kind(path: tuple[Step, ...]) -> str:
    field = path[-1] if isinstance(path[-1], str) else str(path[-2])
    if field == "notebook_path" or path[-2:] == ("notebook", "path"):
        return "notebook"
    if field in {"whl", "dependencies"}:
        return "wheel"
    return "source" if field == "python_file" or path[-2:] == ("file", "path") else "any"


def _wrong(kind: str, file: Path, shown: str) -> tuple[str, bool] | None:
    """What is wrong with a file, and whether nothing can run with it; None if nothing is wrong."""
    if kind == "wheel":
        return None  # built by `artifacts`, so it need not be there yet
    if kind == "notebook" and not file.is_file():
        found = find_notebook(str(file))
        hint = f'; did you mean "{shown}{found.suffix}"?' if found else ""
        return f"notebook {shown} not found{hint}", found is None  # here its name alone is enough
    if glob.has_magic(str(file)):
        matches = glob.glob(str(file), recursive=True)  # noqa: PTH207
        return None if any(Path(one).exists() for one in matches) else (f"files {shown} not found", True)
    if not file.exists():
        return f"file {shown} not found", True
    if kind == "notebook" and not is_notebook(file):
        first = f", as its first line is not `{HEADERS[file.suffix]}`" if file.suffix in HEADERS else ""
        return f"{shown} is not a notebook{first}", True
    if kind == "source" and file.is_file() and is_notebook(file):
        # Here it is as good a Python file as any.
        return f"{shown} is a notebook, where a plain file is expected", False
    return None
