"""run_job_task: another job of the bundle, as a run of its own."""

from __future__ import annotations

from dataclasses import replace

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.executors.limit import limited
from aerotwin.runtime.jobs.graph import find_cycle
from aerotwin.runtime.jobs.model import Attempt, Output, Task, job_of
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.references import push_down
from aerotwin.runtime.kernels.errors import TaskCancelled

GOOD = (Result.SUCCESS, Result.SUCCESS_WITH_FAILURES)


def refusal(task: Task, bundle: Bundle) -> str | None:
    """A job of another bundle, or a circle of jobs that run each other."""
    key = str(task.spec.get("job_id"))
    jobs = bundle.resources.get("jobs", {})
    if key not in jobs:
        valid = ", ".join(sorted(jobs)) or "none"
        return f'job "{key}" is not one of this bundle, so it cannot run locally; valid: {valid}'
    circle = find_cycle(reachable(bundle, key))
    if circle:
        return f"jobs run each other in a circle: {' -> '.join(circle)}"
    return None


def reachable(bundle: Bundle, key: str) -> dict[str, list[str]]:
    """The job `key` and those it runs, directly or not -> the jobs that each runs."""
    edges: dict[str, list[str]] = {}
    waiting = [key]
    while waiting:
        name = waiting.pop()
        if name not in edges:
            edges[name] = called(bundle, name)
            waiting += edges[name]
    return edges


def called(bundle: Bundle, key: str) -> list[str]:
    """The jobs of the bundle that a job's tasks run."""
    tasks = [task.nested or task for task in job_of(bundle, key).tasks.values()]
    named = [str(task.spec.get("job_id")) for task in tasks if task.type == "run_job_task"]
    return [name for name in named if name in bundle.resources["jobs"]]


def run(context: Context, attempt: Attempt) -> Output:
    """Run the job to its end; its run's id.

    Its parameters are `job_parameters`; those of this job that it declares too win over them. Raises
    AeroTwinError unless it succeeds.
    """
    key = str(attempt.spec["job_id"])
    declared = job_of(context.bundle, key).parameters
    pushed = {name: text for name, text in attempt.job_parameters.items() if name in declared}
    parameters = push_down(attempt.spec.get("job_parameters") or {}, pushed)
    with limited(attempt) as stop:
        run_id, result = attempt.nested.child(replace(attempt, cancel=stop), key, parameters)
    if attempt.cancel.is_set():
        raise TaskCancelled(f"Run {run_id} of {key} was cancelled.")
    if result not in GOOD:
        outcome = result.value.lower().replace("_", " ")
        raise AeroTwinError(f"Run {run_id} of {key}: {outcome}; `aerotwin jobs get-run {run_id}` tells more.")
    return Output(str(run_id))
