"""What a bundle does not write but may refer to: bundle.target, workspace.file_path, the current user…"""

from __future__ import annotations

import getpass
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
                "userName": user,
                "user_name": user,
                "short_name": re.sub(r"\W+", "_", user.split("@")[0]),
                "domain_friendly_name": re.sub(r"\W+", "-", user),
            },
            "host": "http://localhost",
        },
    }
    if "${bundle.git." in _all_text(tree):
        facts["bundle"]["git"] = _git(root)
    below = wrap(facts, Position(Path("databricks.yml")))
    # Wherever a workspace would put the files, locally they are where they are.
    paths = {"root_path": root, "file_path": root, "state_path": root / ".databricks", "resource_path": root}
    above = {"workspace": {key: str(value) for key, value in paths.items()}}
    return merge(merge(below, tree), wrap(above, Position(Path("databricks.yml"))))


def mode(tree: Node, target: str) -> str:
    """The target's mode, "" if it has none."""
    node = tree.get("targets", target, "mode")
    return str(node.value) if node else ""


def name_prefix(tree: Node, target: str) -> str:
    """What goes before the name of each job and pipeline: the preset, in development `[dev <user>] `."""
    preset = tree.get("presets", "name_prefix")
    if preset and preset.value:
        return str(preset.value)
    if mode(tree, target) != "development":
        return ""
    return f"[dev {re.sub(r'[^a-zA-Z0-9]+', '_', _user().split('@')[0])}] "


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
