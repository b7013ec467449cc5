"""Examples of the documentation of Quartz, and what the time zone database says of changes of the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from aerotwin.runtime.quartz import Cron, CronError

START = datetime(2025, 1, 1, 0, 0, 0, tzinfo=UTC)  # a Wednesday

# Examples of Quartz' cron trigger tutorial with the next two times worked out on a calendar.
TABLE = [
    ("0 0 12 * * ?", ["2025-01-01 12:00:00", "2025-01-02 12:00:00"]),
    ("0 15 10 ? * *", ["2025-01-01 10:15:00", "2025-01-02 10:15:00"]),
    ("0 15 10 * * ? 2026", ["2026-01-01 10:15:00", "2026-01-02 10:15:00"]),
    ("0 0/5 14 * * ?", ["2025-01-01 14:00:00", "2025-01-01 14:05:00"]),
    ("0 0-5 14 * * ?", ["2025-01-01 14:00:00", "2025-01-01 14:01:00"]),
    ("0 10,44 14 ? 3 WED", ["2025-03-05 14:10:00", "2025-03-05 14:44:00"]),
    ("0 15 10 ? * MON-FRI", ["2025-01-01 10:15:00", "2025-01-02 10:15:00"]),
    ("0 15 10 15 * ?", ["2025-01-15 10:15:00", "2025-02-15 10:15:00"]),
    ("0 15 10 L * ?", ["2025-01-31 10:15:00", "2025-02-28 10:15:00"]),
    ("0 15 10 L-2 * ?", ["2025-01-29 10:15:00", "2025-02-26 10:15:00"]),
    ("0 15 10 ? * 6L", ["2025-01-31 10:15:00", "2025-02-28 10:15:00"]),
    ("0 15 10 ? * 6#3", ["2025-01-17 10:15:00", "2025-02-21 10:15:00"]),
    ("0 0 12 1/5 * ?", ["2025-01-01 12:00:00", "2025-01-06 12:00:00"]),
    ("0 11 11 11 11 ?", ["2025-11-11 11:11:00", "2026-11-11 11:11:00"]),
    ("0 0 9 ? * 1", ["2025-01-05 09:00:00", "2025-01-12 09:00:00"]),  # 1 is Sunday
    ("0 0 9 ? * L", ["2025-01-04 09:00:00", "2025-01-11 09:00:00"]),  # Saturday
    ("0 0 9 ? * FRI-MON", ["2025-01-03 09:00:00", "2025-01-04 09:00:00"]),  # past the end
    ("0 0 9 1W * ?", ["2025-01-01 09:00:00", "2025-02-03 09:00:00"]),  # 1 February 2025 is a Saturday
    ("0 0 9 LW * ?", ["2025-01-31 09:00:00", "2025-02-28 09:00:00"]),
    ("0 0 9 31W * ?", ["2025-01-31 09:00:00", "2025-03-31 09:00:00"]),  # only months that have a 31st
    ("*/20 * * * * ?", ["2025-01-01 00:00:20", "2025-01-01 00:00:40"]),
    ("0 0 0 29 2 ?", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
    ("0 0 22-2 * * ?", ["2025-01-01 01:00:00", "2025-01-01 02:00:00"]),
    ("0 0 6 ? * mon#5", ["2025-03-31 06:00:00", "2025-06-30 06:00:00"]),
]


@pytest.mark.parametrize(("expression", "want"), TABLE)
def test_examples(expression: str, want: list[str]) -> None:
    cron, at, found = Cron(expression), START, []
    for _ in want:
        due = cron.after(at)
        assert due is not None
        at = due
        found.append(f"{at:%Y-%m-%d %H:%M:%S}")
    assert found == want


def times(expression: str, zone: str, start: datetime, count: int) -> list[str]:
    cron, at, found = Cron(expression, zone), start, []
    for _ in range(count):
        due = cron.after(at)
        assert due is not None
        at = due
        found.append(f"{at:%d %H:%M}")
    return found


def test_a_time_is_local_and_shifts_with_the_clock() -> None:
    # Berlin goes from UTC+1 to UTC+2 on 30 March 2025.
    start = datetime(2025, 3, 28, 12, tzinfo=UTC)
    assert times("0 0 6 * * ?", "Europe/Berlin", start, 3) == ["29 05:00", "30 04:00", "31 04:00"]


def test_a_time_that_the_clock_leaves_out_is_due_after_the_change() -> None:
    # New York has no 02:30 on 9 March 2025: it is 03:30 in summer time, 07:30 in UTC.
    start = datetime(2025, 3, 8, 12, tzinfo=UTC)
    assert times("0 30 2 * * ?", "America/New_York", start, 2) == ["09 07:30", "10 06:30"]


def test_a_time_that_comes_twice_is_due_once_but_every_hour_is_every_hour() -> None:
    # New York has 01:30 twice on 2 November 2025: 05:30 and 06:30 in UTC.
    start = datetime(2025, 11, 2, 4, tzinfo=UTC)
    assert times("0 30 1 * * ?", "America/New_York", start, 2) == ["02 05:30", "03 06:30"]
    assert times("0 30 * * * ?", "America/New_York", start, 4) == [
        "02 04:30",
        "02 05:30",
        "02 06:30",
        "02 07:30",
    ]


def test_the_last_year_ends_a_schedule() -> None:
    assert Cron("0 0 0 1 1 ? 2024").after(START) is None


def test_agrees_with_a_search_minute_by_minute() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")  # changes its clock by half an hour, on 5 October 2025
    start = int(datetime(2025, 10, 4, 10, tzinfo=UTC).timestamp())
    cron = Cron("0 7/25 4-6 ? OCT SAT,SUN", "Australia/Lord_Howe")
    want = []
    for second in range(start + 60, start + 2 * 86400, 60):
        local = datetime.fromtimestamp(second, zone)
        if local.minute in (7, 32, 57) and local.hour in (4, 5, 6) and local.isoweekday() in (6, 7):
            want.append(second)
    found, at = [], datetime.fromtimestamp(start, UTC)
    while (due := cron.after(at)) and due.timestamp() < start + 2 * 86400:
        found.append(int(due.timestamp()))
        at = due
    assert found == want
    assert len(want) == 9


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("0 0 12 * *", "has 5 fields"),
        ("0 0 12 * * *", "exactly one"),
        ("0 0 12 ? * ?", "exactly one"),
        ("0 60 12 * * ?", '"60" is not valid as minutes'),
        ("0 0 24 * * ?", '"24" is not valid as hours'),
        ("0 0 12 ? * 8", '"8" is not valid as day of week; allowed: 1-7 or SUN-SAT'),
        ("0 0 12 ? * MON#6", '"MON#6"'),
        ("0 0 12 32W * ?", '"32W"'),
        ("0 0 12 * FOO ?", '"FOO" is not valid as month'),
        ("0 0/0 12 * * ?", '"0/0"'),
        ("0 ,5 12 * * ?", "minutes"),
    ],
)
def test_what_quartz_refuses_is_refused_naming_the_field(expression: str, message: str) -> None:
    with pytest.raises(CronError) as caught:
        Cron(expression)
    assert message in str(caught.value)


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(CronError, match='unknown time zone "Mars/Olympus"'):
        Cron("0 0 12 * * ?", "Mars/Olympus")
