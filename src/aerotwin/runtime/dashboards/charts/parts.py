"""Pieces that most charts share: axes, scales, legends, tooltips, annotations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aerotwin.runtime.dashboards import formats
from aerotwin.runtime.dashboards.charts.channel import Channel, title_of
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import plain

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FADED = 0.18


def chart(layers: list[Json], data: list[Json], **rest: Any) -> Json:
    """A Vega-Lite chart that fills its tile.

    Its parameter `room` is the width before axes take their part: what depends on `width` itself would be
    decided anew once they have, and the space made for labels would then not fit them.
    """
    body = layers[0] if len(layers) == 1 else {"layer": layers}
    params = [{"name": "room", "expr": "width", "react": False}, *body.get("params", [])]
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": "container",
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": data},
        **body,
        **rest,
        "params": params,
    }


def axis(one: Channel, kind: str, *, spec: Json | None = None, values: Sequence[Any] = ()) -> Json | None:
    """The axis of a channel, None where the file hides it."""
    said = (spec or one.spec).get("axis") or {}
    if said.get("hide"):
        return None
    title = said.get("title") or one.title
    made: Json = {"title": None if said.get("hideTitle") else title}
    if said.get("hideLabels"):
        made["labels"] = False
    if kind == "quantitative":
        made |= number_axis(one.format)
    elif kind == "temporal":
        made |= {"grid": False, "labelOverlap": "greedy", "tickCount": {"expr": "max(2, width / 90)"}}
    else:
        made |= {"grid": False, "labelLimit": 150, "labelOverlap": "greedy" if len(values) > 40 else False}
    return made


def across(made: Json | None, values: Sequence[str]) -> Json | None:
    """The axis of categories along x: labels lie flat where there is room for them, else they are turned."""
    if made is None or not values:
        return made
    longest = min(max(map(len, values)), 22)
    flat = f"room / {len(values)} > {longest * 6.4 + 6:.0f}"
    return {
        **made,
        "labelAngle": {"expr": f"{flat} ? 0 : -38"},
        "labelAlign": {"expr": f"{flat} ? 'center' : 'right'"},
        "labelBaseline": {"expr": f"{flat} ? 'top' : 'middle'"},
    }


def number_axis(format: Json | None) -> Json:
    """Labels of a quantitative axis: short (12K, 3M), in the field's format."""
    pattern = formats.d3(format)
    if format and format.get("type") == "number-percent":
        return {"format": ".0~%", "tickCount": 5}
    symbol = "$" if pattern and pattern.startswith("$") else ""
    if format and format.get("type") == "number-currency":
        code = str(format.get("currencyCode") or "USD").upper()
        symbol = formats.symbol(code)
    short = "replace(replace(format(datum.value, '.3~s'), 'G', 'B'), 'k', 'K')"
    label = f"abs(datum.value) >= 1000 ? '{symbol}' + {short} : '{symbol}' + format(datum.value, '~r')"
    return {"labelExpr": label, "tickCount": 5}


def scale(one: Channel, kind: str) -> Json:
    """The domain that the file fixes, and UTC for times: their milliseconds are clock readings."""
    made: Json = {"type": "utc"} if kind == "temporal" else {}
    said = one.scale
    domain = said.get("domain") if isinstance(said.get("domain"), dict) else said
    low, high = domain.get("min"), domain.get("max")  # type: ignore[union-attr]
    if kind == "quantitative":
        if isinstance(low, int | float):
            made["domainMin"] = low
        if isinstance(high, int | float):
            made["domainMax"] = high
        if said.get("type") == "log" or said.get("function") == "log":
            made["type"] = "symlog"
    return made


def legend(spec: Json | None, names: Sequence[str], title: str | None = None) -> Json | None:
    """The legend of a colour channel, None where the file hides it."""
    said = (spec or {}).get("legend") or {}
    if said.get("hide"):
        return None
    where = said.get("position")
    many = len(names) > 6
    wide = min(max((len(name) for name in names), default=8), 24) * 6.2 + 34
    made: Json = {
        "title": None if said.get("hideTitle") else said.get("title") or title,
        "orient": where if where in ("top", "bottom", "left", "right") else "top",
        "labelLimit": 180,
        "symbolLimit": 24,
    }
    if made["orient"] in ("top", "bottom"):
        made |= {"direction": "horizontal", "columns": {"expr": f"max(1, floor(width / {wide}))"}}
    if many and not where:
        made |= {"orient": "right", "direction": "vertical", "columns": 1}
    return made


def series_color(names: Sequence[str], palette: Palette, one: Channel | None, *, field: str = "s") -> Json:
    """The colour of each series, with its legend."""
    colors = palette.series(names, one.scale if one else {})
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": list(names), "range": colors},
        "legend": legend(one.spec if one else None, names, one.title if one else None),
    }


def pick(field: str = "s") -> tuple[list[Json], Json]:
    """A click on the legend brings one series out: the parameter and the opacity that follows it."""
    params = [{"name": "pick", "select": {"type": "point", "fields": [field]}, "bind": "legend"}]
    return params, {"condition": {"param": "pick", "value": 1}, "value": FADED}


def number_tip(field: str, one: Channel) -> Json:
    """A number in a tooltip."""
    return {
        "field": field,
        "type": "quantitative",
        "title": one.title,
        "format": formats.d3(one.format) or ",.4~r",
    }


def text_tip(field: str, title: str) -> Json:
    """A text in a tooltip."""
    return {"field": field, "type": "nominal", "title": title}


def marked(widget: Widget, palette: Palette, temporal: bool) -> list[Json]:
    """Lines with labels that mark a place on an axis."""
    layers: list[Json] = []
    for one in widget.spec.get("annotations") or []:
        if not isinstance(one, dict) or one.get("type") not in ("vertical-line", "horizontal-line"):
            continue
        side = "x" if one["type"] == "vertical-line" else "y"
        said = one.get("encodings") or {}
        value = (said.get(side) or {}).get("dataValue")
        if isinstance(value, str) and side == "x" and temporal:
            try:
                value = plain(datetime.fromisoformat(value.replace("Z", "+00:00")).replace(tzinfo=None))
            except ValueError:
                continue
        if value is None:
            continue
        color = palette.color((said.get("color") or {}).get("value")) or "#919191"
        kind = "temporal" if side == "x" and temporal else "quantitative"
        datum: Json = {side: {"datum": value, "type": kind}}
        label = (said.get("label") or {}).get("value")
        layers.append(
            {"mark": {"type": "rule", "color": color, "strokeDash": [4, 3], "size": 1.5}, "encoding": datum}
        )
        if label:
            shift: Json = (
                {"align": "left", "dx": 4, "baseline": "top"} if side == "x" else {"align": "right", "dy": -6}
            )
            other = {"y": {"value": 0}} if side == "x" else {"x": {"value": "width"}}
            mark = {"type": "text", "text": str(label), "color": color, **shift}
            layers.append({"mark": mark, "encoding": {**datum, **other}})
    return layers


def labels_shown(widget: Widget) -> bool:
    """Whether the file asks for values at the marks."""
    return bool((widget.encodings.get("label") or {}).get("show"))


def extra_channels(widget: Widget) -> list[Channel]:
    """Fields that only the tooltip shows."""
    found = widget.encodings.get("extra")
    listed = found if isinstance(found, list) else []
    return [
        Channel(one["fieldName"], title_of(one), "categorical", one)
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("fieldName"), str)
    ]
