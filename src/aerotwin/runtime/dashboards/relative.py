"""Relative dates of filters and parameters: `now-7d/d`, `now/M`, or a date as it is."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from aerotwin.runtime.dashboards.model import DashboardError

_STEP = re.compile(r"([+-])(\d+)([smhHdwMQyY])")
_WHOLE = re.compile(r"now((?:[+-]\d+[smhHdwMQyY])*)(?:/([smhHdwMQyY]))?")
_FIXED = {"s": "seconds", "m": "minutes", "h": "hours", "H": "hours", "d": "days", "w": "weeks"}
_MONTHS = {"M": 1, "Q": 3, "y": 12, "Y": 12}


def moment(text: str, now: datetime, *, end: bool = False) -> datetime:
    """The time that `text` names: `now` with steps and rounding, or a date or time in ISO form.

    Rounding (`/d`) goes to the beginning of the unit, with `end` to its last microsecond; a date alone is
    likewise the day's beginning or end. Raises DashboardError for any other text, and beyond the calendar.
    """
    match = _WHOLE.fullmatch(text.strip())
    if match is None:
        return _absolute(text.strip(), end)
    try:
        for sign, count, unit in _STEP.findall(match.group(1)):
            now = _moved(now, int(count) * (1 if sign == "+" else -1), unit)
        return _rounded(now, match.group(2), end) if match.group(2) else now
    except (ValueError, OverflowError):
        raise DashboardError(f'"{text}" is outside the years 1 to 9999') from None


def _absolute(text: str, end: bool) -> datetime:
    try:
        if len(text) == len("2024-01-01"):
            day = datetime.fromisoformat(text)
            return _rounded(day, "d", end)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise DashboardError(
            f'"{text}" is not a date: use 2024-12-31, 2024-12-31T12:00:00, or now-7d/d'
        ) from None


def _moved(start: datetime, count: int, unit: str) -> datetime:
    if unit in _FIXED:
        return start + timedelta(**{_FIXED[unit]: count})
    months = start.year * 12 + start.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _rounded(time: datetime, unit: str, end: bool) -> datetime:
    begin = time.replace(microsecond=0)
    if unit != "s":
        begin = begin.replace(second=0)
    if unit not in "sm":
        begin = begin.replace(minute=0)
    if unit not in "smhH":
        begin = begin.replace(hour=0)
    if unit == "w":
        begin -= timedelta(days=begin.weekday())
    if unit in "MQyY":
        begin = begin.replace(day=1)
    if unit == "Q":
        begin = begin.replace(month=(begin.month - 1) // 3 * 3 + 1)
    if unit in "yY":
        begin = begin.replace(month=1)
    return _moved(begin, 1, unit) - timedelta(microseconds=1) if end else begin
