"""notebook_task: a notebook under papermill on a warm kernel."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.paths import find_notebook
from aerotwin.runtime.dbutils.notebook import resolve
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output


def run(context: Context, attempt: Attempt) -> Output:
    """Run it into the task's directory; its exit value."""
    from aerotwin.runtime.kernels.notebook import run_notebook

    # Papermill warns of parameters that a notebook does not read, though each gets all of the job's; errors
    # are reported by the run.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    notebook = locate(str(attempt.spec["notebook_path"]), context.bundle.root)
    stages = attempt.directory / "stages.json"
    for left in (stages, attempt.directory / "values.json"):
        left.unlink(missing_ok=True)
    attempt.environment.update(context.packages.prepare(attempt).environment())
    pool = context.services.pool()
    result = run_notebook(
        notebook,
        attempt.directory / f"attempt-{attempt.number}.ipynb",
        attempt.parameters,
        environment={**attempt.environment, **context.services.spark_if_up()},
        pool=pool,
        timeout=attempt.task.timeout or None,
        cancel=attempt.cancel,
    )
    return Output(result.exit_value, {**result.seconds, **_stages(stages)})


def locate(named: str, bundle: Path) -> Path:
    """The file of a `notebook_path`. Raises AeroTwinError for one of a workspace that is not here."""
    notebook = find_notebook(named) or resolve(named, bundle, bundle)
    if not notebook.is_file() and named != str(notebook):
        raise AeroTwinError(
            f"There is no notebook {named} here: it is one of the workspace. Put it, with its extension, "
            f"into {notebook.parent}, or make that a link to the directory that has it."
        )
    return notebook


def _stages(file: Path) -> dict[str, float]:
    """Seconds per stage that the notebook named, as `stage:<name>`."""
    seconds: dict[str, float] = defaultdict(float)
    for one in json.loads(file.read_text()) if file.is_file() else []:
        seconds[f"stage:{one['name']}"] += one["seconds"]
    return dict(seconds)
