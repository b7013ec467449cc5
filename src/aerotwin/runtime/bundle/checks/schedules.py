"""Schedules and triggers of a bundle's resources."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, dotted, walk
from aerotwin.runtime.quartz import Cron, CronError, time_zone

CRON = ("quartz_cron_expression", "quartz_cron_schedule")
ZONE = "timezone_id"
# What starts a job by itself; Databricks takes one of them.
STARTERS = ("schedule", "trigger", "continuous")


def schedule_problems(resources: Node) -> Iterator[Problem]:
    """Cron expressions that Quartz would refuse, time zones that do not exist, periods without length, and
    jobs that are started in two ways.
    """
    for key, job in (resources.get("jobs") or Node({}, resources.at)).items():
        starters = [name for name in STARTERS if job.get(name)]
        if len(starters) > 1:
            message = f"a job has one of {', '.join(STARTERS)}; this one has {' and '.join(starters)}"
            where = f"resources.jobs.{key}.{starters[1]}"
            yield Problem.at(job.key_at(starters[1]), message, where, stops_run=False)
        interval = job.get("trigger", "periodic", "interval")
        if interval is not None and isinstance(interval.value, int) and interval.value < 1:
            where = f"resources.jobs.{key}.trigger.periodic.interval"
            yield Problem.at(interval.at, f"interval is {interval.value}; it must be at least 1", where)
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
