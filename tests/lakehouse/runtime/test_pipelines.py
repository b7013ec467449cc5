from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout
from aerotwin.runtime.kernels.pool import KernelPool
from aerotwin.runtime.pipelines.events import PipelineError
from aerotwin.runtime.pipelines.run import PipelineResult, run_pipeline
from aerotwin.runtime.spark import server

HEAD = "from pyspark import pipelines as dp\nfrom pyspark.sql import functions as F\n"
STREAM_AND_VIEW = (
    HEAD
    + """
@dp.table(schema="n BIGINT")
def landed():
    return spark.readStream.schema("n BIGINT").json(spark.conf.get("test.landing"))

@dp.materialized_view(comment="Even numbers.")
def evens():
    return spark.read.table("landed").where(F.col("n") % 2 == 0).select("n", (F.col("n") / 2).alias("half"))
"""
)


@pytest.fixture
def run(tmp_path: Path, home: Home, environment: dict[str, str], pool: KernelPool, schema: str):
    def go(source: str, *, warm: bool = True, timeout: float | None = 400, **resource: Any) -> PipelineResult:
        (tmp_path / "pipelines").mkdir(exist_ok=True)
        (tmp_path / "pipelines" / "tables.py").write_text(source)
        pipeline = {
            "name": schema,
            "catalog": "main",
            "schema": schema,
            "libraries": [{"glob": {"include": "pipelines/**"}}],
            **resource,
        }
        return run_pipeline(
            pipeline,
            bundle_root=tmp_path,
            home=home,
            environment=environment,
            pool=pool if warm else None,
            full_refresh=False,
            timeout=timeout,
            cancel=threading.Event(),
            log=tmp_path / "run.log",
        )

    return go


def land(home: Home, name: str, numbers: range, schema: str) -> None:
    directory = home.volumes / "main" / schema / "landing"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text("".join(f'{{"n": {n}}}\n' for n in numbers))


def test_two_runs_and_new_files(run, home: Home, spark: SparkSession, schema: str, tmp_path: Path) -> None:
    resource = {"catalog": "main", "configuration": {"test.landing": f"/Volumes/main/{schema}/landing"}}
    land(home, "a.jsonl", range(10), schema)
    counts = []
    for warm in (True, False):
        assert sorted(run(STREAM_AND_VIEW, warm=warm, **resource).flows) == ["evens", "landed"]
        counts.append((spark.table("landed").count(), spark.table("evens").count()))
    assert counts == [(10, 5), (10, 5)]
    land(home, "b.jsonl", range(10, 14), schema)
    run(STREAM_AND_VIEW, **resource)
    assert (spark.table("landed").count(), spark.table("evens").count()) == (14, 7)
    assert spark.sql("DESCRIBE DETAIL evens").collect()[0].format == "delta"
    assert "is COMPLETED.\n" in (tmp_path / "run.log").read_text()


def test_an_unresolved_table_names_its_flow(run) -> None:
    source = HEAD + "@dp.materialized_view\ndef good():\n    return spark.range(1)\n"
    source += "@dp.materialized_view\ndef bad():\n    return spark.read.table('nowhere').where('n > 1')\n"
    with pytest.raises(PipelineError) as caught:
        run(source)
    assert caught.value.flow == "bad"
    assert str(caught.value).startswith("bad: [TABLE_OR_VIEW_NOT_FOUND]")
    assert "\n" not in str(caught.value)


def test_a_failing_row_names_flow_and_innermost_cause(run) -> None:
    source = (
        HEAD + "@dp.materialized_view\n"
        "def bad(): return spark.range(5).selectExpr('id', '1 / (id - 3) AS x')\n"
    )
    with pytest.raises(PipelineError, match=r"^bad: \[DIVIDE_BY_ZERO\] Division by zero"):
        run(source)


def test_a_source_file_that_fails_is_named_with_its_line(run) -> None:
    with pytest.raises(PipelineError, match=r"^tables.py, line 2: NameError: name 'nope' is not defined$"):
        run("x = 1\ny = nope\n")


def test_cancelling_stops_its_spark_jobs(tmp_path: Path) -> None:
    # A server of its own: on one that ran a pipeline in the last minute Spark 4.2 lets batch flows go on.
    home = Home(tmp_path / "home")
    started = server.start(home)
    (tmp_path / "slow.py").write_text(
        HEAD + "@dp.materialized_view\n"
        "def slow(): return spark.range(10**12).selectExpr('sum(id % 7) AS s')\n"
    )
    pipeline = {"name": "slow", "schema": "s", "libraries": [{"file": {"path": "slow.py"}}]}
    log, cancel = tmp_path / "slow.log", threading.Event()

    def cancel_when_running() -> None:
        while "slow is RUNNING" not in (log.read_text() if log.is_file() else ""):
            time.sleep(0.2)
        time.sleep(2)
        cancel.set()

    threading.Thread(target=cancel_when_running, daemon=True).start()
    try:
        with pytest.raises(TaskCancelled):
            run_pipeline(
                pipeline,
                bundle_root=tmp_path,
                home=home,
                environment=started.environment(),
                pool=None,
                cancel=cancel,
                timeout=300,
                log=log,
            )
        process = psutil.Process(started.pid)
        for _ in range(30):
            if process.cpu_percent(1) < 20:
                break
        else:
            pytest.fail("the server is still computing what was cancelled")
    finally:
        server.stop(home)


def test_a_timeout_is_told(run) -> None:
    with pytest.raises(TaskTimeout, match="Timed out after 0.1 s"):
        run(HEAD + "@dp.materialized_view\ndef quick(): return spark.range(1)\n", timeout=0.1)
