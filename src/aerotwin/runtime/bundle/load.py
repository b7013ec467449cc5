"""Load a bundle for one target."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from aerotwin.runtime.bundle import (
    captured,
    defaults,
    deployed,
    git_source,
    in_python,
    presets,
    shapes,
    targets,
    variables,
)
from aerotwin.runtime.bundle.check_fields import field_problems
from aerotwin.runtime.bundle.include import read_files
from aerotwin.runtime.bundle.model import Bundle, BundleError, Problem
from aerotwin.runtime.bundle.node import Node, dotted, walk
from aerotwin.runtime.bundle.paths import absolute, file_fields, find_notebook
from aerotwin.runtime.bundle.references import PREFIXES, Resolver
from aerotwin.runtime.bundle.schema import RESOURCES
from aerotwin.runtime.bundle.shared_root import shared_root_problems
from aerotwin.runtime.bundle.written import adopt_environments, written_problems

RESOLVED = ("bundle", "workspace", "resources", "artifacts", "run_as", "permissions", "presets", "sync")


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
    problems += adopt_environments(tree)
    # What an anchor is used for several times is written, and reported, once.
    problems += {(one.file, one.line, one.column): one for one in reversed([*field_problems(tree)])}.values()
    chosen = targets.choose(tree, target or environ.get("DATABRICKS_BUNDLE_TARGET"))
    problems += targets.undeclared(tree, chosen)
    mode = defaults.mode(tree, chosen)
    tree = written = targets.apply(tree, chosen)
    problems += written_problems(written, root)
    deployed.rewrite_references(tree)
    values, unset = variables.values(tree, root, chosen, given or {}, environ)
    problems += unset
    name = tree.get("bundle", "name")
    if name is None or not isinstance(name.value, str):
        raise BundleError(Problem.at(tree.at, "bundle.name is missing", "bundle.name"))

    unset_ones = variables.unset(tree, values)
    # First all but resources, then the presets, so that ${resources.schemas.s.name} has its prefix.
    first = tuple(one for one in PREFIXES if one != "resources")
    resolver = Resolver(defaults.with_defaults(tree, root, chosen), values, first, unset_ones)
    tree = _resolve_parts(resolver, resolver.tree)
    resources = tree.get("resources") or Node({}, tree.at)
    in_force = presets.presets_of(tree, mode, defaults.short_name())
    problems += presets.mode_problems(written, resources, mode, in_force, defaults.short_name())
    skip = written.get("experimental", "skip_name_prefix_for_schema")
    prefix_schemas = not (skip and skip.value is True)
    captured.capture(resources)
    presets.apply(resources, in_force, prefix_schemas=prefix_schemas)
    problems += resolver.problems
    section = in_python.Section.of(written)
    if section is not None:
        known = {key: resolver.resolve(node, ("variables", key)).plain() for key, node in values.items()}

        def settle(new: Node) -> None:
            presets.apply(new, in_force, prefix_schemas=prefix_schemas)

        tree, found = in_python.extend(section, tree, root, chosen, known, resolver.resolve, settle)
        problems += found

    resolver = Resolver(tree, values, ("resources",))
    parts = _resolve_parts(resolver, tree).value
    both = Resolver(tree, values, PREFIXES, unset_ones)
    resolved = {key: both.resolve(node, ("variables", key)).plain() for key, node in values.items()}
    resolver.problems += [one for one in both.problems if one not in problems]
    resources = parts.get("resources", Node({}, tree.at))
    place = written.get("workspace", "root_path")
    deployed_at = str(both.resolve(place).value) if place else None
    problems += shared_root_problems(written, deployed_at)
    synced = defaults.sync_root(written, root)
    deployed.relocate(resources, name.value, chosen, synced, deployed_at)
    git_source.localize(resources, root)
    told = {(one.message, one.file, one.line, one.column) for one in problems}
    unfit = shapes.settle(resources, RESOURCES, ("resources",))
    problems += [one for one in unfit if (one.message, one.file, one.line, one.column) not in told]
    problems += _make_absolute(resources, root, synced)
    if scripts := written.get("scripts"):
        # As they are: `${…}` in them is the shell's.
        parts["scripts"] = scripts
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


def _resolve_parts(resolver: Resolver, tree: Node) -> Node:
    parts = {key: resolver.resolve(node, (key,)) for key, node in tree.items() if key in RESOLVED}
    return Node(parts, tree.at, tree.keys_at)


def _make_absolute(resources: Node, root: Path, synced: Path) -> Iterator[Problem]:
    """In place: file fields become absolute. A problem for those that are not deployed with the bundle."""
    for path, node in list(file_fields(resources)):
        text = node.value
        if text.startswith("/"):
            # In a workspace's terms, where a notebook's name has no extension.
            node.value = str(find_notebook(text) or text)
            continue
        node.value = absolute(text, node.at.file, root)
        if path[-2] != "dependencies" and not Path(node.value).is_relative_to(synced):
            message = f"{text} is not deployed with the bundle: it lies outside of {synced}, see sync.paths"
            yield Problem.at(node.at, message, dotted(("resources", *path)), stops_run=False)
