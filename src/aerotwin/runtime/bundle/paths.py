"""Fields that name files: relative to the YAML file they are written in, absolute once loaded."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.node import Node, Step, walk

NOTEBOOK_SUFFIXES = (".ipynb", ".py", ".sql", ".r", ".R", ".scala")
# The last keys of a path to a file field, with `*` for any one step.
FILE_FIELDS: tuple[tuple[str, ...], ...] = (
    ("notebook_task", "notebook_path"),
    ("spark_python_task", "python_file"),
    ("sql_task", "file", "path"),
    ("dbt_task", "project_directory"),
    ("libraries", "*", "notebook", "path"),
    ("libraries", "*", "file", "path"),
    ("libraries", "*", "glob", "include"),
    ("libraries", "*", "whl"),
    ("libraries", "*", "requirements"),
    ("dependencies", "*"),
    ("pipelines", "*", "root_path"),
    ("dashboards", "*", "file_path"),
)
# Options of pip that a path follows.
OPTION = re.compile(r"(?:-r|-e|--requirement|--editable)(?:=|\s+)")


def file_fields(resources: Node) -> Iterator[tuple[tuple[Step, ...], Node]]:
    """Every field below `resources` that names a local file or directory, with its path."""
    for path, node in walk(resources):
        if isinstance(node.value, str) and any(_ends(path, field) for field in FILE_FIELDS):
            if path[-2] == "dependencies" and not is_local_requirement(node.value):
                continue
            if not from_elsewhere(path, resources) and not is_remote(node.value):
                yield path, node


def _ends(path: tuple[Step, ...], field: tuple[str, ...]) -> bool:
    tail = path[-len(field) :]
    return len(tail) == len(field) and all(
        want in ("*", step) for want, step in zip(field, tail, strict=True)
    )


def is_local_requirement(text: str) -> bool:
    """Whether a dependency is a file of the bundle, as the CLI tells: a relative path, not a package's name.

    It may follow an option of pip: `-r requirements.txt`, `--editable ..`.
    """
    option = OPTION.match(text)
    path = text[option.end() :] if option else text
    if path.startswith(("/", "-")) or "://" in path or " @ " in path:
        return False
    return option is not None or path.startswith(".") or path.endswith(".whl") or "/" in path


def is_remote(text: str) -> bool:
    """Whether a path lies in a workspace or volume rather than in the bundle."""
    return text.startswith(
        ("/Workspace", "/Users", "/Volumes", "/Shared", "/Repos", "dbfs:", "s3:", "abfss:")
    ) or ("${" in text or "{{" in text)


def from_elsewhere(path: tuple[Step, ...], resources: Node) -> bool:
    """Whether the field is a path in the git repository that its job takes its files from."""
    owner, field = resources.get(*path[:2]), resources.get(*path)
    in_git = owner is not None and owner.get("git_source") is not None
    return in_git and field is not None and not str(field.value).startswith("/")


def absolute(text: str, written_in: Path, root: Path) -> str:
    """A path as written in a bundle file (given relative to `root`) as an absolute one, `..` resolved."""
    option = OPTION.match(text)
    if option:
        return option.group(0) + absolute(text[option.end() :], written_in, root)
    if text.startswith("/"):
        return text
    return posixpath.normpath((root / written_in).parent / text)


def find_notebook(text: str) -> Path | None:
    """The notebook's file: the path itself or with a notebook's suffix."""
    candidates = [Path(text), *(Path(text + suffix) for suffix in NOTEBOOK_SUFFIXES)]
    return next((file for file in candidates if file.is_file()), None)
