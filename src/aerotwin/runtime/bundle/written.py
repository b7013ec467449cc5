"""What the Databricks CLI does not take, told from a bundle as written, before references are resolved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node


def adopt_environments(tree: Node) -> list[Problem]:
    """In place: `environments`, the older name of `targets`, become those. A problem if there are both."""
    older = tree.get("environments")
    if older is None:
        return []
    if tree.get("targets") is not None:
        message = "environments is the older name of targets, which there are too; only those count"
        return [Problem.at(tree.key_at("environments"), message, "environments", stops_run=False)]
    tree.value["targets"] = tree.value.pop("environments")
    return []


def written_problems(tree: Node, root: Path) -> Iterator[Problem]:
    """References where there can be none, resources and scripts without content, sync paths that are not."""
    none = Node({}, tree.at)
    name = tree.get("bundle", "name")
    if name is not None and "${" in str(name.value):
        message = "the name of a bundle should not refer to variables: where it is deployed depends on it"
        yield Problem.at(name.at, message, "bundle.name", severity="warning")
    for kind, entries in (tree.get("resources") or none).items():
        for key, resource in entries.items():
            path = f"resources.{kind}.{key}"
            if "${" in key:
                yield Problem.at(
                    entries.key_at(key), f'the key "{key}" of a resource cannot have references', path
                )
            if resource.value is None:
                yield Problem.at(entries.key_at(key), f"{path} is empty", path)
    for key, script in (tree.get("scripts") or none).items():
        content, path = script.get("content"), f"scripts.{key}.content"
        if content is None or not content.value:
            yield Problem.at(script.at, f'script "{key}" has no content', path, stops_run=False)
        elif "${bundle." in str(content.value) or "${var." in str(content.value):
            message = "${…} in a script is the shell's: references to the bundle are not replaced there"
            yield Problem.at(content.at, message, path, stops_run=False)
    for index, node in enumerate(tree.entries("sync", "paths")):
        text = str(node.value)
        if "${" not in text and not ((root / node.at.file).parent / text).exists():
            yield Problem.at(node.at, f"sync path {text} not found", f"sync.paths[{index}]", stops_run=False)
