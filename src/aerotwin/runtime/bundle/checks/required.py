"""Fields that Databricks' schema requires and a bundle leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from aerotwin.runtime.bundle.fields import TASKS, TaskType
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Step, dotted
from aerotwin.runtime.bundle.schema import RESOURCES, type_of
from aerotwin.runtime.bundle.shapes import typed_children


def required_problems(
    node: Node, type_name: str | None = RESOURCES, path: tuple[Step, ...] = ("resources",)
) -> Iterator[Problem]:
    """A problem per required field that is not set, of resources as their target has them.

    A warning, as in the CLI; an error where a task could not run without it.
    """
    type_ = type_of(type_name)
    if node.is_map and "fields" in type_:
        decisive = TASKS.get(str(path[-1]), TaskType()).required
        for name in type_.get("required", ()):
            field = node.get(name)
            if (field is None or field.value is None) and name != "task_key":  # which `graph` tells
                severity: Literal["error", "warning"] = "error" if name in decisive else "warning"
                message = f'required field "{name}" is not set'
                yield Problem.at(node.at, message, dotted(path), severity=severity)
    for step, child, child_type in typed_children(node, type_):
        yield from required_problems(child, child_type, (*path, step))
