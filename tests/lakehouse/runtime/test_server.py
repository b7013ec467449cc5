from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark import server, watchdog
from aerotwin.runtime.spark.server import ServerInfo
from aerotwin.runtime.spark.session import connect, use

START = "import sys; from pathlib import Path; from aerotwin.runtime.home import Home; "
START += "from aerotwin.runtime.spark import server; print(server.start(Home(Path(sys.argv[1]))).pid)"


def test_starting_again_joins_the_running_server(home: Home, info: ServerInfo) -> None:
    assert server.start(home) == info
    assert server.status(home) == info


def test_two_processes_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    starting = [
        subprocess.Popen([sys.executable, "-c", START, str(home.path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    pids = [int(process.communicate(timeout=200)[0]) for process in starting]
    try:
        assert pids[0] == pids[1] == server.status(home).pid
        java = [p for p in psutil.Process(server.status(home).watchdog).children() if "java" in p.name()]
        assert len(java) == 1
    finally:
        assert server.stop(home)
    assert not psutil.pid_exists(pids[0])
    assert server.status(home) is None
    assert not server.stop(home)


def test_a_file_of_another_process_with_the_same_number_is_stale(tmp_path: Path, info: ServerInfo) -> None:
    home = Home(tmp_path).create()
    # Our own number, but created long before us: what a reused process number looks like.
    home.server_file.write_text(server.to_json(dataclasses.replace(info, pid=os.getpid(), created=1.0)))
    assert server.status(home) is None
    assert not server.stop(home)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_broken_file_is_no_server(tmp_path: Path, content: str) -> None:
    home = Home(tmp_path).create()
    home.server_file.write_text(content)
    assert server.status(home) is None


def test_the_file_with_the_token_is_its_owners_only(home: Home, info: ServerInfo) -> None:
    assert home.server_file.stat().st_mode & 0o077 == 0
    assert json.loads(home.server_file.read_text())["token"] == info.token
    assert info.token not in " ".join(psutil.Process(info.pid).cmdline())


@pytest.mark.parametrize("token", ["token=wrong", ""])
def test_a_client_without_the_token_is_refused(info: ServerInfo, token: str) -> None:
    client = (
        "import sys; from pyspark.sql import SparkSession; "
        "SparkSession.builder.remote(sys.argv[1]).getOrCreate().range(1).count()"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SPARK_")}
    done = subprocess.run(
        [sys.executable, "-c", client, f"{info.remote}/;{token}"],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    assert done.returncode != 0
    assert "UNAUTHENTICATED" in done.stderr or "Invalid authentication token" in done.stderr


def test_it_listens_on_loopback_only(info: ServerInfo) -> None:
    listening = [c for c in psutil.Process(info.pid).net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert {c.laddr.ip.removeprefix("::ffff:") for c in listening} == {"127.0.0.1"}


def test_a_process_that_outlives_its_server_ends(tmp_path: Path) -> None:
    outlive = "import sys; from pathlib import Path; from aerotwin.runtime.home import Home; "
    outlive += (
        "from aerotwin.runtime.spark import server; from aerotwin.runtime.spark.session import connect; "
    )
    outlive += "home = Home(Path(sys.argv[1])); connect(home).range(1).count(); server.stop(home); "
    # Spark's own patience is ten minutes; a new server must be joined, and the process must end.
    outlive += "print(connect(home).range(3).count()); server.stop(home)"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SPARK_")}
    command = [sys.executable, "-c", outlive, str(tmp_path / "home")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.stdout == "3\n", done.stderr


def test_connections_count_as_use(home: Home, info: ServerInfo) -> None:
    connect(home).range(1).count()
    assert watchdog.in_use(psutil.Process(info.pid), info.port)
    assert not watchdog.in_use(psutil.Process(info.pid), 1)


def test_the_server_stops_when_it_is_idle(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    environment = {**os.environ, "AEROTWIN_SERVER_IDLE_MINUTES": "0.01"}
    done = subprocess.run(
        [sys.executable, "-c", START, str(home.path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
    )
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(int(done.stdout)).wait(60)
    assert server.status(home) is None


def test_a_server_that_cannot_start_tells_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEROTWIN_SPARK_MEMORY", "lots")
    with pytest.raises(server.AeroTwinError, match="Spark did not start: .*Invalid maximum heap size"):
        server.start(Home(tmp_path / "home"))


def test_tables_survive_in_the_home(home: Home, spark: SparkSession, schema: str) -> None:
    spark.sql("CREATE TABLE kept USING delta AS SELECT 7 AS seven").collect()
    assert (home.warehouse / "main" / schema / "kept" / "_delta_log").is_dir()


def test_a_catalog_is_made_where_it_is_missing(spark: SparkSession, schema: str) -> None:
    use(spark, f"of_{schema}", "raw")
    assert (spark.catalog.currentCatalog(), spark.catalog.currentDatabase()) == (f"of_{schema}", "raw")
    use(spark, "main", schema)
    spark.sql(f"DROP CATALOG of_{schema} CASCADE").collect()


def test_wrong_results_are_errors(spark: SparkSession) -> None:
    with pytest.raises(PySparkException, match="DIVIDE_BY_ZERO"):
        spark.sql("SELECT 1 / 0").collect()


def test_what_a_python_function_of_several_columns_makes_of_a_table_is_written(
    spark: SparkSession, schema: str
) -> None:
    spark.sql(f"CREATE TABLE {schema}.claims AS SELECT id, double(id) amount, 'fire' kind FROM range(6)")
    score = udf(lambda amount, kind, id: amount + len(kind) + id, "double")
    scored = spark.table(f"{schema}.claims").withColumn("score", score("amount", "kind", "id"))
    scored.write.saveAsTable(f"{schema}.scored")
    rows = spark.table(f"{schema}.scored").orderBy("id").collect()
    assert [row.score for row in rows] == [4.0, 6.0, 8.0, 10.0, 12.0, 14.0]
