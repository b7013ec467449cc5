"""The query of one widget over its dataset's result, as DuckDB's SQL with bound values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlglot import exp

from aerotwin.runtime.dashboards import expressions
from aerotwin.runtime.dashboards.model import DashboardError, Dataset, Field, Query, Selection
from aerotwin.runtime.dashboards.relative import moment

RELATION = "dataset"
ROW = "__row"


@dataclass(frozen=True)
class Condition:
    """A filter's choice on an expression over the dataset; `mode` is how text is compared."""

    expression: str
    chosen: Selection
    mode: str = "equals"


@dataclass
class Statement:
    """SQL with `?` for its `values`; column `c<i>` is the i-th field of `fields`."""

    sql: str
    fields: tuple[Field, ...]
    values: list[Any] = field(default_factory=list)


def fields_of(query: Query) -> tuple[Field, ...]:
    """The fields of a query that are data, each name once."""
    kept: dict[str, Field] = {}
    for one in query.fields:
        if expressions.ASSOCIATIVE not in one.expression:
            kept.setdefault(one.name, one)
    return tuple(kept.values())


def statement(
    query: Query, dataset: Dataset, columns: Sequence[str], conditions: Sequence[Condition], now: datetime
) -> Statement:
    """Select the query's fields from a result with these `columns`, filtered, grouped unless disaggregated.

    Groups stand in the order of their first row in the dataset. Raises DashboardError naming the field whose
    expression is not understood or reads a column that is not there.
    """
    fields = fields_of(query)
    trees = [_checked(one.expression, dataset, columns, f'field "{one.name}"') for one in fields]
    aggregates = [expressions.is_aggregate(tree) for tree in trees]
    made = Statement("", fields)
    where, having = _conditions(query, dataset, columns, conditions, now, made.values)
    shown = [f'{expressions.sql(tree)} AS "c{i}"' for i, tree in enumerate(trees)] or ["1 AS c0"]
    text = f'SELECT {", ".join(shown)} FROM (SELECT *, row_number() OVER () AS "{ROW}" FROM {RELATION})'
    text += f" WHERE {' AND '.join(where)}" if where else ""
    grouped = not query.disaggregated
    groups = [str(i + 1) for i, aggregate in enumerate(aggregates) if not aggregate]
    if grouped and groups:
        text += f" GROUP BY {', '.join(groups)}"
    text += f" HAVING {' AND '.join(having)}" if having else ""
    text += _order(query, dataset, columns, grouped, bool(groups))
    if query.limit is not None:
        text += f" LIMIT {query.limit}"
    made.sql = text
    return made


def distinct(expression: str, dataset: Dataset, columns: Sequence[str], limit: int) -> str:
    """The first `limit` distinct values of an expression as text, in their own order, NULL last."""
    shown = expressions.sql(_checked(expression, dataset, columns, "filter"))
    values = f"SELECT DISTINCT CAST({shown} AS VARCHAR) v, {shown} o FROM {RELATION}"
    return f"{values} ORDER BY o NULLS LAST LIMIT {limit}"


def bounds(expression: str, dataset: Dataset, columns: Sequence[str]) -> str:
    """The least and greatest value of an expression."""
    shown = expressions.sql(_checked(expression, dataset, columns, "filter"))
    return f"SELECT min({shown}), max({shown}) FROM {RELATION}"


def _checked(expression: str, dataset: Dataset, columns: Sequence[str], what: str) -> exp.Expr:
    try:
        tree = expressions.parse(expression, dataset.columns)
    except DashboardError as error:
        raise DashboardError(f"{what}: {error}") from None
    missing = sorted(expressions.names(tree) - {name.lower() for name in columns})
    if missing:
        there = ", ".join(columns) or "none"
        raise DashboardError(
            f'{what}: dataset "{dataset.title}" has no column "{missing[0]}"; it has {there}'
        )
    return tree


def _conditions(
    query: Query,
    dataset: Dataset,
    columns: Sequence[str],
    conditions: Sequence[Condition],
    now: datetime,
    values: list[Any],
) -> tuple[list[str], list[str]]:
    where: list[str] = []
    having: list[str] = []
    for one in conditions:
        tree = _checked(one.expression, dataset, columns, "filter")
        if not expressions.is_aggregate(tree):
            where += _compared(expressions.sql(tree), one, now, values)
    for text in query.filters:
        tree = _checked(text, dataset, columns, f'filter "{text}"')
        (having if expressions.is_aggregate(tree) else where).append(f"({expressions.sql(tree)})")
    return where, having


def _compared(shown: str, one: Condition, now: datetime, values: list[Any]) -> list[str]:
    chosen = one.chosen
    if chosen.is_range:
        parts = []
        for end, sign in ((chosen.low, ">="), (chosen.high, "<=")):
            if end is not None:
                values.append(_end(end, one.mode, now, sign == "<="))
                parts.append(f"{shown} {sign} ?")
        return parts
    if not chosen.values:
        return []
    if one.mode == "date":
        values.append(moment(chosen.values[0] or "now", now).date())
        return [f"CAST({shown} AS DATE) = ?"]
    if one.mode in ("contains", "starts-with", "exact-match"):
        function = {"contains": "contains", "starts-with": "starts_with"}.get(one.mode)
        values.append((chosen.values[0] or "").lower())
        text = f"lower(CAST({shown} AS VARCHAR))"
        return [f"{function}({text}, ?)" if function else f"{text} = ?"]
    texts = [value for value in chosen.values if value is not None]
    values += texts
    marks = ", ".join("?" * len(texts))
    parts = [f"CAST({shown} AS VARCHAR) IN ({marks})"] if texts else []
    parts += [f"{shown} IS NULL"] if None in chosen.values else []
    return [f"({' OR '.join(parts)})"]


def _end(text: str, mode: str, now: datetime, end: bool) -> Any:
    if mode == "number":
        try:
            return float(text)
        except ValueError:
            raise DashboardError(f'"{text}" is not a number') from None
    return moment(text, now, end=end)


def _order(query: Query, dataset: Dataset, columns: Sequence[str], grouped: bool, groups: bool) -> str:
    keys = []
    for one in query.orders:
        tree = _checked(one.expression, dataset, columns, "order")
        keys.append(f"{expressions.sql(tree)} {'DESC NULLS LAST' if one.descending else 'ASC NULLS FIRST'}")
    if grouped:
        keys += [f'min("{ROW}")'] if groups else []
    else:
        keys.append(f'"{ROW}"')
    return f" ORDER BY {', '.join(keys)}" if keys and (groups or not grouped) else ""
