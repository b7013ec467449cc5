"""A loaded bundle, and what can be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.node import Node, Position


@dataclass(frozen=True)
class Problem:
    """Something wrong in a bundle: what, at which key, and where it is written (line and column from 1).

    `stops_run` is False for an error that only keeps the bundle from being deployed to a workspace.
    """

    severity: Literal["error", "warning"]
    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    stops_run: bool = True

    @classmethod
    def at(
        cls,
        position: Position,
        message: str,
        path: str = "",
        *,
        severity: Literal["error", "warning"] = "error",
        stops_run: bool = True,
    ) -> Problem:
        """A problem at a position."""
        place = (str(position.file), position.line, position.column)
        return cls(severity, message, path, *place, stops_run=stops_run)

    def __str__(self) -> str:
        lines = [f"{self.severity.capitalize()}: {self.message}"]
        if self.path:
            lines.append(f"  at {self.path}")
        if self.file:
            place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
            lines.append(f"  in {place}")
        return "\n".join(lines)


class BundleError(AeroTwinError):
    """A bundle that cannot be read at all; `problems` has one entry per cause."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Bundle:
    """A bundle for one target, with everything resolved that can be.

    `resources` is kind -> key -> resource; file fields in it are absolute paths. `positions` tells where each
    dotted path (`resources.jobs.nightly.name`) is written. `problems` are those met while loading; `validate`
    returns them with its own.
    """

    name: str
    target: str
    mode: str
    root: Path
    resources: dict[str, dict[str, dict[str, Any]]]
    variables: dict[str, Any]
    positions: dict[str, Position]
    tree: Node
    problems: list[Problem] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def resource(self, kind: str, key: str) -> dict[str, Any]:
        """The resource `key` of `kind` (jobs, pipelines, …). Raises AeroTwinError naming the valid keys."""
        known = self.resources.get(kind, {})
        if key not in known:
            valid = ", ".join(sorted(known)) or "none"
            raise AeroTwinError(f'There is no "{key}" in resources.{kind}; valid: {valid}.')
        return known[key]
