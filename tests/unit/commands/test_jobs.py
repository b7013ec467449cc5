"""The commands as a person calls them, on a bundle that needs no Spark."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aerotwin.cli import app
from aerotwin.errors import AeroTwinError

BUNDLE = """
bundle: {name: b}
resources:
  jobs:
    ticks:
      schedule: {quartz_cron_expression: "* * * * * ?", timezone_id: Europe/Berlin}
      tasks:
        - {task_key: a, condition_task: {left: "{{job.trigger.type}}", op: EQUAL_TO, right: periodic}}
        - {task_key: b, depends_on: [{task_key: a}], condition_task: {left: x, op: LESS_THAN, right: 1}}
    sleeps:
      tasks: [{task_key: a, spark_python_task: {python_file: sleep.py}}]
    boards:
      schedule: {quartz_cron_expression: "0 0 6 * * ?", timezone_id: UTC, pause_status: PAUSED}
      tasks: [{task_key: a, dashboard_task: {dashboard_id: d}}]
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    (tmp_path / "sleep.py").write_text("import time\ntime.sleep(60)")
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path / "home"))
    # No server is started for the sleeping script: it would find this one.
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost:1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "aerotwin.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ),
    )


def call(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return result.output


def rows() -> list[dict[str, object]]:
    return list(json.loads(call("jobs", "list-runs", "--output", "json")))


def until_running() -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if any(run["state"] == "RUNNING" for run in rows()):
            return
        time.sleep(0.1)
    raise AssertionError("no run started")


@pytest.mark.usefixtures("root")
def test_serve_runs_what_is_due_until_stopped() -> None:
    served = start("jobs", "serve")
    assert served.stdout is not None
    lines = []
    for line in served.stdout:
        lines.append(line)
        if "run 2" in line:
            served.send_signal(signal.SIGTERM)
            break
    rest, _ = served.communicate(timeout=20)
    text = "".join(lines) + rest
    assert served.returncode == 0, text
    assert "boards: its schedule is paused" in text
    assert 'ticks: "* * * * * ?", next' in text
    assert "b failed" in text  # a failed run does not end the server
    assert text.rstrip().endswith("Stopped.")
    found = {str(run["job_key"]) for run in rows()}
    assert found == {"ticks"}
    detail = json.loads(call("jobs", "get-run", "1", "--output", "json"))
    assert detail["trigger"]["type"] == "periodic"
    assert [(task["task_key"], task["result"]) for task in detail["tasks"]] == [("a", "true"), ("b", None)]


@pytest.mark.usefixtures("root")
def test_cancel_run_ends_a_run_of_another_process() -> None:
    running = start("bundle", "run", "sleeps")
    until_running()
    assert call("jobs", "cancel-run", "1").startswith("Run 1: CANCELED. Continue it with")
    output, _ = running.communicate(timeout=20)
    assert running.returncode == 130, output
    with pytest.raises(AeroTwinError, match=r"Run 1 has ended \(CANCELED\): no run is active"):
        call("jobs", "cancel-run", "1")


@pytest.mark.usefixtures("root")
def test_unsupported_tasks_are_refused_or_skipped() -> None:
    with pytest.raises(AeroTwinError, match='task "a" of boards is not runnable locally: dashboard_task'):
        call("bundle", "run", "boards")
    assert "1 skipped" in call("bundle", "run", "boards", "--skip-unsupported")


def test_serve_without_a_schedule_says_what_is_paused(root: Path) -> None:
    text = (root / "databricks.yml").read_text().replace("* * * * * ?", "0 0 6 * * ?")
    (root / "databricks.yml").write_text(text.replace("timezone_id: Europe/Berlin", "pause_status: PAUSED"))
    with pytest.raises(AeroTwinError, match="ticks: its schedule is paused. boards: its schedule is paused"):
        call("jobs", "serve")
