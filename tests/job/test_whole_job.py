"""The 46-task job from an empty lakehouse, with few aircraft, by the command a person would type."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BUNDLE = Path(__file__).parents[2]


def aerotwin(home: Path, *arguments: str) -> Any:
    """What the command answers as JSON; fails with its words if it fails."""
    environment = {**os.environ, "AEROTWIN_HOME": str(home), "AEROTWIN_SPARK_MEMORY": "2g"}
    environment.pop("SPARK_REMOTE", None)
    done = subprocess.run(
        [sys.executable, "-m", "aerotwin.cli", *arguments, "--output", "json"],
        cwd=BUNDLE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("whole-job")
    yield made
    environment = {**os.environ, "AEROTWIN_HOME": str(made)}
    subprocess.run(
        [sys.executable, "-m", "aerotwin.cli", "server", "stop"], cwd=BUNDLE, env=environment, check=False
    )


@pytest.fixture(scope="module")
def run(home: Path) -> Any:
    return aerotwin(home, "bundle", "run", "aerotwin", "--params", "scale=0.4")


def test_all_46_tasks_succeed(run: Any) -> None:
    assert run["result"] == "SUCCESS"
    assert len(run["tasks"]) == 46
    assert {task["state"] for task in run["tasks"]} == {"SUCCESS"}


@pytest.mark.usefixtures("run")
def test_every_landed_line_is_in_silver_quarantine_or_a_duplicate(home: Path) -> None:
    landing = home / "volumes" / "main" / "aerotwin_dev" / "landing"
    for slug in ("engine", "landinggear"):
        files = landing.joinpath(slug).glob("*.jsonl")
        lines = sum(len(file.read_text(errors="replace").splitlines()) for file in files)
        (row,) = aerotwin(
            home,
            "sql",
            f"SELECT (SELECT count(*) FROM {slug}_bronze) AS bronze,"
            f" (SELECT count(*) FROM {slug}_silver) AS silver,"
            f" (SELECT count(*) FROM {slug}_quarantine) AS quarantine",
        )
        bronze, silver, quarantine = (int(row[name]) for name in ("bronze", "silver", "quarantine"))
        assert bronze == lines
        assert quarantine > 0
        assert 0 <= bronze - silver - quarantine < bronze * 0.01


@pytest.mark.usefixtures("run")
def test_every_alert_traces_to_its_landed_file(home: Path) -> None:
    rows = aerotwin(
        home, "sql", "SELECT alert_id, trace_id, aircraft_id FROM alerts ORDER BY alert_id LIMIT 3"
    )
    assert rows
    for row in rows:
        traced = aerotwin(home, "trace", row["alert_id"])
        assert row["aircraft_id"] in json.dumps(traced)
        assert ".jsonl" in json.dumps(traced)
