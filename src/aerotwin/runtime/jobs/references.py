"""Replace `{{job.parameters.x}}`, `{{tasks.t.values.v}}` and the like in a task's specification.

Source: Databricks' documentation, "What is a dynamic value reference?".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Task, TaskRun

REFERENCE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
TIMES: dict[str, Callable[[datetime], object]] = {
    "iso_date": lambda time: time.strftime("%Y-%m-%d"),
    "iso_datetime": lambda time: time.strftime("%Y-%m-%dT%H:%M:%S"),
    "timestamp_ms": lambda time: int(time.timestamp() * 1000),
    "year": lambda time: time.year,
    "month": lambda time: time.month,
    "day": lambda time: time.day,
    "hour": lambda time: time.hour,
    "minute": lambda time: time.minute,
    "second": lambda time: time.second,
    "iso_weekday": lambda time: time.isoweekday(),
    "is_weekday": lambda time: time.isoweekday() <= 5,
}
Value = TypeVar("Value")
LEGACY = {
    "job_id": "job.id",
    "run_id": "task.run_id",
    "parent_run_id": "job.run_id",
    "job_run_id": "job.run_id",
    "start_date": "job.start_time.iso_date",
    "start_time": "job.start_time.timestamp_ms",
    "task_key": "task.name",
    "task_retry_count": "task.retry_count",
}


@dataclass(frozen=True)
class Scope:
    """What the references of a run may name.

    `started` is the run's start in UTC; `runs` has each task's latest attempt and `values` its task values.
    """

    job_key: str
    job_name: str
    run_id: str
    started: datetime
    parameters: Mapping[str, str]
    repair_count: int = 0
    trigger: str = "one_time"
    runs: Mapping[str, TaskRun] = field(default_factory=dict)
    values: Callable[[str], Mapping[str, Any]] = lambda _task: {}

    def value(self, reference: str, task: Task, attempt: int) -> str:
        """The text for a reference without its braces.

        Raises AeroTwinError, naming what there is, if the reference, parameter, task or value does not exist.
        """
        steps = LEGACY.get(reference, reference).split(".")
        match steps:
            case ["job", "parameters", *rest] if rest:
                return str(_known(".".join(rest), self.parameters, "job parameter"))
            case ["job", "start_time" | "trigger", *rest] if rest and rest[-1] in TIMES:
                return _text(TIMES[rest[-1]](self.started))
            case ["job", "trigger", "type"]:
                return self.trigger
            case ["job", name]:
                facts = {
                    "id": self.job_key,
                    "name": self.job_name,
                    "run_id": self.run_id,
                    "repair_count": str(self.repair_count),
                }
                return _known(name, facts, "field of {{job}}")
            case ["task", name]:
                return _known(name, self._own(task, attempt), "field of {{task}}")
            case ["tasks", key, "values", *rest] if rest:
                _known(key, self.runs, "task")
                return _text(_known(".".join(rest), self.values(key), f"value left by task {key}"))
            case ["tasks", key, name]:
                run = _known(key, self.runs, "task")
                return _known(name, self._other(key, run), "field of {{tasks." + key + "}}")
            case ["workspace", "id"]:
                return "0"
            case ["workspace", "url"]:
                return "http://localhost"
            case ["input", *_]:
                raise AeroTwinError("{{input}} has a meaning only inside a for_each_task.")
        raise AeroTwinError(
            f"unknown reference {{{{{reference}}}}}; known: job.parameters.*, job.id, job.name, job.run_id, "
            "job.repair_count, job.start_time.*, job.trigger.*, task.*, tasks.<task>.values.*, "
            "tasks.<task>.result_state."
        )

    def _own(self, task: Task, attempt: int) -> dict[str, str]:
        return {
            "name": task.key,
            "run_id": f"{self.run_id}-{task.key}",
            "execution_count": str(attempt),
            "retry_count": str(attempt - 1),
            "notebook_path": str(task.spec.get("notebook_path", "")),
        }

    def _other(self, key: str, run: TaskRun) -> dict[str, str]:
        return {
            "result_state": run.state.lower().replace("timed_out", "timedout"),
            "run_id": f"{self.run_id}-{key}",
            "execution_count": str(run.attempt),
            "error_code": "RunExecutionError" if run.error else "",
        }


def resolve(value: Any, scope: Scope, task: Task, attempt: int) -> Any:
    """`value` with the references in all its texts replaced; other texts in braces raise AeroTwinError."""
    if isinstance(value, dict):
        return {key: resolve(one, scope, task, attempt) for key, one in value.items()}
    if isinstance(value, list):
        return [resolve(one, scope, task, attempt) for one in value]
    if isinstance(value, str) and "{{" in value:
        return REFERENCE.sub(lambda match: scope.value(match.group(1), task, attempt), value)
    return value


def notebook_parameters(base: Mapping[str, Any], job: Mapping[str, str]) -> dict[str, str]:
    """A notebook's parameters: job parameters are pushed down and win over base parameters of that name."""
    return {**{name: _text(value) for name, value in base.items()}, **job}


def _known(name: str, options: Mapping[str, Value], what: str) -> Value:
    if name not in options:
        raise AeroTwinError(f'unknown {what} "{name}"; there are: {", ".join(options) or "none"}.')
    return options[name]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)
