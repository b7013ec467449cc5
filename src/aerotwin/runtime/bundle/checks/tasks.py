"""Types of a job's tasks, and what of them does not run locally."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.checks.each_task import each_task, types_of
from aerotwin.runtime.bundle.fields import RUNNABLE
from aerotwin.runtime.bundle.git_source import elsewhere
from aerotwin.runtime.bundle.libraries import foreign
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node


def task_problems(job: Node, path: str, pipelines: set[str]) -> Iterator[Problem]:
    """A missing or second type, types and libraries that do not run here, pipelines that do not exist."""
    for index, task in enumerate(job.value["tasks"].value):
        if not task.is_map:
            yield Problem.at(task.at, "a task must be a mapping", f"{path}.tasks[{index}]")
    for here, task in each_task(job.value["tasks"], f"{path}.tasks"):
        types = types_of(task)
        if len(types) != 1:
            what = f"has {' and '.join(types)}" if types else "has no type"
            yield Problem.at(task.at, f"a task needs one type such as notebook_task; this one {what}", here)
            continue
        kind, spec, inner = types[0], task.value[types[0]], f"{here}.{types[0]}"
        if kind not in RUNNABLE:
            message = f"not runnable locally: {kind}; runnable: {', '.join(sorted(RUNNABLE))}"
            yield Problem.at(task.key_at(kind), message, inner, severity="warning")
        if not spec.is_map:
            yield Problem.at(spec.at, f"{kind} must be a mapping", inner)
        elif elsewhere(kind, spec.plain()):
            url = job.get("git_source", "git_url")
            where = f"{url.value}, which this bundle is no checkout of" if url else "no git_source of the job"
            message = f"not runnable locally: its file is in {where}"
            yield Problem.at(task.key_at(kind), message, inner, severity="warning")
        yield from _libraries(task, kind, here)
        yield from _pipeline(spec, kind, inner, pipelines)


def _pipeline(spec: Node, kind: str, here: str, pipelines: set[str]) -> Iterator[Problem]:
    named = spec.get("pipeline_id") if kind == "pipeline_task" else None
    if named is not None and "${" not in str(named.value) and named.value not in pipelines:
        valid = ", ".join(sorted(pipelines)) or "none"
        message = (
            f'pipeline "{named.value}" is not one of this bundle, so it cannot run locally; valid: {valid}'
        )
        yield Problem.at(named.at, message, f"{here}.pipeline_id", severity="warning")


def _libraries(task: Node, kind: str, here: str) -> Iterator[Problem]:
    """Of Python tasks: others with such libraries do not run at all."""
    for index, library in enumerate(task.entries("libraries")):
        name = foreign(library.plain()) if library.is_map and library.value else None
        if name and kind in RUNNABLE:
            message = f"{name} is not available locally, as it is not for Python: the task runs without it"
            yield Problem.at(library.at, message, f"{here}.libraries[{index}]", severity="warning")
