"""Mistakes in resources, artifacts and who a bundle runs as: one bundle each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import Problem

TASKS = "tasks: [{task_key: a, notebook_task: {notebook_path: n.py}}]"
DAILY = "schedule: {quartz_cron_expression: '0 0 12 * * ?', timezone_id: UTC}"
LIBRARIES = "libraries: [{notebook: {path: n.py}}]"


def of_job(fields: str) -> str:
    return f"resources: {{jobs: {{j: {{{fields}, {TASKS}}}}}}}"


def of_pipeline(fields: str) -> str:
    return f"resources: {{pipelines: {{p: {{{fields}}}}}}}"


MISTAKES = [
    (
        of_job(f"{DAILY}, trigger: {{periodic: {{interval: 1, unit: DAYS}}}}"),
        "error: a job has one of schedule, trigger, continuous; this one has schedule and trigger",
    ),
    (
        of_job("trigger: {periodic: {interval: 0, unit: DAYS}}"),
        "error: interval is 0; it must be at least 1",
    ),
    (
        of_job("schedule: {quartz_cron_expression: '0 0 12 * * ?'}"),
        'warning: required field "timezone_id" is not set',
    ),
    (
        of_job("parameters: [{name: p, default: x}, {name: p, default: y}]"),
        'error: duplicate parameter "p" (first at databricks.yml:2)',
    ),
    (
        "resources: {volumes: {v: {name: v, catalog_name: main}}}",
        'warning: required field "schema_name" is not set',
    ),
    (of_pipeline("schema: s"), "warning: a pipeline without libraries has no datasets"),
    (
        of_pipeline(f"schema: s, target: t, {LIBRARIES}"),
        "warning: target is another name of schema: a pipeline has one of them",
    ),
    (of_pipeline("libraries: [{glob: {include: gone/**}}]"), "error: files gone/** not found"),
    (of_pipeline("libraries: [{notebook: {path: n}}]"), 'error: notebook n not found; did you mean "n.py"?'),
    (
        of_pipeline("libraries: [{notebook: {path: f.py}}]"),
        "error: f.py is not a notebook, as its first line is not `# Databricks notebook source`",
    ),
    (
        of_pipeline("libraries: [{file: {path: n.py}}]"),
        "error: n.py is a notebook, where a plain file is expected",
    ),
    ("artifacts: {w: {type: whl, path: gone}}", "error: directory gone not found"),
    ("artifacts: {w: {path: .}}", "error: an artifact that is no wheel (type: whl) needs `build` or `files`"),
    (
        "run_as: {user_name: u, service_principal_name: s}",
        "error: run_as has one of user_name and service_principal_name, not both",
    ),
    (
        "permissions: [{level: CAN_RESTART, user_name: u}]",
        'error: level is "CAN_RESTART"; of a bundle valid: CAN_MANAGE, CAN_VIEW, CAN_RUN',
    ),
]


NODES = "job_clusters: [{{job_cluster_key: c, new_cluster: {{spark_version: v, num_workers: 0{more}}}}}]"
MISTAKES += [
    ("resources: {jobs: {j: }}", "error: resources.jobs.j is empty"),
    (
        "resources: {schemas: {'${bundle.name}': {name: s, catalog_name: c}}}",
        'error: the key "${bundle.name}" of a resource cannot have references',
    ),
    ("scripts: {s: {content: ''}}", 'error: script "s" has no content'),
    (
        "scripts: {s: {content: 'echo ${bundle.name}'}}",
        "error: ${…} in a script is the shell's: references to the bundle are not replaced there",
    ),
    (
        "workspace: {root_path: /Workspace/Shared/shop}",
        "warning: all users of the workspace can write to the root path /Workspace/Shared/shop",
    ),
    (
        "workspace: {root_path: /Shared}\npermissions: [{level: CAN_VIEW, group_name: users}]",
        "warning: all users of the workspace can write to the root path /Shared",
    ),
    ("sync: {paths: [., gone]}", "error: sync path gone not found"),
    (
        "environments: {e: {}}\ntargets: {t: {}}",
        "error: environments is the older name of targets, which there are too; only those count",
    ),
    (of_job(NODES.format(more="")), "warning: num_workers: 0 is for single-node clusters"),
    (
        "resources: {dashboards: {d: {display_name: D, serialized_dashboard: x}}}",
        "error: a dashboard needs warehouse_id",
    ),
    (
        "resources: {dashboards: {d: {display_name: D, serialized_dashboard: x, warehouse_id: ''}}}",
        "error: a dashboard needs warehouse_id",
    ),
]


@pytest.mark.parametrize(("sections", "message"), MISTAKES)
def test_a_mistake_is_told(problems: Callable[[str], list[Problem]], sections: str, message: str) -> None:
    told = f"{problems(sections)[0].severity}: {problems(sections)[0].message}"
    assert told.startswith(message)


SOUND = [
    of_job(DAILY),
    of_job("trigger: {file_arrival: {url: /Volumes/c/s/v/}}"),
    of_pipeline(f"schema: s, {LIBRARIES}"),
    of_pipeline("ingestion_definition: {connection_name: c}"),
    "artifacts: {w: {type: whl}}",
    "artifacts: {w: {path: ., build: make}}",
    "run_as: {user_name: u}",
    "permissions: [{level: CAN_VIEW, user_name: u}]",
    "workspace: {root_path: /Shared/x}\npermissions: [{level: CAN_MANAGE, group_name: users}]",
    "workspace: {root_path: /Workspace/Users/u/Shared}",
    of_job(NODES.format(more=", is_single_node: true")),
    "scripts: {s: {content: 'echo ${HOME}'}}",
    "environments: {e: {}}",
]


@pytest.mark.parametrize("sections", SOUND)
def test_what_is_sound_is_not(problems: Callable[[str], list[Problem]], sections: str) -> None:
    assert problems(sections) == []


def test_what_lies_outside_of_what_is_deployed(
    problems: Callable[[str], list[Problem]], tmp_path: Path
) -> None:
    (tmp_path.parent / "shared.py").write_text("# Databricks notebook source\n")
    inside = TASKS.replace("n.py", "../shared.py")
    (found,) = problems(f"resources: {{jobs: {{j: {{{inside}}}}}}}")
    assert found.message.startswith("../shared.py is not deployed with the bundle")
    assert (found.severity, found.stops_run) == ("error", False)
    assert problems(f"sync: {{paths: [..]}}\nresources: {{jobs: {{j: {{{inside}}}}}}}") == []
