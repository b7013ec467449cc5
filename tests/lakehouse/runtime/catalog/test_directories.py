"""A managed table can be made whatever lies in the directory that its name would have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.directories import of_table, table_of

Check = Callable[..., None]

FAILING = "SELECT CASE WHEN id = 9 THEN raise_error('no') ELSE id END AS id FROM range(0, 10, 1, 2)"


def _left_behind(schema: Path, name: str, spark: SparkSession | None = None) -> None:
    """Files of a table that nobody knows; with a commit if there is a session to write it."""
    (schema / name).mkdir(parents=True)
    (schema / name / "part-0.parquet").write_text("cut off")
    if spark is not None:
        spark.range(5).write.format("delta").mode("overwrite").save(str(schema / name))


@pytest.mark.parametrize("committed", [False, True])
def test_files_of_a_write_that_was_cut_off(
    check: Check, spark_session: SparkSession, catalog: str, home: Home, committed: bool
) -> None:
    schema = home.warehouse / catalog / "s"
    spark = spark_session if committed else None
    prefix = f"cut_{int(committed)}"
    for kind in ("made", "selected", "replaced", "saved", "streamed"):
        _left_behind(schema, f"{prefix}_{kind}", spark)
    check(
        (f"CREATE TABLE {{c}}.s.{prefix}_made (id BIGINT)", []),
        (f"CREATE TABLE {{c}}.s.{prefix}_selected AS SELECT 1L AS id", []),
        (f"CREATE OR REPLACE TABLE {{c}}.s.{prefix}_replaced (id BIGINT)", []),
        (f"SELECT * FROM {{c}}.s.{prefix}_made", []),
        (f"SELECT * FROM {{c}}.s.{prefix}_selected", [(1,)]),
        (f"SELECT * FROM {{c}}.s.{prefix}_replaced", []),
    )
    spark_session.range(2).write.mode("append").saveAsTable(f"{catalog}.s.{prefix}_saved")
    assert spark_session.table(f"{catalog}.s.{prefix}_saved").count() == 2
    stream = spark_session.readStream.table(f"{catalog}.s.{prefix}_saved").writeStream
    stream.option("checkpointLocation", str(home.path / "tmp" / prefix)).trigger(availableNow=True).toTable(
        f"{catalog}.s.{prefix}_streamed"
    ).awaitTermination(60)
    assert spark_session.table(f"{catalog}.s.{prefix}_streamed").count() == 2


def test_a_statement_that_failed_does_not_stand_in_the_way(check: Check, catalog: str, home: Home) -> None:
    check(
        (f"CREATE TABLE {{c}}.s.failed AS {FAILING}", "no"),
        ("CREATE TABLE IF NOT EXISTS {c}.s.failed (id BIGINT)", []),
        ("INSERT INTO {c}.s.failed VALUES (3)", None),
        ("SELECT * FROM {c}.s.failed", [(3,)]),
    )
    directories = of_table(home.warehouse / catalog / "s", "failed")
    assert [table_of(one) for one in directories] == ["failed", "failed"]


def test_a_directory_of_its_own_moves_and_goes_with_its_table(check: Check, catalog: str, home: Home) -> None:
    schema = home.warehouse / catalog / "s"
    _left_behind(schema, "own")
    check(
        ("CREATE TABLE {c}.s.own AS SELECT 1 AS id", []),
        ("CREATE OR REPLACE TABLE {c}.s.own AS SELECT 2 AS id", []),
        ("ALTER TABLE {c}.s.own RENAME TO {c}.s.renamed", []),
        ("SELECT * FROM {c}.s.renamed", [(2,)]),
        ("CREATE TABLE {c}.s.own AS SELECT 3 AS id", []),
        ("DROP TABLE {c}.s.renamed", []),
        ("SELECT * FROM {c}.s.own", [(3,)]),
        (
            "SELECT table_name, table_type FROM {c}.information_schema.tables WHERE table_name = 'own'",
            [("own", "MANAGED")],
        ),
    )
    usual, own = of_table(schema, "own")
    assert (usual.name, table_of(own)) == ("own", "own")
    check(("DROP TABLE {c}.s.own", []))
    assert of_table(schema, "own") == [usual]
    assert (usual / "part-0.parquet").read_text() == "cut off"
