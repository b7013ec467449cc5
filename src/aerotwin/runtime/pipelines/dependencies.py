"""What a pipeline's `environment.dependencies` ask for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

_EDITABLE = ("--editable ", "-e ")


def split(lines: Iterable[str], root: Path) -> tuple[list[str], list[str]]:
    """Requirements, and folders to import from, of dependency lines with paths relative to `root`.

    An editable project is imported from where it lies; what it depends on is required.
    """
    requirements, folders = [], []
    for line in lines:
        head = next((one for one in _EDITABLE if line.startswith(one)), None)
        if head is None:
            requirements.append(str(root / line) if line.endswith(".whl") else line)
            continue
        project = (root / line.removeprefix(head).strip()).resolve()
        source = project / "src"
        folders.append(str(source if source.is_dir() else project))
        file = project / "pyproject.toml"
        if file.is_file():
            requirements += tomllib.loads(file.read_text()).get("project", {}).get("dependencies", [])
    return requirements, folders
