"""Paths of the deployed bundle's files, as bundles write them out, to where the files lie locally."""

from __future__ import annotations

import re
from pathlib import Path

from aerotwin.runtime.bundle.node import Node, walk

# The CLI drops a /Workspace before a reference that begins with it already.
DOUBLED = re.compile(r"/Workspace/?(?=\$\{workspace\.(?:root|file|artifact|resource|state)_path\})")
FILES = re.compile(r"\$\{workspace\.root_path\}/files(?=/|$)")


def rewrite_references(tree: Node) -> None:
    """In place: `${workspace.root_path}/files` becomes `${workspace.file_path}`, elsewhere locally."""
    for _, node in walk(tree):
        if isinstance(node.value, str) and "${workspace." in node.value:
            node.value = FILES.sub("${workspace.file_path}", DOUBLED.sub("", node.value))


def relocate(tree: Node, name: str, target: str, files: Path, root_path: str | None = None) -> None:
    """In place: texts that begin with where the CLI uploads this bundle's files, for any user, name `files`.

    `root_path` is the target's own place for it, None for the default.
    """
    usual = rf"(?:/Workspace)?/(?:Users/[^/]+|Shared)/\.bundle/{re.escape(name)}/{re.escape(target)}"
    places = [usual]
    if root_path and "${" not in root_path:
        places.append("(?:/Workspace)?" + re.escape(root_path.removeprefix("/Workspace")))
    deployed = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(places)})/files(?=/|$)")
    for _, node in walk(tree):
        if isinstance(node.value, str) and "/files" in node.value:
            node.value = deployed.sub(str(files), node.value)
