"""Gantt charts: spans of time, a row per task."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import axis_values, channel, check, labels, need
from aerotwin.runtime.dashboards.charts.order import ascending, ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows


def gantt(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """A bar from `range.start` to `range.end` in each row."""
    said = widget.encodings.get("range") or {}
    listed = widget.encodings.get("rows") or [widget.encodings.get("y")]
    row = need(widget, "rows", channel(listed[0] if listed else None), rows)
    start, end = (
        need(widget, f"range.{key}", channel(said.get(key), "temporal"), rows) for key in ("start", "end")
    )
    color = channel(widget.encodings.get("color"))
    check(widget, [color], rows)
    raw = rows.column(row.field)
    names = labels(raw)
    begins, ends = axis_values(start, rows), axis_values(end, rows)
    order = ordered(names, raw, [None] * len(rows), row.scale.get("sort") or {"by": "natural-order"})
    groups = labels(rows.column(color.field)) if color else [""] * len(rows)
    texts = zip(labels(rows.column(start.field)), labels(rows.column(end.field)), strict=True)
    data = [
        {"y": name, "a": a, "b": b, "s": group, "t": " to ".join(text)}
        for name, a, b, group, text in zip(names, begins, ends, groups, texts, strict=True)
    ]
    axis = parts.axis(row, "nominal", values=order)
    encoding: Json = {
        "y": {"field": "y", "type": "nominal", "sort": order, "axis": axis},
        "x": {"field": "a", "type": "temporal", "scale": {"type": "utc"},
              "axis": {**(parts.axis(start, "temporal") or {}), "title": None, "grid": True}},
        "x2": {"field": "b"},
        "tooltip": [parts.text_tip("y", row.title), parts.text_tip("t", "From")],
        "color": parts.series_color(ascending(set(groups), {}), palette, color) if color
        else {"value": palette.colors[0]},
    }  # fmt: skip
    return parts.chart([{"mark": {"type": "bar", "cornerRadius": 3}, "encoding": encoding}], data)
