"""Pivot tables: one dimension down, another across, a value in each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aerotwin.runtime.dashboards.charts.channel import Channel, channel, check, humanized, labels
from aerotwin.runtime.dashboards.charts.order import ordered
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import DashboardError, Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number
from aerotwin.runtime.dashboards.tiles.cells import cell

MOST_ROWS, MOST_COLUMNS = 1_000, 60
TOTAL = "Total"
Key = tuple[str, ...]


def pivot(widget: Widget, rows: Rows, palette: Palette, again: Callable[[Sequence[str]], Rows]) -> Json:
    """The cross table. `again` runs the query with some of its fields only: totals are aggregated, not added.

    Raises DashboardError if the file names no cell, or a field that the query does not have.
    """
    said = widget.encodings
    down = [one for one in map(channel, said.get("rows") or []) if one]
    across = [one for one in map(channel, said.get("columns") or []) if one]
    cells = _cells(said.get("cell") or {})
    if not cells:
        raise DashboardError("pivot: needs the encoding cell with a fieldName, or cell.fields")
    check(widget, [*down, *across, *(Channel(one["fieldName"], "") for one in cells)], rows)

    table = _by_key(rows, down, across, cells)
    weights = [as_number(value) for value in rows.column(cells[0]["fieldName"])]
    row_keys, column_keys = (_keys(rows, channels, weights) for channels in (down, across))
    dropped = max(0, len(row_keys) - MOST_ROWS), max(0, len(column_keys) - MOST_COLUMNS)
    row_keys, column_keys = row_keys[:MOST_ROWS], column_keys[:MOST_COLUMNS]
    totals: dict[str, dict[tuple[Key, Key], list[Any]]] = {}
    names = [one["fieldName"] for one in cells]
    if across and any(_total(one) for one in across):
        totals["across"] = _by_key(again([*(one.field for one in down), *names]), down, [], cells)
    if down and any(_total(one) for one in down):
        totals["down"] = _by_key(again([*(one.field for one in across), *names]), [], across, cells)
        if "across" in totals:
            totals["all"] = _by_key(again(names), [], [], cells)

    ends = [_ends(table, i) for i in range(len(cells))]

    def shown(values: list[Any] | None, heat: bool = True) -> list[Json | str]:
        if values is None:
            return [""] * len(cells)
        named = dict(zip(names, values, strict=True))
        made = [cell(one, value, named, palette) for one, value in zip(cells, values, strict=True)]
        return [_heat(one, spec, value, end, palette) if heat else one
                for one, spec, value, end in zip(made, cells, values, ends, strict=True)]  # fmt: skip

    body = []
    for key in row_keys:
        line = [one for column in column_keys for one in shown(table.get((key, column)))]
        line += shown(totals["across"].get((key, ())), False) if "across" in totals else []
        body.append({"heads": list(key), "cells": line})
    if "down" in totals:
        line = [one for column in column_keys for one in shown(totals["down"].get(((), column)), False)]
        line += shown(totals["all"].get(((), ())), False) if "all" in totals else []
        body.append({"heads": [TOTAL, *[""] * (len(down) - 1)], "cells": line, "total": True})
    return {
        "kind": "pivot",
        "corner": [one.title for one in down],
        "head": _head(column_keys, across, cells, "across" in totals),
        "rows": body,
        "dropped": dropped,
    }


def _cells(said: Json) -> list[Json]:
    many = said.get("fields")
    listed = many if isinstance(many, list) else [said]
    return [one for one in listed if isinstance(one, dict) and isinstance(one.get("fieldName"), str)]


def _total(one: Channel) -> bool:
    return bool((one.spec.get("total") or {}).get("show"))


def _by_key(
    rows: Rows, down: Sequence[Channel], across: Sequence[Channel], cells: Sequence[Json]
) -> dict[tuple[Key, Key], list[Any]]:
    heads = [[labels(rows.column(one.field), one.format) for one in group] for group in (down, across)]
    values = [rows.column(one["fieldName"]) for one in cells]
    return {
        (tuple(column[i] for column in heads[0]), tuple(column[i] for column in heads[1])): [
            one[i] for one in values
        ]
        for i in range(len(rows))
    }


def _keys(rows: Rows, channels: Sequence[Channel], weights: list[float | None]) -> list[Key]:
    """The distinct keys of some dimensions, each dimension in its own order."""
    shown = [labels(rows.column(one.field), one.format) for one in channels]
    ranks = []
    for one, texts in zip(channels, shown, strict=True):
        order = ordered(texts, rows.column(one.field), weights, one.scale.get("sort") or {})
        ranks.append({label: i for i, label in enumerate(order)})
    keys = {tuple(column[i] for column in shown) for i in range(len(rows))}
    return sorted(keys, key=lambda key: [rank[label] for rank, label in zip(ranks, key, strict=True)])


def _head(columns: list[Key], across: list[Channel], cells: list[Json], totals: bool) -> list[list[Json]]:
    """Header rows: one for each dimension across, with spans, and one for the values if there are several."""
    lines: list[list[Json]] = []
    for level in range(len(across)):
        line: list[Json] = []
        for i, key in enumerate(columns):
            if i and columns[i - 1][: level + 1] == key[: level + 1]:
                line[-1]["span"] += len(cells)
            else:
                line.append({"t": key[level], "span": len(cells)})
        if totals:
            line.append({"t": TOTAL if level == 0 else "", "span": len(cells)})
        lines.append(line)
    if len(cells) > 1 or not across:
        titles = [str(one.get("displayName") or humanized(one["fieldName"])) for one in cells]
        lines.append([{"t": title, "span": 1} for title in titles * (len(columns) + totals)])
    return lines


def _ends(table: dict[tuple[Key, Key], list[Any]], index: int) -> tuple[float, float]:
    known = [number for values in table.values() if (number := as_number(values[index])) is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _heat(
    made: Json | str, spec: Json, value: Any, ends: tuple[float, float], palette: Palette
) -> Json | str:
    number = as_number(value)
    if spec.get("cellType") != "color-scale" or number is None:
        return made
    share = (number - ends[0]) / (ends[1] - ends[0]) if ends[1] > ends[0] else 0.0
    shaded = {"heat": round(share, 3), "bg": palette.colors[0]}
    return {"t": made, **shaded} if isinstance(made, str) else {**made, **shaded}
