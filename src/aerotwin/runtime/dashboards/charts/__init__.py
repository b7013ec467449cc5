"""Widgets as Vega-Lite: one function per kind of chart, all in one table."""

from __future__ import annotations

from collections.abc import Callable

from aerotwin.runtime.dashboards.charts import (
    box,
    cartesian,
    combo,
    custom,
    forecast,
    funnel,
    gantt,
    heatmap,
    histogram,
    pie,
    symbol_map,
    waterfall,
)
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows

Chart = Callable[[Widget, Rows, Palette], Json]
CHARTS: dict[str, Chart] = {
    "area": cartesian.area,
    "bar": cartesian.bar,
    "box": box.box,
    "combo": combo.combo,
    "custom-vega-viz": custom.custom,
    "forecast-line": forecast.forecast,
    "funnel": funnel.funnel,
    "gantt": gantt.gantt,
    "heatmap": heatmap.heatmap,
    "histogram": histogram.histogram,
    "line": cartesian.line,
    "pie": pie.pie,
    "scatter": cartesian.scatter,
    "symbol-map": symbol_map.symbol_map,
    "waterfall": waterfall.waterfall,
}
