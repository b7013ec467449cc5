"""A run that is killed in the middle of a pipeline, and its repair."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROWS = 1000
BUNDLE = """
bundle: {name: killed}
targets: {dev: {default: true}}
resources:
  pipelines:
    slow:
      name: slow
      catalog: spark_catalog
      schema: killed
      libraries: [{file: {path: slow.py}}]
  jobs:
    nightly:
      name: nightly
      tasks:
        - task_key: refine
          pipeline_task: {pipeline_id: "${resources.pipelines.slow.id}"}
"""
PIPELINE = f"""
from pyspark import pipelines as dp
from pyspark.sql import SparkSession

spark = SparkSession.active()


@dp.materialized_view
def readings():
    slow = "aggregate(sequence(1, 20000), 0L, (a, x) -> a + (x * id) % 7) AS slow"
    return spark.range({ROWS}).selectExpr("id", slow)
"""


def _runs(bundle: Path) -> bool:
    logs = bundle.glob("home/runs/1/**/*.log")
    return any("readings is RUNNING" in log.read_text() for log in logs)


def _start(bundle: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "AEROTWIN_HOME": str(bundle / "home"), "AEROTWIN_SPARK_MEMORY": "1g"}
    return subprocess.Popen(
        [sys.executable, "-m", "aerotwin.cli", *arguments],
        cwd=bundle,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )


def _say(bundle: Path, *arguments: str) -> str:
    process = _start(bundle, *arguments)
    answer, _ = process.communicate(timeout=300)
    assert process.returncode == 0, answer
    return answer


def test_a_killed_run_and_its_repair_give_each_row_once(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    (tmp_path / "slow.py").write_text(PIPELINE)
    try:
        run = _start(tmp_path, "bundle", "run", "nightly")
        deadline = time.monotonic() + 240
        while not _runs(tmp_path):
            assert time.monotonic() < deadline, "the pipeline never ran"
            assert run.poll() is None, run.communicate()[0]
            time.sleep(0.2)
        run.kill()
        run.wait()
        _say(tmp_path, "jobs", "repair-run", "1")
        # Were the first run still at work, it would add its rows by now.
        time.sleep(10)
        count = "SELECT count(*) AS n FROM spark_catalog.killed.readings"
        counted = _say(tmp_path, "sql", "--output", "json", count)
        assert json.loads(counted)[0]["n"] == ROWS
    finally:
        _say(tmp_path, "server", "stop")
