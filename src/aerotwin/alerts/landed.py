"""The line of a landed file that holds a reading.

Bronze keeps the file of a row, not its line: the file, which is never rewritten, is read for the key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LandedLine:
    """A line, counted from 1, and its text."""

    number: int
    text: str


def lines(file: Path, aircraft_id: str, cycle: int) -> list[LandedLine]:
    """The readable lines with this flight, in order: more than one when it was delivered twice.

    Raises OSError when the file cannot be read.
    """
    found = []
    with file.open(encoding="utf-8", errors="replace") as stream:
        for number, text in enumerate(stream, start=1):
            if aircraft_id in text and _key(text) == (aircraft_id, cycle):
                found.append(LandedLine(number, text.rstrip("\n")))
    return found


def _key(text: str) -> tuple[object, object] | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return (content.get("aircraft_id"), content.get("cycle")) if isinstance(content, dict) else None
