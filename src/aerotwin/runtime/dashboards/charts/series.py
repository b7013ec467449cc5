"""What bar, line, area and scatter share: one dimension, one or more measures, a row per mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aerotwin.runtime.dashboards import formats
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
from aerotwin.runtime.dashboards.charts.order import ascending, ordered
from aerotwin.runtime.dashboards.charts.parts import extra_channels
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

SINGLE = "value"


@dataclass(frozen=True)
class Series:
    """Marks as rows: `d` dimension, `m` measure, `s` series, `dt` the dimension as text, `e0`… extras."""

    data: list[Json]
    dimension: Channel
    dimension_kind: str
    measures: list[Channel]
    names: list[str]
    color: Channel | None
    order: list[str]
    horizontal: bool
    extras: list[Channel]
    measure_axis: Json

    @property
    def colored(self) -> bool:
        """Whether there is more than the one series without a name."""
        return self.names != [SINGLE]


def is_horizontal(widget: Widget) -> bool:
    """Whether the measure lies on x: a quantitative x, or several, beside a y that is not."""
    x, y = (channels(widget.encodings.get(name)) for name in ("x", "y"))
    if not x or not y:
        return False
    many = isinstance((widget.encodings.get("x") or {}).get("fields"), list)
    return (many or x[0].kind == "quantitative") and y[0].kind != "quantitative"


def series_of(widget: Widget, rows: Rows) -> Series:
    """The marks of a widget. Raises DashboardError where an encoding is missing or shows no field."""
    horizontal = is_horizontal(widget)
    across, along = ("y", "x") if horizontal else ("x", "y")
    dimension = need(widget, across, channel(widget.encodings.get(across)), rows)
    measures = channels(widget.encodings.get(along))
    if not measures:
        need(widget, along, None, rows)
    color = channel(widget.encodings.get("color"))
    extras = extra_channels(widget)
    check(widget, [*measures, color, *extras], rows)

    raw = rows.column(dimension.field)
    axis = axis_values(dimension, rows)
    kind = kind_of(dimension, axis)
    shown = labels(raw, dimension.format)
    groups_raw = rows.column(color.field) if color and color.kind != "quantitative" else None
    groups = labels(groups_raw, color.format if color else None) if groups_raw is not None else None
    extra = [labels(rows.column(one.field), one.format) for one in extras]
    heat = [as_number(one) for one in rows.column(color.field)] if color and groups is None else None

    data: list[Json] = []
    names: dict[str, Any] = {}
    for measure in measures:
        for i, value in enumerate(rows.column(measure.field)):
            name = _name(measure, measures, groups[i] if groups else None)
            names.setdefault(name, groups_raw[i] if groups_raw and len(measures) == 1 else None)
            row: Json = {"d": axis[i], "dt": shown[i], "m": as_number(value), "s": name}
            if heat is not None:
                row["h"] = heat[i]
            row |= {f"e{j}": column[i] for j, column in enumerate(extra)}
            data.append(row)
    order = (
        ordered([row["dt"] for row in data], raw * len(measures), [row["m"] for row in data],
                _sort(dimension, horizontal))
        if kind == "nominal"
        else []
    )  # fmt: skip
    listed = ascending(names, names) if len(measures) == 1 else list(names)
    listed = _sorted_by_scale(listed, color)
    return Series(
        data, dimension, kind, measures, listed, color, order, horizontal, extras,
        widget.encodings.get(along) or {},
    )  # fmt: skip


def _sort(dimension: Channel, horizontal: bool) -> Json:
    """The dimension's sort as if it stood on x: on y, "x" is by the measure and "y" by its own values."""
    sort = dimension.scale.get("sort") or {}
    by = str(sort.get("by") or "")
    if not horizontal or not by.startswith(("x", "y")):
        return dict(sort)
    return {**sort, "by": ("y" if by.startswith("x") else "x") + by[1:]}


def _name(measure: Channel, measures: list[Channel], group: str | None) -> str:
    if group is None:
        return measure.title if len(measures) > 1 else SINGLE
    return f"{measure.title}, {group}" if len(measures) > 1 else group


def _sorted_by_scale(names: list[str], color: Channel | None) -> list[str]:
    """Names in the order of the colour scale's own, where it has one."""
    sort = (color.scale.get("sort") or {}) if color else {}
    given = sort.get("orderedValues")
    wanted = [str(one) for one in given] if isinstance(given, list) else []
    if not wanted and color:
        wanted = [str(one.get("value")) for one in color.scale.get("mappings") or [] if isinstance(one, dict)]
    return [one for one in wanted if one in names] + [one for one in names if one not in wanted]


def shown_value(one: Channel, value: float | None) -> str:
    """A measure's value as a label at its mark: short unless the file gives a format."""
    if value is None:
        return ""
    short: Json = {"type": "number", "abbreviation": "compact", "decimalPlaces": {"type": "max", "places": 1}}
    return formats.text(int(value) if value == int(value) else value, one.format or short)
