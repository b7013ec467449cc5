"""Parameters that a job declares twice, or passes to a notebook which never reads them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.checks.each_task import each_task
from aerotwin.runtime.bundle.checks.repeated import repeated_problems
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.bundle.paths import find_notebook

# A name given in quotes to a widget function of any spelling, or to a helper such as `parameter("name")`.
QUOTED = re.compile(r"""["']([\w.\- ]+)["']""")
SQL_MARKER = re.compile(r"(?<![:\w]):(\w+)|\$\{?(\w[\w.]*)|getArgument\(|\{\{\s*(\w+)")
CREATE_WIDGET = re.compile(r"CREATE\s+WIDGET\s+\w+\s+`?(\w+)", re.IGNORECASE)
# Notebooks that ask for all widgets, or run another that may, may read any name.
READS_ALL = re.compile(r"widgets\.getAll|getCurrentBindings|(?m:^\s*(?:#\s*MAGIC\s+)?%run\b)")


def parameter_problems(job: Node, path: str, root: Path) -> Iterator[Problem]:
    """Parameters that a job declares twice, and a warning per base parameter of a notebook task (paths
    absolute) that no widget, parameters cell or name in quotes of the notebook mentions.
    """
    yield from repeated_problems(job, "parameters", "name", "parameter", path)
    for here, task in each_task(job.value["tasks"], f"{path}.tasks"):
        given = task.get("notebook_task", "base_parameters")
        notebook = task.get("notebook_task", "notebook_path")
        file = find_notebook(str(notebook.value)) if notebook is not None else None
        known = names_read(file) if file else None
        if given is None or file is None or known is None:
            continue
        for name in [name for name, _ in given.items() if name not in known]:
            shown = file.relative_to(root) if file.is_relative_to(root) else file
            message = f'parameter "{name}" is read by no widget or parameters cell of {shown}'
            where = f"{here}.notebook_task.base_parameters.{name}"
            yield Problem.at(given.key_at(name), message, where, severity="warning")


def names_read(file: Path) -> set[str] | None:
    """Names that a notebook may read as parameters, None if that cannot be told."""
    try:
        text = file.read_text(encoding="utf-8")
        cells = _cells(json.loads(text)) if file.suffix == ".ipynb" else [(text, False)]
    except (OSError, ValueError):
        return None
    whole = "\n".join(source for source, _ in cells)
    if READS_ALL.search(whole):
        return None
    found = set(QUOTED.findall(whole)) | set(CREATE_WIDGET.findall(whole))
    for groups in SQL_MARKER.findall(whole):
        found |= {name for name in groups if name}
    for source, is_parameters in cells:
        if is_parameters:
            found |= _assigned(source)
    return found


def _cells(notebook: object) -> list[tuple[str, bool]]:
    cells = notebook.get("cells", []) if isinstance(notebook, dict) else []
    result = []
    for cell in cells:
        source = cell.get("source", "")
        tags = cell.get("metadata", {}).get("tags", [])
        result.append((source if isinstance(source, str) else "".join(source), "parameters" in tags))
    return result


def _assigned(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set(re.findall(r"(?m)^(\w+)\s*(?::[^=]+)?=", source))
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
