"""When each task ran, as bars on a common axis of time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from aerotwin.runtime.jobs.model import TaskRun
from aerotwin.runtime.jobs.progress import clock

WIDTH = 1000.0
ROW = 22.0
LABEL = 210.0
TICKS = 6
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


@dataclass(frozen=True)
class Bar:
    """One attempt: position and size in pixels of the drawing, row from 0."""

    key: str
    attempt: int
    state: str
    row: int
    x: float
    width: float
    seconds: float


@dataclass(frozen=True)
class Tick:
    """A line of the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Gantt:
    """Bars, one row a task, in the order of their first start."""

    rows: tuple[str, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: float


def gantt(attempts: Iterable[TaskRun], start: float, now: float) -> Gantt:
    """Bars of the attempts that have started; one under way ends `now`.

    `start` is where the axis begins. Between a run and its repair hours may pass in which nothing runs: such
    breaks are cut to a twentieth of the time that something ran.
    """
    begun = sorted((one for one in attempts if one.started_at), key=lambda one: (one.started_at, one.key))
    rows = tuple(dict.fromkeys(one.key for one in begun))
    if not begun:
        return Gantt((), (), (), ROW)
    spans = [(float(one.started_at or 0), float(one.ended_at or now)) for one in begun]
    busy, breaks = _busy(spans, start)
    scale = (WIDTH - LABEL - 60) / max(busy, 1e-9)

    def x(at: float) -> float:
        return LABEL + scale * (at - start - sum(min(end, max(at, begin)) - begin for begin, end in breaks))

    place = {key: i for i, key in enumerate(rows)}
    bars = tuple(
        Bar(one.key, one.attempt, one.state.value, place[one.key], x(a), max(2.0, x(b) - x(a)), b - a)
        for one, (a, b) in zip(begun, spans, strict=True)
    )
    step = next((one for one in STEPS if busy / one <= TICKS), math.ceil(busy / TICKS))
    ticks = tuple(Tick(LABEL + scale * at, clock(at)) for at in range(0, math.floor(busy) + 1, step))
    return Gantt(rows, bars, ticks, ROW * len(rows))


def _busy(spans: list[tuple[float, float]], start: float) -> tuple[float, list[tuple[float, float]]]:
    """Seconds of the axis, and the parts (from, to) that it leaves out."""
    ends = start
    gaps: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if begin > ends:
            gaps.append((ends, begin))
        ends = max(ends, end)
    ran = ends - start - sum(b - a for a, b in gaps)
    kept = max(ran / 20, 1.0)
    cut = [(a + kept, b) for a, b in gaps if b - a > 2 * kept]
    return ends - start - sum(b - a for a, b in cut), cut
