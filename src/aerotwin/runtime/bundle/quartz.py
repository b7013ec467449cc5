"""Check a Quartz cron expression, the form of a Databricks schedule."""

from __future__ import annotations

import re

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# Name, lowest and highest value, names, in the order in which Quartz writes them; the year may be left out.
FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("seconds", 0, 59, ()),
    ("minutes", 0, 59, ()),
    ("hours", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, MONTHS),
    ("day of week", 1, 7, DAYS),
    ("year", 1970, 2099, ()),
)
SPECIAL = {
    "day of month": re.compile(r"L(-([1-9]|[12]\d|30))?W?|([1-9]|[12]\d|3[01])W"),
    "day of week": re.compile(rf"L|([1-7]|{'|'.join(DAYS)})(L|#[1-5])"),
}


def complaint(expression: str) -> str | None:
    """Why `expression` is no Quartz cron expression, None if it is one.

    Rules: https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html
    """
    parts = expression.upper().split()
    if len(parts) not in (6, 7):
        hint = "; Unix cron has no seconds: write them first" if len(parts) == 5 else ""
        return f"has {len(parts)} fields; Quartz cron has 6 or 7, from seconds to day of week and year{hint}"
    for text, (name, low, high, names) in zip(parts, FIELDS, strict=False):
        if text == "?" and name in SPECIAL:
            continue
        for item in text.split(","):
            if not (_is_plain(item, low, high, names) or _is_special(item, name)):
                named = f" or {names[0]}-{names[-1]}" if names else ""
                return f'{name} is "{text}"; valid: {low}-{high}{named}, with * , - and /'
    if (parts[3] == "?") == (parts[5] == "?"):
        return "exactly one of day of month and day of week must be ?"
    return None


def _is_special(item: str, name: str) -> bool:
    return name in SPECIAL and SPECIAL[name].fullmatch(item) is not None


def _is_plain(item: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    base, slash, step = item.partition("/")
    if slash and not (step.isascii() and step.isdigit() and 0 < int(step) <= high):
        return False
    if base == "*" or (base == "" and slash):
        return True
    ends = base.split("-")
    return len(ends) <= 2 and all(_is_value(end, low, high, names) for end in ends)


def _is_value(text: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    return text in names or (text.isascii() and text.isdigit() and low <= int(text) <= high)
