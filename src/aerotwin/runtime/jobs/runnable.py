"""Sound tasks that Databricks runs and this machine does not."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.fields import RUNNABLE
from aerotwin.runtime.bundle.git_source import elsewhere
from aerotwin.runtime.bundle.model import Bundle, Problem
from aerotwin.runtime.bundle.node import Position
from aerotwin.runtime.jobs.model import job_of

# They run wherever they are sound, so that nothing has to be asked.
ALWAYS = frozenset({"notebook_task", "pipeline_task", "condition_task"})


def refusal_problems(bundle: Bundle, errors: list[Problem]) -> Iterator[Problem]:
    """A warning per task that is of a type with an executor but refused by it: a query of a workspace, jobs
    that run each other in a circle, dbt where there is none. Jobs with errors are left out.
    """
    for key, resource in bundle.resources.get("jobs", {}).items():
        path = f"resources.jobs.{key}"
        kinds = {kind for task in resource.get("tasks") or () for kind in task}
        if kinds & RUNNABLE <= ALWAYS or any(one.path.startswith(f"{path}.") for one in errors):
            continue
        from aerotwin.runtime.jobs.executors import refusal

        for index, task in enumerate(job_of(bundle, key).tasks.values()):
            if task.type not in RUNNABLE or elsewhere(task.type, task.spec):
                continue  # which validation of the bundle tells
            if why := refusal(task, bundle):
                here = f"{path}.tasks[{index}]"
                at = bundle.positions.get(here, Position(bundle.tree.at.file))
                message = f"not runnable locally: {why.removeprefix('not runnable locally: ')}"
                yield Problem.at(at, message, here, severity="warning")
