"""Metric views as Databricks documents them: YAML 0.1 to 1.1, and queries with MEASURE."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from pyspark.sql import SparkSession

Check = Callable[..., None]
JANUARY, FEBRUARY = datetime.datetime(2024, 1, 1), datetime.datetime(2024, 2, 1)
# Of four orders two are those of customer 10, who is listed twice; customer 99 is not known.
TABLES = (
    "orders AS SELECT * FROM VALUES (1, 10, DATE'2024-01-05', 'O', 100.0), "
    "(2, 10, DATE'2024-01-20', 'F', 50.0), (3, 20, DATE'2024-02-03', 'F', 30.0), "
    "(4, 99, DATE'2024-02-09', 'P', 20.0) "
    "AS t(o_id, o_customer, o_date, o_status, o_price)",
    "customer AS SELECT * FROM VALUES (10, 'a', 1), (10, 'a', 1), (20, 'b', 2) AS t(c_id, c_name, c_nation)",
    "nation AS SELECT * FROM VALUES (1, 'FR'), (2, 'DE') AS t(n_id, n_name)",
)


@pytest.fixture(scope="module", autouse=True)
def orders(spark_session: SparkSession, catalog: str) -> Iterator[None]:
    for table in TABLES:
        spark_session.sql(f"CREATE TABLE {catalog}.s.{table}").collect()
    yield


def view(yaml: str, name: str = "{c}.s.kpis", clauses: str = "") -> str:
    return f"CREATE OR REPLACE VIEW {name} WITH METRICS LANGUAGE YAML {clauses} AS $$\n{yaml}\n$$"


KPIS = """
version: 1.0
comment: "What was ordered; it's all"
source: {c}.s.orders
filter: o_price > 0
dimensions:
  - name: order_month
    expr: date_trunc('MONTH', o_date)
    comment: when
measures:
  - name: orders
    expr: COUNT(1)
    comment: how many
    display_name: Number of orders
  - name: Total Revenue
    expr: SUM(o_price)
    format:
      type: currency
      currency_code: USD
    synonyms: [turnover]
"""


def test_measures_by_dimension(check: Check) -> None:
    check(
        (view(KPIS), []),
        (
            "SELECT order_month, MEASURE(orders), MEASURE(`Total Revenue`) AS r FROM {c}.s.kpis "
            "WHERE order_month >= '2024-01-01' GROUP BY ALL ORDER BY order_month",
            [(JANUARY, 2, Decimal(150)), (FEBRUARY, 2, Decimal(50))],
        ),
        ("SELECT measure(`Total Revenue`) FROM {c}.s.kpis", [(Decimal(200),)]),
        (
            "SELECT k.order_month FROM {c}.s.kpis k GROUP BY 1 "
            "HAVING MEASURE(k.`Total Revenue`) > 100 ORDER BY 1",
            [(JANUARY,)],
        ),
        (
            "SELECT order_month, MEASURE(orders) FROM {c}.s.kpis GROUP BY ROLLUP(order_month) "
            "ORDER BY 1 NULLS LAST",
            [(JANUARY, 2), (FEBRUARY, 2), (None, 4)],
        ),
        (
            "SELECT order_month FROM {c}.s.kpis GROUP BY order_month ORDER BY MEASURE(`Total Revenue`)",
            [(FEBRUARY,), (JANUARY,)],
        ),
        ("SELECT count(*) FROM (SELECT DISTINCT order_month FROM {c}.s.kpis)", [(2,)]),
        (
            "WITH m AS (SELECT order_month, MEASURE(orders) AS n FROM {c}.s.kpis GROUP BY ALL) "
            "SELECT sum(n) FROM m JOIN {c}.s.orders ON date_trunc('MONTH', o_date) = order_month",
            [(8,)],
        ),
        ("SELECT * FROM {c}.s.kpis", "[UNSUPPORTED_METRIC_VIEW_USAGE]"),
        ("SELECT MEASURE(orders) FILTER (WHERE true) FROM {c}.s.kpis", "FILTER is not runnable locally"),
    )


def test_what_tells_of_a_metric_view(check: Check, spark_session: SparkSession, catalog: str) -> None:
    check(
        (view(KPIS), []),
        (
            "DESCRIBE {c}.s.kpis",
            [
                ("order_month", "timestamp", "when"),
                ("orders", "bigint", "how many"),
                ("Total Revenue", "decimal(14,1)", None),
            ],
        ),
        (
            "SELECT table_type, comment FROM {c}.information_schema.tables WHERE table_name = 'kpis'",
            [("METRIC_VIEW", "What was ordered; it's all")],
        ),
        ("SHOW VIEWS IN {c}.s LIKE 'kp*'", [("s", "kpis", False)]),
    )
    result = spark_session.sql(f"SELECT MEASURE(`Total Revenue`) FROM {catalog}.s.kpis")
    assert result.columns == ["measure(Total Revenue)"]
    check(("DROP VIEW {c}.s.kpis", []), ("SELECT MEASURE(orders) FROM {c}.s.kpis", "cannot be found"))


def test_joins_give_each_row_one_partner_at_most(check: Check) -> None:
    joined = """
version: 1.1
source: {c}.s.orders
joins:
  - name: customer
    source: {c}.s.customer
    on: source.o_customer = customer.c_id
    joins:
      - name: nation
        source: SELECT n_id AS c_nation, n_name FROM {c}.s.nation
        using: [c_nation]
dimensions:
  - name: Month
    expr: month(source.o_date)
  - name: Nation
    expr: customer.nation.n_name
  - name: Name
    expr: customer.c_name
measures:
  - name: Revenue
    expr: SUM(o_price)
"""
    check(
        (view(joined), []),
        (
            "SELECT Nation, Name, MEASURE(Revenue) FROM {c}.s.kpis GROUP BY ALL ORDER BY 1",
            [(None, None, Decimal(20)), ("DE", "b", Decimal(30)), ("FR", "a", Decimal(150))],
        ),
        (
            "SELECT Month, MEASURE(Revenue) FROM {c}.s.kpis GROUP BY Month ORDER BY Month",
            [(1, Decimal(150)), (2, Decimal(50))],
        ),
    )


def test_columns_are_made_of_others(check: Check) -> None:
    composed = """
version: 0.1
source: SELECT * FROM {c}.s.orders WHERE o_id < 4
dimensions:
  - name: Status
    expr: CASE WHEN o_status = 'F' THEN 'filled' ELSE 'other' END
  - name: Loud
    expr: upper(Status)
measures:
  - name: Revenue
    expr: SUM(o_price)
  - name: Orders
    expr: count(*)
  - name: Filled
    expr: count(*) filter (where `Status` = 'filled')
  - name: Average
    expr: MEASURE(Revenue) / MEASURE(`Orders`)
  - name: Moving
    expr: SUM(o_price)
    window:
      - order: Status
        range: trailing 1 month
        semiadditive: last
"""
    check(
        (view(composed, clauses="COMMENT 'two'"), []),
        (
            "SELECT Loud, MEASURE(Filled), MEASURE(Average) FROM {c}.s.kpis GROUP BY Loud ORDER BY Loud",
            [("FILLED", 2, Decimal(40)), ("OTHER", 0, Decimal(100))],
        ),
        ("SELECT MEASURE(Moving) FROM {c}.s.kpis", "Measure Moving is one over a window"),
        (
            view(
                "version: 0.1\nsource: {c}.s.kpis\ndimensions: [{name: a, expr: Loud}]\n"
                "measures: [{name: b, expr: 2 * MEASURE(Revenue)}]",
                "{c}.s.above",
            ),
            [],
        ),
        (
            "SELECT a, MEASURE(b) FROM {c}.s.above GROUP BY a ORDER BY a",
            [("FILLED", Decimal(160)), ("OTHER", Decimal(200))],
        ),
        (
            "ALTER VIEW {c}.s.above AS $$\nversion: 0.1\nsource: {c}.s.orders\n"
            "measures: [{name: n, expr: count(*)}]\n$$",
            [],
        ),
        ("SELECT agg(n) FROM {c}.s.above", [(4,)]),
    )


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("version: 2\nsource: x", "version is 2; there are 0.1, 1.0 and 1.1"),
        ("version: 0.1\nsource: x", "neither dimensions nor measures"),
        ("version: 0.1\nmeasures: [{name: n, expr: count(*)}]", "has no source"),
        ("version: 0.1\nsource: x\nmeasures: [{name: n, expr: a, formt: b}]", "measures n has a key formt"),
        ("version: 0.1\nsource: x\njoins: [{name: j, source: y}]\nmeasures: [{name: n, expr: 1}]", "needs"),
        ("version: 0.1\nsource: x\nmeasures: [{name: n, expr: MEASURE(n)}]", "measure n refers to itself"),
        ("version: 0.1\nsource: [", "it is not YAML"),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_told(check: Check, yaml: str, said: str) -> None:
    check((view(yaml.replace("source: x", "source: {c}.s.orders"), "{c}.s.wrong"), said))
