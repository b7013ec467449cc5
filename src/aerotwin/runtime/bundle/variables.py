"""Values of a bundle's variables, by the CLI's order of precedence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from aerotwin.runtime.bundle.model import BundleError, Problem
from aerotwin.runtime.bundle.node import Node, Position, wrap

OVERRIDES = "variable-overrides.json"


def values(
    tree: Node, root: Path, target: str, given: Mapping[str, str], environ: Mapping[str, str]
) -> tuple[dict[str, Node], list[Problem]]:
    """A node per declared variable that has a value, and a problem for each that has none.

    First of: `given` (--var), BUNDLE_VAR_<name>, `.databricks/bundle/<target>/variable-overrides.json`,
    the target's value or the default (already merged into `tree`). Raises BundleError for an unknown name in
    `given`.
    """
    declared = tree.get("variables")
    known = dict(declared.items()) if declared else {}
    unknown = [name for name in given if name not in known]
    if unknown:
        valid = ", ".join(sorted(known)) or "none"
        raise BundleError(Problem("error", f'unknown variable "{unknown[0]}"; valid: {valid}'))
    for name in given.keys() | {one for one in known if f"BUNDLE_VAR_{one}" in environ}:
        kind = known[name].get("type")
        if kind is not None and kind.value == "complex":
            message = (
                f'variable "{name}" is complex, so neither --var nor BUNDLE_VAR_{name} can set it; '
                f"set it in .databricks/bundle/{target}/{OVERRIDES} or under targets"
            )
            raise BundleError(Problem.at(known[name].at, message, f"variables.{name}"))
    file = root / ".databricks" / "bundle" / target / OVERRIDES
    overrides = _overrides(file, root)
    result: dict[str, Node] = {}
    problems: list[Problem] = []
    for name, declaration in known.items():
        at = declared.key_at(name) if declared else declaration.at
        node = _value(name, declaration, given, environ, overrides, file.relative_to(root))
        if node is not None:
            result[name] = node
        elif declaration.get("lookup") is not None:
            message = f'variable "{name}" is looked up in a workspace; give it a value: --var {name}=…'
            problems.append(Problem.at(at, message, f"variables.{name}", severity="warning"))
        else:
            message = (
                f'variable "{name}" has no value: give it a default, --var {name}=… or BUNDLE_VAR_{name}'
            )
            problems.append(Problem.at(at, message, f"variables.{name}"))
    return result, problems


def unset(tree: Node, values: Mapping[str, Node]) -> dict[str, bool]:
    """The declared variables that have no value, each with whether a workspace would look it up."""
    declared = tree.get("variables")
    return {
        name: node.get("lookup") is not None
        for name, node in (declared.items() if declared else ())
        if name not in values
    }


def _value(
    name: str,
    declaration: Node,
    given: Mapping[str, str],
    environ: Mapping[str, str],
    overrides: Mapping[str, object],
    file: Path,
) -> Node | None:
    if name in given:
        return Node(given[name], Position(Path("--var")))
    if f"BUNDLE_VAR_{name}" in environ:
        return Node(environ[f"BUNDLE_VAR_{name}"], Position(Path(f"BUNDLE_VAR_{name}")))
    if name in overrides:
        return wrap(overrides[name], Position(file))
    if declaration.get("lookup") is not None:
        return None
    return declaration.get("default")


def _overrides(file: Path, root: Path) -> dict[str, object]:
    if not file.is_file():
        return {}
    try:
        content = json.loads(file.read_text())
    except ValueError as error:
        message = f"is not JSON: {error}"
        raise BundleError(Problem("error", message, file=str(file.relative_to(root)))) from None
    if not isinstance(content, dict):
        message = 'must be a JSON object such as {"name": "value"}'
        raise BundleError(Problem("error", message, file=str(file.relative_to(root))))
    return content
