"""YAML values that remember where they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Step = str | int


@dataclass(frozen=True)
class Position:
    """A place in a file; line and column count from 1, 0 means the file as a whole."""

    file: Path
    line: int = 0
    column: int = 0


@dataclass
class Node:
    """A value with its position; mappings and sequences hold nodes, everything else is a plain scalar."""

    value: Any
    at: Position
    keys_at: dict[str, Position] = field(default_factory=dict)
    anchored: bool = False  # written once with a YAML anchor, used elsewhere by its alias

    @property
    def is_map(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a sequence."""
        return isinstance(self.value, list)

    def get(self, *steps: Step) -> Node | None:
        """The node below these keys and indices, None if there is none."""
        node: Node = self
        for step in steps:
            try:
                node = node.value[step]
            except (KeyError, IndexError, TypeError):
                return None
            if not isinstance(node, Node):
                return None
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping; none for anything else."""
        yield from self.value.items() if self.is_map else ()

    def entries(self, *steps: Step) -> list[Node]:
        """The elements of the sequence below these keys and indices; none for anything else."""
        node = self.get(*steps)
        return list(node.value) if node is not None and node.is_list else []

    def plain(self) -> Any:
        """The value without positions."""
        if self.is_map:
            return {key: child.plain() for key, child in self.value.items()}
        if self.is_list:
            return [child.plain() for child in self.value]
        return self.value

    def key_at(self, key: str) -> Position:
        """Where `key` is written, else where this mapping begins."""
        return self.keys_at.get(key, self.at)


def wrap(value: Any, at: Position) -> Node:
    """A plain value as nodes that all stand at one position."""
    if isinstance(value, dict):
        return Node({str(key): wrap(child, at) for key, child in value.items()}, at)
    if isinstance(value, list):
        return Node([wrap(child, at) for child in value], at)
    return Node(value, at)


def dotted(path: tuple[Step, ...]) -> str:
    """A path as the Databricks CLI prints it: `resources.jobs.nightly.tasks[2].task_key`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def walk(node: Node, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Node]]:
    """Every node below `node`, itself first, with its path."""
    yield path, node
    children = node.value.items() if node.is_map else enumerate(node.value) if node.is_list else ()
    for step, child in children:
        yield from walk(child, (*path, step))
