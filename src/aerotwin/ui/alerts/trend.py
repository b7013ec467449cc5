"""What drove an alert, as lines over time: which columns to show, and their geometry; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aerotwin.alerts.message import UNITS, number
from aerotwin.conf import Sensor
from aerotwin.ui.words import percent

WIDTH, HEIGHT = 440.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 10.0, 24.0
MOST = 3
MOST_POINTS = 400
_WINDOW = re.compile(r"^(?P<name>.+)_(?:mean|std|slope|z)_\d+d$")


@dataclass(frozen=True)
class Driver:
    """A column to draw, with the words for it; `mean` is the column of its short rolling mean.

    With `share` it is a probability: drawn from 0 to 1 as a line of its own, in percent.
    """

    column: str
    title: str
    unit: str
    mean: str | None = None
    share: bool = False


@dataclass(frozen=True)
class Mark:
    """Something that happened: drawn as a line from top to bottom."""

    at: datetime
    kind: str
    text: str


@dataclass(frozen=True)
class Placed:
    """A mark in the drawing."""

    x: float
    kind: str
    text: str


@dataclass(frozen=True)
class Level:
    """A horizontal line such as a threshold."""

    value: float
    text: str


@dataclass(frozen=True)
class Plot:
    """Paths and labels of one drawing of WIDTH by HEIGHT."""

    title: str
    unit: str
    dots: str
    line: str
    low: tuple[float, str]
    high: tuple[float, str]
    days: tuple[tuple[float, str], ...]
    marks: tuple[Placed, ...]
    levels: tuple[tuple[float, str], ...]
    last: str


def drivers(
    contributions: Iterable[Mapping[str, Any]], sensors: Iterable[Sensor], columns: Sequence[str]
) -> list[Driver]:
    """The columns behind the strongest contributions, each sensor once, at most MOST."""
    known = {sensor.name: sensor for sensor in sensors}
    found: dict[str, Driver] = {}
    for item in contributions:
        feature = str(item["feature"])
        window = _WINDOW.match(feature)
        name = window["name"] if window and window["name"] in columns else feature
        if item["contribution"] <= 0 or name in found or name not in columns:
            continue
        sensor = known.get(name)
        means = sorted((c for c in columns if re.fullmatch(rf"{re.escape(name)}_mean_\d+d", c)), key=_days)
        unit = UNITS.get(sensor.unit, sensor.unit) if sensor else _unit(name)
        title = sensor.description if sensor else name.replace("_", " ").capitalize()
        found[name] = Driver(name, title, unit, means[0] if means else None)
    return list(found.values())[:MOST]


def plot(
    rows: Sequence[Mapping[str, Any]],
    driver: Driver,
    begin: datetime,
    end: datetime,
    marks: Iterable[Mark],
    levels: Iterable[Level] = (),
) -> Plot | None:
    """The drawing of a column over the rows' observed_at (ascending, from `begin` to `end`).

    The values are dots, their rolling mean a line. None without two finite values.
    """
    every = max(1, len(rows) // MOST_POINTS)
    shown = list(rows)[::every]
    values = [(row["observed_at"], _finite(row.get(driver.column))) for row in shown]
    points = [(at, value) for at, value in values if value is not None]
    if len(points) < 2:
        return None
    means = [
        (r["observed_at"], m) for r in shown if driver.mean and (m := _finite(r.get(driver.mean))) is not None
    ]
    lines = list(levels)
    heights = [value for _, value in [*points, *means]] + [level.value for level in lines]
    low, high = (0.0, 1.0) if driver.share else (min(heights), max(heights))
    if high - low < 1e-12:
        low, high = low - 1, high + 1
    seconds = max(1.0, (end - begin).total_seconds())

    def x(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (at - begin).total_seconds() / seconds, 1)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low), 1)

    told = percent if driver.share else number

    def path(of: Sequence[tuple[datetime, float]]) -> str:
        return "".join(f"{'L' if i else 'M'}{x(at)} {y(value)}" for i, (at, value) in enumerate(of))

    return Plot(
        title=driver.title,
        unit=driver.unit,
        dots="" if driver.share else "".join(f"M{x(at)} {y(value)}h0" for at, value in points),
        line=path(points if driver.share else means),
        low=(y(low), told(low)),
        high=(y(high), told(high)),
        days=tuple((x(at), f"{at:%d %b}") for at in _days_between(begin, end)),
        marks=tuple(Placed(x(one.at), one.kind, one.text) for one in marks if begin <= one.at <= end),
        levels=tuple((y(level.value), level.text) for level in lines),
        last=told(points[-1][1]),
    )


def _days_between(begin: datetime, end: datetime) -> list[datetime]:
    return [begin + (end - begin) * share for share in (0.06, 0.35, 0.64, 0.93)]


def _finite(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _days(column: str) -> int:
    return int(column.rpartition("_")[2].rstrip("d"))


def _unit(name: str) -> str:
    if "health" in name:
        return "of 100"
    return "days" if name.startswith("days_") else "flights" if name.startswith("cycles_") else ""
