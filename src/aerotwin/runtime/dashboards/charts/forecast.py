"""Forecast lines: what was, what is expected, and between which bounds."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import (
    Channel,
    axis_values,
    channel,
    check,
    kind_of,
    labels,
    need,
)
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number


def forecast(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """A solid line of `y.original`, a dashed one of `y.prediction`, a band of its bounds."""
    x = need(widget, "x", channel(widget.encodings.get("x"), "temporal"), rows)
    said = widget.encodings.get("y") or {}
    original = need(widget, "y.original", channel(said.get("original"), "quantitative"), rows)
    names = ("prediction", "predictionLower", "predictionUpper")
    prediction, low, high = (channel(said.get(name), "quantitative") for name in names)
    check(widget, [prediction, low, high], rows)
    values, shown = axis_values(x, rows), labels(rows.column(x.field))
    kind = kind_of(x, values)

    def numbers(one: Channel | None) -> list[float | None]:
        return [as_number(value) for value in rows.column(one.field)] if one else [None] * len(rows)

    columns = zip(values, shown, *(numbers(one) for one in (original, prediction, low, high)), strict=True)
    data = [
        {"d": d, "dt": text, "o": o, "f": f, "a": a, "b": b}
        for d, text, o, f, a, b in sorted(columns, key=lambda row: (row[0] is None, row[0]))
    ]
    place = {"field": "d", "type": kind, "axis": parts.axis(x, kind), "scale": parts.scale(x, kind)}
    axis = parts.axis(Channel(original.field, original.title, spec={**original.spec, **said}), "quantitative")
    layers: list[Json] = []
    if low and high:
        layers.append(
            _layer({"type": "area", "opacity": 0.18, "color": palette.colors[0]}, place, "a", axis, x, "b")
        )
    layers.append(
        _layer({"type": "line", "color": palette.colors[0], "strokeWidth": 2.25}, place, "o", axis, x)
    )
    if prediction:
        mark = {"type": "line", "color": palette.colors[0], "strokeWidth": 2, "strokeDash": [5, 4]}
        layers.append(_layer(mark, place, "f", axis, x))
    layers += parts.marked(widget, palette, kind == "temporal")
    return parts.chart(layers, data)


def _layer(mark: Json, place: Json, field: str, axis: Json | None, x: Channel, other: str = "") -> Json:
    encoding: Json = {
        "x": place,
        "y": {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": False}},
        "tooltip": [
            parts.text_tip("dt", x.title),
            *({"field": key, "type": "quantitative", "title": words, "format": ",.4~r"}
              for key, words in (("o", "Actual"), ("f", "Forecast"), ("a", "Lower"), ("b", "Upper"))),
        ],
    }  # fmt: skip
    if other:
        encoding["y2"] = {"field": other}
    valid = f"isValid(datum.{field})"
    return {"transform": [{"filter": valid}], "mark": mark, "encoding": encoding}
