"""Bar, line, area and scatter charts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from aerotwin.runtime.dashboards.charts import parts, spans
from aerotwin.runtime.dashboards.charts.channel import Channel, channel, check
from aerotwin.runtime.dashboards.charts.palette import Palette, ramp
from aerotwin.runtime.dashboards.charts.series import Series, series_of, shown_value
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

FEW_POINTS = 60


def bar(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Bars, stacked as a rule; `mark.layout` makes them grouped or fills each stack to 100 %."""
    palette = palette.of_widget(widget.spec.get("mark"))
    found = series_of(widget, rows)
    layout = str((widget.spec.get("mark") or {}).get("layout") or "stack")
    grouped, share = layout == "group", layout in ("stack-100", "normalize")
    data = [dict(row) for row in found.data if row["m"] is not None]
    step = spans.step([row["d"] for row in data]) if found.dimension_kind != "nominal" else 0.0
    if not grouped:
        _stack(data, found.names, share)
    else:
        for row in data:
            row |= {"m0": 0, "m1": row["m"]}
    if step:
        spans.place(data, step, found.names if grouped else None)

    across, along = _sides(found)
    kind = found.dimension_kind
    dimension: Json = {
        "field": "d0" if step else "dt",
        "type": "quantitative" if step and kind != "temporal" else kind,
        "axis": _dimension_axis(found),
        "scale": parts.scale(found.dimension, kind),
    }
    if kind == "nominal":
        dimension |= {"sort": found.order, "scale": {"paddingInner": 0.22, "paddingOuter": 0.15}}
    encoding: Json = {
        across: dimension,
        along: {
            "field": "m0",
            "type": "quantitative",
            "axis": {"format": ".0%", "title": _title(found)} if share else _measure_axis(found),
            "scale": parts.scale(found.measures[0], "quantitative"),
        },
        f"{along}2": {"field": "m1"},
        "tooltip": _tips(found, share),
    }
    if step:
        encoding[f"{across}2"] = {"field": "d1"}
    elif grouped:
        encoding[f"{across}Offset"] = {"field": "s", "type": "nominal", "sort": found.names}
    params = _color(encoding, found, palette)
    radius = {"cornerRadius": 2} if grouped or not found.colored else {}
    layers = [{"mark": {"type": "bar", **radius}, "encoding": encoding, "params": params}]
    if parts.labels_shown(widget):
        layers.append(_bar_labels(encoding, found, data, share, across, along))
    layers += parts.marked(widget, palette, kind == "temporal")
    return parts.chart(layers, data)


def line(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Lines over a dimension, one for each series."""
    return _curve(widget, rows, palette, {"type": "line", "interpolate": "monotone", "strokeWidth": 2.25})


def area(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Areas, one upon the other as a rule."""
    layout = str((widget.spec.get("mark") or {}).get("layout") or "stack")
    stack = {"stack-100": "normalize", "normalize": "normalize", "overlay": None, "layered": None}.get(
        layout, "zero"
    )
    mark = {"type": "area", "line": {"strokeWidth": 1.75}, "fillOpacity": 0.72 if stack else 0.35}
    return _curve(widget, rows, palette, mark, stack=stack)


def _curve(widget: Widget, rows: Rows, palette: Palette, mark: Json, **measure: Any) -> Json:
    palette = palette.of_widget(widget.spec.get("mark"))
    found = series_of(widget, rows)
    kind = found.dimension_kind
    few = len({str(row["d"]) for row in found.data}) <= FEW_POINTS and len(found.names) <= 12
    dimension: Json = {
        "field": "dt" if kind == "nominal" else "d",
        "type": kind,
        "axis": _dimension_axis(found),
        "scale": parts.scale(found.dimension, kind),
    }
    if kind == "nominal":
        dimension |= {"sort": found.order, "scale": {"padding": 0.3}}
    across, along = _sides(found)
    scale = {"zero": _zero(found, mark), **parts.scale(found.measures[0], "quantitative")}
    axis = (
        {"format": ".0%", "title": _title(found)}
        if measure.get("stack") == "normalize"
        else _measure_axis(found)
    )
    encoding: Json = {
        across: dimension,
        along: {"field": "m", "type": "quantitative", "axis": axis, "scale": scale, **measure},
        "tooltip": _tips(found),
    }  # fmt: skip
    params = _color(encoding, found, palette)
    shown = {**mark, **({"point": {"size": 28, "filled": True}} if few and mark["type"] == "line" else {})}
    layers: list[Json] = [{"mark": shown, "encoding": encoding, "params": params}]
    data = (
        sorted(found.data, key=lambda row: (row["d"] is None, row["d"])) if kind != "nominal" else found.data
    )
    if parts.labels_shown(widget):
        data = [{**row, "l": shown_value(found.measures[0], row["m"])} for row in data]
        text = {key: one for key, one in encoding.items() if key in ("x", "y", "color")}
        layers.append(
            {"mark": {"type": "text", "dy": -9, "size": 11}, "encoding": {**text, "text": {"field": "l"}}}
        )
    layers += parts.marked(widget, palette, kind == "temporal")
    return parts.chart(layers, data)


def scatter(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Points at two measures; `size` makes them bubbles, `color` is a series or a ramp."""
    palette = palette.of_widget(widget.spec.get("mark"))
    found = series_of(widget, rows)
    size = channel(widget.encodings.get("size"), "quantitative")
    check(widget, [size], rows)
    data = [dict(row) for row in found.data]
    if size:
        for row, value in zip(data, rows.column(size.field) * len(found.measures), strict=True):
            row["z"] = as_number(value)
    across, along = _sides(found)
    kind = found.dimension_kind
    near: Json = {"zero": False, "nice": True, "padding": 8} if kind == "quantitative" else {}
    encoding: Json = {
        across: {
            "field": "dt" if kind == "nominal" else "d",
            "type": kind,
            "axis": _dimension_axis(found),
            "scale": {**parts.scale(found.dimension, kind), **near},
        },
        along: {"field": "m", "type": "quantitative", "axis": _measure_axis(found),
                "scale": {"zero": False, **parts.scale(found.measures[0], "quantitative")}},
        "tooltip": _tips(found) + ([parts.number_tip("z", size)] if size else []),
    }  # fmt: skip
    if kind == "nominal":
        encoding[across] |= {"sort": found.order}
    if size:
        encoding["size"] = {
            "field": "z",
            "type": "quantitative",
            "legend": None,
            "scale": {"range": [20, 600]},
        }
    params = _color(encoding, found, palette)
    opacity = 0.75 if len(data) < 500 else 0.5
    mark = {"type": "circle", "opacity": opacity, **({} if size else {"size": 48 if len(data) < 500 else 24})}
    layers = [{"mark": mark, "encoding": encoding, "params": params}]
    return parts.chart([*layers, *parts.marked(widget, palette, kind == "temporal")], data)


def _sides(found: Series) -> tuple[str, str]:
    return ("y", "x") if found.horizontal else ("x", "y")


def _dimension_axis(found: Series) -> Json | None:
    made = parts.axis(found.dimension, found.dimension_kind, values=found.order)
    return made if found.horizontal else parts.across(made, found.order)


def _title(found: Series) -> str:
    said = found.measure_axis.get("axis") or {}
    given = said.get("title") or found.measure_axis.get("displayName")
    return str(given or (found.measures[0].title if len(found.measures) == 1 else ""))


def _measure_axis(found: Series) -> Json | None:
    one = found.measures[0]
    titled = Channel(one.field, _title(found), one.kind, one.spec)
    made = parts.axis(titled, "quantitative", spec=found.measure_axis)
    counted = all(row["m"] is None or float(row["m"]).is_integer() for row in found.data)
    return {**made, "tickMinStep": 1} if made and counted else made


def _zero(found: Series, mark: Json) -> bool:
    """Whether the measure's axis begins at zero: an area's, and a line's that is not far from it."""
    values = [row["m"] for row in found.data if row["m"] is not None]
    if mark["type"] == "area" or not values:
        return True
    low, high = min(values), max(values)
    return not (low > 0 and (high - low) < 0.35 * high)


def _tips(found: Series, share: bool = False) -> list[Json]:
    tips = [parts.text_tip("dt", found.dimension.title)]
    if found.colored:
        tips.append(parts.text_tip("s", found.color.title if found.color else "Series"))
    tips.append(parts.number_tip("m", Channel("m", _title(found) or "Value", spec=found.measures[0].spec)))
    if share:
        tips.append({"field": "p", "type": "quantitative", "title": "Share", "format": ".1%"})
    return tips + [parts.text_tip(f"e{i}", one.title) for i, one in enumerate(found.extras)]


def _color(encoding: Json, found: Series, palette: Palette) -> list[Json]:
    """Put the colour into an encoding; the parameters that it needs."""
    if found.color is not None and found.color.kind == "quantitative":
        encoding["color"] = {
            "field": "h",
            "type": "quantitative",
            "scale": ramp(found.color.scale, palette),
            "legend": parts.legend(found.color.spec, [], found.color.title),
        }
        return []
    if not found.colored:
        encoding["color"] = {"value": palette.series([""], {})[0]}
        return []
    encoding["color"] = parts.series_color(found.names, palette, found.color)
    params, encoding["opacity"] = parts.pick()
    return params


def _stack(data: list[Json], names: list[str], share: bool) -> None:
    """Give each row the ends of its bar, `m0` and `m1`: positive values up, negative ones down."""
    rank = {name: i for i, name in enumerate(names)}
    stacks: dict[Any, list[Json]] = defaultdict(list)
    for row in data:
        stacks[row["d"]].append(row)
    for rows in stacks.values():
        whole = sum(abs(row["m"]) for row in rows)
        up = down = 0.0
        for row in sorted(rows, key=lambda row: rank.get(row["s"], 0)):
            value = row["m"] / whole if share and whole else 0.0 if share else row["m"]
            row["p"] = row["m"] / whole if whole else None
            if value >= 0:
                row["m0"], up = up, up + value
                row["m1"] = up
            else:
                row["m0"], down = down, down + value
                row["m1"] = down


def _bar_labels(
    encoding: Json, found: Series, data: list[Json], share: bool, across: str, along: str
) -> Json:
    """The value of each bar: inside a stack, at the end of a bar that stands alone."""
    stacked = found.colored and f"{across}Offset" not in encoding
    tallest = max((abs(row["m1"]) for row in data), default=1) or 1
    for row in data:
        size = abs(row["m1"] - row["m0"])
        row["mc"] = (row["m0"] + row["m1"]) / 2 if stacked else row["m1"]
        text = (
            f"{row['p']:.0%}"
            if share and row.get("p") is not None
            else shown_value(found.measures[0], row["m"])
        )
        row["l"] = text if not stacked or size > 0.06 * tallest else ""
        if "d0" in row:
            row["dc"] = (row["d0"] + row["d1"]) / 2
    end = {"align": "left", "dx": 4} if along == "x" else {"baseline": "bottom", "dy": -3}
    mark = {"type": "text", "size": 11, **({"color": "white", "fontWeight": 600} if stacked else end)}
    made: Json = {key: one for key, one in encoding.items() if key in (across, f"{across}Offset")}
    if "d0" in (data[0] if data else {}):
        made[across] = {**encoding[across], "field": "dc"}
    made[along] = {**encoding[along], "field": "mc"}
    return {"mark": mark, "encoding": {**made, "text": {"field": "l", "type": "nominal"}}}
