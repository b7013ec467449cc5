"""Types and required fields of a job's tasks."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.fields import RUNNABLE, TASK_TYPES, TASKS, TaskType
from aerotwin.runtime.bundle.git_source import elsewhere
from aerotwin.runtime.bundle.libraries import foreign
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node


def task_problems(job: Node, path: str, pipelines: set[str]) -> Iterator[Problem]:
    """A missing or second type, missing fields, pipelines that do not exist."""
    declared = job.get("environments")
    environments = {
        str(key.value)
        for node in (declared.value if declared and declared.is_list else [])
        if (key := node.get("environment_key"))
    }
    for index, task in enumerate(job.value["tasks"].value):
        here = f"{path}.tasks[{index}]"
        if not task.is_map:
            yield Problem.at(task.at, "a task must be a mapping", here)
            continue
        types = [key for key in task.value if key in TASK_TYPES]
        if len(types) != 1:
            what = f"has {' and '.join(types)}" if types else "has no type"
            yield Problem.at(task.at, f"a task needs one type such as notebook_task; this one {what}", here)
            continue
        if types[0] not in RUNNABLE:
            message = f"not runnable locally: {types[0]}; runnable: {', '.join(sorted(RUNNABLE))}"
            yield Problem.at(task.key_at(types[0]), message, f"{here}.{types[0]}", severity="warning")
        yield from _libraries(task, types[0], here)
        yield from _of_git(job, task, types[0], f"{here}.{types[0]}")
        yield from _specification(task.value[types[0]], types[0], f"{here}.{types[0]}", pipelines)
        wanted = task.get("environment_key")
        if wanted is not None and wanted.value not in environments:
            valid = ", ".join(sorted(environments)) or "none"
            message = f'unknown environment_key "{wanted.value}"; the job\'s: {valid}'
            yield Problem.at(wanted.at, message, f"{here}.environment_key")


def _specification(node: Node, kind: str, here: str, pipelines: set[str]) -> Iterator[Problem]:
    if not node.is_map:
        yield Problem.at(node.at, f"{kind} must be a mapping", here)
        return
    for required in TASKS.get(kind, TaskType()).required:
        if node.get(required) is None:
            yield Problem.at(node.at, f"{kind} needs {required}", here)
    pipeline = node.get("pipeline_id") if kind == "pipeline_task" else None
    if pipeline is not None and "${" not in str(pipeline.value) and pipeline.value not in pipelines:
        valid = ", ".join(sorted(pipelines)) or "none"
        message = (
            f'pipeline "{pipeline.value}" is not one of this bundle, so it cannot run locally; valid: {valid}'
        )
        yield Problem.at(pipeline.at, message, f"{here}.pipeline_id", severity="warning")


def _of_git(job: Node, task: Node, kind: str, here: str) -> Iterator[Problem]:
    inner = task.get(kind, "task") or task
    for name, spec in inner.items():
        if spec.is_map and elsewhere(name, spec.plain()):
            url = job.get("git_source", "git_url")
            where = f"{url.value}, which this bundle is no checkout of" if url else "no git_source of the job"
            message = f"not runnable locally: its file is in {where}"
            yield Problem.at(task.key_at(kind), message, here, severity="warning")


def _libraries(task: Node, kind: str, here: str) -> Iterator[Problem]:
    """Of Python tasks: others with such libraries do not run at all."""
    inner = task.get(kind, "task") or task
    path = f"{here}.{kind}.task" if inner is not task else here
    listed = inner.get("libraries")
    for index, library in enumerate(listed.value if listed and listed.is_list else []):
        name = foreign(library.plain()) if library.is_map else None
        if name and RUNNABLE.intersection(inner.value):
            message = f"{name} is not available locally, as it is not for Python: the task runs without it"
            yield Problem.at(library.at, message, f"{path}.libraries[{index}]", severity="warning")
