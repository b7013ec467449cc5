"""How each type of task is executed locally."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from pathlib import Path

from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.conditions import compare
from aerotwin.runtime.jobs.model import Attempt, Executor, Output
from aerotwin.runtime.jobs.services import Services


def executors(bundle: Bundle, home: Home, services: Services) -> dict[str, Executor]:
    """An executor for each task type that runs locally."""

    def run_notebook_task(attempt: Attempt) -> Output:
        return _notebook(attempt, services)

    def run_pipeline_task(attempt: Attempt) -> Output:
        return _pipeline(attempt, bundle, home, services)

    return {
        "notebook_task": run_notebook_task,
        "pipeline_task": run_pipeline_task,
        "condition_task": _condition,
    }


def _condition(attempt: Attempt) -> Output:
    spec = attempt.spec
    held = compare(str(spec.get("left", "")), str(spec.get("op", "")), str(spec.get("right", "")))
    return Output(str(held).lower())


def _notebook(attempt: Attempt, services: Services) -> Output:
    from aerotwin.runtime.kernels.notebook import run_notebook

    # Papermill warns of parameters that a notebook does not read, though each gets all of the job's; errors
    # are reported by the run.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    notebook = Path(attempt.spec["notebook_path"])
    stages = attempt.directory / "stages.json"
    for left in (stages, attempt.directory / "values.json"):
        left.unlink(missing_ok=True)
    pool = services.pool()
    result = run_notebook(
        notebook,
        attempt.directory / f"attempt-{attempt.number}.ipynb",
        attempt.parameters,
        environment={**attempt.environment, **services.spark_if_up()},
        pool=pool,
        timeout=attempt.task.timeout or None,
        cancel=attempt.cancel,
    )
    return Output(result.exit_value, {**result.seconds, **_stages(stages)})


def _stages(file: Path) -> dict[str, float]:
    """Seconds per stage that the notebook named, as `stage:<name>`."""
    seconds: dict[str, float] = defaultdict(float)
    for one in json.loads(file.read_text()) if file.is_file() else []:
        seconds[f"stage:{one['name']}"] += one["seconds"]
    return dict(seconds)


def _pipeline(attempt: Attempt, bundle: Bundle, home: Home, services: Services) -> Output:
    from aerotwin.runtime.pipelines.run import run_pipeline

    pipeline = bundle.resource("pipelines", str(attempt.spec["pipeline_id"]))
    environment = {**attempt.environment, **services.spark()}
    result = run_pipeline(
        pipeline,
        bundle_root=bundle.root,
        home=home,
        environment=environment,
        pool=services.pool(),
        full_refresh=bool(attempt.spec.get("full_refresh")),
        timeout=attempt.task.timeout or None,
        cancel=attempt.cancel,
        log=attempt.directory / f"attempt-{attempt.number}.log",
    )
    return Output(None, {"work": result.seconds, "total": result.seconds})
