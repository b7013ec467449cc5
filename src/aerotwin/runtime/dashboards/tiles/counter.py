"""Counters: one number, large, with what it is compared with and how it came about."""

from __future__ import annotations

from typing import Any

from aerotwin.runtime.dashboards import formats
from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import Channel, channel, check, need
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number, plain
from aerotwin.runtime.dashboards.tiles.cells import filled, style

NOTHING = "–"


def counter(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """The first row's value; with a period the latest one's, a line of all, and the change since the last."""
    said = widget.encodings
    value = need(widget, "value", channel(said.get("value"), "quantitative"), rows)
    target, period = channel(said.get("target"), "quantitative"), channel(said.get("period"), "temporal")
    check(widget, [target, period], rows)
    listed = [dict(zip(rows.names, row, strict=True)) for row in rows.values]
    if period:
        listed = sorted(
            (row for row in listed if row[period.field] is not None), key=lambda row: row[period.field]
        )
    row = (listed[-1] if period else listed[0]) if listed else {}
    made: Json = {
        "kind": "counter",
        "value": _shown(value, row),
        **style(value.spec, row.get(value.field), row, palette),
    }
    label = value.title if value.spec.get("displayName") and value.title != widget.title else ""
    made |= {"label": label, "change": None}
    if target:
        made["target"] = {"label": target.title, "value": _shown(target, row)}
        made["change"] = _change(row.get(value.field), row.get(target.field))
    if period and len(listed) > 1:
        made["label"] = f"{label + ', ' if label else ''}{formats.text(row[period.field])}"
        if not target:
            made["change"] = _change(row.get(value.field), listed[-2][value.field])
        made["spark"] = _spark(value, period, listed, palette)
    return made


def _shown(one: Channel, row: Json) -> str:
    value = row.get(one.field)
    if value is None:
        return NOTHING
    text = formats.text(value, one.format)
    template = one.spec.get("formatTemplate")
    if not isinstance(template, str) or not template:
        return text
    return filled(template.replace("{{@formatted}}", text).replace("{{ @formatted }}", text), value, row)


def _change(value: Any, before: Any) -> Json | None:
    now, then = as_number(value), as_number(before)
    if now is None or then is None or then == 0:
        return None
    share = (now - then) / abs(then)
    sign = "up" if share > 0 else "down" if share < 0 else "same"
    return {"text": f"{abs(share):.1%}", "sign": sign}


def _spark(value: Channel, period: Channel, listed: list[Json], palette: Palette) -> Json:
    data = [{"d": plain(row[period.field]), "m": as_number(row[value.field])} for row in listed]
    tight = {"zero": False, "nice": False}
    line: Json = {
        "mark": {"type": "area", "line": {"color": palette.colors[0], "strokeWidth": 1.5},
                 "color": palette.colors[0], "fillOpacity": 0.14, "interpolate": "monotone"},
        "encoding": {
            "x": {"field": "d", "type": "quantitative", "axis": None, "scale": tight},
            "y": {"field": "m", "type": "quantitative", "axis": None, "scale": {"zero": False}},
        },
    }  # fmt: skip
    return parts.chart([line], data, view={"stroke": None})
