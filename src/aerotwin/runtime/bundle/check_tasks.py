"""Fields and types of a job's tasks."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from aerotwin.runtime.bundle.fields import (
    CONDITION_OPS,
    RUN_IF,
    RUNNABLE,
    SPEC_FIELDS,
    TASK_FIELDS,
    TASK_TYPES,
)
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node

REQUIRED = {
    "notebook_task": "notebook_path",
    "pipeline_task": "pipeline_id",
    "run_job_task": "job_id",
    "spark_python_task": "python_file",
}


def task_problems(job: Node, path: str, pipelines: set[str]) -> Iterator[Problem]:
    """Unknown fields, a missing or second type, values that are not allowed, pipelines that do not exist."""
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
        yield from _unknown(task, TASK_FIELDS, here)
        types = [key for key in task.value if key in TASK_TYPES]
        if len(types) != 1:
            what = f"has {' and '.join(types)}" if types else "has no type"
            yield Problem.at(task.at, f"a task needs one type such as notebook_task; this one {what}", here)
            continue
        yield from _one_of(task, "run_if", RUN_IF, here)
        if types[0] not in RUNNABLE:
            message = f"not runnable locally: {types[0]}; runnable: {', '.join(sorted(RUNNABLE))}"
            yield Problem.at(task.key_at(types[0]), message, f"{here}.{types[0]}", severity="warning")
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
    if kind in SPEC_FIELDS:
        yield from _unknown(node, SPEC_FIELDS[kind], here)
    required = REQUIRED.get(kind)
    if required and node.get(required) is None:
        yield Problem.at(node.at, f"{kind} needs {required}", here)
    if kind == "condition_task":
        yield from _one_of(node, "op", CONDITION_OPS, here)
    pipeline = node.get("pipeline_id") if kind == "pipeline_task" else None
    if pipeline is not None and "${" not in str(pipeline.value) and pipeline.value not in pipelines:
        valid = ", ".join(sorted(pipelines)) or "none"
        message = (
            f'pipeline "{pipeline.value}" is not one of this bundle, so it cannot run locally; valid: {valid}'
        )
        yield Problem.at(pipeline.at, message, f"{here}.pipeline_id", severity="warning")


def _unknown(node: Node, known: Iterable[str], here: str) -> Iterator[Problem]:
    for field, _ in node.items():
        if field not in known:
            close = difflib.get_close_matches(field, known, 1)
            hint = f'; did you mean "{close[0]}"?' if close else f"; known: {', '.join(sorted(known))}"
            yield Problem.at(node.key_at(field), f'unknown field "{field}"{hint}', f"{here}.{field}")


def _one_of(node: Node, field: str, valid: tuple[str, ...], here: str) -> Iterator[Problem]:
    given = node.get(field)
    if given is not None and given.value not in valid and "${" not in str(given.value):
        message = f'{field} is "{given.value}"; valid: {", ".join(valid)}'
        yield Problem.at(given.at, message, f"{here}.{field}")
