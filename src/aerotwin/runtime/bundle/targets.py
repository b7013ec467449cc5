"""Choose a target and lay it over the bundle."""

from __future__ import annotations

from aerotwin.runtime.bundle.merge import merge
from aerotwin.runtime.bundle.model import BundleError, Problem
from aerotwin.runtime.bundle.node import Node

NOT_OVERRIDES = {"default", "mode", "variables", "cluster_id", "compute_id", "git"}


def choose(tree: Node, wanted: str | None) -> str:
    """The wanted target, else the default one, else the only one.

    A bundle without targets has one named "default". Raises BundleError naming the valid ones.
    """
    targets = tree.get("targets")
    names = list(targets.value) if targets and targets.is_map else []
    if wanted is not None:
        if wanted in names or (not names and wanted == "default"):
            return wanted
        at = targets.at if targets else tree.at
        raise BundleError(
            Problem.at(at, f'unknown target "{wanted}"; valid: {", ".join(names) or "default"}', "targets")
        )
    if not names:
        return "default"
    assert targets is not None
    default = [name for name, node in targets.items() if (flag := node.get("default")) and flag.value is True]
    if len(default) == 1:
        return default[0]
    if not default and len(names) == 1:
        return names[0]
    what = f"{len(default)} targets are the default" if default else "no target is the default"
    raise BundleError(Problem.at(targets.at, f"{what}; choose one with -t: {', '.join(names)}", "targets"))


def apply(tree: Node, target: str) -> Node:
    """The tree with the target's settings over it; its variables override the declared defaults."""
    node = tree.get("targets", target)
    if node is None or not node.is_map:
        return tree
    own = {key: value for key, value in node.items() if key not in NOT_OVERRIDES}
    over = Node(own, node.at, node.keys_at)
    result = merge(tree, over)
    git = node.get("git")
    if git is not None:
        result = merge(result, Node({"bundle": Node({"git": git}, git.at)}, git.at))
    assigned = node.get("variables")
    for name, value in assigned.items() if assigned else ():
        declared = result.get("variables", name)
        # A target gives a plain value, or a whole declaration (default, lookup, type).
        declaration = value.is_map and not ({*value.value} - {"default", "lookup", "type", "description"})
        entry = value if declaration else Node({"default": value}, value.at, {"default": value.at})
        if declared is None:
            continue
        if entry.get("lookup") is None and declared.get("lookup") is not None:
            declared = Node(
                {k: v for k, v in declared.items() if k != "lookup"}, declared.at, declared.keys_at
            )
        base = Node({k: v for k, v in declared.items() if k != "default" or "default" not in entry.value},
                    declared.at, declared.keys_at)  # fmt: skip
        result = _with(result, name, merge(base, entry))
    return result


def _with(tree: Node, name: str, declaration: Node) -> Node:
    variables = tree.value["variables"]
    changed = Node({**variables.value, name: declaration}, variables.at, variables.keys_at)
    return Node({**tree.value, "variables": changed}, tree.at, tree.keys_at)


def undeclared(tree: Node, target: str) -> list[Problem]:
    """Variables that the target sets but the bundle does not declare."""
    assigned = tree.get("targets", target, "variables")
    declared = tree.get("variables")
    known = set(declared.value) if declared and declared.is_map else set()
    valid = ", ".join(sorted(known)) or "none"
    if assigned is None:
        return []
    return [
        Problem.at(
            assigned.key_at(name),
            f'variable "{name}" is not declared under variables; declared: {valid}',
            f"targets.{target}.variables.{name}",
        )
        for name, _ in assigned.items()
        if name not in known
    ]
