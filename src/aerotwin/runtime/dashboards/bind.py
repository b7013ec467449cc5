"""A dataset's SQL with its `:parameters` bound: each becomes one typed literal that no text can leave."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from aerotwin.runtime.dashboards.model import DashboardError, Dataset, Parameter, Selection
from aerotwin.runtime.dashboards.relative import moment

# What hides a marker (strings, quoted names, comments, casts), or a marker. `IN (:p)` takes a list.
_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*" | `(?:[^`]|``)*` | --[^\n]* | /\*.*?\*/ | ::
    | (?P<list>\bIN\s*\(\s*:(?P<in>[A-Za-z_]\w*)\s*\))
    | (?<![\w:\]]):(?P<name>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_INTEGERS = ("INTEGER", "INT", "BIGINT", "LONG", "NUMERIC_INTEGER")
_DECIMALS = ("DECIMAL", "DOUBLE", "FLOAT", "NUMBER", "NUMERIC")
_TIMES = ("DATETIME", "TIMESTAMP", "DATETIME_SECONDS")
_QUERY = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(SELECT|WITH|FROM|VALUES|TABLE|SHOW|DESCRIBE|DESC)\b", re.I | re.S
)


def markers(sql: str) -> set[str]:
    """The keywords of the parameters that a query uses."""
    return {match["name"] or match["in"] for match in _TOKEN.finditer(sql) if match["name"] or match["in"]}


def bind(dataset: Dataset, values: Mapping[str, Selection], now: datetime) -> str:
    """The query with `values` by keyword, else each parameter's default.

    Raises DashboardError for a parameter that is not declared, a value that is not of its type, or SQL that
    is not a query.
    """
    if not _QUERY.match(dataset.sql):
        word = dataset.sql.split(None, 1)[0]
        raise DashboardError(
            f'dataset "{dataset.title}" begins with {word}: a dataset is one query (SELECT, WITH)'
        )

    def literal(match: re.Match[str]) -> str:
        keyword = match["name"] or match["in"]
        if keyword is None:
            return match.group(0)
        parameter = dataset.parameter(keyword)
        if parameter is None:
            declared = ", ".join(f":{one.keyword}" for one in dataset.parameters) or "none"
            raise DashboardError(
                f'dataset "{dataset.title}" uses :{keyword}, which is not among its parameters ({declared})'
            )
        chosen = values.get(keyword) or parameter.default or Selection()
        if match["list"] and parameter.shape == "multi":
            listed = [_scalar(parameter, one, now) for one in chosen.values] or ["NULL"]
            return f"IN ({', '.join(listed)})"
        found = _literal(parameter, chosen, now)
        return match["list"].replace(f":{keyword}", found) if match["list"] else found

    return _TOKEN.sub(literal, dataset.sql)


def _literal(parameter: Parameter, chosen: Selection, now: datetime) -> str:
    if parameter.shape == "range":
        low = _scalar(parameter, chosen.low, now)
        high = _scalar(parameter, chosen.high, now, end=True)
        return f"named_struct('min', {low}, 'max', {high})"
    if parameter.shape == "multi":
        listed = ", ".join(_scalar(parameter, one, now) for one in chosen.values)
        return f"CAST(array({listed}) AS ARRAY<{_sql_type(parameter)}>)"
    return _scalar(parameter, chosen.values[0] if chosen.values else None, now)


def _sql_type(parameter: Parameter) -> str:
    kind = parameter.data_type
    if kind in _INTEGERS:
        return "BIGINT"
    if kind in _DECIMALS:
        return "DOUBLE"
    return "DATE" if kind == "DATE" else "TIMESTAMP" if kind in _TIMES else "STRING"


def _scalar(parameter: Parameter, value: str | None, now: datetime, *, end: bool = False) -> str:
    kind = _sql_type(parameter)
    if value is None:
        return f"CAST(NULL AS {kind})"
    try:
        if kind == "BIGINT":
            return str(int(Decimal(value)))
        if kind == "DOUBLE":
            number = Decimal(value)
            return f"CAST('{number}' AS DOUBLE)"
    except (InvalidOperation, ValueError, OverflowError):
        raise DashboardError(
            f'parameter :{parameter.keyword} takes {parameter.data_type.lower()}, not "{value}"'
        ) from None
    if kind == "STRING":
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    at = moment(value, now, end=end)
    return f"DATE '{at:%Y-%m-%d}'" if kind == "DATE" else f"TIMESTAMP '{at:%Y-%m-%d %H:%M:%S.%f}'"
