from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from aerotwin.conf import load_component
from aerotwin.ui.alerts.trend import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Driver,
    Level,
    Mark,
    drivers,
    plot,
)

START = datetime(2024, 12, 1, tzinfo=UTC)
COLUMNS = [
    "egt_margin",
    "egt_margin_mean_7d",
    "egt_margin_mean_30d",
    "thrust",
    "health_index",
    "days_since_maintenance",
]


def rows(*values: float | None) -> list[dict[str, object]]:
    return [
        {"observed_at": START + timedelta(days=i), "v": value, "m": value} for i, value in enumerate(values)
    ]


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


def drawn(values: list[float | None], **more: object):
    found = rows(*values)
    end = START + timedelta(days=len(values) - 1)
    return plot(found, Driver("v", "V", "mm", "m"), START, end, [], **more)  # type: ignore[arg-type]


def test_drivers_are_the_strongest_sensors_each_once() -> None:
    contributions = [
        {"feature": "egt_margin_slope_30d", "contribution": 0.3},
        {"feature": "egt_margin", "contribution": 0.2},
        {"feature": "health_index", "contribution": 0.1},
        {"feature": "thrust", "contribution": -0.1},
        {"feature": "gone_mean_7d", "contribution": 0.1},
    ]
    found = drivers(contributions, load_component("engine").sensors, COLUMNS)
    assert [(one.column, one.mean, one.unit) for one in found] == [
        ("egt_margin", "egt_margin_mean_7d", "°C"),
        ("health_index", None, "of 100"),
    ]
    assert found[0].title.startswith("Exhaust gas temperature margin")


def test_values_fill_the_frame_from_low_to_high() -> None:
    found = drawn([0.0, 10.0, 5.0])
    assert found is not None
    low, high = HEIGHT - BOTTOM, TOP
    assert points(found.line) == [
        (LEFT, low),
        (pytest.approx((LEFT + WIDTH - RIGHT) / 2), high),
        (WIDTH - RIGHT, pytest.approx((low + high) / 2)),
    ]
    assert (found.low, found.high) == ((low, "0"), (high, "10"))
    assert found.last == "5"


def test_gaps_and_what_is_no_number_are_left_out() -> None:
    found = drawn([1.0, None, float("nan"), 3.0])
    assert found is not None
    assert len(points(found.dots)) == 2
    assert drawn([1.0, None]) is None


def test_a_constant_has_a_place_too() -> None:
    found = drawn([4.0, 4.0])
    assert found is not None
    assert {y for _, y in points(found.line)} == {(HEIGHT - BOTTOM + TOP) / 2}


def test_a_probability_is_drawn_from_nought_to_one() -> None:
    share = Driver("v", "Probability", "", share=True)
    found = plot(rows(0.25, 0.75), share, START, START + timedelta(days=1), [], [Level(0.5, "raised from")])
    assert found is not None
    assert (found.low[1], found.high[1], found.last) == ("0%", "100%", "75%")
    middle = (HEIGHT - BOTTOM + TOP) / 2
    assert found.levels == ((middle, "raised from"),)
    assert not found.dots


def test_marks_outside_the_time_are_not_drawn() -> None:
    marks = [Mark(START + timedelta(days=day), "raise", "opened") for day in (-1, 1, 5)]
    found = plot(rows(1, 2, 3), Driver("v", "V", ""), START, START + timedelta(days=2), marks)
    assert found is not None
    assert [mark.x for mark in found.marks] == [pytest.approx((LEFT + WIDTH - RIGHT) / 2)]
