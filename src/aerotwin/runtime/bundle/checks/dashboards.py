"""Dashboard files that Databricks would not open, and names in them that do not resolve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node


def dashboard_problems(resources: Node, root: Path) -> Iterator[Problem]:
    """Dashboards without a name or warehouse or with a .lvdash.json (path absolute) that cannot be read are
    errors; a tile's faults are warnings.

    Databricks deploys a dashboard whatever its tiles say, and shows the fault in the tile.
    """
    dashboards = resources.get("dashboards")
    for key, dashboard in dashboards.items() if dashboards else ():
        for field in ("display_name", "warehouse_id"):
            given = dashboard.get(field)
            if given is None or given.value == "":
                message = f"a dashboard needs {field}"
                yield Problem.at(dashboard.at, message, f"resources.dashboards.{key}", stops_run=False)
        node = dashboard.get("file_path")
        file = Path(str(node.value)) if node else None
        if node is None or file is None or not file.is_file():
            continue
        shown = file.relative_to(root) if file.is_relative_to(root) else file
        path = f"resources.dashboards.{key}.file_path"
        for message, severity in _faults(file):
            yield Problem.at(node.at, f"dashboard {shown}: {message}", path, severity=severity)


def _faults(file: Path) -> Iterator[tuple[str, Literal["error", "warning"]]]:
    from aerotwin.runtime.dashboards.check import findings
    from aerotwin.runtime.dashboards.model import DashboardError
    from aerotwin.runtime.dashboards.read import read

    try:
        dashboard = read(file)
    except DashboardError as error:
        yield str(error).removeprefix(f"{file}: "), "error"
        return
    for finding in findings(dashboard):
        yield str(finding), "warning"
