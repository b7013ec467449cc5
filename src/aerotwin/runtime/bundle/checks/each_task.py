"""The tasks of a job, those that a for_each_task repeats among them."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.fields import TASK_TYPES
from aerotwin.runtime.bundle.node import Node


def each_task(tasks: Node, path: str) -> Iterator[tuple[str, Node]]:
    """Every task that is a mapping with its path, each before what it repeats. `path` is that of the list."""
    for index, task in enumerate(tasks.value if tasks.is_list else ()):
        here = f"{path}[{index}]"
        while task is not None and task.is_map:
            yield here, task
            task, here = task.get("for_each_task", "task"), f"{here}.for_each_task.task"


def types_of(task: Node) -> list[str]:
    """The types that a task has: one, unless it is wrong."""
    return [key for key in task.value if key in TASK_TYPES]


def dependencies(task: Node) -> list[Node]:
    """The entries of a task's depends_on."""
    node = task.get("depends_on")
    return list(node.value) if node is not None and node.is_list else []
