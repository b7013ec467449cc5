"""Waterfalls: how ups and downs lead from nothing to the total."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import channel, labels, need
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

TOTAL = "Total"


def waterfall(widget: Widget, rows: Rows, _palette: Palette) -> Json:
    """A floating bar per step, and the total at the end."""
    x = need(widget, "x", channel(widget.encodings.get("x")), rows)
    y = need(widget, "y", channel(widget.encodings.get("y"), "quantitative"), rows)
    raw, values = rows.column(x.field), [as_number(one) or 0.0 for one in rows.column(y.field)]
    names = labels(raw, x.format)
    sort = x.scale.get("sort") or {}
    order = ordered(names, raw, values, {"by": "natural-order"} if sort.get("by") == "measure" else sort)
    sums: dict[str, float] = {}
    for name, value in zip(names, values, strict=True):
        sums[name] = sums.get(name, 0.0) + value
    data: list[Json] = []
    level = 0.0
    for name in order:
        data.append({"x": name, "m": sums[name], "a": level, "b": level + sums[name],
                     "s": "Up" if sums[name] >= 0 else "Down"})  # fmt: skip
        level += sums[name]
    data.append({"x": TOTAL, "m": level, "a": 0.0, "b": level, "s": TOTAL})
    axis = parts.across(parts.axis(x, "nominal", values=order), [*order, TOTAL])
    encoding: Json = {
        "x": {"field": "x", "type": "nominal", "sort": [*order, TOTAL], "axis": axis,
              "scale": {"padding": 0.2}},
        "y": {"field": "a", "type": "quantitative", "axis": parts.axis(y, "quantitative")},
        "y2": {"field": "b"},
        "color": {"field": "s", "type": "nominal",
                  "scale": {"domain": ["Up", "Down", TOTAL], "range": ["#00A972", "#FF3621", "#919191"]},
                  "legend": {"title": None, "orient": "top"}},
        "tooltip": [parts.text_tip("x", x.title), parts.number_tip("m", y)],
    }  # fmt: skip
    return parts.chart([{"mark": {"type": "bar", "cornerRadius": 2}, "encoding": encoding}], data)
