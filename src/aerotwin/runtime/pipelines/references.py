"""The tables that a SQL text reads, and where in the text they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.databricks import Databricks
from sqlglot.errors import SqlglotError

DIALECT = "databricks"
_BEFORE = ("FROM", "JOIN", "STREAM")
_JOINS = (
    "JOIN",
    "LEFT",
    "RIGHT",
    "INNER",
    "FULL",
    "CROSS",
    "NATURAL",
    "SEMI",
    "ANTI",
    "ON",
    "USING",
    "LATERAL",
)
_CLAUSES = (
    "WHERE",
    "GROUP",
    "HAVING",
    "QUALIFY",
    "WINDOW",
    "ORDER",
    "SORT",
    "CLUSTER",
    "DISTRIBUTE",
    "LIMIT",
)
_SETS = ("OFFSET", "UNION", "INTERSECT", "EXCEPT", "MINUS", "SELECT")
_AFTER = frozenset((")", ",", ";", *_JOINS, *_CLAUSES, *_SETS))


@dataclass(frozen=True)
class Reference:
    """A table named in a text: `text[start:end]`; `whole` is the span with `STREAM` around it, if any.

    `aliased`: what follows is not the next clause, so it is an alias, or something that comes before one.
    """

    parts: tuple[str, ...]
    start: int
    end: int
    whole: tuple[int, int]
    streaming: bool
    aliased: bool


def references(text: str) -> list[Reference]:
    """The tables that a query reads, first to last; names of its common table expressions are left out."""
    tokens = Databricks().tokenize(text)
    try:
        tree = sqlglot.parse_one(text, dialect=DIALECT)
    except SqlglotError:
        return _scan(tokens)
    found = []
    for table in tree.find_all(exp.Table):
        identifiers = [part for part in table.parts if isinstance(part, exp.Identifier)]
        if len(identifiers) != len(table.parts) or not all("start" in one.meta for one in identifiers):
            continue
        if len(identifiers) == 1 and _is_cte(table):
            continue
        start, end = identifiers[0].meta["start"], identifiers[-1].meta["end"] + 1
        found.append(_reference(tuple(one.name for one in identifiers), start, end, tokens))
    return sorted(found, key=lambda one: one.start)


def _reference(parts: tuple[str, ...], start: int, end: int, tokens: list[Any]) -> Reference:
    at = next(i for i, token in enumerate(tokens) if token.start <= start <= token.end)
    last = next(i for i, token in enumerate(tokens) if token.start <= end - 1 <= token.end)
    before = [tokens[i].text.upper() if i >= 0 else "" for i in (at - 1, at - 2)]
    start, end = whole = (tokens[at].start, tokens[last].end + 1)
    streaming = before[0] == "STREAM" or before == ["(", "STREAM"]
    if before[0] == "STREAM":
        whole = (tokens[at - 1].start, whole[1])
    elif streaming:
        last += 1
        whole = (tokens[at - 2].start, tokens[last].end + 1)
    after = tokens[last + 1].text.upper().split()[0] if last + 1 < len(tokens) else ";"
    return Reference(parts, start, end, whole, streaming, after not in _AFTER)


def _is_cte(table: exp.Table) -> bool:
    """Whether a name is that of a common table expression which is visible where it stands."""
    name = table.name.lower()
    node: Any = table
    inside: Any = None
    while (parent := node.parent) is not None:
        clause = parent.args.get("with_")
        if isinstance(clause, exp.With):
            visible = list(clause.expressions)
            if node is clause and inside in visible:
                # An expression sees those before it, and itself if it is recursive.
                visible = visible[: visible.index(inside) + bool(clause.args.get("recursive"))]
            if any(cte.alias.lower() == name for cte in visible):
                return True
        if isinstance(node, exp.CTE):
            inside = node
        node = parent
    return False


def _scan(tokens: list[Any]) -> list[Reference]:
    """Names after FROM, JOIN and STREAM, of a text that cannot be parsed."""
    found, position = [], 0
    while position < len(tokens) - 1:
        if tokens[position].text.upper() not in _BEFORE:
            position += 1
            continue
        position += 1
        if tokens[position].text == "(" and tokens[position - 1].text.upper() == "STREAM":
            position += 1
        first, parts = position, []
        while position < len(tokens) and (tokens[position].text.isidentifier() or _quoted(tokens[position])):
            parts.append(tokens[position].text)
            if position + 1 < len(tokens) and tokens[position + 1].text == ".":
                position += 2
            else:
                break
        called = position + 1 < len(tokens) and tokens[position + 1].text == "("
        if parts and not called and parts[0].upper() not in ("SELECT", "STREAM"):
            found.append(_reference(tuple(parts), tokens[first].start, tokens[position].end + 1, tokens))
    return found


def _quoted(token: Any) -> bool:
    return str(token.token_type).endswith(".IDENTIFIER")


def replace(text: str, change: Callable[[Reference], tuple[tuple[int, int], str] | None]) -> str:
    """`text` with references changed: `change` gives a span and its new text, or None to leave it."""
    for reference in reversed(references(text)):
        changed = change(reference)
        if changed:
            (start, end), new = changed
            text = text[:start] + new + text[end:]
    return text


def shorten(text: str, parts: Sequence[str]) -> str:
    """`text` with columns that are qualified by a whole table name qualified by its last part only."""
    if len(parts) == 1:
        return text
    name = r"\s*\.\s*".join(f"`?{re.escape(part)}`?" for part in parts)
    return re.sub(rf"(?<![\w`.]){name}(?=\s*\.)", f"`{parts[-1]}`", text, flags=re.IGNORECASE)
