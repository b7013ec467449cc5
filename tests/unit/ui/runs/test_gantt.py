from __future__ import annotations

import pytest

from aerotwin.runtime.jobs.model import TaskRun
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.ui.runs.gantt import LABEL, WIDTH, gantt


def ran(key: str, start: float, end: float | None, number: int = 1) -> TaskRun:
    return TaskRun(key, State.SUCCESS if end else State.RUNNING, number, start, end)


def test_bars_are_to_scale_in_the_order_of_their_start() -> None:
    found = gantt([ran("b", 110, 140), ran("a", 100, 110), ran("never", 0, None)][:2], 100, 200)
    assert found.rows == ("a", "b")
    a, b = found.bars
    assert a.x == LABEL
    assert b.x == pytest.approx(a.x + a.width)
    assert b.width == pytest.approx(3 * a.width)
    assert b.x + b.width < WIDTH
    assert [tick.text for tick in found.ticks][0] == "0.0s"


def test_one_under_way_ends_now_and_one_not_begun_is_not_drawn() -> None:
    found = gantt([ran("a", 100, None), TaskRun("w", State.WAITING)], 100, 130)
    assert found.rows == ("a",)
    assert found.bars[0].seconds == 30


def test_attempts_of_a_task_share_a_row() -> None:
    found = gantt([ran("a", 100, 110), ran("a", 115, 120, 2)], 100, 200)
    assert [bar.row for bar in found.bars] == [0, 0]


def test_the_hours_before_a_repair_take_little_of_the_axis() -> None:
    found = gantt([ran("a", 100, 150), ran("b", 100_000, 100_050)], 100, 200_000)
    a, b = found.bars
    assert a.width == pytest.approx(b.width)
    assert b.x - (a.x + a.width) < a.width


def test_nothing_to_draw() -> None:
    assert gantt([], 100, 200).bars == ()
