"""Tables: columns in the file's order, cells as text, links and colours."""

from __future__ import annotations

from typing import Any

from aerotwin.runtime.dashboards.charts.channel import humanized
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import DashboardError, Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number
from aerotwin.runtime.dashboards.tiles.cells import cell

MOST = 5_000
PAGE = 25


def columns_of(widget: Widget, rows: Rows) -> list[Json]:
    """The visible columns in order. Raises DashboardError for one whose field the query does not have."""
    listed = widget.encodings.get("columns")
    if not isinstance(listed, list) or not listed:
        return [{"fieldName": name} for name in rows.names]
    found = [one for one in listed if isinstance(one, dict) and one.get("visible", True) is not False]
    for one in found:
        if not rows.has(one.get("fieldName")):
            there = ", ".join(rows.names) or "none"
            raise DashboardError(
                f'table: a column shows "{one.get("fieldName")}", which is not among the fields of its '
                f"query: {there}"
            )
    return sorted(
        found, key=lambda one: one.get("order", 0) if isinstance(one.get("order"), int | float) else 0
    )


def table(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """The first rows, as many as a page can hold; `total` tells how many there are."""
    columns = columns_of(widget, rows)
    values = {one["fieldName"]: rows.column(one["fieldName"]) for one in columns}
    numeric = {name: _is_numeric(column) for name, column in values.items()}
    heads: list[Json] = []
    for one in columns:
        name = one["fieldName"]
        align = one.get("alignContent") or ("right" if numeric[name] else "left")
        heads.append(
            {
                "title": str(one.get("title") or one.get("displayName") or humanized(name)),
                "hint": str(one.get("description") or ""),
                "align": align if align in ("left", "right", "center") else "left",
                "search": bool(one.get("allowSearch")),
                "mono": bool(one.get("useMonospaceFont")) or one.get("displayAs") == "json",
                "number": numeric[name],
            }
        )
    scales = {one["fieldName"]: _range(values[one["fieldName"]]) for one in columns if _is_scaled(one)}
    body: list[list[Any]] = []
    keys: list[list[Any]] = []
    for row in rows.values[:MOST]:
        named = dict(zip(rows.names, row, strict=True))
        cells = [cell(one, named[one["fieldName"]], named, palette) for one in columns]
        for i, one in enumerate(columns):
            if one["fieldName"] in scales:
                cells[i] = _scaled(cells[i], named[one["fieldName"]], scales[one["fieldName"]], palette)
        body.append(cells)
        keys.append(
            [as_number(named[one["fieldName"]]) if numeric[one["fieldName"]] else None for one in columns]
        )
    return {
        "kind": "table",
        "columns": heads,
        "rows": body,
        "keys": keys,
        "total": len(rows),
        "size": _size(widget.spec.get("itemsPerPage")),
        "numbered": bool(widget.spec.get("withRowNumber")),
        "condensed": bool(widget.spec.get("condensed")),
    }


def _size(given: Any) -> int:
    return int(given) if isinstance(given, int) and 1 <= given <= 500 else PAGE


def _is_numeric(values: list[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        as_number(value) is not None and not isinstance(value, str | bool) for value in known
    )


def _is_scaled(spec: Json) -> bool:
    said = spec.get("style")
    return spec.get("cellType") == "color-scale" or (
        isinstance(said, dict) and said.get("type") == "color-scale"
    )


def _range(values: list[Any]) -> tuple[float, float]:
    known = [number for number in map(as_number, values) if number is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _scaled(made: Json | str, value: Any, ends: tuple[float, float], palette: Palette) -> Json | str:
    number = as_number(value)
    if number is None:
        return made
    share = (number - ends[0]) / (ends[1] - ends[0]) if ends[1] > ends[0] else 0.0
    shaded = {"heat": round(share, 3), "bg": palette.colors[0]}
    return {"t": made, **shaded} if isinstance(made, str) else {**made, **shaded}
