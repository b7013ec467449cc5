"""Parameters of tasks given for one run, as `databricks bundle run` takes them.

Source: the CLI's `bundle run --help` and the Jobs API's run-now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Job, Task

# Task type -> (given for the run, field of the task); a mapping is laid over the task's, a list replaces it.
FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "notebook_task": (("notebook_params", "base_parameters"),),
    "spark_python_task": (("python_params", "parameters"),),
    "python_wheel_task": (("python_params", "parameters"), ("python_named_params", "named_parameters")),
    "sql_task": (("sql_params", "parameters"),),
    "dbt_task": (("dbt_commands", "commands"),),
}


def apply(job: Job, given: Mapping[str, Any]) -> Job:
    """The job with `given` (`notebook_params`, `python_params`, …) in its tasks, nested ones too.

    Raises AeroTwinError if the job has parameters of its own, which exclude those of tasks.
    """
    if not given:
        return job
    if job.parameters:
        raise AeroTwinError(
            f"{job.key} has job parameters ({', '.join(job.parameters)}): set these with --params; "
            f"parameters of tasks ({', '.join(given)}) cannot be given beside them."
        )
    return replace(job, tasks={key: _task(task, given) for key, task in job.tasks.items()})


def _task(task: Task, given: Mapping[str, Any]) -> Task:
    spec = dict(task.spec)
    if task.type == "pipeline_task":
        spec |= dict(given.get("pipeline_params") or {})
    for name, field in FIELDS.get(task.type, ()):
        value = given.get(name)
        if isinstance(value, Mapping):
            spec[field] = {**(spec.get(field) or {}), **value}
        elif value:
            spec[field] = list(value)
    if task.type == "for_each_task":
        inner = dict(spec["task"])
        nested = task.nested
        assert nested is not None
        inner[nested.type] = _task(nested, given).spec
        spec["task"] = inner
    return replace(task, spec=spec)


def positional(job: Job, arguments: Sequence[str]) -> tuple[dict[str, str], dict[str, Any]]:
    """What stands after `--`: parameters of the job, and parameters of its tasks.

    `--name value` or `--name=value` for a job with parameters or with notebooks alone, else the arguments of
    its Python tasks. Raises AeroTwinError for arguments that the job's tasks do not take.
    """
    if not arguments:
        return {}, {}
    if job.parameters:
        return named(arguments), {}
    types = {task.type for task in job.tasks.values() if task.type not in {"condition_task", "for_each_task"}}
    if types == {"notebook_task"}:
        return {}, {"notebook_params": named(arguments)}
    if types and types <= {"spark_python_task", "python_wheel_task"}:
        return {}, {"python_params": list(arguments)}
    raise AeroTwinError(
        f"{job.key} takes no arguments after --: it has no job parameters, and its tasks are of the types "
        f"{', '.join(sorted(types)) or 'none'}."
    )


def named(arguments: Sequence[str]) -> dict[str, str]:
    """`--name=value` and `--name value` as a mapping. Raises AeroTwinError for anything else."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name or (not equals and not rest):
            raise AeroTwinError(f'"{word}" is unexpected: give parameters as --name value or --name=value.')
        found[name] = value if equals else rest.pop(0)
    return found
