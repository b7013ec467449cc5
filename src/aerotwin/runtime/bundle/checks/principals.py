"""Who a bundle runs as, and who may do what with it."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node

IDENTITIES = ("user_name", "service_principal_name")
# Of a bundle as a whole; single resources have levels of their own.
LEVELS = ("CAN_MANAGE", "CAN_VIEW", "CAN_RUN")


def principal_problems(tree: Node) -> Iterator[Problem]:
    """Two identities to run as, and permissions of the bundle at a level that it does not have."""
    run_as = tree.get("run_as")
    if run_as is not None and all(run_as.get(one) for one in IDENTITIES):
        message = f"run_as has one of {' and '.join(IDENTITIES)}, not both"
        yield Problem.at(run_as.at, message, "run_as", stops_run=False)
    for index, one in enumerate(tree.entries("permissions")):
        level = one.get("level")
        if level is not None and level.value not in LEVELS:
            message = f'level is "{level.value}"; of a bundle valid: {", ".join(LEVELS)}'
            yield Problem.at(level.at, message, f"permissions[{index}].level", stops_run=False)
