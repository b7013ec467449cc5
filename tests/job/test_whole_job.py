"""The 46-task job from an empty lakehouse, by the command a person would type, for ten aircraft."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BUNDLE = Path(__file__).parents[2]
SCALE = 0.4  # of the fleet's 25 aircraft: as many as it takes for failures in each part of the data
SLUGS = [
    "engine",
    "landinggear",
    "avionics",
    "cabinpressurization",
    "airframe",
    "electricalsystems",
    "fuelsystems",
    "hydraulicsystems",
    "environmentalsystems",
    "auxiliarysystems",
]


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
    return aerotwin(home, "bundle", "run", "aerotwin", "--params", f"scale={SCALE}")


def test_all_46_tasks_succeed_and_keep_their_notebooks(run: Any) -> None:
    assert run["result"] == "SUCCESS"
    assert {task["state"] for task in run["tasks"]} == {"SUCCESS"}
    kinds = Counter(task["task_key"].split("_")[0] for task in run["tasks"])
    assert kinds == {
        "generate": 10, "refine": 1, "register": 1, "train": 11, "score": 11, "alert": 11, "summarize": 1
    }  # fmt: skip


@pytest.mark.usefixtures("run")
def test_every_landed_line_is_in_silver_quarantine_or_a_duplicate(home: Path) -> None:
    landing = home / "volumes" / "main" / "aerotwin_dev" / "landing"
    count = (
        "SELECT '{0}' AS slug, (SELECT count(*) FROM {0}_bronze) AS bronze,"
        " (SELECT count(*) FROM {0}_silver) AS silver,"
        " (SELECT count(DISTINCT aircraft_id, cycle) FROM {0}_silver) AS flights,"
        " (SELECT count(*) FROM {0}_quarantine) AS quarantine"
    )
    rows = aerotwin(home, "sql", " UNION ALL ".join(count.format(slug) for slug in SLUGS))
    counts = {row.pop("slug"): {name: int(value) for name, value in row.items()} for row in rows}
    assert set(counts) == set(SLUGS)
    for slug, found in counts.items():
        files = list(landing.joinpath(slug).glob("*.jsonl"))
        lines = sum(len(file.read_bytes().splitlines()) for file in files)
        assert found["bronze"] == lines, slug
        assert found["silver"] == found["flights"], slug
        assert found["quarantine"] > 0, slug
        duplicates = found["bronze"] - found["silver"] - found["quarantine"]
        assert 0 < duplicates < lines * 0.01, slug


@pytest.mark.usefixtures("run")
def test_every_alert_has_its_inference_and_its_reading(home: Path) -> None:
    (row,) = aerotwin(
        home,
        "sql",
        "SELECT count(*) AS alerts, count(trace_id) AS traced, count(source_file) AS landed,"
        " (SELECT count(*) FROM alerts) AS raised FROM alert_trace",
    )
    assert int(row["raised"]) > 0
    assert row["alerts"] == row["traced"] == row["landed"] == row["raised"]


@pytest.mark.usefixtures("run")
def test_an_alert_traces_to_its_landed_file(home: Path) -> None:
    for row in aerotwin(home, "sql", "SELECT alert_id, aircraft_id FROM alerts ORDER BY alert_id LIMIT 2"):
        traced = json.dumps(aerotwin(home, "trace", row["alert_id"]))
        assert row["aircraft_id"] in traced
        assert ".jsonl" in traced


@pytest.mark.usefixtures("run")
def test_the_exploring_notebook_runs_in_a_plain_kernel(home: Path, tmp_path: Path) -> None:
    done = tmp_path / "explored.ipynb"
    notebook = BUNDLE / "notebooks" / "explore_component.ipynb"
    command = [sys.executable, "-m", "papermill", str(notebook), str(done), "-p", "component", "landinggear"]
    environment = {**os.environ, "AEROTWIN_HOME": str(home)}
    subprocess.run(command, cwd=BUNDLE, env=environment, check=True, capture_output=True)
    outputs = [out for cell in json.loads(done.read_text())["cells"] for out in cell.get("outputs", [])]
    assert sum("image/png" in out.get("data", {}) for out in outputs) >= 2
