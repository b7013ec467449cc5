"""Catalogs and schemas: made, used by several sessions, described, dropped, there after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark import server
from aerotwin.runtime.spark.address import address
from aerotwin.runtime.spark.server import ServerInfo

Check = Callable[..., None]
CURRENT = "SELECT current_catalog(), current_schema()"


def test_life_of_a_catalog(check: Check) -> None:
    check(
        ("CREATE CATALOG `{c}-two` COMMENT 'a second'", []),
        ("CREATE CATALOG IF NOT EXISTS `{c}-two`", []),
        ("CREATE CATALOG `{c}-two`", "[CATALOG_ALREADY_EXISTS]"),
        ("SHOW CATALOGS LIKE '{c}*'", [("{c}",), ("{c}-two",)]),
        ("SHOW SCHEMAS IN `{c}-two`", [("default",), ("information_schema",)]),
        ("COMMENT ON CATALOG `{c}-two` IS 'the second'", []),
        (
            "SELECT comment FROM system.information_schema.catalogs WHERE catalog_name = '{c}-two'",
            [("the second",)],
        ),
        ("CREATE SCHEMA `{c}-two`.`raw-data` COMMENT 'raw'", []),
        ("CREATE TABLE `{c}-two`.`raw-data`.t AS SELECT 1 AS a", []),
        ("SELECT a FROM `{c}-two`.`raw-data`.t", [(1,)]),
        ("DROP CATALOG `{c}-two`", "[CATALOG_NOT_EMPTY]"),
        ("DROP SCHEMA `{c}-two`.`raw-data`", "[SCHEMA_NOT_EMPTY]"),
        ("DROP CATALOG `{c}-two` CASCADE", []),
        ("DROP CATALOG IF EXISTS `{c}-two`", []),
        ("DROP CATALOG `{c}-two`", "[NO_SUCH_CATALOG_EXCEPTION]"),
        ("USE CATALOG `{c}-two`", "[NO_SUCH_CATALOG_EXCEPTION]"),
        ("DROP SCHEMA {c}.information_schema", "cannot be dropped"),
        ("CREATE CATALOG `a.b`", "[INVALID_NAME]"),
    )


def test_catalogs_and_schemas_do_not_run_into_each_other(check: Check) -> None:
    check(
        ("CREATE CATALOG {c}_", []),
        ("CREATE SCHEMA {c}_.s", []),
        ("CREATE SCHEMA {c}._s", []),
        ("CREATE TABLE {c}_.s.t AS SELECT 'one' AS of", []),
        ("CREATE TABLE {c}._s.t AS SELECT 'two' AS of", []),
        ("SELECT a.of, b.of FROM {c}_.s.t a, {c}._s.t b", [("one", "two")]),
        ("SHOW SCHEMAS IN {c}_", [("default",), ("information_schema",), ("s",)]),
        ("DROP CATALOG {c}_ CASCADE", []),
        ("DROP SCHEMA {c}._s CASCADE", []),
    )


@pytest.fixture
def other(info: ServerInfo) -> Iterator[SparkSession]:
    """A second session on the same server."""
    session = SparkSession.builder.remote(address(info.environment())).create()
    yield session
    session.stop()


def test_two_sessions_have_current_catalogs_of_their_own(check: Check, other: SparkSession) -> None:
    check(("USE CATALOG {c}", []), (CURRENT, [("{c}", "default")]))
    check(("USE main.default", []), (CURRENT, [("main", "default")]), spark=other)
    check((CURRENT, [("{c}", "default")]), ("CREATE CATALOG {c}_new", []))
    check(("USE CATALOG {c}_new", []), (CURRENT, [("{c}_new", "default")]), spark=other)
    check(("USE CATALOG main", []), ("DROP CATALOG {c}_new", []))


def test_names_that_are_computed(spark_session: SparkSession, catalog: str) -> None:
    spark = spark_session
    spark.sql("USE CATALOG IDENTIFIER(:c)", {"c": catalog}).collect()
    spark.sql("CREATE SCHEMA IF NOT EXISTS IDENTIFIER(:c || '.computed')", {"c": catalog}).collect()
    spark.sql("CREATE VOLUME IDENTIFIER(:c || '.computed.files')", {"c": catalog}).collect()
    spark.sql("USE SCHEMA IDENTIFIER(:s)", {"s": "computed"}).collect()
    assert tuple(spark.sql(CURRENT).collect()[0]) == (catalog, "computed")
    assert spark.sql("SHOW VOLUMES").collect() == [("computed", "files")]
    spark.sql("EXECUTE IMMEDIATE 'CREATE TABLE t AS SELECT 1 AS a'").collect()
    script = f"BEGIN USE CATALOG {catalog}; SELECT a FROM computed.t; END"
    assert spark.sql(script).collect() == [(1,)]
    spark.sql("USE CATALOG main").collect()


def test_catalogs_survive_a_restart(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    def session() -> SparkSession:
        return SparkSession.builder.remote(address(server.start(home).environment())).create()

    try:
        spark = session()
        spark.sql("CREATE CATALOG kept COMMENT 'for good'").collect()
        spark.sql("CREATE SCHEMA kept.s").collect()
        spark.sql("CREATE TABLE kept.s.t AS SELECT 7 AS seven").collect()
        spark.sql("CREATE VIEW kept.s.v AS SELECT seven + 1 AS eight FROM kept.s.t").collect()
        spark.stop()
        server.stop(home)
        spark = session()
        assert spark.sql("SELECT * FROM kept.s.t, kept.s.v").collect() == [(7, 8)]
        assert ("Comment", "for good") in spark.sql("DESCRIBE CATALOG kept").collect()
        spark.stop()
    finally:
        server.stop(home)


def test_a_schema_that_is_named_as_a_catalog(check: Check) -> None:
    check(
        ("USE CATALOG {c}", []),
        ("CREATE SCHEMA IF NOT EXISTS samples COMMENT 'ours'", []),
        ("USE SCHEMA samples", []),
        ("CREATE TABLE only_here (id INT)", []),
        ("SHOW TABLES IN samples", [("samples", "only_here", False)]),
        (
            "SELECT schema_name, comment FROM {c}.information_schema.schemata WHERE schema_name = 'samples'",
            [("samples", "ours")],
        ),
        ("DROP SCHEMA samples CASCADE", []),
        ("USE CATALOG main", []),
    )
