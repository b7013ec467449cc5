"""Schedules of a bundle's resources: cron expressions and time zones."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, dotted, walk
from aerotwin.runtime.quartz import Cron, CronError, time_zone

CRON = ("quartz_cron_expression", "quartz_cron_schedule")
ZONE = "timezone_id"


def schedule_problems(resources: Node) -> Iterator[Problem]:
    """Cron expressions that Quartz would refuse, and time zones that do not exist."""
    for path, node in walk(resources):
        if not path or not isinstance(node.value, str) or "${" in node.value:
            continue
        where = dotted(("resources", *path))
        try:
            if path[-1] in CRON:
                Cron(node.value)
            elif path[-1] == ZONE:
                time_zone(node.value)
        except CronError as error:
            yield Problem.at(node.at, str(error), where)
