"""Bars on a continuous dimension: how wide they are and where they stand."""

from __future__ import annotations

from typing import Any

from aerotwin.runtime.dashboards.model import Json

DAY = 86_400_000
BAR_SHARE = 0.86


def step(values: list[Any]) -> float:
    """The distance between neighbours on a continuous dimension; of a time alone, a day."""
    distinct = sorted({value for value in values if value is not None})
    gaps = [after - before for before, after in zip(distinct, distinct[1:], strict=False)]
    return float(min(gaps)) if gaps else float(DAY if distinct and abs(distinct[0]) > DAY else 1)


def place(data: list[Json], width: float, grouped: list[str] | None) -> None:
    """Give each row the edges of its bar, `d0` and `d1`, beside one another where they are grouped."""
    used = width * BAR_SHARE
    slots = len(grouped) if grouped else 1
    rank = {name: i for i, name in enumerate(grouped or [])}
    for row in data:
        if row["d"] is None:
            continue
        begin = row["d"] + (width - used) / 2 + rank.get(row["s"], 0) * used / slots
        row["d0"], row["d1"] = begin, begin + used / slots
