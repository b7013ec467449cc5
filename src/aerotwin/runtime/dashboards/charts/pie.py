"""Pie charts, drawn as rings with the sum of all inside."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import Channel, channel, check, labels, need
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.charts.series import shown_value
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

MOST = 12
OTHERS = "Others"


def pie(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """A slice per category, the largest first unless the file sorts; the smallest beyond twelve are one."""
    palette = palette.of_widget(widget.spec.get("mark"))
    angle = need(widget, "angle", channel(widget.encodings.get("angle"), "quantitative"), rows)
    color = channel(widget.encodings.get("color"))
    check(widget, [color], rows)
    raw = rows.column(color.field) if color else [""] * len(rows)
    names = labels(raw, color.format if color else None)
    totals: dict[str, float] = {}
    for name, value in zip(names, rows.column(angle.field), strict=True):
        totals[name] = totals.get(name, 0.0) + max(as_number(value) or 0.0, 0.0)
    sort = (color.scale.get("sort") if color else None) or {"by": "y-reversed"}
    order = ordered(names, raw, [totals[name] / names.count(name) for name in names], sort)
    if len(order) > MOST:
        small = sorted(order, key=lambda name: totals[name])[: len(order) - MOST + 1]
        totals[OTHERS] = sum(totals.pop(name) for name in small)
        order = [name for name in order if name not in small] + [OTHERS]
    whole = sum(totals.values())
    data = [
        {"s": name, "m": totals[name], "p": totals[name] / whole if whole else 0.0, "i": i,
         "l": _label(angle, totals[name], whole)}
        for i, name in enumerate(order)
    ]  # fmt: skip
    title = color.title if color else "Category"
    params, opacity = parts.pick()
    encoding: Json = {
        "theta": {"field": "m", "type": "quantitative", "stack": True},
        "order": {"field": "i", "type": "quantitative"},
        "color": parts.series_color(order, palette, color),
        "opacity": opacity,
        "tooltip": [
            parts.text_tip("s", title),
            parts.number_tip("m", angle),
            {"field": "p", "type": "quantitative", "title": "Share", "format": ".1%"},
        ],
    }
    if encoding["color"]["legend"] and not ((color.spec.get("legend") or {}) if color else {}).get(
        "position"
    ):
        encoding["color"]["legend"] |= {"orient": "right", "direction": "vertical", "columns": 1}
    outer = "min(width, height) / 2"
    mark = {"type": "arc", "innerRadius": {"expr": f"{outer} * 0.58"}, "outerRadius": {"expr": outer},
            "padAngle": 0.012, "cornerRadius": 2}  # fmt: skip
    layers: list[Json] = [{"mark": mark, "encoding": encoding, "params": params}]
    if parts.labels_shown(widget) or "label" not in widget.encodings:
        text = {
            "type": "text",
            "radius": {"expr": f"{outer} * 0.79"},
            "color": "white",
            "fontWeight": 600,
            "size": 11,
        }
        shared = {key: encoding[key] for key in ("theta", "order")}
        layers.append({"mark": text, "encoding": {**shared, "text": {"field": "l", "type": "nominal"}}})
    return parts.chart(layers, data)


def _label(angle: Channel, value: float, whole: float) -> str:
    share = value / whole if whole else 0.0
    if share < 0.05:
        return ""
    return f"{share:.0%}" if share < 1 else shown_value(angle, value)
