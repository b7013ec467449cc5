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
EVALUATED = """
import mlflow, pandas
from mlflow.models import MetricThreshold
from sklearn.dummy import DummyRegressor
rows = pandas.DataFrame({"x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 6.0]})
def logged(value):
    model = DummyRegressor(strategy="constant", constant=float(value)).fit(rows[["x"]], rows.y)
    return mlflow.sklearn.log_model(model, name=f"always-{value}").model_uri
with mlflow.start_run() as run:
    def evaluated(limit):
        return mlflow.evaluate(
            logged(3), rows, targets="y", model_type="regressor", baseline_model=logged(0),
            evaluator_config={"log_model_explainability": False},
            validation_thresholds={"max_error": MetricThreshold(threshold=limit, greater_is_better=False)},
        )
    result = evaluated(3.5)
    print(result.metrics["max_error"], result.baseline_model_metrics["max_error"])
    print(mlflow.MlflowClient().get_run(run.info.run_id).data.metrics["max_error"])
    try:
        evaluated(2.5)
    except Exception as error:
        print(type(error).__name__)
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


def test_an_evaluation_against_thresholds_and_a_baseline(tmp_path: Path) -> None:
    # The largest error of "always 3" is 6 - 3, that of "always 0" is 6; the run keeps the model's.
    assert ran(EVALUATED, "15.4", tmp_path) == ["3.0", "6.0", "3.0", "ModelValidationFailedException"]
