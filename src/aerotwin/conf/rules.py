"""Quality rules that relate several columns of one reading."""

import re

from aerotwin.conf.base import Conf, Name, Text

READING_COLUMNS = ("aircraft_id", "cycle", "observed_at", "phase_load", "ambient_c")
_SQL_WORDS = frozenset(
    ["and", "or", "not", "is", "null", "in", "between", "case", "when", "then", "else", "end", "like"]
    + ["true", "false"]
)


class Rule(Conf):
    """A SQL condition over a reading's columns; a row that makes it false is quarantined, NULL passes."""

    name: Name
    check: Text
    description: Text


def unknown_columns(check: str, columns: set[str]) -> list[str]:
    """Names in a SQL condition that are neither columns, SQL words nor function calls, in order."""
    without_texts = re.sub(r"'[^']*'", "''", check)
    words = re.findall(r"\b([A-Za-z_]\w*)\b(?!\s*\()", without_texts)
    return [word for word in words if word.lower() not in _SQL_WORDS and word not in columns]
