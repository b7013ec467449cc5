"""Everything that is wrong with a bundle, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aerotwin.runtime.bundle.check_dashboards import dashboard_problems
from aerotwin.runtime.bundle.check_files import missing_files
from aerotwin.runtime.bundle.check_graph import graph_problems
from aerotwin.runtime.bundle.check_parameters import parameter_problems
from aerotwin.runtime.bundle.check_schedules import schedule_problems
from aerotwin.runtime.bundle.check_tasks import task_problems
from aerotwin.runtime.bundle.model import Bundle, Problem
from aerotwin.runtime.bundle.node import Node


def validate(bundle: Bundle) -> list[Problem]:
    """The problems met while loading, and those that only a look at the whole shows."""
    found = [*bundle.problems, *_checks(bundle)]
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda one: (one.severity, one.file, one.line, one.column))


def _checks(bundle: Bundle) -> Iterator[Problem]:
    resources = bundle.tree.get("resources") or Node({}, bundle.tree.at)
    jobs = resources.get("jobs")
    for key, job in jobs.items() if jobs else ():
        path = f"resources.jobs.{key}"
        tasks = job.get("tasks")
        if tasks is None:
            # The CLI deploys it.
            message = f'job "{key}" has no tasks, so there is nothing to run'
            yield Problem.at(job.at, message, path, severity="warning")
            continue
        if not tasks.is_list:
            yield Problem.at(tasks.at, f'the tasks of job "{key}" are no list', f"{path}.tasks")
            continue
        yield from task_problems(job, path, set(bundle.resources.get("pipelines", {})))
        yield from graph_problems(tasks.value, path)
        yield from parameter_problems(job, path, bundle.root)
    yield from schedule_problems(resources)
    yield from dashboard_problems(resources, bundle.root)
    yield from missing_files(resources, Path(bundle.root))
