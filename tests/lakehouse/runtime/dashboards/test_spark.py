from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.dashboards.bind import bind
from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.model import DashboardError, Dataset, Parameter, Selection
from aerotwin.runtime.dashboards.read import parse
from aerotwin.runtime.dashboards.reads import Watch
from aerotwin.runtime.dashboards.results import Results, Statement
from aerotwin.runtime.dashboards.spark import Runner
from aerotwin.runtime.home import Home

NOW = datetime(2024, 3, 15, 12)
CATALOG = "main"


@pytest.fixture
def runner(home: Home) -> Iterator[Runner]:
    made = Runner(home)
    yield made
    made.close()


@pytest.fixture
def flights(spark: SparkSession, schema: str) -> str:
    values = ", ".join(
        f"('{aircraft}', TIMESTAMP '{at} 10:00:00', {hours}D, {n})"
        for aircraft, at, hours, n in [
            ("AT-001", "2024-01-05", 1.5, 3),
            ("AT-001", "2024-02-05", 2.5, 4),
            ("AT-002", "2024-03-05", 4.0, 5),
            ("O\\'Hare", "2024-03-06", 8.0, 6),
        ]
    )
    rows = f"VALUES {values} AS t(aircraft_id, at, hours, n)"
    spark.sql(f"CREATE TABLE flights USING DELTA AS SELECT * FROM {rows}").collect()
    return schema


def rows(
    runner: Runner, schema: str, sql: str, parameter: Parameter, chosen: Selection
) -> list[dict[str, Any]]:
    text = bind(Dataset("d", "D", sql, (parameter,)), {parameter.keyword: chosen}, NOW)
    return runner.run(Statement(text, CATALOG, schema), 100).to_pylist()


@pytest.mark.parametrize(
    ("where", "parameter", "chosen", "count"),
    [
        ("aircraft_id = :p", Parameter("p"), Selection(("O'Hare",)), 1),
        ("aircraft_id = :p", Parameter("p"), Selection(("x' OR '1'='1",)), 0),
        ("aircraft_id = :p", Parameter("p"), Selection(("\\",)), 0),
        (
            "array_contains(:p, aircraft_id)",
            Parameter("p", shape="multi"),
            Selection(("AT-001", "AT-002")),
            3,
        ),
        ("size(:p) = 0 OR array_contains(:p, aircraft_id)", Parameter("p", shape="multi"), Selection(), 4),
        ("aircraft_id IN (:p)", Parameter("p", shape="multi"), Selection(("AT-002", "O'Hare")), 2),
        ("n >= :p", Parameter("p", "INTEGER"), Selection(("5",)), 2),
        ("hours > :p", Parameter("p", "DECIMAL"), Selection(("2.5",)), 2),
        (
            "at BETWEEN :p.min AND :p.max",
            Parameter("p", "DATETIME", "range"),
            Selection(low="now-1M/M", high="now/d", is_range=True),
            3,
        ),
        (
            "CAST(at AS DATE) BETWEEN :p.min AND :p.max",
            Parameter("p", "DATE", "range"),
            Selection(low="2024-01-05", high="2024-02-05", is_range=True),
            2,
        ),
    ],
)
def test_parameters_on_spark(
    runner: Runner, flights: str, where: str, parameter: Parameter, chosen: Selection, count: int
) -> None:
    assert len(rows(runner, flights, f"SELECT * FROM flights WHERE {where}", parameter, chosen)) == count


def test_an_error_is_one_line_for_people(runner: Runner, schema: str) -> None:
    with pytest.raises(DashboardError, match="TABLE_OR_VIEW_NOT_FOUND") as caught:
        runner.run(Statement("SELECT * FROM gone", CATALOG, schema), 1)
    assert "\n" not in str(caught.value)
    with pytest.raises(DashboardError, match="there is no schema nowhere"):
        runner.run(Statement("SELECT 1", CATALOG, "nowhere"), 1)


def test_a_page_on_spark_and_what_a_commit_changes(
    runner: Runner, home: Home, flights: str, spark: SparkSession
) -> None:
    fields = [
        {"name": "monthly(at)", "expression": 'DATE_TRUNC("MONTH", `at`)'},
        {"name": "sum(hours)", "expression": "SUM(`hours`)"},
    ]
    query = {"datasetName": "d", "fields": fields, "disaggregated": False}
    spec = {
        "version": 3,
        "widgetType": "bar",
        "encodings": {
            "x": {"fieldName": "monthly(at)", "scale": {"type": "temporal"}},
            "y": {"fieldName": "sum(hours)", "scale": {"type": "quantitative"}},
        },
    }
    widget = {"name": "w", "queries": [{"name": "main_query", "query": query}], "spec": spec}
    content = {
        "datasets": [{"name": "d", "query": "SELECT * FROM all_flights"}],
        "pages": [{"name": "p", "layout": [{"widget": widget, "position": {}}]}],
    }
    board = Board("b", parse(content, Path("b.lvdash.json")), CATALOG, flights)
    spark.sql("CREATE VIEW all_flights AS SELECT * FROM flights").collect()
    spark.sql("CREATE TABLE other USING DELTA AS SELECT 1 AS x").collect()
    asked: list[Statement] = []

    def run(statement: Statement, limit: int) -> Any:
        asked.append(statement)
        return runner.run(statement, limit)

    engine = Engine(Results(run, Watch(home, runner.view)))

    def sums() -> list[float]:
        (view,) = (one for one in engine.page(board, board.dashboard.pages[0], {}) if "widget" in one)
        return [row["m"] for row in view["spec"]["data"]["values"]]

    assert sums() == [1.5, 2.5, 12.0]
    spark.sql("INSERT INTO flights VALUES ('AT-001', TIMESTAMP '2024-01-06 10:00:00', 10.0D, 1)").collect()
    assert sums() == [11.5, 2.5, 12.0]
    spark.sql("INSERT INTO other VALUES (2)").collect()
    assert sums() == [11.5, 2.5, 12.0]
    assert len(asked) == 2
