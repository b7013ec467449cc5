"""Quartz cron expressions: when a schedule is due next.

Source: the documentation of Quartz' CronExpression and Java's calendar. Six fields, or seven with the year:
seconds minutes hours day-of-month month day-of-week [year]. Days of the week count from 1, Sunday.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aerotwin.errors import AeroTwinError

MONTHS = dict(
    zip(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
        range(1, 13),
        strict=True,
    )
)
DAYS = dict(zip(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], range(1, 8), strict=True))
LAST_YEAR = 2099


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: dict[str, int]


FIELDS = (
    _Field("seconds", 0, 59, {}),
    _Field("minutes", 0, 59, {}),
    _Field("hours", 0, 23, {}),
    _Field("day of month", 1, 31, {}),
    _Field("month", 1, 12, MONTHS),
    _Field("day of week", 1, 7, DAYS),
    _Field("year", 1970, LAST_YEAR, {}),
)


class CronError(AeroTwinError):
    """An expression or a time zone that Quartz would not take."""


def time_zone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises CronError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CronError(
            f'unknown time zone "{name}": a name such as UTC or Europe/Berlin is needed.'
        ) from None


class Cron:
    """A Quartz cron expression in a time zone. Raises CronError, naming the field, if it is not valid."""

    def __init__(self, expression: str, zone: str = "UTC") -> None:
        self.expression = expression
        self.zone = time_zone(zone)
        texts = expression.upper().split()
        if len(texts) not in (6, 7):
            raise CronError(
                f'cron expression "{expression}" has {len(texts)} fields; Quartz needs 6 or 7: '
                "seconds minutes hours day-of-month month day-of-week [year]. Unix cron has no seconds."
            )
        self._texts = texts
        if (texts[3] == "?") == (texts[5] == "?"):
            raise CronError(
                f'cron expression "{expression}": exactly one of day of month and day of week must be "?".'
            )
        self._seconds, self._minutes, self._hours = (self._plain(i) for i in range(3))
        self._months = self._plain(4)
        self._years = self._plain(6) if len(texts) == 7 else frozenset(range(1970, LAST_YEAR + 1))
        # Whether the day fields are valid shows on any month.
        self._days(2024, 1)

    def after(self, moment: datetime) -> datetime | None:
        """The first time it is due after an aware `moment`, in UTC; None if there is none.

        A local time that a change of the clock leaves out is due at the same distance after the change; one
        that comes twice is due the first time only, unless the schedule runs in every hour.
        """
        local = moment.astimezone(self.zone).replace(tzinfo=None)
        every_hour = len(self._hours) == 24
        day = local.date() - timedelta(days=1)
        found: datetime | None = None
        for one in self._dates(day):
            if found is not None and one > found.astimezone(self.zone).date() + timedelta(days=1):
                return found
            for naive in self._times(one, local):
                for fold in (0, 1) if every_hour else (0,):
                    due = naive.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
                    if due > moment and (found is None or due < found):
                        found = due
                # Twice the largest change of a clock: nothing later can be due earlier.
                if found is not None and naive > found.astimezone(self.zone).replace(tzinfo=None) + timedelta(
                    hours=4
                ):
                    return found
        return found

    def _dates(self, start: date) -> Iterator[date]:
        year, month = start.year, start.month
        while year <= LAST_YEAR:
            if year in self._years and month in self._months:
                for day in sorted(self._days(year, month)):
                    if date(year, month, day) >= start:
                        yield date(year, month, day)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def _times(self, day: date, local: datetime) -> Iterator[datetime]:
        """The times of a day, without those of hours that are over for certain."""
        over = local - timedelta(hours=4)
        for hour in sorted(self._hours):
            if datetime(day.year, day.month, day.day, hour) + timedelta(hours=1) <= over:
                continue
            for minute in sorted(self._minutes):
                for second in sorted(self._seconds):
                    yield datetime(day.year, day.month, day.day, hour, minute, second)

    def _wrong(self, index: int, part: str) -> CronError:
        field = FIELDS[index]
        names = f" or {'-'.join((list(field.names)[0], list(field.names)[-1]))}" if field.names else ""
        return CronError(
            f'cron expression "{self.expression}": "{part}" is not valid as {field.name}; '
            f"allowed: {field.low}-{field.high}{names}, lists, ranges and steps."
        )

    def _plain(self, index: int) -> frozenset[int]:
        return frozenset(
            value for part in self._texts[index].split(",") for value in self._range(index, part)
        )

    def _range(self, index: int, part: str) -> Iterator[int]:
        """`*`, `a`, `a-b`, each perhaps with `/step`; `a/step` goes to the end, `b-a` past it."""
        field = FIELDS[index]
        body, slash, step_text = part.partition("/")
        if slash and (not step_text.isdigit() or int(step_text) < 1):
            raise self._wrong(index, part)
        step = int(step_text) if slash else 1
        if body in ("*", "") and (body or slash):
            yield from range(field.low, field.high + 1, step)
            return
        first, dash, last = body.partition("-")
        low = self._value(index, first, part)
        high = self._value(index, last, part) if dash else field.high if slash else low
        if high >= low:
            yield from range(low, high + 1, step)
        elif index == 6:
            raise self._wrong(index, part)
        else:
            size = field.high - field.low + 1
            for value in range(low, high + size + 1, step):
                yield (value - field.low) % size + field.low

    def _value(self, index: int, text: str, part: str) -> int:
        field = FIELDS[index]
        value = field.names.get(text, int(text) if text.isdigit() else -1)
        if not field.low <= value <= field.high:
            raise self._wrong(index, part)
        return value

    def _days(self, year: int, month: int) -> set[int]:
        """The days of a month on which it is due."""
        if self._texts[3] != "?":
            return {day for part in self._texts[3].split(",") for day in self._month_days(part, year, month)}
        return {day for part in self._texts[5].split(",") for day in self._week_days(part, year, month)}

    def _month_days(self, part: str, year: int, month: int) -> set[int]:
        """A part of the field day of month: also `L`, `L-3`, `15W`, `LW`, `L-3W`."""
        length = calendar.monthrange(year, month)[1]
        match = re.fullmatch(r"(?:L(?:-(\d{1,2}))?|(\d{1,2}))(W?)", part)
        if match is None or not (part.startswith("L") or part.endswith("W")):
            return {day for day in self._range(3, part) if day <= length}
        before, given, working = match.groups()
        if int(before or 0) > 30 or not 1 <= int(given or 1) <= 31:
            raise self._wrong(3, part)
        day = int(given) if given else length - int(before or 0)
        if not 1 <= day <= length:
            return set()
        return {_nearest_weekday(year, month, day, length) if working else day}

    def _week_days(self, part: str, year: int, month: int) -> set[int]:
        """A part of the field day of week: also `6L` (the last Friday), `6#3` (the third), `L` (Saturday)."""
        length = calendar.monthrange(year, month)[1]
        on = {
            value: [day for day in range(1, length + 1) if _week_day(year, month, day) == value]
            for value in range(1, 8)
        }
        if part == "L":
            return set(on[7])
        if part.endswith("L"):
            return {on[self._value(5, part[:-1], part)][-1]}
        if "#" in part:
            name, _, which = part.partition("#")
            if which not in ("1", "2", "3", "4", "5"):
                raise self._wrong(5, part)
            return set(on[self._value(5, name, part)][int(which) - 1 : int(which)])
        return {day for value in self._range(5, part) for day in on[value]}


def _week_day(year: int, month: int, day: int) -> int:
    """1 is Sunday, 7 Saturday."""
    return date(year, month, day).isoweekday() % 7 + 1


def _nearest_weekday(year: int, month: int, day: int, length: int) -> int:
    """The working day nearest to a day, within its month."""
    match _week_day(year, month, day):
        case 7:
            return day - 1 if day > 1 else day + 2
        case 1:
            return day + 1 if day < length else day - 2
    return day
