"""Heat maps: a colour for each pair of categories."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import Channel, channel, labels, need
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette, ramp
from aerotwin.runtime.dashboards.charts.series import shown_value
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

# Whether a cell is so dark that its value is read better in white.
DARK = "isValid(datum.m) && luminance(scale('color', datum.m)) < 0.21"


def heatmap(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """A cell per pair of x and y; values are written in where there is room or the file asks."""
    x, y = (need(widget, name, channel(widget.encodings.get(name)), rows) for name in ("x", "y"))
    color = need(widget, "color", channel(widget.encodings.get("color"), "quantitative"), rows)
    values = [as_number(value) for value in rows.column(color.field)]
    columns = {}
    for key, one in (("x", x), ("y", y)):
        raw = rows.column(one.field)
        shown = labels(raw, one.format)
        columns[key] = (shown, ordered(shown, raw, values, one.scale.get("sort") or {}))
    cells = zip(columns["x"][0], columns["y"][0], values, strict=True)
    data = [{"x": a, "y": b, "m": value, "l": shown_value(color, value)} for a, b, value in cells]
    encoding: Json = {
        key: {
            "field": key,
            "type": "nominal",
            "sort": columns[key][1],
            "axis": _axis(one, key, columns[key][1]),
            "scale": {"padding": 0.04},
        }
        for key, one in (("x", x), ("y", y))
    }
    encoding["color"] = {
        "field": "m",
        "type": "quantitative",
        "scale": {**ramp(color.scale, palette), **parts.scale(color, "quantitative")},
        "legend": None
        if (color.spec.get("legend") or {}).get("hide")
        else {"title": color.title, "orient": "right", "gradientThickness": 10},
    }
    tips = [parts.text_tip("x", x.title), parts.text_tip("y", y.title), parts.number_tip("m", color)]
    layers: list[Json] = [
        {"mark": {"type": "rect", "cornerRadius": 2}, "encoding": {**encoding, "tooltip": tips}}
    ]
    if parts.labels_shown(widget):
        text = {
            "text": {"field": "l", "type": "nominal"},
            "color": {"condition": {"test": DARK, "value": "white"}, "value": "#16202c"},
        }
        places = {key: encoding[key] for key in ("x", "y")}
        layers.append({"mark": {"type": "text", "size": 11}, "encoding": {**places, **text}})
    return parts.chart(layers, data)


def _axis(one: Channel, key: str, values: list[str]) -> Json | None:
    made = parts.axis(one, "nominal", values=values)
    return parts.across(made, values) if key == "x" else made
