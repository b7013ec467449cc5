"""What MLflow 2 does, which runtimes before 17 have, where the MLflow that is here does it otherwise.

Source: MLflow's list of breaking changes in MLflow 3, and the release notes of Databricks Runtime ML.
"""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks import compute, older_evaluation
from aerotwin.runtime.notebooks.after_import import after_import

FIRST_WITH_MLFLOW_3 = 17


def install() -> None:
    """Change MLflow if the compute's runtime has an older one. Idempotent."""
    runtime = compute.major()
    if runtime is not None and runtime < FIRST_WITH_MLFLOW_3:
        after_import("mlflow.models.model", _start_runs)
        older_evaluation.install()


def _start_runs(module: ModuleType) -> None:
    """A model that is logged outside of a run starts one, which its versions then name."""
    known: Any = module
    log = known.Model.log.__func__
    if hasattr(log, "starts_runs"):
        return

    @functools.wraps(log)
    def log_in_run(cls: Any, *args: Any, **kwargs: Any) -> Any:
        import mlflow

        if kwargs.get("run_id") is None and mlflow.active_run() is None:
            mlflow.start_run()
        return log(cls, *args, **kwargs)

    log_in_run.starts_runs = True  # type: ignore[attr-defined]
    known.Model.log = classmethod(log_in_run)
