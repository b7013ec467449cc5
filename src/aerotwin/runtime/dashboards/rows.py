"""The rows that a widget's query gave, by field name."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Rows:
    """Field names and rows of Python values, in the same order."""

    names: tuple[str, ...]
    values: list[tuple[Any, ...]]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.values)

    def has(self, name: str | None) -> bool:
        """Whether there is such a field."""
        return name in self.names

    def column(self, name: str) -> list[Any]:
        """The values of one field, None for each row if there is no such field."""
        if name not in self.names:
            return [None] * len(self.values)
        index = self.names.index(name)
        return [row[index] for row in self.values]


def plain(value: Any) -> Any:
    """A value for JSON: times as milliseconds of their clock reading, what is no number as None."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return int(value.replace(tzinfo=UTC).timestamp() * 1000)
    if isinstance(value, date):
        return int(datetime.combine(value, time(), UTC).timestamp() * 1000)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    return str(value)


def as_number(value: Any) -> float | None:
    """A value as a number, None if it is none."""
    if isinstance(value, bool) or value is None:
        return None if value is None else float(value)
    if isinstance(value, int | float | Decimal):
        number = float(value)
        return number if math.isfinite(number) else None
    try:
        return float(str(value))
    except ValueError:
        return None
