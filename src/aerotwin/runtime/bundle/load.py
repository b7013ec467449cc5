"""Load a bundle for one target."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from aerotwin.runtime.bundle import defaults, targets, variables
from aerotwin.runtime.bundle.check_fields import field_problems
from aerotwin.runtime.bundle.include import read_files
from aerotwin.runtime.bundle.model import Bundle, BundleError, Problem
from aerotwin.runtime.bundle.node import Node, dotted, walk
from aerotwin.runtime.bundle.paths import absolute, file_fields
from aerotwin.runtime.bundle.references import Resolver

RESOLVED = ("bundle", "workspace", "resources", "artifacts", "run_as", "permissions", "presets", "sync")
NAMED_WITH_PREFIX = ("jobs", "pipelines")


def load(
    root: Path,
    target: str | None = None,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Bundle:
    """The bundle in the directory `root`, for `target` (else its default), with variables `given`.

    Raises BundleError if it cannot be read at all: no databricks.yml, broken YAML, unknown target or unknown
    variable. Everything else that is wrong is in `problems`.
    """
    root = root.resolve()
    tree, problems = read_files(root)
    # What an anchor is used for several times is written, and reported, once.
    problems += {(one.file, one.line, one.column): one for one in reversed([*field_problems(tree)])}.values()
    chosen = targets.choose(tree, target or environ.get("DATABRICKS_BUNDLE_TARGET"))
    problems += targets.undeclared(tree, chosen)
    mode = defaults.mode(tree, chosen)
    tree = targets.apply(tree, chosen)
    values, unset = variables.values(tree, root, chosen, given or {}, environ)
    problems += unset
    name = tree.get("bundle", "name")
    if name is None or not isinstance(name.value, str):
        raise BundleError(Problem.at(tree.at, "bundle.name is missing", "bundle.name"))

    resolver = Resolver(defaults.with_defaults(tree, root, chosen), values)
    parts = {key: resolver.resolve(node, (key,)) for key, node in resolver.tree.items() if key in RESOLVED}
    resolved = {key: resolver.resolve(node, ("variables", key)).plain() for key, node in values.items()}
    resources = parts.get("resources", Node({}, tree.at))
    _make_absolute(resources, root)
    _prefix_names(resources, defaults.name_prefix(tree, chosen))
    whole = Node(parts, tree.at, tree.keys_at)
    return Bundle(
        name=str(parts["bundle"].value["name"].value),
        target=chosen,
        mode=mode,
        root=root,
        resources={
            kind: {key: node.plain() for key, node in entries.items() if node.is_map}
            for kind, entries in resources.items()
        },
        variables=resolved,
        positions={dotted(path): node.at for path, node in walk(whole)},
        tree=whole,
        problems=problems + resolver.problems,
        given=dict(given or {}),
    )


def _make_absolute(resources: Node, root: Path) -> None:
    for _, node in list(file_fields(resources)):
        node.value = absolute(node.value, node.at.file, root)


def _prefix_names(resources: Node, prefix: str) -> None:
    for kind in NAMED_WITH_PREFIX:
        entries = resources.get(kind)
        for _, resource in entries.items() if entries else ():
            named = resource.get("name")
            if named is not None and prefix and not str(named.value).startswith(prefix):
                named.value = f"{prefix}{named.value}"
