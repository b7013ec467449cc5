"""References such as `{{tasks.t.values.v}}` that can have no value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.checks.each_task import each_task, edges, types_of
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, dotted, walk
from aerotwin.runtime.jobs.graph import dependants, downstream
from aerotwin.runtime.jobs.model import Task, TaskRun
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.jobs.references import REFERENCE, Scope


class _AnyKey(dict[str, Any]):
    """Stands for what a run will leave: whatever name it is asked for, it has it."""

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: str) -> Any:
        return self


def reference_problems(job: Node, path: str) -> Iterator[Problem]:
    """A problem per reference in a task's settings that a run of the job could not resolve.

    An error for a task or field that does not exist and for `{{input}}` outside of a for_each_task; a warning
    for a parameter that the job does not declare, and for a task that need not have run before.
    """
    scope, needs = _scope(job), edges(job.value["tasks"])
    for here, task in each_task(job.value["tasks"], f"{path}.tasks"):
        key = str((task.get("task_key") or task).value)
        looping = replace(scope, iterating=here.endswith(".task"))
        for kind in types_of(task):
            for steps, node in walk(task.value[kind]):
                nested = kind == "for_each_task" and steps[:1] == ("task",)
                for reference in REFERENCE.findall(node.value if isinstance(node.value, str) else ""):
                    where = f"{here}.{dotted((kind, *steps))}"
                    if not nested and (found := _problem(reference, looping, kind, key, needs)):
                        yield Problem.at(node.at, found[0], where, severity=found[1])


def _problem(
    reference: str, scope: Scope, kind: str, key: str, needs: dict[str, list[str]]
) -> tuple[str, Any] | None:
    match reference.split("."):
        case ["job", "parameters", *rest] if rest:
            name = ".".join(rest).strip("`[]")
            if name in scope.parameters:
                return None
            declared = ", ".join(scope.parameters) or "none"
            return f'{{{{{reference}}}}}: the job has no parameter "{name}"; declared: {declared}', "warning"
        case ["tasks", other, *_] if other in needs and key in needs:
            before = downstream(dependants(needs), [key]) - {key}
            if other not in before:
                why = f"this task does not depend on {other}, which need not have run"
                return f"{{{{{reference}}}}}: {why}", "warning"
    try:
        scope.value(reference, Task(key, kind, {}), 1)
    except AeroTwinError as error:
        return f"{{{{{reference}}}}}: {error}", "error"
    return None


def _scope(job: Node) -> Scope:
    """What references may name in any run of the job."""
    names = [one.get("name") for one in job.entries("parameters")]
    keys = [str(key.value) for task in job.value["tasks"].value if (key := task.get("task_key"))]
    return Scope(
        job_key="",
        job_name="",
        run_id="",
        started=datetime.now(UTC),
        parameters={str(name.value): "" for name in names if name},
        runs={key: TaskRun(key, State.SUCCESS) for key in keys},
        values=lambda _task: _AnyKey(),
        outputs=lambda _task: [_AnyKey()],
        input=_AnyKey(),
    )
