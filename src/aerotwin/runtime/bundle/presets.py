"""What a target's mode and presets do to resources: names, tags, pauses, development pipelines.

https://docs.databricks.com/aws/en/dev-tools/bundles/deployment-modes
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, wrap

# Kinds whose name gets the prefix as it is, and those whose names allow letters, digits and _ only.
NAMES = {
    "jobs": "name",
    "pipelines": "name",
    "models": "name",
    "experiments": "name",
    "clusters": "cluster_name",
    "instance_pools": "instance_pool_name",
    "dashboards": "display_name",
    "genie_spaces": "title",
    "alerts": "display_name",
    "sql_warehouses": "name",
}
PLAIN_NAMES = {"model_serving_endpoints": "name", "registered_models": "name", "schemas": "name"}
TAGGED = ("jobs", "pipelines")
TRIGGERS = ("schedule", "continuous", "trigger")
MODES = ("development", "production")
DEVELOPMENT_RUNS = 4


@dataclass(frozen=True)
class Presets:
    """The presets in force for a target; None and "" leave things as written."""

    name_prefix: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    max_concurrent_runs: int | None = None
    pause_status: str = ""
    pipelines_development: bool | None = None


def presets_of(tree: Node, mode: str, short_name: str) -> Presets:
    """The presets written in `tree` (references resolved), and what development mode adds to them."""

    def given(key: str) -> object:
        node = tree.get("presets", key)
        return node.plain() if node else None

    prefix, tags, runs = given("name_prefix"), given("tags"), given("jobs_max_concurrent_runs")
    pause, development = given("trigger_pause_status"), given("pipelines_development")
    result = Presets(
        name_prefix=str(prefix or ""),
        tags={str(key): str(value) for key, value in tags.items()} if isinstance(tags, dict) else {},
        max_concurrent_runs=int(runs) if isinstance(runs, int | str) and str(runs).isdigit() else None,
        pause_status=str(pause or ""),
        pipelines_development=development if isinstance(development, bool) else None,
    )
    if mode != "development":
        return result
    return Presets(
        name_prefix=result.name_prefix or f"[dev {short_name}] ",
        tags={"dev": short_name, **result.tags},
        max_concurrent_runs=result.max_concurrent_runs or DEVELOPMENT_RUNS,
        pause_status=result.pause_status or "PAUSED",
        pipelines_development=result.pipelines_development is not False,
    )


def apply(resources: Node, presets: Presets, *, prefix_schemas: bool = True) -> None:
    """Change `resources` in place; what a resource says itself about tags, runs and pauses stays."""
    for kind, entries in resources.items():
        for _, resource in entries.items():
            if resource.is_map:
                _name(kind, resource, presets.name_prefix, prefix_schemas)
                if kind in TAGGED and presets.tags:
                    own = resource.get("tags")
                    tags = wrap(presets.tags, resource.at).value | dict(own.items() if own else ())
                    _set(resource, "tags", Node(tags, resource.at))
    for _, job in _resources(resources, "jobs"):
        if presets.max_concurrent_runs and job.get("max_concurrent_runs") is None:
            _set(job, "max_concurrent_runs", Node(presets.max_concurrent_runs, job.at))
        for name in TRIGGERS:
            trigger = job.get(name)
            paused = trigger is not None and trigger.is_map and trigger.get("pause_status") is None
            if presets.pause_status and trigger is not None and paused:
                _set(trigger, "pause_status", Node(presets.pause_status, trigger.at))
    for _, pipeline in _resources(resources, "pipelines"):
        if presets.pipelines_development:
            _set(pipeline, "development", Node(True, pipeline.at))
        if presets.pause_status == "PAUSED" and pipeline.get("continuous") is not None:
            _set(pipeline, "continuous", Node(False, pipeline.at))


def mode_problems(tree: Node, resources: Node, mode: str, presets: Presets, user: str) -> Iterator[Problem]:
    """What a mode does not allow. What depends on who deploys stops no run: locally nothing is shared."""
    if mode not in ("", *MODES):
        message = f'mode is "{mode}"; valid: {", ".join(MODES)}'
        yield Problem.at((tree.get("mode") or tree).at, message, "mode")
    if mode == "development":
        pause = tree.get("presets", "trigger_pause_status")
        if pause is not None and pause.value == "UNPAUSED":
            message = "a target with mode: development cannot set trigger_pause_status to UNPAUSED"
            yield Problem.at(pause.at, message, "presets.trigger_pause_status")
        prefix = tree.get("presets", "name_prefix")
        if prefix is not None and prefix.value and user not in presets.name_prefix:
            message = (
                "name_prefix must contain the current user in a target with mode: development, "
                "for instance ${workspace.current_user.short_name}"
            )
            yield Problem.at(prefix.at, message, "presets.name_prefix", stops_run=False)
        root_path = tree.get("workspace", "root_path")
        if root_path is not None and not _is_of_user(str(root_path.value), user):
            message = (
                "in a target with mode: development root_path must start with ~/ or contain the user, "
                "so that each developer has a copy"
            )
            yield Problem.at(root_path.at, message, "workspace.root_path", stops_run=False)
    if mode == "production":
        for key, pipeline in _resources(resources, "pipelines"):
            development = pipeline.get("development")
            if development is not None and development.value is True:
                message = "a target with mode: production cannot include a pipeline with development: true"
                yield Problem.at(development.at, message, f"resources.pipelines.{key}.development")
        if tree.get("workspace", "root_path") is None:
            message = (
                "a target with mode: production must set workspace.root_path to be deployed, "
                "so that there is one copy only; running locally does not need it"
            )
            yield Problem.at(tree.at, message, "workspace.root_path", severity="warning")


def _is_of_user(path: str, user: str) -> bool:
    return path.startswith("~/") or "${workspace.current_user." in path or "${var." in path or user in path


def plain_prefix(prefix: str) -> str:
    """A prefix for names of letters, digits and _: `[dev jane] ` is `dev_jane_`."""
    words = re.sub(r"[^a-zA-Z0-9_]+", "_", prefix).strip("_")
    return f"{words}_" if words else ""


def _name(kind: str, resource: Node, prefix: str, prefix_schemas: bool) -> None:
    plain = kind in PLAIN_NAMES
    named = resource.get(PLAIN_NAMES[kind] if plain else NAMES.get(kind, ""))
    if named is None or not prefix or (kind == "schemas" and not prefix_schemas):
        return
    text = str(named.value)
    if kind == "experiments" and "/" in text:
        folder, _, last = text.rpartition("/")
        named.value = f"{folder}/{prefix}{last}"
    else:
        named.value = f"{plain_prefix(prefix) if plain else prefix}{text}"


def _resources(resources: Node, kind: str) -> Iterator[tuple[str, Node]]:
    entries = resources.get(kind)
    for key, node in entries.items() if entries else ():
        if node.is_map:
            yield key, node


def _set(node: Node, key: str, value: Node) -> None:
    node.value[key] = value
