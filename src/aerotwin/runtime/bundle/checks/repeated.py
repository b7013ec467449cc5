"""Entries of a list that have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node


def repeated_problems(owner: Node, field: str, key: str, what: str, path: str) -> Iterator[Problem]:
    """A problem per entry of the list `field` whose `key` an earlier one has; `path` is the owner's."""
    seen: dict[object, Node] = {}
    for index, one in enumerate(owner.entries(field)):
        name = one.get(key)
        if name is not None and name.value in seen:
            first = seen[name.value].at
            message = f'duplicate {what} "{name.value}" (first at {first.file}:{first.line})'
            yield Problem.at(name.at, message, f"{path}.{field}[{index}].{key}")
        elif name is not None:
            seen[name.value] = name
