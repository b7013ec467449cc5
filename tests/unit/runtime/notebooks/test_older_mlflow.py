from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

THRESHOLD = """
from mlflow.models import MetricThreshold
threshold = MetricThreshold(threshold=5, higher_is_better=False)
print("taken", threshold.greater_is_better)
"""
LOGGED = """
import mlflow, mlflow.sklearn
from sklearn.dummy import DummyRegressor
info = mlflow.sklearn.log_model(DummyRegressor().fit([[1], [2]], [1, 2]), name="m", registered_model_name="m")
print("run", mlflow.MlflowClient().get_model_version("m", 1).run_id)
"""


def ran(program: str, version: str, home: Path) -> list[str]:
    """The words that a program prints, in a process whose compute has this runtime."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from aerotwin.runtime.notebooks import older_mlflow\nolder_mlflow.install(){program}",
        ],
        env={
            "DATABRICKS_RUNTIME_VERSION": version,
            "MLFLOW_TRACKING_URI": f"sqlite:///{home}/m.db",
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "PATH": "/usr/bin:/bin",
        },
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.split() or [done.stderr.strip().splitlines()[-1].split(":")[0]]


@pytest.mark.parametrize(("version", "said"), [("15.4", ["taken", "False"]), ("17.3", ["TypeError"])])
def test_the_first_name_of_greater_is_better(version: str, said: list[str], tmp_path: Path) -> None:
    assert ran(THRESHOLD, version, tmp_path) == said


def test_a_model_logged_outside_of_a_run_starts_one(tmp_path: Path) -> None:
    word, run = ran(LOGGED, "15.4", tmp_path)
    assert (word, len(run)) == ("run", 32)
