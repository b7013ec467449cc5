"""Everything that is wrong with a bundle, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.checks.artifacts import artifact_problems
from aerotwin.runtime.bundle.checks.clusters import cluster_problems
from aerotwin.runtime.bundle.checks.dashboards import dashboard_problems
from aerotwin.runtime.bundle.checks.dynamic_references import reference_problems
from aerotwin.runtime.bundle.checks.files import file_problems
from aerotwin.runtime.bundle.checks.for_each import for_each_problems
from aerotwin.runtime.bundle.checks.graph import graph_problems
from aerotwin.runtime.bundle.checks.parameters import parameter_problems
from aerotwin.runtime.bundle.checks.pipelines import pipeline_problems
from aerotwin.runtime.bundle.checks.principals import principal_problems
from aerotwin.runtime.bundle.checks.required import required_problems
from aerotwin.runtime.bundle.checks.schedules import schedule_problems
from aerotwin.runtime.bundle.checks.tasks import task_problems
from aerotwin.runtime.bundle.model import Bundle, Problem
from aerotwin.runtime.bundle.node import Node


def validate(bundle: Bundle) -> list[Problem]:
    """The problems met while loading, and those that only a look at the whole shows."""
    found = [*bundle.problems, *_checks(bundle)]
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda one: (one.severity, one.file, one.line, one.column))


def _checks(bundle: Bundle) -> Iterator[Problem]:
    none = Node({}, bundle.tree.at)
    resources = bundle.tree.get("resources") or none
    for key, job in (resources.get("jobs") or none).items():
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
        yield from graph_problems(tasks, path)
        yield from cluster_problems(job, path)
        yield from for_each_problems(job, path)
        yield from reference_problems(job, path)
        yield from parameter_problems(job, path, bundle.root)
    yield from pipeline_problems(resources.get("pipelines") or none)
    yield from artifact_problems(bundle.tree.get("artifacts") or none, bundle.root)
    yield from principal_problems(bundle.tree)
    yield from required_problems(resources)
    yield from schedule_problems(resources)
    yield from dashboard_problems(resources, bundle.root)
    yield from file_problems(resources, bundle.root)
