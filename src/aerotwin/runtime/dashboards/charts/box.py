"""Box plots, of statistics that the query has or of raw values."""

from __future__ import annotations

import statistics

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import channel, check, labels, need
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

PARTS = ("whiskerStart", "boxStart", "boxMid", "boxEnd", "whiskerEnd")


def box(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """A box per category: its middle half, the median, and whiskers to the ends."""
    palette = palette.of_widget(widget.spec.get("mark"))
    x = channel(widget.encodings.get("x"))
    y = widget.encodings.get("y") or {}
    check(widget, [x], rows)
    raw = rows.column(x.field) if x else [""] * len(rows)
    names = labels(raw) if x else [""] * len(rows)
    if all(isinstance(y.get(part), dict) for part in PARTS):
        five = [need(widget, f"y.{part}", channel(y[part], "quantitative"), rows) for part in PARTS]
        columns = [[as_number(value) for value in rows.column(one.field)] for one in five]
        data = [
            dict(zip("abcde", values, strict=True), x=name)
            for name, *values in zip(names, *columns, strict=True)
        ]
        one = five[2]
    else:
        one = need(widget, "y", channel(y, "quantitative"), rows)
        data = _summaries(names, [as_number(value) for value in rows.column(one.field)])
    order = ordered([row["x"] for row in data], [row["x"] for row in data], [row["c"] for row in data],
                    (x.scale.get("sort") if x else None) or {"by": "natural-order"})  # fmt: skip
    place = {
        "field": "x", "type": "nominal", "sort": order, "scale": {"padding": 0.4},
        "axis": parts.across(parts.axis(x, "nominal", values=order), order) if x else None,
    }  # fmt: skip
    tips = [parts.text_tip("x", x.title if x else "")] + [
        {"field": key, "type": "quantitative", "title": words, "format": ",.4~r"}
        for key, words in zip(
            "abcde", ("Lowest", "First quartile", "Median", "Third quartile", "Highest"), strict=True
        )
    ]
    axis, color = parts.axis(one, "quantitative"), palette.colors[0]

    def span(low: str, high: str, mark: Json) -> Json:
        y = {"field": low, "type": "quantitative", "axis": axis, "scale": {"zero": False}}
        return {"mark": mark, "encoding": {"x": place, "y": y, "y2": {"field": high}, "tooltip": tips}}

    middle = {"x": place, "y": {"field": "c", "type": "quantitative"}, "tooltip": tips}
    tick = {"mark": {"type": "tick", "color": "white", "thickness": 2}, "encoding": middle}
    whisker = {"type": "rule", "color": color, "size": 1.5}
    return parts.chart(
        [
            span("a", "b", whisker),
            span("d", "e", whisker),
            span("b", "d", {"type": "bar", "color": color}),
            tick,
        ],
        data,
    )


def _summaries(names: list[str], values: list[float | None]) -> list[Json]:
    groups: dict[str, list[float]] = {}
    for name, value in zip(names, values, strict=True):
        if value is not None:
            groups.setdefault(name, []).append(value)
    data = []
    for name, found in groups.items():
        quarter = statistics.quantiles(found, n=4, method="inclusive") if len(found) > 1 else [found[0]] * 3
        data.append(dict(zip("abcde", (min(found), *quarter, max(found)), strict=True), x=name))
    return data
