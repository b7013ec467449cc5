"""Schedules of a bundle's resources: cron expressions and time zones."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from aerotwin.runtime.bundle import quartz
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, dotted, walk

CRON = ("quartz_cron_expression", "quartz_cron_schedule")
ZONE = "timezone_id"


def schedule_problems(resources: Node) -> Iterator[Problem]:
    """Cron expressions that Quartz would refuse, and time zones that do not exist."""
    for path, node in walk(resources):
        if not path or not isinstance(node.value, str) or "${" in node.value:
            continue
        where = dotted(("resources", *path))
        if path[-1] in CRON and (wrong := quartz.complaint(node.value)):
            yield Problem.at(node.at, f'cron expression "{node.value}" {wrong}', where)
        elif path[-1] == ZONE and not _is_zone(node.value):
            message = f'unknown time zone "{node.value}"; valid are names such as UTC or Europe/Berlin'
            yield Problem.at(node.at, message, where)


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
