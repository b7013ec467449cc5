"""How datasets are stored: partitions, generated columns, keys."""

from __future__ import annotations

GENERATED = """
from pyspark import pipelines as dp
from pyspark.sql import functions as F

dp.create_streaming_table(
    "events",
    schema='''id INT NOT NULL, t TIMESTAMP, v DOUBLE COMMENT 'a value',
        d DATE GENERATED ALWAYS AS (CAST(t AS DATE)), CONSTRAINT events_pk PRIMARY KEY (id)''',
    partition_cols=["d"],
    expect_all_or_drop={"positive": "v > 0"},
)

@dp.append_flow(target="events", once=True)
def backfill():
    at = F.to_timestamp(F.lit("2024-01-01 10:00:00")).alias("t")
    return spark.range(3).select(F.col("id").cast("int"), at, (F.col("id") - 1.0).alias("v"))

@dp.append_flow(target="events")
def arriving():
    return spark.readStream.schema("id INT, t TIMESTAMP, v DOUBLE").json("{folder}/landing")

@dp.materialized_view(schema="d DATE NOT NULL, n BIGINT, CONSTRAINT days_pk PRIMARY KEY (d)")
def days():
    return spark.read.table("events").groupBy("d").agg(F.count("*").alias("n"))
"""


def test_a_table_is_partitioned_by_a_column_that_it_generates(lab) -> None:
    lab.land("landing/1.json", {"id": 7, "t": "2024-01-02T00:00:00", "v": 1.5}, {"id": 8, "v": -1.0})
    for _ in range(2):
        lab.run({"generated.py": GENERATED})
        rows = lab.rows("SELECT id, v, CAST(d AS STRING) FROM events")
        assert rows == [(2, 1.0, "2024-01-01"), (7, 1.5, "2024-01-02")]
        assert lab.rows("SELECT CAST(d AS STRING), n FROM days") == [("2024-01-01", 1), ("2024-01-02", 1)]
    assert lab.spark.sql("DESCRIBE DETAIL events").collect()[0].partitionColumns == ["d"]


CAST = """
from pyspark import pipelines as dp

@dp.table(
    schema="t STRING, n INT, a INT, b INT, weekday STRING GENERATED ALWAYS AS (dayofweek(t))",
    cluster_by=["weekday", "n"],
)
def days():
    return spark.sql("SELECT '2024-01-01 10:00:00' AS t, 5 AS n, 1 AS a, 2 AS b")
"""


def test_what_generates_a_column_is_cast_to_its_type(lab) -> None:
    for _ in range(2):
        lab.run({"cast.py": CAST})
        # 1 January 2024 was a Monday, which is the second day of a week that begins on Sunday.
        assert lab.rows("days") == [("2024-01-01 10:00:00", 5, 1, 2, "2")]
    # Delta clusters by columns that have statistics only, which the first 32 have.
    assert lab.spark.sql("DESCRIBE DETAIL days").collect()[0].clusteringColumns == ["weekday", "n"]


CHANGING = """
from pyspark import pipelines as dp

@dp.materialized_view({view})
def days():
    return spark.sql("SELECT 1 AS id, 'x' AS name, 2.5D AS v").select({columns})

dp.create_streaming_table("arrived", schema="{stream}")

@dp.append_flow(target="arrived")
def arriving():
    return spark.readStream.schema("id INT, v DOUBLE").json("{{folder}}/landing").select({fields})

@dp.materialized_view
def reading():
    return spark.read.table("arrived").select({fields})
"""


def test_definitions_may_get_other_columns(lab) -> None:
    lab.land("landing/1.json", {"id": 1, "v": 1.5})
    first = {"view": 'schema="id INT, name STRING"', "columns": '"id", "name"'}
    lab.run({"a.py": CHANGING.format(**first, stream="id INT", fields='"id"')})
    assert (lab.rows("days"), lab.rows("reading")) == ([(1, "x")], [(1,)])
    # No row comes, and yet what reads the new column finds it.
    second = {"view": 'schema="id BIGINT, v DOUBLE"', "columns": '"id", "v"'}
    lab.run({"a.py": CHANGING.format(**second, stream="id INT, v DOUBLE", fields='"id", "v"')})
    assert (lab.rows("days"), lab.rows("reading")) == ([(1, 2.5)], [(1, None)])
    assert [kind for _, kind in lab.spark.table("days").dtypes] == ["bigint", "double"]
    third = {"view": 'schema="id BIGINT, v DOUBLE", partition_cols=["id"]', "columns": '"id", "v"'}
    lab.run({"a.py": CHANGING.format(**third, stream="id INT, v DOUBLE", fields='"id", "v"')})
    assert lab.rows("days") == [(1, 2.5)]
    assert lab.spark.sql("DESCRIBE DETAIL days").collect()[0].partitionColumns == ["id"]


LAID_OUT = """
from pyspark import pipelines as dp

@dp.materialized_view({view})
def declared():
    return spark.sql("SELECT 1 AS id, 2.5D AS v")

@dp.materialized_view({plain})
def undeclared():
    return spark.sql("SELECT 1 AS id, 2.5D AS v")
"""


def test_clustered_tables_become_partitioned_and_clustered_again(lab) -> None:
    schema = 'schema="id INT, v DOUBLE", '
    for columns in ('cluster_by=["id"]', 'partition_cols=["id"]', 'cluster_by=["id"]'):
        lab.run({"a.py": LAID_OUT.format(view=schema + columns, plain=columns)})
        for name in ("declared", "undeclared"):
            assert lab.rows(name) == [(1, 2.5)]
            detail = lab.spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
            clustered = columns.startswith("cluster")
            assert detail.clusteringColumns == (["id"] if clustered else [])
            assert detail.partitionColumns == ([] if clustered else ["id"])
