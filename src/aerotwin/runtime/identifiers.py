"""`IDENTIFIER(expression)` in the statements in which Spark or Delta takes no expression there."""

from __future__ import annotations

import re
from collections.abc import Callable

from aerotwin.runtime.statements import markers, tokens

_STATEMENT = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
    r"(?:INSERT|OPTIMIZE|VACUUM|RESTORE|REORG|COPY|(?:DESC|DESCRIBE)\s+(?:HISTORY|DETAIL))\b",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(r"\bIDENTIFIER\s*\(", re.IGNORECASE)
_LITERAL = re.compile(r"\s*'[^']*'\s*")


def resolve(text: str, evaluate: Callable[[str], str]) -> str:
    """`text` with each clause that is more than a literal replaced by the name that it is.

    `evaluate` gives the value of a constant expression. What has a parameter marker is left to Spark.
    """
    if not _STATEMENT.match(text) or not _CLAUSE.search(text):
        return text
    rest, done = text, ""
    while found := _CLAUSE.search(rest):
        inside = _balanced(rest[found.end() :])
        end = found.end() + len(inside) + 1
        keep = _LITERAL.fullmatch(inside) or markers(inside)
        done += rest[: found.start()] + (rest[found.start() : end] if keep else evaluate(inside))
        rest = rest[end:]
    return done + rest


def _balanced(text: str) -> str:
    """What stands before the parenthesis that closes one opened before `text`."""
    depth, read = 0, ""
    for token in tokens(text):
        depth += (token == "(") - (token == ")")
        if depth < 0:
            return read
        read += token
    return read
