"""Keys and dependencies of a job's tasks."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.jobs.graph import find_cycle


def graph_problems(tasks: Sequence[Node], path: str) -> Iterator[Problem]:
    """Missing and repeated task keys, dependencies on tasks that do not exist, and circles."""
    seen: dict[str, Node] = {}
    for index, task in enumerate(tasks):
        here = f"{path}.tasks[{index}]"
        key = task.get("task_key")
        if key is None or not isinstance(key.value, str) or not key.value:
            yield Problem.at(task.at, "task_key is missing", here)
        elif key.value in seen:
            first = seen[key.value].at
            message = f'duplicate task_key "{key.value}" (first at {first.file}:{first.line})'
            yield Problem.at(key.at, message, f"{here}.task_key")
        else:
            seen[key.value] = key
    edges: dict[str, list[str]] = {}
    for index, task in enumerate(tasks):
        key = task.get("task_key")
        for place, node in enumerate(_dependencies(task)):
            where = f"{path}.tasks[{index}].depends_on[{place}]"
            name = node.get("task_key")
            if name is None:
                yield Problem.at(node.at, "depends_on needs a task_key", where)
            elif name.value not in seen:
                close = difflib.get_close_matches(str(name.value), seen, 1)
                hint = f'; did you mean "{close[0]}"?' if close else ""
                message = f'depends_on names "{name.value}", which is no task of this job{hint}'
                yield Problem.at(name.at, message, f"{where}.task_key")
            elif key is not None:
                edges.setdefault(str(key.value), []).append(str(name.value))
    circle = find_cycle({key: edges.get(key, []) for key in seen})
    if circle:
        at = seen[circle[0]].at
        yield Problem.at(
            at, f"tasks depend on each other in a circle: {' -> '.join(circle)}", f"{path}.tasks"
        )


def _dependencies(task: Node) -> list[Node]:
    node = task.get("depends_on")
    return list(node.value) if node is not None and node.is_list else []
