"""Dashboard files that Databricks would not open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node


def dashboard_problems(resources: Node, root: Path) -> Iterator[Problem]:
    """Dashboards whose .lvdash.json (path absolute) is not JSON or has no pages."""
    dashboards = resources.get("dashboards")
    for key, dashboard in dashboards.items() if dashboards else ():
        node = dashboard.get("file_path")
        file = Path(str(node.value)) if node else None
        if node is None or file is None or not file.is_file():
            continue
        shown = file.relative_to(root) if file.is_relative_to(root) else file
        path = f"resources.dashboards.{key}.file_path"
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            yield Problem.at(node.at, f"dashboard {shown} is not JSON: {error}", path)
            continue
        pages = content.get("pages") if isinstance(content, dict) else None
        if not isinstance(pages, list) or not pages:
            message = f'dashboard {shown} has no pages: a dashboard file needs a list "pages"'
            yield Problem.at(node.at, message, path)
            continue
        for index, page in enumerate(pages):
            if not isinstance(page, dict) or not page.get("name"):
                yield Problem.at(node.at, f"dashboard {shown}: pages[{index}] has no name", path)
