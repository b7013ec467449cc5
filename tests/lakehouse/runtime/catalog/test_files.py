"""Volumes, a workspace's paths in Spark, read_files, COPY INTO and LIST."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from aerotwin.runtime.dbutils.fs import Files
from aerotwin.runtime.home import Home
from aerotwin.runtime.notebooks.paths import local

Check = Callable[..., None]


@pytest.fixture
def volume(spark_session: SparkSession, catalog: str, home: Home) -> Path:
    """The folder of a volume `raw` with two CSV files."""
    spark_session.sql(f"CREATE VOLUME IF NOT EXISTS {catalog}.s.raw COMMENT 'landed'").collect()
    folder = home.volumes / catalog / "s" / "raw"
    (folder / "a.csv").write_text("a,b\n1,x\n2,y\n")
    (folder / "b.csv").write_text("a,b\n3,z\n")
    return folder


def test_volumes(check: Check, volume: Path) -> None:
    check(
        ("CREATE VOLUME {c}.s.more", []),
        ("CREATE VOLUME {c}.s.more", "[VOLUME_ALREADY_EXISTS]"),
        ("SHOW VOLUMES IN {c}.s", [("s", "more"), ("s", "raw")]),
        ("COMMENT ON VOLUME {c}.s.more IS 'more of it'", []),
        (
            "SELECT volume_name, volume_type, comment, storage_location FROM {c}.information_schema.volumes",
            [
                ("more", "MANAGED", "more of it", "/Volumes/{c}/s/more"),
                ("raw", "MANAGED", "landed", "/Volumes/{c}/s/raw"),
            ],
        ),
        ("DROP VOLUME {c}.s.more", []),
        ("DROP VOLUME {c}.s.more", "[VOLUME_NOT_FOUND]"),
        ("DROP VOLUME IF EXISTS {c}.s.more", []),
        ("CREATE VOLUME {c}.nowhere.v", "[SCHEMA_NOT_FOUND]"),
    )
    assert sorted(one.name for one in volume.parent.iterdir()) == ["raw"]


@pytest.mark.usefixtures("volume")
def test_files_as_tables(check: Check) -> None:
    check(
        (
            "SELECT * FROM read_files('/Volumes/{c}/s/raw/', format => 'csv', header => true) ORDER BY a",
            [(1, "x", None), (2, "y", None), (3, "z", None)],
        ),
        (
            "SELECT a, _metadata.file_name FROM read_files('/Volumes/{c}/s/raw/b.csv', header => 'true', "
            "schema => 'a STRING, b STRING')",
            [("3", "b.csv")],
        ),
        (
            "SELECT typeof(a) FROM read_files('dbfs:/Volumes/{c}/s/raw/*.csv', header => true, "
            "schemaHints => 'a DOUBLE') LIMIT 1",
            [("double",)],
        ),
        ("SELECT * FROM read_files('/Volumes/{c}/s/none/')", "There is no file"),
        ("LIST '/Volumes/{c}/s/none'", "[PATH_NOT_FOUND]"),
    )


def test_copy_into_loads_each_file_once(check: Check, volume: Path) -> None:
    copy = (
        "COPY INTO {c}.s.copied FROM '/Volumes/{c}/s/raw' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true')"
    )
    check(
        ("CREATE OR REPLACE TABLE {c}.s.copied (a INT, b STRING)", []),
        (copy.replace("CSV", "CSV VALIDATE 2 ROWS"), None),
        ("SELECT count(*) FROM {c}.s.copied", [(0,)]),
        (copy, [(3, 3, 0)]),
        (copy.replace("CSV", "CSV VALIDATE ALL"), []),
        (copy, [(0, 0, 0)]),
    )
    (volume / "c.csv").write_text("a,b\n4,w\n")
    check(
        (copy, [(1, 1, 0)]),
        ("SELECT sum(a) FROM {c}.s.copied", [(10,)]),
        (
            "COPY INTO {c}.s.copied FROM (SELECT a::int * 100 AS a, b FROM '/Volumes/{c}/s/raw') "
            "FILEFORMAT = CSV FILES = ('b.csv') "
            "FORMAT_OPTIONS ('header' = 'true') COPY_OPTIONS ('force' = 'true')",
            [(1, 1, 0)],
        ),
        ("SELECT sum(a) FROM {c}.s.copied", [(310,)]),
    )
    (volume / "c.csv").unlink()


def test_paths_are_the_same_for_spark_and_python(
    spark_session: SparkSession, catalog: str, home: Home
) -> None:
    spark = spark_session
    for number, path in enumerate(
        [
            f"/Volumes/{catalog}/s/raw/p.txt",
            f"dbfs:/Volumes/{catalog}/s/raw/q.txt",
            f"file:/Volumes/{catalog}/s/raw/r.txt",
            "dbfs:/tmp/s.txt",
            "/dbfs/tmp/t.txt",
            "/Workspace/Shared/u.txt",
            f"/Volumes/{catalog}/s/raw/../raw/v.txt",
        ]
    ):
        file = Path(local(path))
        assert home.path in file.parents, path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{number}\n")
        assert spark.read.text(path).collect() == [(str(number),)], path
        file.unlink()


def test_a_git_folders_files_are_those_of_the_bundles_repository(
    spark_session: SparkSession, home: Home, tmp_path: Path
) -> None:
    """As tests/unit/runtime/notebooks/test_checkout.py has it for Python."""
    spark, bundle = spark_session, tmp_path / "bundle"
    for file in ("bundle/conf/a.txt", "data/a.txt", ".git/HEAD"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"{file}\n")
    before = spark.conf.get("spark.sql.aerotwin.bundle", None)
    spark.conf.set("spark.sql.aerotwin.bundle", str(bundle))
    try:
        for path, there in (
            ("/Workspace/Users/kim@example.com/shop/conf/a.txt", "bundle/conf/a.txt"),
            ("/Workspace/Repos/kim@example.com/shop/data/a.txt", "data/a.txt"),
            ("file:/Workspace/Users/kim@example.com/work/shop/data/a.txt", "data/a.txt"),
        ):
            assert spark.read.text(path).collect() == [(there,)], path
        with pytest.raises(AnalysisException, match="PATH_NOT_FOUND"):
            spark.read.text("/Workspace/Users/kim@example.com/shop/data/b.txt").collect()
        own = home.path / "workspace/Users/kim@example.com/shop/data/a.txt"
        own.parent.mkdir(parents=True)
        own.write_text("own\n")
        spark.catalog.clearCache()
        assert spark.read.text("/Workspace/Users/kim@example.com/shop/data/a.txt").collect() == [("own",)]
        own.unlink()
    finally:
        if before is None:
            spark.conf.unset("spark.sql.aerotwin.bundle")
        else:
            spark.conf.set("spark.sql.aerotwin.bundle", before)


def test_spark_writes_below_volumes_and_shows_their_paths(
    check: Check, spark_session: SparkSession, catalog: str, volume: Path
) -> None:
    spark, base = spark_session, f"/Volumes/{catalog}/s/raw"
    frame = spark.read.csv(f"{base}/a.csv", header=True).selectExpr(
        "_metadata.file_path", "input_file_name() AS n"
    )
    assert all(f"{base}/a.csv" in path for path in frame.collect()[0])
    spark.range(3).write.format("delta").mode("overwrite").save(f"{base}/delta")
    assert (volume / "delta" / "_delta_log").is_dir()
    check(
        (f"SELECT count(*) FROM delta.`{base}/delta`", [(3,)]),
        (f"CREATE TABLE {{c}}.s.outside LOCATION '{base}/delta'", []),
        ("SELECT count(*) FROM {c}.s.outside", [(3,)]),
        (
            "SELECT table_type FROM {c}.information_schema.tables WHERE table_name = 'outside'",
            [("EXTERNAL",)],
        ),
        ("DROP TABLE {c}.s.outside", []),
    )
    query = spark.readStream.schema("a INT, b STRING").option("header", True).csv(f"{base}/*.csv").writeStream
    query = query.option("checkpointLocation", f"{base}/checkpoint").trigger(availableNow=True)
    query.toTable(f"{catalog}.s.streamed").awaitTermination()
    check(("SELECT sum(a) FROM {c}.s.streamed", [(6,)]))
    assert (volume / "checkpoint" / "offsets").is_dir()


def test_what_only_a_workspace_has_is_refused(check: Check) -> None:
    for statement in (
        "SYNC SCHEMA main.x FROM hive_metastore.x",
        "CREATE SHARE s",
        "SHOW EXTERNAL LOCATIONS",
    ):
        check((statement, "is not runnable locally"))


def test_sample_files_and_filestore_are_those_of_dbfs(spark_session: SparkSession, home: Home) -> None:
    for folder in ("databricks-datasets", "FileStore"):
        file = home.path / "dbfs" / folder / "some" / "a.csv"
        file.parent.mkdir(parents=True)
        file.write_text("a\n1\n2\n")
        for address in (f"/{folder}/some/a.csv", f"dbfs:/{folder}/some"):
            assert spark_session.read.csv(address, header=True).count() == 2


def test_scratch_paths_are_those_of_dbutils(spark_session: SparkSession, home: Home, tmp_path: Path) -> None:
    for root in ("/tmp", "/mnt"):
        path = f"{root}/scratch-{uuid.uuid4().hex}"
        spark_session.range(3).write.format("delta").save(f"{path}/t")
        assert (home.path / "dbfs" / path[1:] / "t" / "_delta_log").is_dir()
        assert not Path(path).exists()
        assert [spark_session.read.load(f"{one}/t").count() for one in (path, f"dbfs:{path}")] == [3, 3]
        assert [one.name for one in Files().ls(path)] == ["t/"]
        Files().rm(path, True)
        spark_session.range(2).write.format("delta").save(f"{path}/t")
        assert spark_session.sql(f"SELECT * FROM delta.`{path}/t`").count() == 2
    # What is on this machine stays so.
    (tmp_path / "own").mkdir()
    spark_session.range(1).write.parquet(f"{tmp_path}/own/t")
    assert list((tmp_path / "own" / "t").glob("*.parquet"))


@pytest.mark.parametrize(
    "address", ["s3://b/x", "s3a://b/x", "gs://b/x", "abfss://c@a.dfs.core.windows.net/x", "wasbs://c@a/x"]
)
def test_storage_of_a_cloud_is_refused_by_its_address(
    spark_session: SparkSession, catalog: str, address: str
) -> None:
    spark_session.sql(f"CREATE OR REPLACE TABLE {catalog}.s.t (a INT)").collect()
    stream = spark_session.readStream.table(f"{catalog}.s.t").writeStream.trigger(availableNow=True)
    tries: list[Callable[[], object]] = [
        lambda: spark_session.read.json(address).collect(),
        lambda: spark_session.read.format("delta").load(address).collect(),
        lambda: spark_session.sql(f"SELECT * FROM parquet.`{address}`").collect(),
        lambda: spark_session.sql(f"SELECT * FROM read_files('{address}', format => 'csv')").collect(),
        lambda: spark_session.sql(f"CREATE TABLE {catalog}.s.u (a INT) LOCATION '{address}'").collect(),
        lambda: spark_session.range(1).write.parquet(address),
        lambda: spark_session.readStream.schema("a INT").json(address).schema,
        lambda: stream.option("checkpointLocation", address).toTable(f"{catalog}.s.v"),
    ]
    for one in tries:
        with pytest.raises(Exception, match=r"\[CLOUD_STORAGE_NOT_HERE\]") as refused:
            one()
        assert f"Storage of a cloud is not reachable locally: {address}" in str(refused.value)
