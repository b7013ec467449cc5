"""Encodings of a widget, read once: which field, under which title, on which scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from typing import Any

from aerotwin.runtime.dashboards import formats
from aerotwin.runtime.dashboards.model import DashboardError, Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number, plain

EMPTY = "(empty)"
_CALL = re.compile(r"(\w+)\((.*)\)")
_GRAINS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "minutely": "minute", "secondly": "second",
}  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """One field on one channel; `spec` is what the file says of it."""

    field: str
    title: str
    kind: str = "categorical"
    spec: Json = with_default(default_factory=dict)

    @property
    def scale(self) -> Json:
        """What the file says of the scale."""
        return mapping(self.spec.get("scale"))

    @property
    def format(self) -> Json | None:
        """What the file says of the format."""
        found = self.spec.get("format") or mapping(self.spec.get("axis")).get("format")
        return found if isinstance(found, dict) else None


def mapping(value: Any) -> Json:
    """A value that should be an object; none for anything else."""
    return value if isinstance(value, dict) else {}


def humanized(name: str) -> str:
    """A field's name in words: `sum(total_fare)` is "Sum of total fare", `count(*)` "Count of records"."""
    match = _CALL.fullmatch(name)
    if match is None:
        words = name.replace("_", " ").strip()
        return words[:1].upper() + words[1:] if name.islower() else words
    function, inner = match[1].lower(), match[2]
    if inner == "*":
        return "Count of records"
    words = inner.split(",")[0].replace("_", " ").strip("` ")
    if function in _GRAINS:
        return f"{words[:1].upper()}{words[1:]} ({_GRAINS[function]})"
    if function in ("bin", "measure"):
        return words
    called = {"avg": "Average", "countdistinct": "Distinct", "count": "Count"}.get(
        function, function.capitalize()
    )
    return f"{called} of {words}"


def channel(spec: Any, default: str = "categorical") -> Channel | None:
    """The channel that an encoding describes, None if it names no field."""
    if not isinstance(spec, dict) or not isinstance(spec.get("fieldName"), str):
        return None
    kind = str(mapping(spec.get("scale")).get("type") or default)
    return Channel(spec["fieldName"], title_of(spec), kind, spec)


def title_of(spec: Json) -> str:
    """The title that a reader sees: of the axis, else the display name, else the field's name in words."""
    name = spec.get("fieldName") or ""
    shown = spec.get("displayName")
    axis = mapping(spec.get("axis")).get("title")
    given = axis if isinstance(axis, str) and axis.strip() else shown
    return str(given) if given and given != name else humanized(str(name))


def channels(spec: Any, default: str = "quantitative") -> list[Channel]:
    """The channels of an encoding that takes one field or several under `fields`."""
    many = spec.get("fields") if isinstance(spec, dict) else None
    if not isinstance(many, list):
        one = channel(spec, default)
        return [one] if one else []
    shared = {key: value for key, value in spec.items() if key in ("scale", "axis", "format")}
    found = (channel({**shared, **one}, default) for one in many if isinstance(one, dict))
    # A shared axis has its own title; each series keeps its own name.
    return [
        Channel(one.field, title_of({**one.spec, "axis": None}), one.kind, one.spec) for one in found if one
    ]


def need(widget: Widget, name: str, found: Channel | None, rows: Rows) -> Channel:
    """A channel that a chart cannot do without. Raises DashboardError naming it."""
    if found is None:
        raise DashboardError(f"a {widget.type} needs the encoding {name} with a fieldName")
    check(widget, [found], rows)
    return found


def check(widget: Widget, found: Iterable[Channel | None], rows: Rows) -> None:
    """Raise DashboardError for a channel whose field the query does not have."""
    for one in found:
        if one is not None and not rows.has(one.field):
            listed = ", ".join(rows.names) or "none"
            raise DashboardError(
                f'{widget.type}: an encoding shows "{one.field}", which is not among the fields of its '
                f"query: {listed}"
            )


def labels(values: Sequence[Any], format: Json | None = None) -> list[str]:
    """Values of a categorical channel as text."""
    return [EMPTY if value is None or value == "" else formats.text(value, format) for value in values]


def axis_values(one: Channel, rows: Rows) -> list[Any]:
    """The values of a channel for its scale: milliseconds, numbers or text."""
    values = rows.column(one.field)
    if one.kind == "temporal":
        if any(isinstance(value, date) for value in values):
            return [plain(value) if isinstance(value, date) else None for value in values]
        return labels(values)
    return (
        [as_number(value) for value in values] if one.kind == "quantitative" else labels(values, one.format)
    )


def kind_of(one: Channel, values: Sequence[Any]) -> str:
    """The Vega-Lite type of a channel with these axis values."""
    if any(isinstance(value, str) for value in values):
        return "nominal"
    return {"temporal": "temporal", "quantitative": "quantitative"}.get(one.kind, "nominal")
