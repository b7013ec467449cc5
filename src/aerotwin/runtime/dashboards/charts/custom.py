"""Custom charts: Vega-Lite that the dashboard's author wrote, over the query's rows."""

from __future__ import annotations

import json
from typing import Any

from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import DashboardError, Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, plain

SOURCE = "databricks_query"


def custom(widget: Widget, rows: Rows, _palette: Palette) -> Json:
    """The author's chart with the rows as its named data. Raises DashboardError if it loads anything else."""
    said = (widget.spec.get("jsonSpec") or {}).get("spec")
    try:
        spec = json.loads(said) if isinstance(said, str) else said
    except ValueError as error:
        raise DashboardError(f"custom-vega-viz: jsonSpec.spec is not JSON: {error}") from None
    if not isinstance(spec, dict):
        raise DashboardError("custom-vega-viz: jsonSpec.spec is missing")
    if _loads(spec):
        raise DashboardError(
            "custom-vega-viz: the chart loads data from a URL; only the query's rows are served"
        )
    values = [dict(zip(rows.names, map(plain, row), strict=True)) for row in rows.values]
    return {**spec, "datasets": {**(spec.get("datasets") or {}), SOURCE: values}}


def _loads(value: Any) -> bool:
    if isinstance(value, dict):
        return any((key == "url" and isinstance(one, str)) or _loads(one) for key, one in value.items())
    return isinstance(value, list) and any(map(_loads, value))
