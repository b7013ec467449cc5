"""Values as people read them in a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aerotwin.runtime.jobs.progress import clock


def when(value: datetime | float | None, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """A time in UTC: of a datetime (taken as UTC if it has no zone) or of seconds since the epoch."""
    if value is None:
        return "–"
    moment = datetime.fromtimestamp(value, UTC) if isinstance(value, int | float) else value
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime(pattern)


def local(value: float | None, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """Seconds since the epoch in this machine's time zone, as the commands print times of runs."""
    return "–" if value is None else datetime.fromtimestamp(value).strftime(pattern)


def iso(value: datetime | float | None) -> str:
    """The same for machines: ISO 8601 with Z."""
    return when(value, "%Y-%m-%dT%H:%M:%SZ") if value is not None else ""


def duration(seconds: float | None) -> str:
    """As in 5.2s, 2m07s, 1h02m; a dash for none."""
    return "–" if seconds is None else clock(max(0.0, seconds))


def span(days: float | None) -> str:
    """Days as an age: `3 h`, `2 d`, `14 mo`; a dash for none."""
    if days is None:
        return "–"
    if days < 1:
        return f"{max(0, round(days * 24))} h"
    return f"{round(days)} d" if days < 90 else f"{round(days / 30.44)} mo"


def age(alert: Mapping[str, Any], as_of: datetime | None) -> str:
    """How long an alert has stood, or stood until it was closed, at the time of the data."""
    end = alert["closed_at"] or as_of
    return span(max(0.0, (end - alert["opened_at"]).total_seconds() / 86400)) if end else "–"


def sentences(text: str) -> list[str]:
    """A message by its sentences and the parts between semicolons, each with a capital and a full stop."""
    parts = re.split(r"(?<=[^\d\W])\.\s+|(?<=\d)\.\s+(?=[A-Z])|;\s+", text)
    return [f"{part[0].upper()}{part[1:].rstrip('.')}." for part in parts if part]


def reasons(text: str) -> str:
    """What speaks for an alert: its message without the first sentence, the risk."""
    return " ".join(sentences(text)[1:]) or text


def percent(value: float | None) -> str:
    """A share as a percentage without decimals; a dash for none."""
    return "–" if value is None else f"{value:.0%}"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 alert`, `2 alerts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


FILTERS: dict[str, Any] = {
    "when": when,
    "iso": iso,
    "local": local,
    "duration": duration,
    "span": span,
    "age": age,
    "sentences": sentences,
    "reasons": reasons,
    "percent": percent,
    "plural": plural,
}
