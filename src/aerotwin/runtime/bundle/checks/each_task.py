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


def edges(tasks: Node) -> dict[str, list[str]]:
    """Each task of a list -> the tasks of the list that it depends on; of two of one key the first counts."""
    named: dict[str, Node] = {}
    for task in tasks.value:
        key = task.get("task_key")
        if key is not None and key.value not in (None, ""):
            named.setdefault(str(key.value), task)
    return {
        key: [
            str(name.value)
            for one in task.entries("depends_on")
            if (name := one.get("task_key")) and str(name.value) in named
        ]
        for key, task in named.items()
    }
