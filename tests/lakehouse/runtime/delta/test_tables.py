"""The DeltaTable API against what Delta Lake documents of each operation."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import LongType, StringType, StructField, StructType

from aerotwin.errors import AeroTwinError
from delta import DeltaTable
from delta.tables import IdentityGenerator


def rows(table: DeltaTable) -> list[tuple]:
    return sorted(map(tuple, table.toDF().collect()))


@pytest.fixture
def people(spark: SparkSession) -> DeltaTable:
    spark.sql("CREATE TABLE people (id BIGINT, name STRING, age INT) USING delta").collect()
    spark.sql("INSERT INTO people VALUES (1, 'ann', 30), (2, 'bob', 40), (3, 'cy', 50)").collect()
    return DeltaTable.forName(spark, "people")


@pytest.fixture
def news(spark: SparkSession):
    return spark.createDataFrame([(2, "rob", 41), (4, "dan", 20)], "id long, name string, age int")


def test_upsert_by_aliases(people, news) -> None:
    merge = people.alias("t").merge(news.alias("s"), "t.id = s.id")
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()
    assert rows(people) == [(1, "ann", 30), (2, "rob", 41), (3, "cy", 50), (4, "dan", 20)]


def test_merge_with_columns_conditions_and_rows_by_source(people, news) -> None:
    (
        people.alias("t")
        .merge(news.alias("s"), F.col("t.id") == F.col("s.id"))
        .whenMatchedUpdate(
            condition=(F.col("s.age") > 40) & F.col("t.name").isNotNull(),
            set={"name": F.concat(F.lit("it's "), F.upper("s.name")), "age": "s.age + 1"},
        )
        .whenNotMatchedInsert(values={"t.id": "s.id", "name": F.lit("new")})
        .whenNotMatchedBySourceUpdate(condition="t.id = 1", set={"age": F.lit(None).cast("int")})
        .whenNotMatchedBySourceDelete()
        .execute()
    )
    assert set(rows_of(people)) == {(1, "ann", None), (2, "it's ROB", 42), (4, "new", None)}


def rows_of(table: DeltaTable) -> list[tuple]:
    return list(map(tuple, table.toDF().collect()))


def test_merge_with_columns_of_the_dataframes_and_deletion(people, news) -> None:
    target = people.toDF()
    people.merge(news, target.id == news.id).whenMatchedDelete(news.age == 41).execute()
    assert rows(people) == [(1, "ann", 30), (3, "cy", 50)]


def test_schema_evolves_only_on_request(people, spark) -> None:
    wider = spark.createDataFrame([(1, "x", 1, "oslo")], "id long, name string, age int, city string")
    people.alias("t").merge(wider.alias("s"), "t.id = s.id").whenMatchedUpdateAll().execute()
    assert people.toDF().columns == ["id", "name", "age"]
    evolving = people.alias("t").merge(wider.alias("s"), "t.id = s.id").withSchemaEvolution()
    evolving.whenMatchedUpdateAll().execute()
    assert people.toDF().where("id = 1").first().city == "oslo"


def test_update_and_delete(people) -> None:
    people.update(F.col("age").between(35, 45) | F.col("name").isin("cy", "di"), {"age": F.col("age") + 1})
    people.update(set={"name": F.when(F.col("age") > 50, "old").otherwise(F.col("name"))})
    people.delete("id = 1")
    assert rows(people) == [(2, "bob", 41), (3, "old", 51)]
    people.delete()
    assert rows(people) == []


def test_constants_of_every_kind_keep_their_values(spark) -> None:
    day, moment = datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 30, 0, 5)
    spark.sql(
        "CREATE TABLE kinds (d DATE, m TIMESTAMP, n DECIMAL(10, 2), x DOUBLE, b BOOLEAN, t STRING, "
        "a ARRAY<INT>, y BINARY) USING delta"
    ).collect()
    spark.sql("INSERT INTO kinds (t) VALUES ('-')").collect()
    values = {"d": F.lit(day), "m": F.lit(moment), "n": F.lit(Decimal("1.25")), "x": F.lit(1e-300),
              "b": F.lit(True), "t": F.lit("o'neil \\ ✈"), "a": F.array(F.lit(1), F.lit(2)),
              "y": F.lit(b"\x00\xff")}  # fmt: skip
    DeltaTable.forName(spark, "kinds").update(set=values)
    found = spark.table("kinds").first()
    assert tuple(found) == (day, moment, Decimal("1.25"), 1e-300, True, "o'neil \\ ✈", [1, 2], b"\x00\xff")


def test_history_restore_and_detail(people) -> None:
    people.delete("id < 3")
    assert [row.operation for row in people.history(2).collect()] == ["DELETE", "WRITE"]
    people.restoreToVersion(1)
    assert len(rows(people)) == 3
    assert people.detail().first().format == "delta"


def test_optimize_makes_one_file_of_many(people, spark) -> None:
    spark.sql("INSERT INTO people VALUES (9, 'zed', 1)").collect()
    assert people.detail().first().numFiles > 1
    people.optimize().executeCompaction()
    assert people.detail().first().numFiles == 1
    people.optimize().executeZOrderBy("id", "age")
    assert people.vacuum().columns == ["path"]


def test_builders(spark) -> None:
    made = (
        DeltaTable.create(spark)
        .tableName("built")
        .addColumn("id", "BIGINT", nullable=False, comment="the key")
        .addColumn("day", dataType=StringType())
        .addColumns(StructType([StructField("n", LongType())]))
        .addColumn("twice", "BIGINT", generatedAlwaysAs="n * 2")
        .partitionedBy("day")
        .property("delta.appendOnly", "false")
        .comment("made here")
        .execute()
    )
    spark.sql("INSERT INTO built (id, day, n) VALUES (1, 'mon', 21)").collect()
    assert rows(made) == [(1, "mon", 21, 42)]
    told = made.detail().first()
    assert (told.partitionColumns, told.description) == (["day"], "made here")
    assert told.properties["delta.appendOnly"] == "false"
    with pytest.raises(AnalysisException, match="ALREADY_EXISTS"):
        DeltaTable.create(spark).tableName("built").addColumn("id", "BIGINT").execute()
    assert rows(DeltaTable.createIfNotExists(spark).tableName("built").addColumn("x", "INT").execute())
    replaced = DeltaTable.createOrReplace(spark).tableName("built").addColumn("x", "INT").clusterBy("x")
    assert replaced.execute().toDF().columns == ["x"]


def test_identity_columns_count(spark) -> None:
    numbered = DeltaTable.createOrReplace(spark).tableName("numbered")
    numbered.addColumn("id", "BIGINT", generatedAlwaysAs=IdentityGenerator(10, 5)).addColumn("x", "INT")
    made = numbered.execute()
    spark.sql("INSERT INTO numbered (x) VALUES (1)").collect()
    assert rows(made) == [(10, 1)]


def test_tables_in_directories(spark, tmp_path: Path) -> None:
    path = str(tmp_path / "t")
    spark.range(3).write.format("delta").save(path)
    assert DeltaTable.isDeltaTable(spark, path)
    assert not DeltaTable.isDeltaTable(spark, str(tmp_path / "none"))
    table = DeltaTable.forPath(spark, path)
    table.delete("id = 0")
    assert rows(table) == [(1,), (2,)]
    with pytest.raises(AeroTwinError, match="not a Delta table"):
        DeltaTable.forPath(spark, str(tmp_path / "none"))


def test_parquet_becomes_delta(spark, tmp_path: Path) -> None:
    path = str(tmp_path / "p")
    spark.range(2).write.parquet(path)
    assert rows(DeltaTable.convertToDelta(spark, f"parquet.`{path}`")) == [(0,), (1,)]


def test_shallow_clones_go_their_own_way(people) -> None:
    copy = people.clone("copied", isShallow=True)
    copy.delete("id = 1")
    assert (len(rows(copy)), len(rows(people))) == (2, 3)


def test_features_are_added(people) -> None:
    people.addFeatureSupport("deletionVectors")
    assert "deletionVectors" in people.detail().first().tableFeatures


def test_what_sql_cannot_say_is_refused(people) -> None:
    with pytest.raises(AeroTwinError, match="compute it as a column of the source before"):
        people.update(set={"age": F.udf(lambda x: x, "int")(F.col("age"))})
