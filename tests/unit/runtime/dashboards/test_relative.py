import re
from datetime import datetime

import pytest

from aerotwin.runtime.dashboards.model import DashboardError
from aerotwin.runtime.dashboards.relative import moment

NOW = datetime(2024, 3, 31, 15, 45, 30)


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("now", datetime(2024, 3, 31, 15, 45, 30)),
        ("now/d", datetime(2024, 3, 31)),
        ("now-7d/d", datetime(2024, 3, 24)),
        ("now-24h/h", datetime(2024, 3, 30, 15)),
        ("now-1M/M", datetime(2024, 2, 1)),
        ("now-1M", datetime(2024, 2, 29, 15, 45, 30)),  # the shorter month's last day
        ("now-12M/M", datetime(2023, 3, 1)),
        ("now/w", datetime(2024, 3, 25)),  # a Monday
        ("now-1Q/Q", datetime(2023, 10, 1)),
        ("now-1y/y", datetime(2023, 1, 1)),
        ("now+2d-1h", datetime(2024, 4, 2, 14, 45, 30)),
        ("2024-02-03", datetime(2024, 2, 3)),
        ("2024-02-03T04:05:06.000", datetime(2024, 2, 3, 4, 5, 6)),
    ],
)
def test_a_beginning(text: str, begin: datetime) -> None:
    assert moment(text, NOW) == begin


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("now/d", datetime(2024, 3, 31, 23, 59, 59, 999999)),
        ("now-1M/M", datetime(2024, 2, 29, 23, 59, 59, 999999)),
        ("now/Q", datetime(2024, 3, 31, 23, 59, 59, 999999)),
        ("2024-02-03", datetime(2024, 2, 3, 23, 59, 59, 999999)),
        ("2024-02-03T04:05:06", datetime(2024, 2, 3, 4, 5, 6)),
    ],
)
def test_an_end_is_the_last_moment_of_its_unit(text: str, end: datetime) -> None:
    assert moment(text, NOW, end=True) == end


@pytest.mark.parametrize("text", ["yesterday", "now-7x", "now/", "2024-13-01", ""])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(DashboardError, match="is not a date"):
        moment(text, NOW)


@pytest.mark.parametrize(
    "text", ["now-999999999y", "now+99999999999999999999d", "now-2025y/y", "now+8000y/M"]
)
def test_a_time_beyond_the_calendar_is_refused_by_name(text: str) -> None:
    with pytest.raises(DashboardError, match=f'"{re.escape(text)}" is outside the years 1 to 9999'):
        moment(text, NOW)
