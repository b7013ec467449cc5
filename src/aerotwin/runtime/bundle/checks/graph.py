"""Keys and dependencies of a job's tasks."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from aerotwin.runtime.bundle.checks.each_task import edges
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.bundle.shapes import is_reference
from aerotwin.runtime.jobs.graph import find_cycle

# Source: the Jobs API's documentation of `task_key`.
KEY = re.compile(r"[\w-]{1,100}")
OUTCOMES = ("true", "false")


def graph_problems(tasks: Node, path: str) -> Iterator[Problem]:
    """Missing, repeated and malformed task keys, and what is wrong with dependencies: of tasks that do not
    exist, in circles, on outcomes that there are not.
    """
    seen: dict[str, Node] = {}
    for index, task in enumerate(tasks.value):
        here = f"{path}.tasks[{index}]"
        key = task.get("task_key")
        if key is None or key.value is None or not str(key.value):
            yield Problem.at(task.at, "task_key is missing", here)
        elif (first := seen.get(str(key.value))) is not None:
            at = first.get("task_key") or first
            message = f'duplicate task_key "{key.value}" (first at {at.at.file}:{at.at.line})'
            yield Problem.at(key.at, message, f"{here}.task_key")
        else:
            seen[str(key.value)] = task
            if not KEY.fullmatch(str(key.value)) and not is_reference(key.value):
                message = f'task_key "{key.value}": up to 100 letters, digits, _ and - are allowed'
                yield Problem.at(key.at, message, f"{here}.task_key", stops_run=False)
    for index, task in enumerate(tasks.value):
        for place, node in enumerate(task.entries("depends_on")):
            yield from _dependency_problems(node, seen, f"{path}.tasks[{index}].depends_on[{place}]")
    circle = find_cycle(edges(tasks))
    if circle:
        message = f"tasks depend on each other in a circle: {' -> '.join(circle)}"
        at = seen[circle[0]].get("task_key") or seen[circle[0]]
        yield Problem.at(at.at, message, f"{path}.tasks")


def _dependency_problems(node: Node, tasks: dict[str, Node], where: str) -> Iterator[Problem]:
    name = node.get("task_key")
    if name is None:
        yield Problem.at(node.at, "depends_on needs a task_key", where)
        return
    if str(name.value) not in tasks:
        close = difflib.get_close_matches(str(name.value), tasks, 1)
        hint = f'; did you mean "{close[0]}"?' if close else ""
        message = f'depends_on names "{name.value}", which is no task of this job{hint}'
        yield Problem.at(name.at, message, f"{where}.task_key")
        return
    outcome = node.get("outcome")
    if outcome is None or outcome.value is None or is_reference(outcome.value):
        return
    if str(outcome.value).lower() not in OUTCOMES:
        message = f'outcome is "{outcome.value}"; valid: {", ".join(OUTCOMES)}'
        yield Problem.at(outcome.at, message, f"{where}.outcome")
    elif tasks[str(name.value)].get("condition_task") is None:
        message = f'only a condition_task has an outcome, which "{name.value}" is not'
        yield Problem.at(outcome.at, message, f"{where}.outcome", severity="warning")
