"""The landing folder: files named by the days they hold, written once and atomically."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

_DAYS = re.compile(r"_(\d{8})_(\d{8})\.jsonl$")


@dataclass
class Landed:
    """What one call has landed: its new files, and what they hold in all."""

    files: list[Path] = field(default_factory=list)
    readings: int = 0
    """Lines in the new readings files, broken and repeated ones included."""
    malformed: int = 0
    """Lines that are no valid reading."""
    duplicates: int = 0
    """Lines that repeat the one before."""
    failures: int = 0
    maintenance: int = 0


@dataclass(frozen=True)
class Span:
    """Days of one calendar month, both ends included."""

    first: date
    last: date

    def file(self, prefix: str) -> str:
        """The name of the file that holds these days."""
        return f"{prefix}_{self.first:%Y%m%d}_{self.last:%Y%m%d}.jsonl"


def missing_spans(folder: Path, prefix: str, first_day: date, days: int) -> list[Span]:
    """The days no file of this prefix holds yet, month by month."""
    held = {day for span in _held(folder, prefix) for day in _days(span)}
    wanted = (first_day + timedelta(days=number) for number in range(days))
    return list(_by_month(day for day in wanted if day not in held))


def write_lines(file: Path, lines: Iterable[str]) -> None:
    """Write a new file under a hidden name and move it into place, so no reader sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, hidden = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        Path(hidden).chmod(0o644)
        Path(hidden).replace(file)
    except BaseException:
        Path(hidden).unlink(missing_ok=True)
        raise


def _held(folder: Path, prefix: str) -> Iterator[Span]:
    for file in folder.glob(f"{prefix}_*.jsonl"):
        found = _DAYS.search(file.name)
        if found:
            yield Span(*(date(int(day[:4]), int(day[4:6]), int(day[6:])) for day in found.groups()))


def _days(span: Span) -> Iterator[date]:
    return (span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1))


def _by_month(days: Iterable[date]) -> Iterator[Span]:
    span: Span | None = None
    for day in days:
        if span is not None and day.day != 1 and day - span.last == timedelta(days=1):
            span = Span(span.first, day)
            continue
        if span is not None:
            yield span
        span = Span(day, day)
    if span is not None:
        yield span
