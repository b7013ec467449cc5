"""Point maps: places by longitude and latitude, without a map behind them, which no server here has."""

from __future__ import annotations

from typing import Any

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import channel, check, labels, need
from aerotwin.runtime.dashboards.charts.order import ascending
from aerotwin.runtime.dashboards.charts.palette import Palette, ramp
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number


def symbol_map(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Points on an equal-area grid of degrees, coloured and sized as the file says."""
    said = widget.encodings
    place = said.get("coordinates") or said
    latitude = need(widget, "coordinates.latitude", channel(place.get("latitude"), "quantitative"), rows)
    longitude = need(widget, "coordinates.longitude", channel(place.get("longitude"), "quantitative"), rows)
    color, size = channel(said.get("color")), channel(said.get("size"), "quantitative")
    extras = parts.extra_channels(widget)
    check(widget, [color, size, *extras], rows)
    ramped = color is not None and color.kind == "quantitative"
    raw = rows.column(color.field) if color else [None] * len(rows)
    names = labels(raw)
    texts = [labels(rows.column(one.field), one.format) for one in extras]
    data: list[Json] = []
    columns = (rows.column(one.field) for one in (longitude, latitude))
    for i, (x, y) in enumerate(zip(*columns, strict=True)):
        row: Json = {
            "x": as_number(x),
            "y": as_number(y),
            "s": names[i],
            "h": as_number(raw[i]) if ramped else None,
        }
        row |= {f"e{j}": column[i] for j, column in enumerate(texts)}
        data.append(row)
    if size:
        for row, value in zip(data, rows.column(size.field), strict=True):
            row["z"] = as_number(value)

    def degrees(field: str, title: str) -> Json:
        axis = {"title": title, "labelExpr": "datum.label + '°'", "tickCount": 6, "grid": True}
        return {"field": field, "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis}

    tips: list[Any] = [parts.text_tip(f"e{i}", one.title) for i, one in enumerate(extras)]
    if color:
        tips.append(parts.number_tip("h", color) if ramped else parts.text_tip("s", color.title))
    tips += [parts.number_tip("z", size)] if size else []
    encoding: Json = {"x": degrees("x", "Longitude"), "y": degrees("y", "Latitude")}
    encoding["tooltip"] = tips + [parts.number_tip("y", latitude), parts.number_tip("x", longitude)]
    if color and ramped:
        encoding["color"] = {"field": "h", "type": "quantitative", "scale": ramp(color.scale, palette),
                             "legend": parts.legend(color.spec, [], color.title)}  # fmt: skip
    elif color:
        encoding["color"] = parts.series_color(ascending(set(names), {}), palette, color)
    else:
        encoding["color"] = {"value": palette.colors[0]}
    if size:
        encoding["size"] = {
            "field": "z",
            "type": "quantitative",
            "legend": None,
            "scale": {"range": [20, 700]},
        }
    mark = {"type": "circle", "opacity": (widget.spec.get("mark") or {}).get("opacity", 0.8)}
    return parts.chart([{"mark": mark | ({} if size else {"size": 60}), "encoding": encoding}], data)
