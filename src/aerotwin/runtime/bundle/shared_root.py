"""A root path in the workspace's shared folder, where all users may write, as the CLI warns of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node

SHARED = re.compile(r"(?:/Workspace)?/Shared(?:/|$)")
ALL_MANAGE = {"level": "CAN_MANAGE", "group_name": "users"}


def shared_root_problems(tree: Node, root_path: str | None) -> Iterator[Problem]:
    """A warning if the resolved `root_path` is shared and the bundle's permissions do not say so."""
    written = tree.get("workspace", "root_path")
    if written is None or root_path is None or not SHARED.match(root_path):
        return
    for one in tree.entries("permissions"):
        if all(
            (said := one.get(key)) is not None and said.value == value for key, value in ALL_MANAGE.items()
        ):
            return
    message = (
        f"all users of the workspace can write to the root path {root_path}: choose a folder of yours, or "
        "permit it, {level: CAN_MANAGE, group_name: users} under permissions"
    )
    yield Problem.at(written.at, message, "workspace.root_path", severity="warning")
