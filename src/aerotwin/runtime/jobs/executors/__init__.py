"""How each type of task is executed locally: one table, one module per type."""

from __future__ import annotations

from functools import partial

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.git_source import elsewhere
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.executors import (
    condition,
    dashboard,
    dbt,
    for_each,
    notebook,
    pipeline,
    python_wheel,
    run_job,
    spark_python,
    sql,
)
from aerotwin.runtime.jobs.executors.context import Context, Kind
from aerotwin.runtime.jobs.model import Executor, Job, Task, job_of
from aerotwin.runtime.jobs.packages import Packages
from aerotwin.runtime.jobs.services import NEEDS, Services

SPARK = frozenset({"spark"})
# Every type that runs locally. A type that is not here is refused, or skipped on request.
KINDS: dict[str, Kind] = {
    "notebook_task": Kind(notebook.run, needs=NEEDS),
    "pipeline_task": Kind(pipeline.run, needs=NEEDS),
    "spark_python_task": Kind(spark_python.run, spark_python.refusal, needs=SPARK),
    "python_wheel_task": Kind(python_wheel.run, python_wheel.refusal, needs=SPARK),
    "sql_task": Kind(sql.run, sql.refusal, needs=SPARK),
    "condition_task": Kind(condition.run),
    "dashboard_task": Kind(dashboard.run, dashboard.refusal, needs=SPARK),
    "dbt_task": Kind(dbt.run, dbt.refusal, needs=SPARK),
    "for_each_task": Kind(for_each.run),
    "run_job_task": Kind(run_job.run, run_job.refusal),
}
# Why some types cannot run on one machine, for the message that refuses them.
REASONS = {
    "spark_jar_task": "a Spark Connect server takes no main classes",
    "spark_submit_task": "there is no cluster to submit to",
}


def executors(bundle: Bundle, home: Home, services: Services) -> dict[str, Executor]:
    """An executor for each task type that runs locally."""
    context = Context(bundle, home, services, Packages(bundle, home))
    return {name: partial(kind.run, context) for name, kind in KINDS.items()}


def refusal(task: Task, bundle: Bundle) -> str | None:
    """Why a task cannot run locally, None if it can."""
    if task.type not in KINDS:
        reason = f" ({REASONS[task.type]})" if task.type in REASONS else ""
        return f"not runnable locally: {task.type}{reason}; runnable: {', '.join(sorted(KINDS))}"
    if elsewhere(task.type, task.spec):
        return "its file is in the repository of the job's git_source, which this bundle is no checkout of"
    why = KINDS[task.type].refusal(task, bundle)
    if why is None and task.nested is not None:
        if task.nested.type == "for_each_task":
            return "a for_each_task cannot have another one as its nested task"
        return refusal(task.nested, bundle)
    return why


def refusals(job: Job, bundle: Bundle) -> dict[str, str]:
    """Each task of a job that cannot run locally, with the reason."""
    return {key: why for key, task in job.tasks.items() if (why := refusal(task, bundle))}


def needs(task: Task, bundle: Bundle) -> frozenset[str]:
    """The services that a task, or one that it runs, uses: "spark", "kernels"."""
    if task.nested is not None:
        return needs(task.nested, bundle)
    if task.type == "run_job_task":
        job = job_of(bundle, str(task.spec.get("job_id")))
        return frozenset().union(*(needs(one, bundle) for one in job.tasks.values()))
    return KINDS[task.type].needs if task.type in KINDS else frozenset()


def refuse_unsupported(job: Job, bundle: Bundle, seen: frozenset[str] = frozenset()) -> None:
    """Raise AeroTwinError naming each task, of jobs that it runs too, that cannot run locally."""
    found = refusals(job, bundle)
    if found:
        listed = "\n".join(f'task "{key}" of {job.key} is {_is(why)}' for key, why in found.items())
        raise AeroTwinError(f"{listed}\n--skip-unsupported leaves such tasks out.")
    for task in job.tasks.values():
        inner = task.nested or task
        called = str(inner.spec.get("job_id")) if inner.type == "run_job_task" else None
        if called and called not in seen:
            refuse_unsupported(job_of(bundle, called), bundle, seen | {called})


def _is(why: str) -> str:
    return why if why.startswith("not runnable locally") else f"not runnable locally: {why}"
