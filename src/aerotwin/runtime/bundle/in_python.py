"""Resources that a bundle defines or changes in Python, by the protocol of the CLI and `databricks-bundles`.

https://docs.databricks.com/aws/en/dev-tools/bundles/python
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Position, Step, wrap
from aerotwin.runtime.bundle.paths import absolute, file_fields

SECONDS = 120
NOT_ALLOWED = "DATABRICKS_BUNDLE_RESTRICTED_CODE_EXECUTION"
# The phases of `databricks.bundles.build` and the functions that each calls.
PHASES = {"load_resources": "resources", "apply_mutators": "mutators"}


@dataclass(frozen=True)
class Section:
    """A bundle's `python` section, or the older `experimental: python`."""

    node: Node
    path: str

    @classmethod
    def of(cls, tree: Node) -> Section | None:
        """The section of a tree, None if it has none."""
        for steps in (("python",), ("experimental", "python")):
            node = tree.get(*steps)
            if node is not None and node.is_map and node.value:
                return cls(node, ".".join(steps))
        return None

    def asks_for(self, phase: str) -> bool:
        """Whether it names functions for a phase."""
        named = self.node.get(PHASES[phase])
        return named is not None and bool(named.value)


def extend(
    section: Section,
    tree: Node,
    root: Path,
    target: str,
    variables: Mapping[str, Any],
    resolve: Callable[[Node, tuple[Step, ...]], Node],
    settle: Callable[[Node], None],
) -> tuple[Node, list[Problem]]:
    """The tree with what Python adds to and changes in its resources, and what Python said was wrong.

    References in what is new go through `resolve`, new resources through `settle`, in place.
    """
    problems: list[Problem] = []
    for phase in PHASES:
        if not section.asks_for(phase) or any(one.severity == "error" for one in problems):
            continue
        before = tree.get("resources")
        resources, found = run_phase(phase, section, tree, root, target, variables)
        problems += found
        resources = resolve(resources, ("resources",))
        settle(_added(before, resources))
        tree = Node({**tree.value, "resources": resources}, tree.at, tree.keys_at)
    return tree, problems


def run_phase(
    phase: str, section: Section, tree: Node, root: Path, target: str, variables: Mapping[str, Any]
) -> tuple[Node, list[Problem]]:
    """The resources after one phase, and what Python said was wrong; of `tree` if it fails.

    "load_resources" adds resources, "apply_mutators" changes them. Files that they name are relative to
    `root`; they come back absolute.
    """
    resources = tree.get("resources") or Node({}, tree.at)
    if os.environ.get(NOT_ALLOWED):
        message = f"resources in Python are not loaded: {NOT_ALLOWED} is set"
        return resources, [Problem.at(section.node.at, message, section.path)]
    before = resources.plain()
    given = {
        "bundle": {**_plain(tree.get("bundle")), "target": target},
        "workspace": _plain(tree.get("workspace")),
        "variables": {name: {"value": value} for name, value in variables.items()},
        "python": section.node.plain(),
        "resources": before,
    }
    with tempfile.TemporaryDirectory() as scratch:
        output, said = _build(phase, given, section, root, Path(scratch))
        problems = list(_diagnostics(Path(scratch) / "diagnostics.json", section))
        if output is None:
            if not any(one.severity == "error" for one in problems):
                problems.append(Problem.at(section.node.at, _why(said), section.path))
            return resources, problems
        places = dict(_places(Path(scratch) / "locations.json"))
    after = output.get("resources", {})
    result = dict(resources.value)
    for kind, entries in after.items():
        known = resources.get(kind) or Node({}, section.node.at)
        merged = dict(known.value)
        for key, value in entries.items():
            old = known.get(key)
            if old is None or before[kind][key] != value:
                place = places.get(f"resources.{kind}.{key}", old.at if old else section.node.at)
                merged[key] = _rooted(kind, key, wrap(value, place), root)
        result[kind] = Node(merged, known.at, known.keys_at)
    return Node(result, resources.at, resources.keys_at), problems


def _plain(node: Node | None) -> dict[str, Any]:
    return node.plain() if node is not None and node.is_map else {}


def _rooted(kind: str, key: str, resource: Node, root: Path) -> Node:
    whole = Node({kind: Node({key: resource}, resource.at)}, resource.at)
    for _, node in file_fields(whole):
        node.value = absolute(node.value, Path("databricks.yml"), root)
    return resource


def _build(
    phase: str, given: dict[str, Any], section: Section, root: Path, scratch: Path
) -> tuple[dict[str, Any] | None, str]:
    files = {name: scratch / f"{name}.json" for name in ("input", "output", "diagnostics", "locations")}
    files["input"].write_text(json.dumps(given))
    words = [part for name, file in files.items() for part in (f"--{name}", str(file))]
    # As if the bundle's own package were installed, which is what its environment would have.
    paths = [str(root / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [_python(section, root), "-m", "databricks.bundles.build", "--phase", phase, *words]
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, str(error)
    if done.returncode or not files["output"].is_file():
        return None, done.stderr
    output: dict[str, Any] = json.loads(files["output"].read_text())
    return output, done.stderr


def _python(section: Section, root: Path) -> str:
    """The interpreter of `venv_path` where `databricks-bundles` is installed, else ours, which has it."""
    named = section.node.get("venv_path")
    own = root / str(named.value) if named is not None and named.value else None
    if own is not None and any(own.glob("lib/python*/site-packages/databricks/bundles")):
        return str(own / "bin" / "python")
    return sys.executable


def _why(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return f"resources in Python cannot be loaded: {lines[-1] if lines else 'no output'}"


def _diagnostics(file: Path, section: Section) -> Iterator[Problem]:
    for found in _lines(file):
        place = found.get("location") or {}
        at = _position(place) if place else section.node.at
        detail = str(found.get("detail") or "")
        # Of a traceback the last line says what happened.
        last = [line.strip() for line in detail.splitlines() if line.strip()][-1:]
        message = ": ".join([str(found.get("summary", "")), *last])
        severity: Literal["error", "warning"] = "error" if found.get("severity") == "error" else "warning"
        yield Problem.at(at, message, str(found.get("path") or section.path), severity=severity)


def _places(file: Path) -> Iterator[tuple[str, Position]]:
    for place in _lines(file):
        yield str(place["path"]), _position(place)


def _position(place: dict[str, Any]) -> Position:
    return Position(Path(place["file"]), int(place.get("line") or 0), int(place.get("column") or 0))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    if file.is_file():
        yield from (json.loads(line) for line in file.read_text().splitlines() if line.strip())


def _added(before: Node | None, after: Node) -> Node:
    """Those resources of `after` that `before` does not have."""
    kinds = {}
    for kind, entries in after.items():
        known = before.get(kind) if before is not None else None
        new = {key: node for key, node in entries.items() if known is None or known.get(key) is None}
        if new:
            kinds[kind] = Node(new, entries.at)
    return Node(kinds, after.at)
