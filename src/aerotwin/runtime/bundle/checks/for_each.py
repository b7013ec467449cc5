"""What a for_each_task repeats, over what, and how many at a time."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.checks.each_task import each_task
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.bundle.shapes import is_reference
from aerotwin.runtime.jobs.iterations import concurrency, elements


def for_each_problems(job: Node, path: str) -> Iterator[Problem]:
    """Inputs that are no JSON array, a concurrency outside Databricks' limits, a loop within a loop."""
    for here, task in each_task(job.value["tasks"], f"{path}.tasks"):
        loop = task.get("for_each_task")
        for field, judge in (("inputs", elements), ("concurrency", concurrency)):
            node = loop.get(field) if loop else None
            if node is not None and not is_reference(node.value):
                try:
                    judge(node.plain())
                except AeroTwinError as error:
                    yield Problem.at(node.at, str(error), f"{here}.for_each_task.{field}")
        inner = loop.get("task", "for_each_task") if loop else None
        if inner is not None:
            message = "a for_each_task cannot repeat another for_each_task"
            yield Problem.at(inner.at, message, f"{here}.for_each_task.task")
