"""Bundles of the kinds that Databricks' templates generate, run end to end as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.dbt.find import find
from aerotwin.runtime.home import Home
from aerotwin.runtime.samples import delta_files
from aerotwin.runtime.samples.install import chosen, install

BUNDLES = Path(__file__).parents[2] / "bundles"
SECONDS = 400
PATH = "databricks-datasets/nyctaxi-with-zipcodes/subsampled"
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(home: Home, tmp_path: Path) -> Run:
    """Run a job of a copy of a bundle on the shared lakehouse; its result as JSON."""

    def run(bundle: str, *words: str) -> dict[str, Any]:
        copy = shutil.copytree(BUNDLES / bundle, tmp_path / bundle, dirs_exist_ok=True)
        command = [sys.executable, "-m", "aerotwin.cli", "bundle", "run", "-o", "json"]
        environment = {**os.environ, "AEROTWIN_HOME": str(home.path)}
        done = subprocess.run(
            [*command, "--bundle-dir", str(copy), *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.stdout, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        result["states"] = {task["task_key"]: task["state"] for task in result["tasks"]}
        result["values"] = {task["task_key"]: task["result"] for task in result["tasks"]}
        assert result["result"] == "SUCCESS", [task["error"] for task in result["tasks"]]
        return result

    return run


@pytest.fixture
def trips(spark_session: SparkSession) -> int:
    """The sample trips are there; how many are longer than a mile."""
    install(spark_session, chosen(["nyctaxi.trips"]))
    return spark_session.table("samples.nyctaxi.trips").filter("trip_distance > 1").count()


def test_a_notebook_a_pipeline_and_a_wheel_that_read_sample_data_which_nobody_installed(
    run: Run, spark_session: SparkSession
) -> None:
    run("taxi", "taxi_job", "--var", "schema=taxi")
    trips = spark_session.table("samples.nyctaxi.trips")
    assert trips.count() == 21_932
    assert spark_session.table("rides.taxi.long_trips").count() == trips.filter("trip_distance > 1").count()
    total = spark_session.sql("SELECT sum(fare_amount) FROM samples.nyctaxi.trips WHERE trip_distance > 1")
    fares = spark_session.sql("SELECT sum(fares) FROM rides.taxi.zones")
    assert fares.first()[0] == pytest.approx(total.first()[0])
    longest = [row.trip_distance for row in spark_session.table("rides.taxi.longest").collect()]
    top = spark_session.sql("SELECT max(trip_distance) FROM samples.nyctaxi.trips").first()[0]
    assert len(longest) == 3
    assert max(longest) == top


def test_sql_files_and_a_dashboard_with_a_warehouse_that_nobody_needs(
    run: Run, spark_session: SparkSession, home: Home
) -> None:
    result = run("orders_sql", "--params", "schema=orders")
    assert result["values"]["found"] == "true"
    rows = spark_session.sql("SELECT order_date, orders FROM shop.orders.daily ORDER BY order_date").collect()
    assert [(str(row.order_date), row.orders) for row in rows] == [("2019-08-01", 2), ("2019-08-02", 1)]
    report = home.runs / str(result["run_id"]) / "report"
    (page,) = report.glob("*.html")
    assert "Orders in all" in page.read_text()
    assert [one.suffix for one in report.rglob("*.png")] == [".png"]


def test_a_sample_table_by_its_path(spark_session: SparkSession, home: Home) -> None:
    paths = [f"/databricks-datasets/{path}" for path in delta_files.TABLES]
    assert delta_files.write(spark_session, home.path / "dbfs") == paths
    assert delta_files.write(spark_session, home.path / "dbfs") == []
    for address in (f"/{PATH}", f"dbfs:/{PATH}"):
        assert spark_session.sql(f"SELECT * FROM delta.`{address}`").count() == 21_932


@pytest.mark.usefixtures("trips")
def test_a_pipeline_by_its_key(run: Run, spark_session: SparkSession) -> None:
    run("rides_sql", "rides")
    assert spark_session.table("rides.by_sql.trips").count() == 21_932
    zips = spark_session.sql("SELECT count(DISTINCT pickup_zip) FROM samples.nyctaxi.trips").first()[0]
    assert spark_session.table("rides.by_sql.zones").count() == zips


def test_branches_loops_and_jobs_that_run_jobs(run: Run, spark_session: SparkSession) -> None:
    result = run("control", "main")
    assert result["states"]["too_few"] == "EXCLUDED"
    assert result["values"]["enough"] == "true"
    assert spark_session.table("main.default.said").first().text == "all 5"
    result = run("control", "main", "--", "--least", "9")
    assert result["states"]["each"] == "EXCLUDED"
    assert result["states"]["too_few"] == "SUCCESS"


def test_training_and_validation_of_a_model(run: Run, spark_session: SparkSession) -> None:
    result = run("churn", "training")
    assert float(result["values"]["Validate"]) > 0.8
    assert spark_session.table("ml.churn.customers").count() == 200


def test_jobs_in_python(run: Run) -> None:
    result = run("generated", "greet", "--var", "greeting=good morning")
    assert result["values"]["answer"] == "good morning world"


@pytest.mark.skipif(find(os.environ) is None, reason="needs dbt-core and dbt-spark: set AEROTWIN_DBT")
@pytest.mark.usefixtures("trips")
def test_a_dbt_project(run: Run, spark_session: SparkSession) -> None:
    # The second run merges what the incremental model selects again: appended, there would be four rows.
    for _ in range(2):
        run("dbt_project", "shop", "--params", "schema=marts")
    daily = spark_session.sql("SELECT * FROM dbt_shop.marts.daily ORDER BY day").collect()
    assert [(str(row.day), row.orders, row.amount) for row in daily] == [
        ("2024-01-01", 2, 6.5),
        ("2024-01-02", 1, 1.0),
    ]
    assert str(spark_session.table("dbt_shop.marts.busiest").first().day) == "2024-01-01"
    latest = spark_session.sql("SELECT * FROM dbt_shop.marts.latest ORDER BY id").collect()
    assert [(row.id, row.amount) for row in latest] == [(1, 2.5), (2, 4.0), (3, 1.0)]
    assert spark_session.sql("DESCRIBE DETAIL dbt_shop.marts.daily").first().format == "delta"
    long = spark_session.table("samples.nyctaxi.trips").filter("trip_distance > 10").count()
    assert spark_session.table("dbt_shop.marts.long_trips").count() == long
    trips = spark_session.table("samples.nyctaxi.trips").count()
    assert spark_session.table("dbt_shop.marts.streamed_trips").count() == trips
    assert spark_session.table("dbt_shop.marts.trips_by_zip").groupBy().sum("trips").first()[0] == trips
    measured = spark_session.sql("SELECT MEASURE(trips) FROM dbt_shop.marts.trip_metrics")
    assert measured.first()[0] == trips
