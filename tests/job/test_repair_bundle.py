"""A bundle with real notebooks on real kernels: it fails, says why, is mended and repaired."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BUNDLE = Path(__file__).parents[1] / "bundles" / "repair"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    # No Spark is needed: the name of a server that nobody calls keeps one from being started.
    return {
        **os.environ,
        "AEROTWIN_HOME": str(tmp_path / "home"),
        "SPARK_REMOTE": "sc://localhost:1",
        "BUNDLE_VAR_marker": str(tmp_path / "marker"),
    }


def aerotwin(environment: dict[str, str], *words: str) -> tuple[int, Any, str]:
    command = [sys.executable, "-m", "aerotwin.cli", *words, "--bundle-dir", str(BUNDLE), "-o", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    return done.returncode, json.loads(done.stdout), done.stderr


def test_run_fail_and_repair(environment: dict[str, str], tmp_path: Path) -> None:
    status, result, shown = aerotwin(environment, "bundle", "run", "repairable")
    assert status == 1
    assert {task["task_key"]: task["state"] for task in result["tasks"]} == {
        "leave_value": "SUCCESS",
        "need_file": "FAILED",
        "is_polite": "SUCCESS",
        "report": "UPSTREAM_FAILED",
        "when_rude": "EXCLUDED",
    }
    assert "need_file.ipynb, cell 4" in shown
    assert f"FileNotFoundError: {tmp_path}/marker is not there" in shown
    assert "Traceback" not in shown

    (tmp_path / "marker").touch()
    status, result, _ = aerotwin(environment, "jobs", "repair-run", "1")
    assert (status, result["result"]) == (0, "SUCCESS")
    runs = tmp_path / "home" / "runs" / "1"
    # The job's parameter wins over the base parameter of its name; the kept task's value is still there.
    assert (runs / "report" / "report.txt").read_text() == "said hello base in run 1, need_file: success"
    assert sorted(file.name for file in (runs / "need_file").glob("*.ipynb")) == [
        "attempt-1.ipynb",
        "attempt-2.ipynb",
    ]
    assert (runs / "need_file" / "attempt-1.html").is_file()

    _, stored, _ = aerotwin(environment, "jobs", "get-run", "1")
    attempts = [(task["task_key"], task["attempt"]) for task in stored["tasks"] if task["attempt"] > 0]
    assert attempts.count(("leave_value", 1)) == 1
    assert ("need_file", 2) in attempts
