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
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.jobs.trigger import Trigger

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
NAMESPACES = frozenset({"job", "task", "tasks", "workspace", "input"})
# A step of a reference: plain, or in backticks when it has special characters.
STEP = re.compile(r"`([^`]*)`|([^.`]+)")
# Where Databricks' word for a state differs from ours in lower case.
RESULT_STATES = {State.TIMED_OUT: "timedout", State.INTERRUPTED: "canceled", State.SKIPPED: "excluded"}
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

    `started` is the run's start in UTC; `runs` has each task's latest attempt, `values` its task values and
    `outputs` the rows of a SQL task's last statement. `input` is the element that an iteration of a
    for_each_task is for, which `iterating` tells.
    """

    job_key: str
    job_name: str
    run_id: str
    started: datetime
    parameters: Mapping[str, str]
    repair_count: int = 0
    trigger: Trigger = field(default_factory=Trigger)
    runs: Mapping[str, TaskRun] = field(default_factory=dict)
    values: Callable[[str], Mapping[str, Any]] = lambda _task: {}
    outputs: Callable[[str], list[dict[str, Any]] | None] = lambda _task: None
    tasks: Mapping[str, Task] = field(default_factory=dict)
    input: Any = None
    iterating: bool = False

    def value(self, reference: str, task: Task, attempt: int) -> str:
        """The text for a reference without its braces.

        What belongs to no known namespace is left as written, as documented. Raises AeroTwinError, naming
        what there is, if a parameter, task, value or field of a known namespace does not exist.
        """
        steps = [
            (plain or quoted).removeprefix("[").removesuffix("]")
            for quoted, plain in STEP.findall(LEGACY.get(reference, reference))
        ]
        if not steps or steps[0] not in NAMESPACES:
            return f"{{{{{reference}}}}}"
        match steps:
            case ["job", "parameters", *rest] if rest:
                return str(_known(".".join(rest), self.parameters, "job parameter"))
            case ["job", "start_time", name]:
                return _text(_known(name, TIMES, "part of {{job.start_time}}")(self.started))
            case ["job", "trigger", "time", name]:
                return _text(
                    _known(name, TIMES, "part of {{job.trigger.time}}")(self.trigger.time(self.started))
                )
            case ["job", "trigger", "type"]:
                return self.trigger.type
            case ["job", "trigger", "file_arrival", "location"]:
                return self.trigger.location
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
            case ["tasks", key, "output", *rest] if rest:
                _known(key, self.runs, "task")
                return self._output(key, rest)
            case ["tasks", key, name]:
                run = _known(key, self.runs, "task")
                return _known(name, self._other(key, run), "field of {{tasks." + key + "}}")
            case ["workspace", "id"]:
                return "0"
            case ["workspace", "url"]:
                return "http://localhost"
            case ["input", *rest]:
                return self._input(rest)
        raise AeroTwinError(
            f"unknown reference {{{{{reference}}}}}; known: job.parameters.*, job.id, job.name, job.run_id, "
            "job.repair_count, job.start_time.*, job.trigger.*, task.*, tasks.<task>.values.*, "
            "tasks.<task>.result_state, tasks.<task>.output.*, input, input.*."
        )

    def _input(self, steps: list[str]) -> str:
        if not self.iterating:
            raise AeroTwinError("{{input}} has a meaning only inside a for_each_task.")
        value = self.input
        for index, step in enumerate(steps):
            if not isinstance(value, dict):
                raise AeroTwinError(f'{{{{input}}}} has no "{step}": it is {json.dumps(value)}.')
            value = _known(step, value, "key of {{" + ".".join(["input", *steps[:index]]) + "}}")
        return _text(value)

    def _output(self, key: str, steps: list[str]) -> str:
        rows = self.outputs(key)
        if rows is None:
            raise AeroTwinError(f"task {key} left no rows: {{{{tasks.{key}.output}}}} is for SQL tasks.")
        match steps:
            case ["rows"]:
                return json.dumps(rows)
            case ["first_row", *column] if len(column) < 2:
                first: dict[str, Any] = rows[0] if rows else {}
                return _text(_known(column[0], first, f"column of task {key}") if column else first)
        return _known(".".join(steps), {}, "field of {{tasks." + key + ".output}} besides rows and first_row")

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
            "result_state": RESULT_STATES.get(run.state, run.state.lower()),
            "run_id": f"{self.run_id}-{key}",
            "execution_count": str(run.attempt),
            "notebook_path": str(self.tasks[key].spec.get("notebook_path", "")) if key in self.tasks else "",
            "error_code": "RunExecutionError" if run.error else "",
        }


def resolve(value: Any, scope: Scope, task: Task, attempt: int) -> Any:
    """`value` with the references in all its texts replaced."""
    if isinstance(value, dict):
        return {key: resolve(one, scope, task, attempt) for key, one in value.items()}
    if isinstance(value, list):
        return [resolve(one, scope, task, attempt) for one in value]
    if isinstance(value, str) and "{{" in value:
        return REFERENCE.sub(lambda match: scope.value(match.group(1), task, attempt), value)
    return value


def push_down(own: Mapping[str, Any], job: Mapping[str, str]) -> dict[str, str]:
    """A task's key-value parameters: the job's are pushed down and win over its own of the same name."""
    return {**{name: _text(value) for name, value in own.items()}, **job}


def _known(name: str, options: Mapping[str, Value], what: str) -> Value:
    if name not in options:
        raise AeroTwinError(f'unknown {what} "{name}"; there are: {", ".join(options) or "none"}.')
    return options[name]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)
