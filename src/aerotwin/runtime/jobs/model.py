"""Jobs and tasks as the runner sees them."""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.fields import TASK_TYPES
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.jobs.graph import dependants, downstream
from aerotwin.runtime.jobs.outcomes import State

if TYPE_CHECKING:
    from aerotwin.runtime.jobs.outcomes import Result


@dataclass(frozen=True)
class Dependency:
    """A task that must end first; for a condition task perhaps with an outcome, "true" or "false"."""

    task_key: str
    outcome: str | None = None


@dataclass(frozen=True)
class Task:
    """One task of a job. Times are in seconds; `timeout` 0 is none; `max_retries` -1 is without end."""

    key: str
    type: str
    spec: dict[str, Any]
    depends_on: tuple[Dependency, ...] = ()
    run_if: str = "ALL_SUCCESS"
    max_retries: int = 0
    retry_interval: float = 0.0
    retry_on_timeout: bool = False
    timeout: float = 0.0
    disabled: bool = False
    environment_key: str | None = None
    libraries: tuple[dict[str, Any], ...] = ()
    cluster_key: str | None = None
    new_cluster: dict[str, Any] = field(default_factory=dict)

    @property
    def nested(self) -> Task | None:
        """The task that a for_each_task repeats, None for any other type."""
        return task_of(self.spec["task"]) if self.type == "for_each_task" else None


@dataclass(frozen=True)
class Job:
    """A job: its tasks by key, in the order written, and its parameters' defaults.

    `clusters` are settings by the key of a job cluster or of a cluster of the bundle, `environments` and
    `environment_versions` the dependencies and the version of each environment that the job has.
    """

    key: str
    name: str
    tasks: dict[str, Task]
    parameters: dict[str, str] = field(default_factory=dict)
    timeout: float = 0.0
    max_concurrent_runs: int = 1
    queue: bool = True
    environments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clusters: dict[str, dict[str, Any]] = field(default_factory=dict)
    environment_versions: dict[str, str] = field(default_factory=dict)

    @property
    def edges(self) -> dict[str, list[str]]:
        """Each key -> the keys it depends on."""
        return {key: [one.task_key for one in task.depends_on] for key, task in self.tasks.items()}

    def select(self, patterns: list[str]) -> Job:
        """The job with only the tasks that match the globs; dependencies on others are dropped.

        As for `databricks bundle run --only`, `+key` adds all that key depends on and `key+` all that depends
        on it. Raises AeroTwinError for a pattern that matches no task, naming the valid keys.
        """
        found: set[str] = set()
        for pattern in patterns:
            matching = [key for key in self.tasks if fnmatch.fnmatchcase(key, pattern.strip("+"))]
            if not matching:
                raise AeroTwinError(
                    f'unknown task "{pattern}"; tasks of {self.key}: {", ".join(self.tasks)}.'
                )
            found.update(matching)
            if pattern.startswith("+"):
                found |= downstream(dependants(self.edges), matching)
            if pattern.endswith("+"):
                found |= downstream(self.edges, matching)
        chosen = [key for key in self.tasks if key in found]
        tasks = {}
        for key in chosen:
            task = self.tasks[key]
            kept = tuple(one for one in task.depends_on if one.task_key in chosen)
            tasks[key] = replace(task, depends_on=kept)
        return replace(self, tasks=tasks)

    def left_out(self, chosen: Job) -> list[str]:
        """The tasks that those of `chosen`, a selection of this job, depend on but that are not in it."""
        needs = {need for key in chosen.tasks for need in self.edges[key]}
        return [key for key in self.tasks if key in needs and key not in chosen.tasks]

    def with_parameters(self, given: Mapping[str, str]) -> Job:
        """The job with values for its parameters. Raises AeroTwinError for an unknown one."""
        for name in given:
            if name not in self.parameters:
                valid = ", ".join(self.parameters) or "none"
                raise AeroTwinError(f'unknown parameter "{name}"; parameters of {self.key}: {valid}.')
        return replace(self, parameters={**self.parameters, **given})


class Nested(Protocol):
    """What the runner does for tasks that run other tasks."""

    max_parallel: int

    def iterate(self, outer: Attempt, index: int, value: Any) -> TaskRun:
        """Run the nested task of a for_each_task once, with its retries; how its last attempt ended."""

    def child(self, outer: Attempt, key: str, parameters: Mapping[str, str]) -> tuple[int, Result]:
        """Run another job of the bundle as a run of its own; its id and result."""


@dataclass
class Attempt:
    """What an executor is given: the task with its resolved specification, and where it runs.

    `parameters` are the job's parameters over a notebook's own; `environment` are variables for its process;
    `directory` is the task's own and `number` counts attempts from 1 over retries and repairs. `cancel` is
    set when it must stop. `requirements` are what its environment must have installed, as pip takes them.
    """

    task: Task
    spec: dict[str, Any]
    parameters: dict[str, str]
    number: int
    directory: Path
    environment: dict[str, str]
    cancel: threading.Event
    nested: Nested
    job_parameters: dict[str, str] = field(default_factory=dict)
    requirements: tuple[str, ...] = ()

    @property
    def log(self) -> Path:
        """Where what it prints is kept."""
        return self.directory / f"attempt-{self.number}.log"


@dataclass(frozen=True)
class Output:
    """What an executor gives back: a condition's outcome or a notebook's exit value, and seconds by stage."""

    result: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)


Executor = Callable[[Attempt], Output]


@dataclass(frozen=True)
class TaskRun:
    """How one attempt of a task stands or ended. Times are seconds since the epoch."""

    key: str
    state: State
    attempt: int = 0
    started_at: float | None = None
    ended_at: float | None = None
    result: str | None = None
    error: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def duration(self) -> float:
        """Seconds it took, 0 if it did not run."""
        return self.ended_at - self.started_at if self.started_at and self.ended_at else 0.0


def job_of(bundle: Bundle, key: str) -> Job:
    """The job `key` of a bundle; of a pipeline's key the job that updates it, named after the pipeline.

    Raises AeroTwinError naming the valid jobs.
    """
    if key not in bundle.resources.get("jobs", {}):
        if key in bundle.resources.get("pipelines", {}):
            name = str(bundle.resource("pipelines", key).get("name") or key)
            return Job(key, name, {key: Task(key, "pipeline_task", {"pipeline_id": key})})
        valid = ", ".join(sorted(bundle.resources.get("jobs", {}))) or "none"
        raise AeroTwinError(f'unknown job "{key}"; jobs of this bundle: {valid}.')
    resource = bundle.resource("jobs", key)
    tasks = {str(one["task_key"]): task_of(one) for one in resource.get("tasks") or []}
    parameters = {str(one["name"]): _text(one.get("default")) for one in resource.get("parameters") or []}
    timeout = float(resource.get("timeout_seconds") or 0)
    return Job(
        key,
        str(resource.get("name") or key),
        tasks,
        parameters,
        timeout,
        max_concurrent_runs=int(resource.get("max_concurrent_runs", 1)),
        # The CLI enables the queue of every job that does not say otherwise.
        queue=bool((resource.get("queue") or {"enabled": True}).get("enabled")),
        environments={
            str(one["environment_key"]): tuple((one.get("spec") or {}).get("dependencies") or ())
            for one in resource.get("environments") or []
        },
        clusters={
            **bundle.resources.get("clusters", {}),
            **{
                str(one["job_cluster_key"]): one.get("new_cluster") or {}
                for one in resource.get("job_clusters") or []
            },
        },
        environment_versions={
            str(one["environment_key"]): _text(spec.get("environment_version") or spec.get("client"))
            for one in resource.get("environments") or []
            if (spec := one.get("spec") or {})
        },
    )


def task_of(resource: dict[str, Any]) -> Task:
    """A task from its resolved YAML."""
    kind = next(field for field in resource if field in TASK_TYPES)
    needs = tuple(
        Dependency(str(one["task_key"]), None if one.get("outcome") is None else _text(one["outcome"]))
        for one in resource.get("depends_on") or []
    )
    return Task(
        key=str(resource["task_key"]),
        type=kind,
        spec=resource[kind] or {},
        depends_on=needs,
        run_if=resource.get("run_if") or "ALL_SUCCESS",
        max_retries=int(resource.get("max_retries") or 0),
        retry_interval=float(resource.get("min_retry_interval_millis") or 0) / 1000,
        retry_on_timeout=bool(resource.get("retry_on_timeout")),
        timeout=float(resource.get("timeout_seconds") or 0),
        disabled=bool(resource.get("disabled")),
        environment_key=resource.get("environment_key"),
        libraries=tuple(resource.get("libraries") or ()),
        cluster_key=resource.get("job_cluster_key") or resource.get("existing_cluster_id"),
        new_cluster=resource.get("new_cluster") or {},
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
