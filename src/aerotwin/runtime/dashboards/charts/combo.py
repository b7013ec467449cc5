"""Combo charts: bars and lines over one dimension, each with its axis."""

from __future__ import annotations

from aerotwin.runtime.dashboards.charts import parts, spans
from aerotwin.runtime.dashboards.charts.channel import (
    Channel,
    axis_values,
    channel,
    channels,
    check,
    kind_of,
    labels,
    need,
)
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number


def combo(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """`y.primary` as bars side by side, `y.secondary` as lines on an axis of their own."""
    palette = palette.of_widget(widget.spec.get("mark"))
    x = need(widget, "x", channel(widget.encodings.get("x")), rows)
    said = widget.encodings.get("y") or {}
    bars, lines = (channels(said.get(part)) for part in ("primary", "secondary"))
    if not bars and not lines:
        bars = channels(said)
    if not bars and not lines:
        need(widget, "y.primary", None, rows)
    check(widget, [*bars, *lines], rows)
    raw, values = rows.column(x.field), axis_values(x, rows)
    kind, shown = kind_of(x, values), labels(raw, x.format)
    first = [as_number(one) for one in rows.column((bars or lines)[0].field)]
    order = ordered(shown, raw, first, x.scale.get("sort") or {}) if kind == "nominal" else []
    names = [one.title for one in (*bars, *lines)]
    data: list[Json] = [
        {"d": values[i], "dt": shown[i], "s": one.title, "m": as_number(value), "m0": 0, "bar": one in bars}
        for one in (*bars, *lines)
        for i, value in enumerate(rows.column(one.field))
    ]
    data = [row for row in data if row["m"] is not None]
    continuous = kind != "nominal"
    if continuous:
        step = spans.step([row["d"] for row in data])
        spans.place([row for row in data if row["bar"]], step, [one.title for one in bars])
        for row in data:
            row["dc"] = None if row["d"] is None else row["d"] + step / 2
    color = parts.series_color(names, palette, None)
    place: Json = {
        "type": kind,
        "axis": parts.across(parts.axis(x, kind, values=order), order),
        "scale": parts.scale(x, kind),
    }
    if not continuous:
        place |= {"sort": order, "scale": {"paddingInner": 0.22, "paddingOuter": 0.15}}
    separate = bool(bars and lines) and said.get("secondary") is not None

    def layer(group: list[Channel], part: str, is_bar: bool) -> Json:
        spec = said.get(part) or said
        one = Channel(group[0].field, _title(spec, group), "quantitative", group[0].spec)
        axis = parts.axis(one, "quantitative", spec=spec) or {}
        if not is_bar and separate:
            axis |= {"orient": "right", "grid": False}
        encoding: Json = {
            "x": {**place, "field": ("d0" if is_bar else "dc") if continuous else "dt"},
            "y": {
                "field": "m",
                "type": "quantitative",
                "axis": axis,
                "scale": {"zero": is_bar or not separate},
            },
            "color": color,
            "tooltip": [
                parts.text_tip("dt", x.title),
                parts.text_tip("s", "Series"),
                parts.number_tip("m", one),
            ],
        }
        if is_bar:
            encoding["y2"] = {"field": "m0"}
        if is_bar and continuous:
            encoding["x2"] = {"field": "d1"}
        elif is_bar and len(bars) > 1:
            encoding["xOffset"] = {"field": "s", "type": "nominal", "sort": [bar.title for bar in bars]}
        mark = (
            {"type": "bar", "cornerRadius": 2}
            if is_bar
            else {
                "type": "line",
                "interpolate": "monotone" if continuous else "linear",
                "strokeWidth": 2.5,
                "point": {"size": 30, "filled": True},
            }
        )
        return {
            "transform": [{"filter": f"datum.bar == {str(is_bar).lower()}"}],
            "mark": mark,
            "encoding": encoding,
        }

    layers = [layer(bars, "primary", True)] if bars else []
    layers += [layer(lines, "secondary", False)] if lines else []
    layers += parts.marked(widget, palette, kind == "temporal") if not separate else []
    rest: Json = {"resolve": {"scale": {"y": "independent"}}} if separate else {}
    return parts.chart(layers, data, **rest)


def _title(spec: Json, group: list[Channel]) -> str:
    given = (spec.get("axis") or {}).get("title") or spec.get("displayName")
    return str(given or ", ".join(one.title for one in group))
