"""Funnels: what is left of the first stage at each following one."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import channel, labels, need
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.charts.series import shown_value
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number


def funnel(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Centred bars from top to bottom, in the query's order unless the file sorts."""
    x, y = widget.encodings.get("x") or {}, widget.encodings.get("y") or {}
    measured = (x.get("scale") or {}).get("type") == "quantitative"
    first, second = ("y", "x") if measured else ("x", "y")
    stage = need(widget, first, channel(y if measured else x), rows)
    value = need(widget, second, channel(x if measured else y, "quantitative"), rows)
    raw, measures = rows.column(stage.field), [as_number(one) for one in rows.column(value.field)]
    names = labels(raw, stage.format)
    by = stage.scale.get("sort") or {}
    order = ordered(
        names, raw, measures, {"by": "natural-order"} if by.get("by") in (None, "measure") else by
    )
    start = next((one for one in measures if one), None)
    data: list[Json] = [
        {"s": name, "m": one, "a": -(one or 0) / 2, "b": (one or 0) / 2,
         "l": f"{shown_value(value, one)}" + (f"  ({(one or 0) / start:.0%})" if start else "")}
        for name, one in zip(names, measures, strict=True)
    ]  # fmt: skip
    axis = parts.axis(stage, "nominal", values=order)
    place = {"field": "s", "type": "nominal", "sort": order, "axis": axis, "scale": {"padding": 0.12}}
    bar: Json = {
        "mark": {"type": "bar", "cornerRadius": 3, "color": palette.colors[0]},
        "encoding": {
            "y": place,
            "x": {"field": "a", "type": "quantitative", "axis": None},
            "x2": {"field": "b"},
            "tooltip": [parts.text_tip("s", stage.title), parts.number_tip("m", value)],
        },
    }
    most = max((one or 0 for one in measures), default=0) or 1
    for row in data:
        row["wide"] = (row["m"] or 0) > 0.35 * most
    label = {"field": "l", "type": "nominal"}
    inside: Json = {
        "transform": [{"filter": "datum.wide"}],
        "mark": {"type": "text", "color": "white", "fontWeight": 600},
        "encoding": {"y": place, "x": {"datum": 0, "type": "quantitative"}, "text": label},
    }
    beside: Json = {
        "transform": [{"filter": "!datum.wide"}],
        "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": 600},
        "encoding": {"y": place, "x": {"field": "b", "type": "quantitative"}, "text": label},
    }
    return parts.chart([bar, inside, beside], data)
