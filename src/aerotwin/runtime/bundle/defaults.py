"""What a bundle does not write but may refer to: bundle.target, workspace.file_path, the current user…"""

from __future__ import annotations

import getpass
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from aerotwin.runtime.bundle.merge import merge
from aerotwin.runtime.bundle.node import Node, Position, wrap


def with_defaults(tree: Node, root: Path, target: str) -> Node:
    """The tree over the settings that a workspace would fill in.

    Locally the workspace's paths are the bundle's own directory and the user is the one who runs this.
    """
    user = _user()
    facts: dict[str, Any] = {
        "bundle": {"target": target, "environment": target, "mode": mode(tree, target)},
        "workspace": {
            "current_user": {
                "id": str(os.getuid()),
                "userName": user,
                "user_name": user,
                "displayName": user,
                "display_name": user,
                "short_name": short_name(),
                "domain_friendly_name": re.sub(r"\W+", "-", user),
            },
            "host": "http://localhost",
        },
    }
    if "${bundle.git." in _all_text(tree):
        facts["bundle"]["git"] = _git(root)
    below = wrap(facts, Position(Path("databricks.yml")))
    # Wherever a workspace would put the files, locally they are where they are.
    paths: dict[str, Path] = {
        "root_path": root,
        "file_path": sync_root(tree, root),
        "state_path": root / ".databricks",
        "resource_path": root,
    }
    # A volume for artifacts is a place of its own; else they lie with what else is built.
    if tree.get("workspace", "artifact_path") is None:
        paths["artifact_path"] = root / ".databricks" / "artifacts"
    above = {"workspace": {key: str(value) for key, value in paths.items()}}
    return merge(merge(below, tree), wrap(above, Position(Path("databricks.yml"))))


def mode(tree: Node, target: str) -> str:
    """The target's mode, "" if it has none."""
    node = tree.get("targets", target, "mode")
    return str(node.value) if node else ""


def sync_root(tree: Node, root: Path) -> Path:
    """What a workspace holds as file_path: the directory above all of sync.paths, else the bundle's."""
    texts = [str(node.value) for node in tree.entries("sync", "paths")]
    return Path(os.path.commonpath([root, *((root / text).resolve() for text in texts if "${" not in text)]))


def short_name() -> str:
    """The user's name without domain, in letters, digits and _."""
    return re.sub(r"[^a-zA-Z0-9]+", "_", _user().split("@")[0])


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local"


def _all_text(tree: Node) -> str:
    if tree.is_map:
        return "\n".join(_all_text(child) for child in tree.value.values())
    if tree.is_list:
        return "\n".join(_all_text(child) for child in tree.value)
    return str(tree.value)


def _git(root: Path) -> dict[str, str]:
    def ask(*words: str) -> str:
        try:
            done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip()

    return {
        "branch": ask("rev-parse", "--abbrev-ref", "HEAD"),
        "commit": ask("rev-parse", "HEAD"),
        "origin_url": ask("config", "--get", "remote.origin.url"),
    }
