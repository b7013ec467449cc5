"""Three-level names in everything that one does with tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyspark.sql import SparkSession

Check = Callable[..., None]


def test_life_of_a_table(check: Check) -> None:
    check(
        ("CREATE TABLE {c}.s.t (id BIGINT COMMENT 'the id', v STRING) COMMENT 'hello'", []),
        ("INSERT INTO {c}.s.t VALUES (1, 'a'), (2, 'b')", None),
        ("SELECT * FROM {c}.s.t ORDER BY id", [(1, "a"), (2, "b")]),
        ("UPDATE {c}.s.t SET v = 'u' WHERE id = 1", [(1,)]),
        ("DELETE FROM {c}.s.t WHERE id = 2", [(1,)]),
        (
            "MERGE INTO {c}.s.t d USING (SELECT 1L id, 'm' v UNION ALL SELECT 9L, 'n') s ON d.id = s.id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            [(2, 1, 0, 1)],
        ),
        (
            "SELECT {c}.s.t.v, t.id FROM {c}.s.t WHERE {c}.s.t.id > 0 ORDER BY 2",
            [("m", 1), ("n", 9)],
        ),
        ("SELECT count(*) FROM {c}.s.t VERSION AS OF 1", [(2,)]),
        ("SELECT count(*) FROM {c}.s.t@v1", [(2,)]),
        ("RESTORE TABLE {c}.s.t TO VERSION AS OF 1", None),
        ("OPTIMIZE {c}.s.t ZORDER BY (id)", None),
        ("ANALYZE TABLE {c}.s.t COMPUTE STATISTICS FOR ALL COLUMNS", []),
        ("CREATE OR REPLACE TABLE {c}.s.copied AS SELECT * FROM {c}.s.t", []),
        ("CREATE TABLE {c}.s.alike LIKE {c}.s.t", []),
        ("CREATE TABLE {c}.s.cloned SHALLOW CLONE {c}.s.t", None),
        ("SELECT count(*) FROM {c}.s.cloned", [(2,)]),
        ("ALTER TABLE {c}.s.copied RENAME TO {c}.s.moved", []),
        ("SELECT count(*) FROM {c}.s.moved", [(2,)]),
        ("SHOW TABLES IN {c}.s LIKE 'mo*'", [("s", "moved", False)]),
        ("DROP TABLE {c}.s.moved", []),
        ("SELECT * FROM {c}.s.moved", "`{c}`.`s`.`moved` cannot be found"),
        ("CREATE TABLE {c}.s.t (id INT)", "already exists"),
        ("CREATE TABLE {c}.nowhere.t (id INT)", "[SCHEMA_NOT_FOUND]"),
        ("SELECT nope FROM {c}.s.t", "[UNRESOLVED_COLUMN"),
    )


def test_what_describes_a_table_names_it_as_people_do(
    check: Check, spark_session: SparkSession, catalog: str
) -> None:
    check(
        ("CREATE TABLE {c}.s.d (id BIGINT) COMMENT 'hello'", []),
        ("EXPLAIN EXTENDED SELECT * FROM {c}.s.d", None),
        ("DESCRIBE TABLE EXTENDED {c}.s.d", None),
    )
    detail = spark_session.sql(f"DESCRIBE DETAIL {catalog}.s.d").collect()[0]
    assert (detail.name, detail.format, detail.description) == (f"{catalog}.s.d", "delta", "hello")
    assert detail.location.endswith(f"/warehouse/{catalog}/s/d")


def test_databricks_clauses_of_a_definition(check: Check) -> None:
    check(
        (
            "CREATE TABLE {c}.s.auto (a INT NOT NULL, ts TIMESTAMP NOT NULL, "
            "CONSTRAINT auto_pk PRIMARY KEY (a, ts TIMESERIES) RELY) CLUSTER BY AUTO "
            "TBLPROPERTIES ('delta.somethingOfTomorrow' = 'x', 'quality' = 'gold')",
            [],
        ),
        ("ALTER TABLE {c}.s.auto OWNER TO `someone@example.com`", []),
        ("ALTER TABLE {c}.s.auto SET TAGS ('pii' = 'no')", []),
        ("GRANT SELECT ON TABLE {c}.s.auto TO `account users`", []),
        ("REVOKE ALL PRIVILEGES ON SCHEMA {c}.s FROM `account users`", []),
        ("CREATE TABLE {c}.s.made (id BIGINT GENERATED ALWAYS AS IDENTITY, v STRING)", []),
        ("INSERT INTO {c}.s.made (v) VALUES ('a')", None),
        ("SELECT id, v FROM {c}.s.made", [(1, "a")]),
    )


def test_views_and_functions(check: Check) -> None:
    check(
        ("USE CATALOG {c}", []),
        ("USE SCHEMA s", []),
        ("CREATE TABLE base AS SELECT 1 a UNION ALL SELECT 2", []),
        ("CREATE VIEW small AS SELECT a FROM base WHERE a < 2", []),
        ("USE CATALOG main", []),
        ("SELECT * FROM {c}.s.small", [(1,)]),
        ("SHOW VIEWS IN {c}.s", [("s", "small", False)]),
        ("CREATE OR REPLACE VIEW {c}.s.small AS SELECT a + 1 AS b FROM {c}.s.base WHERE a < 2", []),
        ("SELECT b FROM {c}.s.small", [(2,)]),
        ("DROP VIEW {c}.s.small", []),
        ("CREATE OR REPLACE FUNCTION {c}.s.twice(a INT) RETURNS INT RETURN a * 2", []),
        ("SELECT {c}.s.twice(4)", [(8,)]),
        ("DESCRIBE FUNCTION {c}.s.twice", None),
        ("DROP FUNCTION {c}.s.twice", []),
    )


def test_the_python_api(spark_session: SparkSession, catalog: str) -> None:
    spark = spark_session
    name = f"{catalog}.s.api"
    for mode, wanted in (("overwrite", 3), ("append", 6), ("overwrite", 3)):
        spark.range(3).write.mode(mode).saveAsTable(name)
        assert spark.table(name).count() == wanted
    spark.range(3).writeTo(f"{catalog}.s.w").using("delta").createOrReplace()
    spark.range(3).writeTo(f"{catalog}.s.w").append()
    spark.range(1).write.insertInto(f"{catalog}.s.w")
    assert spark.table(f"{catalog}.s.w").count() == 7
    assert spark.catalog.tableExists(name)
    assert not spark.catalog.tableExists(f"{catalog}.s.nope")
    assert {"api", "w"} <= {table.name for table in spark.catalog.listTables(f"{catalog}.s")}
    rows = spark.sql(
        "SELECT count(*) AS n FROM IDENTIFIER(:t) WHERE id < :top", {"t": name, "top": 2}
    ).collect()
    assert rows[0].n == 2


def test_streams(spark_session: SparkSession, catalog: str, tmp_path: Path) -> None:
    spark = spark_session
    source, target = f"{catalog}.s.source", f"{catalog}.s.target"
    counts = []
    for start in (0, 2):
        spark.range(start, start + 2).write.mode("append").saveAsTable(source)
        query = spark.readStream.table(source).writeStream.option("checkpointLocation", str(tmp_path / "ck"))
        query.trigger(availableNow=True).toTable(target).awaitTermination()
        counts.append(spark.table(target).count())
    assert counts == [2, 4]


def test_clustering_by_a_column_that_stands_late(
    check: Check, spark_session: SparkSession, catalog: str
) -> None:
    columns = "a INT, b INT, c INT, d INT, e INT, f STRUCT<g: INT, h: STRING>"
    check(
        (f"CREATE TABLE {{c}}.s.late ({columns}) CLUSTER BY (e, f.h)", []),
        (f"CREATE TABLE {{c}}.s.later ({columns})", []),
        ("ALTER TABLE {c}.s.later CLUSTER BY (f.h)", []),
        ("CREATE TABLE {c}.s.selected_late CLUSTER BY (e) AS SELECT a, b, c, d, e FROM {c}.s.late", []),
        (
            "CREATE TABLE {c}.s.few_said (a INT, b INT) CLUSTER BY (b) "
            "TBLPROPERTIES ('delta.dataSkippingNumIndexedCols' = '1')",
            "[DELTA_CLUSTERING_COLUMN_MISSING_STATS]",
        ),
        ("INSERT INTO {c}.s.late SELECT 1, 2, 3, 4, 5, named_struct('g', 6, 'h', 'x')", None),
        ("OPTIMIZE {c}.s.late", None),
    )
    rows = spark_session.sql("SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e")
    rows.write.clusterBy("e").saveAsTable(f"{catalog}.s.written_late")
    for table, wanted in (
        ("late", ["e", "f.h"]),
        ("later", ["f.h"]),
        ("selected_late", ["e"]),
        ("written_late", ["e"]),
    ):
        detail = spark_session.sql(f"DESCRIBE DETAIL {catalog}.s.{table}").first()
        assert detail is not None
        assert detail.clusteringColumns == wanted
