"""Artifacts that cannot be built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.bundle.paths import absolute


def artifact_problems(artifacts: Node, root: Path) -> Iterator[Problem]:
    """Directories that do not exist, and artifacts that say neither how they are built nor what they are."""
    for name, artifact in artifacts.items():
        here = f"artifacts.{name}"
        path, kind = artifact.get("path"), artifact.get("type")
        if path is not None and isinstance(path.value, str) and "${" not in path.value:
            directory = Path(absolute(path.value, path.at.file, root))
            if not directory.is_dir():
                yield Problem.at(path.at, f"directory {path.value} not found", f"{here}.path")
        if (kind is None or kind.value != "whl") and not (artifact.get("build") or artifact.get("files")):
            message = "an artifact that is no wheel (type: whl) needs `build` or `files`"
            yield Problem.at(artifact.at, message, here, stops_run=False)
