from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from aerotwin.runtime.dashboards.model import Column, DashboardError, Dataset, Field, Order, Query, Selection
from aerotwin.runtime.dashboards.widget_sql import Condition, statement

NOW = datetime(2024, 3, 1)
TABLE = pa.table(
    {
        "at": [
            datetime(2024, 1, 1, 8),
            datetime(2024, 1, 31, 9),
            datetime(2024, 2, 1),
            datetime(2024, 2, 29, 23),
        ],
        "day": [date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29)],
        "x": [1, 7, 12, 12],
        "price": [0.5, 2.5, None, 10.0],
        "who": ["b", "a", None, "b"],
        "late": [True, False, False, True],
    }
)
DATASET = Dataset(
    "d",
    "Sales",
    "SELECT 1",
    columns=(
        Column("Total", "SUM(`x`)"),
        Column("Per row", "`Total` / COUNT(*)"),
        Column("Loud", "upper(`who`)"),
        Column("Turning", "`Turning again`"),
        Column("Turning again", "`Turning`"),
    ),
)


def rows(*fields: str, conditions: tuple[Condition, ...] = (), **query: Any) -> list[tuple[Any, ...]]:
    named = tuple(Field(text, text) for text in fields)
    made = statement(Query("q", "d", named, **query), DATASET, TABLE.column_names, conditions, NOW)
    with duckdb.connect() as connection:
        connection.register("dataset", TABLE)
        return connection.execute(made.sql, made.values).fetchall()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("COUNT(`*`)", 4),
        ("COUNT(`price`)", 3),
        ("COUNT(DISTINCT `who`)", 2),
        ("COUNT_IF(`late`)", 2),
        ("SUM(`x`)", 32),
        ("AVG(`price`)", pytest.approx(13 / 3)),
        ("MEDIAN(`x`)", 9.5),
        ("PERCENTILE(`x`, 0.25)", 5.5),  # interpolated, as Spark's: 1 + 0.75 * (7 - 1)
        ("SUM(CASE WHEN `late` = true THEN 1 ELSE 0 END) * 100.0 / COUNT(`x`)", 50.0),
        ("TRY_DIVIDE(SUM(`x`), 0)", None),
        ("MAX_BY(`who`, `at`)", "b"),
        ("MEASURE(`Total`)", 32),
        ("MEASURE(`Per row`)", 8.0),
    ],
)
def test_an_aggregate_is_one_row(expression: str, value: Any) -> None:
    assert rows(expression) == [(value,)]


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ('DATE_TRUNC("MONTH", `day`)', [date(2024, 1, 1), date(2024, 2, 1)]),
        ("BIN_FLOOR(`x`, 5)", [0, 5, 10]),
        ("bin(`x`, binWidth=5)", [0, 5, 10]),
        ("`Loud`", ["B", "A", None]),
        ("dayofweek(`day`)", [2, 4, 5]),  # Spark counts from Sunday, 1; both Thursdays are one group
        ("weekday(`day`)", [0, 2, 3]),  # from Monday, 0
        ("year(`at`)", [2024]),
        ("isnull(`who`)", [False, True]),
    ],
)
def test_a_dimension_is_grouped_in_the_order_of_the_rows(expression: str, values: list[Any]) -> None:
    found = [row[0] for row in rows(expression, "COUNT(*)")]
    assert [one.date() if isinstance(one, datetime) else one for one in found] == values


def test_without_aggregates_rows_are_distinct_unless_disaggregated() -> None:
    assert rows("`who`") == [("b",), ("a",), (None,)]
    assert rows("`who`", disaggregated=True) == [("b",), ("a",), (None,), ("b",)]


def test_a_field_given_twice_is_one_column() -> None:
    assert rows("`x`", "`x`", disaggregated=True) == [(1,), (7,), (12,), (12,)]


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        (Condition("`who`", Selection(("a", "b"))), 3),
        (Condition("`who`", Selection((None,))), 1),
        (Condition("`who`", Selection(("a", None))), 2),
        (Condition("`x`", Selection(("12",))), 2),
        (Condition("`who`", Selection()), 4),
        (Condition("`at`", Selection(low="2024-01-31", high="2024-02-29", is_range=True)), 3),
        (Condition("`at`", Selection(low=None, high="2024-01-31", is_range=True)), 2),
        (Condition("`x`", Selection(low="2", high="12", is_range=True), "number"), 3),
        (Condition("`at`", Selection(("2024-02-29",)), "date"), 1),
        (Condition("`who`", Selection(("B",)), "contains"), 2),
        (Condition("`who`", Selection(("%",)), "contains"), 0),
        (Condition("`who`", Selection(("A",)), "exact-match"), 1),
        (Condition('DATE_TRUNC("MONTH", `at`)', Selection(("2024-02-01 00:00:00",))), 2),
        (Condition("`who`", Selection(("x' OR '1'='1",))), 0),
    ],
)
def test_filters(condition: Condition, kept: int) -> None:
    assert rows("COUNT(*)", conditions=(condition,)) == [(kept,)]


def test_filters_of_the_query_itself_are_of_rows_or_of_groups() -> None:
    assert rows("COUNT(*)", filters=("`late`", "`x` > 1")) == [(1,)]
    assert rows("`who`", "COUNT(*)", filters=("COUNT(*) > 1",)) == [("b", 2)]


def test_order_and_limit_give_the_top() -> None:
    found = rows("`who`", "SUM(`x`)", orders=(Order("SUM(`x`)", descending=True),), limit=1)
    assert found == [("b", 13)]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "`gone`",
            r'field "`gone`": dataset "Sales" has no column "gone"; it has at, day, x, price, who, late',
        ),
        ("SUM(", "is not understood"),
        ("MEASURE(`Nothing`)", 'measure "Nothing" is not defined by the dataset; defined: .*total'),
        ("`Turning`", "refers to itself"),
        ("SELECT 1", "is a statement"),
        ("(SELECT max(x) FROM other)", "is a statement"),
        ("bin(`x`, bins=5)", "use binWidth"),
    ],
)
def test_what_is_wrong_with_an_expression_is_said(expression: str, message: str) -> None:
    with pytest.raises(DashboardError, match=message):
        rows(expression)
