"""Auto Loader outside a pipeline: formats, schemas that are kept and grow, and what is rescued."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader.install import install
from aerotwin.runtime.autoloader.reader import UnknownFieldException
from aerotwin.runtime.sql import install as install_sql


@pytest.fixture(autouse=True)
def taught() -> None:
    install()
    install_sql()


class Folder:
    """A landing folder, a schema location, and a stream from one to a table."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self.spark, self.path = spark, path
        self.landing = path / "landing"
        self.landing.mkdir()

    def put(self, name: str, text: str) -> None:
        file = self.landing / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text)

    def read(self, format: str, schema: str | None = None, **options: str):
        reader = self.spark.readStream.format("cloudFiles").option("cloudFiles.format", format)
        if schema:
            reader = reader.schema(schema)
        else:
            reader = reader.option("cloudFiles.schemaLocation", str(self.path / "schema"))
        for key, value in options.items():
            reader = reader.option(key if key[0] != "_" else f"cloudFiles.{key[1:]}", value)
        return reader.load(str(self.landing))

    def stream(self, frame, table: str) -> list[tuple]:
        writer = frame.writeStream.option("checkpointLocation", str(self.path / f"checkpoint_{table}"))
        writer.option("mergeSchema", "true").trigger(availableNow=True).toTable(table).awaitTermination()
        return sorted((tuple(row) for row in self.spark.table(table).collect()), key=str)


@pytest.fixture
def folder(spark: SparkSession, tmp_path: Path) -> Folder:
    return Folder(spark, tmp_path)


def types(frame) -> dict[str, str]:
    return {field.name: field.dataType.simpleString() for field in frame.schema}


JSON = '{"id": 1, "at": "2024-01-01", "in": {"x": 1}}\n'
CSV = "id,at\n1,2024-01-01\n"
SCHEMAS = [
    ("json", JSON, {}, {"at": "string", "id": "string", "in": "string"}),
    (
        "json",
        JSON,
        {"_inferColumnTypes": "true"},
        {"at": "string", "id": "bigint", "in": "struct<x:bigint>"},
    ),
    (
        "json",
        JSON,
        {"_schemaHints": "id INT, at DATE, more MAP<STRING, STRING>"},
        {"at": "date", "id": "int", "in": "string", "more": "map<string,string>"},
    ),
    ("csv", CSV, {"header": "true"}, {"id": "string", "at": "string"}),
    ("csv", CSV, {"_inferColumnTypes": "true", "header": "true"}, {"id": "int", "at": "date"}),
    ("text", "a line\n", {}, {"value": "string"}),
]


@pytest.mark.parametrize(("format", "text", "options", "inferred"), SCHEMAS)
def test_schemas_that_are_inferred(folder, format, text, options, inferred) -> None:
    folder.put("a", text)
    found = types(folder.read(format, **options))
    rescued = found.pop("_rescued_data", None)
    assert found == inferred
    assert rescued == (None if format == "text" else "string")


def test_what_does_not_fit_is_rescued(folder) -> None:
    folder.put("a.json", '{"id": 1, "name": "a"}\n{"id": "x", "name": "b", "more": {"y": [1, 2.5]}}\n')
    rows = folder.stream(
        folder.read("json", schema="id INT, name STRING", rescuedDataColumn="_rescued"), "rescued"
    )
    assert rows[0] == (1, "a", None)
    assert rows[1][:2] == (None, "b")
    rescued = json.loads(rows[1][2])
    assert rescued.pop("_file_path").endswith("/landing/a.json")
    assert rescued == {"id": "x", "more": {"y": [1, 2.5]}}
    plain = folder.read("json", schema="id INT, name STRING")
    assert plain.columns == ["id", "name"]


def test_a_grown_schema_stops_the_stream_once(folder) -> None:
    folder.put("a.json", '{"id": 1}\n')
    assert folder.stream(folder.read("json"), "grown") == [("1", None)]
    time.sleep(2.1)
    folder.put("b.json", '{"id": 2, "new": true}\n')
    with pytest.raises(UnknownFieldException, match=r"NEW_FIELDS_IN_FILE\].* unknown fields .*: new\."):
        folder.read("json")
    rows = folder.stream(folder.read("json"), "grown")
    assert folder.spark.table("grown").columns == ["id", "_rescued_data", "new"]
    assert rows == [("1", None, None), ("2", None, "true")]


@pytest.mark.parametrize("mode", ["rescue", "none", "failOnNewColumns"])
def test_schemas_that_do_not_grow(folder, mode) -> None:
    folder.put("a.json", '{"id": 1}\n')
    folder.read("json", _schemaEvolutionMode=mode)
    time.sleep(2.1)
    folder.put("b.json", '{"id": 2, "new": 3}\n')
    if mode == "failOnNewColumns":
        with pytest.raises(UnknownFieldException, match="may not grow"):
            folder.read("json", _schemaEvolutionMode=mode)
        return
    frame = folder.read("json", _schemaEvolutionMode=mode)
    rows = folder.stream(frame, f"kept_{mode}")
    if mode == "none":
        assert rows == [("1",), ("2",)]
    else:
        assert rows[0] == ("1", None)
        assert json.loads(rows[1][1])["new"] == 3


def test_files_metadata_partitions_and_what_is_new(folder) -> None:
    folder.put("day=1/a.csv", "id,name\n1,x\n")
    folder.put("day=1/skipped.txt", "id,name\n9,x\n")
    frame = folder.read("csv", pathGlobFilter="*.csv", _schemaHints="id INT, day INT")
    chosen = frame.select("id", "name", "day", "_metadata.file_name")
    assert folder.stream(chosen, "filed") == [(1, "x", 1, "a.csv")]
    folder.put("day=2/b.csv", "id,name\n2,y\n")
    assert folder.stream(chosen, "filed") == [(1, "x", 1, "a.csv"), (2, "y", 2, "b.csv")]


def test_columns_of_parquet_files_that_the_schema_lacks_are_rescued(folder) -> None:
    for day, query in {"a": "1 AS id, 'x' AS name", "b": "2 AS id, 'y' AS name, 2.5D AS more"}.items():
        folder.spark.sql(f"SELECT {query}").write.parquet(f"{folder.landing}/day={day}")
    frame = folder.read("parquet", schema="id INT", rescuedDataColumn="_rescued")
    assert frame.columns == ["id", "day", "_rescued"]
    (first, second) = folder.stream(frame, "typed_rescued")
    assert (first[:2], second[:2]) == ((1, "a"), (2, "b"))
    told = [json.loads(row[2]) for row in (first, second)]
    assert "/day=a/" in told[0].pop("_file_path")
    assert "/day=b/" in told[1].pop("_file_path")
    assert told == [{"name": "x"}, {"name": "y", "more": 2.5}]
    whole = folder.read("parquet", schema="id INT, name STRING, more DOUBLE", rescuedDataColumn="_rescued")
    assert [row[4] for row in folder.stream(whole, "typed_whole")] == [None, None]


def test_files_of_all_subfolders_are_found(folder) -> None:
    folder.put("2024/01/a.json", '{"id": 1}\n')
    frame = folder.read("json")
    assert folder.stream(frame.select("id"), "nested") == [("1",)]
    folder.put("2024/02/b.json", '{"id": 2}\n')
    assert folder.stream(frame.select("id"), "nested") == [("1",), ("2",)]
    assert folder.stream(folder.read("json", schema="id INT"), "declared") == [(1,), (2,)]
    rows = folder.spark.sql(f"SELECT id FROM read_files('{folder.landing}') ORDER BY id").collect()
    assert [row.id for row in rows] == [1, 2]


def test_a_header_with_a_nameless_column(folder) -> None:
    folder.put("a.csv", "id,at,\n1,x,\n")
    folder.put("b.csv", "id,at,\n2,y,\n")
    rows = folder.stream(folder.read("csv").select("id", "at", "_c2"), "nameless")
    assert rows == [("1", "x", None), ("2", "y", None)]


def test_folders_with_a_schema_of_the_reader_and_a_rescued_data_column(folder) -> None:
    folder.put("year=2024/a.csv", "id,name\n1,x\nno,y\n")
    frame = folder.read("csv", schema="id INT, name STRING", header="true", rescuedDataColumn="_rescued")
    assert types(frame) == {"id": "int", "name": "string", "year": "int", "_rescued": "string"}
    rows = folder.stream(frame, "years")
    assert [row[:3] for row in rows] == [(1, "x", 2024), (None, "y", 2024)]
    assert rows[0][3] is None
    assert json.loads(rows[1][3])["id"] == "no"


def test_whole_files_as_binaries(folder) -> None:
    folder.put("day=1/a.bin", "abc")
    frame = folder.read("binaryFile", pathGlobFilter="*.bin").select("content", "length", "day")
    assert folder.stream(frame, "binaries") == [(bytearray(b"abc"), 3, 1)]


def test_whole_records_in_one_variant_column(folder) -> None:
    folder.put("a.json", '{"a": 1, "b": {"c": "x"}}\n')
    frame = folder.read("json", singleVariantColumn="value")
    assert types(frame) == {"value": "variant"}
    for _ in range(2):
        folder.stream(frame, "records")
        found = folder.spark.sql("SELECT value:a::INT, value:b.c::STRING FROM records ORDER BY 1").collect()
        assert found == [(1, "x")]
    folder.put("b.json", '{"a": 2, "new": true}\n')
    folder.stream(folder.read("json", _singleVariantColumn="value"), "records")
    assert folder.spark.table("records").count() == 2


def test_what_auto_loader_cannot_do_is_told(folder) -> None:
    with pytest.raises(AeroTwinError, match="CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE"):
        folder.read("json")
    with pytest.raises(AeroTwinError, match=r'cloudFiles.format is "xls"; it takes json, csv'):
        folder.read("xls")
    with pytest.raises(AeroTwinError, match="needs option cloudFiles.schemaLocation"):
        reader = folder.spark.readStream.format("cloudFiles").option("cloudFiles.format", "json")
        reader.load(str(folder.landing))
    folder.put("a.csv", "id,name\n1,x\n")
    folder.put("b.csv", "name,id\nx,1\n")
    with pytest.raises(AeroTwinError, match="columns in the same order"):
        folder.read("csv", header="true")


def test_read_files_and_tables_that_refresh_in_plain_sql(folder, spark) -> None:
    folder.put("a.csv", "id,name\n1,x\n2,y\n")
    path = folder.landing
    found = spark.sql(f"SELECT id + 1, name FROM read_files('{path}', format => 'csv', header => true) f")
    assert [tuple(row) for row in found.collect()] == [(2, "x"), (3, "y")]
    named = spark.sql(
        f"WITH f AS (SELECT *, _metadata.file_name AS file FROM read_files('{path}', header => true)) "
        "SELECT * FROM f ORDER BY id"
    )
    assert named.drop("_rescued_data").columns == ["id", "name", "file"]
    assert named.first().file == "a.csv"
    create = f"""-- ingests
    CREATE OR REFRESH STREAMING TABLE names (CONSTRAINT known EXPECT (id <> 2) ON VIOLATION DROP ROW)
    AS SELECT id, name, _metadata.file_name
    FROM STREAM read_files('{path}', format => "csv", header => true)"""
    spark.sql(create)
    spark.sql("CREATE MATERIALIZED VIEW counted COMMENT 'c' AS SELECT count(*) AS n FROM names")
    assert [row.n for row in spark.table("counted").collect()] == [1]
    folder.put("b.csv", "id,name\n3,z\n")
    spark.sql("REFRESH STREAMING TABLE names")
    assert sorted(row.id for row in spark.table("names").collect()) == [1, 3]
    assert [row.n for row in spark.table("counted").collect()] == [1]
    spark.sql("REFRESH MATERIALIZED VIEW counted")
    assert [row.n for row in spark.table("counted").collect()] == [2]
    spark.sql("CREATE MATERIALIZED VIEW IF NOT EXISTS counted AS SELECT 0 AS n")
    spark.sql("REFRESH STREAMING TABLE names FULL")
    assert sorted(row.id for row in spark.table("names").collect()) == [1, 3]
    spark.sql("DROP MATERIALIZED VIEW counted")
    assert not spark.catalog.tableExists("counted")
