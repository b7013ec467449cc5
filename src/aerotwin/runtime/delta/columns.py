"""Columns of Spark Connect as text of SQL."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pyspark.sql.connect import expressions as ex
from pyspark.sql.types import DataType, DateType, LongType, TimestampNTZType, TimestampType

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.statements import literal

# The aliases of the DataFrames that a column may have been taken from, by the ids of their plans; those of
# the key None are for any other DataFrame.
Aliases = Mapping[int | None, str]


def sql_of(condition: Any, aliases: Aliases | None = None) -> str:
    """A condition or value given as text, as Column or as constant. Raises AeroTwinError for a UDF."""
    if isinstance(condition, str):
        return condition
    expression = getattr(condition, "_expr", None)
    return _sql(expression, aliases or {}) if expression is not None else _constant(condition, None)


def name_of(column: Any) -> str:
    """A column to be set, given as text or Column, without the alias of its table."""
    text = column if isinstance(column, str) else column._expr._unparsed_identifier
    return text.rpartition(".")[2] if text.count(".") == 1 and "`" not in text else text


def _sql(expression: Any, aliases: Aliases) -> str:
    def inner(one: Any) -> str:
        return _sql(one, aliases)

    match expression:
        case ex.ColumnReference():
            name = expression._unparsed_identifier
            if expression._plan_id is None:
                return str(name)
            alias = aliases.get(expression._plan_id, aliases.get(None, ""))
            return f"{alias}.{name}" if alias else str(name)
        case ex.LiteralExpression():
            return _constant(expression._value, expression._dataType)
        case ex.UnresolvedFunction() | ex.CallFunction():
            first, *rest = [inner(one) for one in expression._args] or [""]
            if expression._name == "in":
                return f"({first} IN ({', '.join(rest)}))"
            distinct = "DISTINCT " if getattr(expression, "_is_distinct", False) else ""
            # Operators are functions too: `and`(a, b).
            return f"`{expression._name}`({distinct}{', '.join([first, *rest] if first else [])})"
        case ex.CastExpression():
            kind = expression._data_type
            cast = "TRY_CAST" if expression._eval_mode == "try" else "CAST"
            name = kind.simpleString() if isinstance(kind, DataType) else kind
            return f"{cast}({inner(expression._expr)} AS {name})"
        case ex.CaseWhen():
            branches = " ".join(
                f"WHEN {inner(when)} THEN {inner(then)}" for when, then in expression._branches
            )
            otherwise = expression._else_value
            return f"CASE {branches}{f' ELSE {inner(otherwise)}' if otherwise is not None else ''} END"
        case ex.UnresolvedExtractValue():
            return f"{inner(expression._child)}[{inner(expression._extraction)}]"
        case ex.ColumnAlias():
            return inner(expression._child)
        case ex.SQLExpression():
            return f"({expression._expr})"
        case ex.UnresolvedStar():
            return "*"
    raise AeroTwinError(
        f"{expression} cannot be written in SQL, in which a DeltaTable's operations run locally: "
        "compute it as a column of the source before."
    )


def _constant(value: Any, kind: DataType | None) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case int() if isinstance(kind, DateType):
            return f"date_from_unix_date({value})"
        case int() if isinstance(kind, TimestampType):
            return f"timestamp_micros({value})"
        case int() if isinstance(kind, TimestampNTZType):
            moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=value)
            return f"TIMESTAMP_NTZ '{moment}'"
        case int():
            return f"{value}L" if isinstance(kind, LongType) else str(value)
        case float():
            return f"CAST('{value}' AS DOUBLE)"
        case Decimal():
            return f"{value:f}BD"
        case bytes() | bytearray():
            return f"X'{bytes(value).hex()}'"
        case str():
            return literal(value)
        case list() | tuple():
            element = getattr(kind, "elementType", None)
            return f"array({', '.join(_constant(one, element) for one in value)})"
    raise AeroTwinError(f"{value!r} cannot be written as a constant of SQL.")
