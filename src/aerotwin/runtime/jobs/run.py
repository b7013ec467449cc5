"""Run a bundle's job, or repair a run of it."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.fields import RUNNABLE
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.exclusive import exclusive
from aerotwin.runtime.jobs.executors import executors
from aerotwin.runtime.jobs.graph import downstream
from aerotwin.runtime.jobs.model import Attempt, Executor, Job, Output, Task, TaskRun, job_of
from aerotwin.runtime.jobs.outcomes import Result, State, result_of
from aerotwin.runtime.jobs.references import Scope, notebook_parameters, resolve
from aerotwin.runtime.jobs.scheduler import Schedule
from aerotwin.runtime.jobs.services import Services
from aerotwin.runtime.jobs.store import Store

DONE = frozenset({State.SUCCESS, State.EXCLUDED, State.DISABLED})
WARM_TYPES = frozenset({"notebook_task", "pipeline_task"})
MAX_PARALLEL = max(2, os.cpu_count() or 2)


class Listener(Protocol):
    """Hears how a run goes, from one thread."""

    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None:
        """The run starts; `runs` are the tasks that a repair keeps."""

    def change(self, run: TaskRun) -> None:
        """A task has a new state."""

    def say(self, text: str) -> None:
        """Something else worth knowing."""


@dataclass(frozen=True)
class RunResult:
    """How a run ended: every task's last attempt, seconds in all and to start Spark and kernels."""

    run_id: int
    job: Job
    result: Result
    runs: dict[str, TaskRun]
    seconds: float
    startup: dict[str, float] = field(default_factory=dict)
    report: str | None = None
    kept: frozenset[str] = frozenset()

    @property
    def fresh(self) -> list[TaskRun]:
        """The last attempts without those that a repair kept."""
        return [run for key, run in self.runs.items() if key not in self.kept]


MakeExecutors = Callable[[Bundle, Home, Services], dict[str, Executor]]


def run_job(
    bundle: Bundle,
    key: str,
    *,
    home: Home,
    listener: Listener,
    only: list[str] | None = None,
    params: Mapping[str, str] | None = None,
    max_parallel: int = MAX_PARALLEL,
    queue: bool = False,
    make: MakeExecutors = executors,
) -> RunResult:
    """Run the job `key` of a bundle, or of its tasks those that match the globs in `only`.

    Raises AeroTwinError before anything runs: unknown job, task or parameter, a task type that does not run
    locally, or another active run (unless `queue`).
    """
    job = job_of(bundle, key).with_parameters(params or {})
    job = job.select(only) if only else job
    _refuse_unsupported(job)
    store = Store(home.runs_db)
    try:
        with exclusive(home, store, queue, listener.say):
            run_id = store.begin(
                job_key=key,
                job_name=job.name,
                bundle_root=bundle.root,
                target=bundle.target,
                parameters=job.parameters,
                variables=bundle.given,
                selected=only or [],
            )
            return _Runner(bundle, job, run_id, store, home, listener, max_parallel, make).run({})
    finally:
        store.close()


def repair_run(
    bundle: Bundle,
    run_id: int,
    *,
    home: Home,
    listener: Listener,
    max_parallel: int = MAX_PARALLEL,
    queue: bool = False,
    make: MakeExecutors = executors,
) -> RunResult:
    """Run again, in the same run, the tasks that did not succeed and those that depend on them.

    `bundle` must be the run's, for its target and variables. Raises AeroTwinError if there is nothing to
    repair, or another active run (unless `queue`).
    """
    store = Store(home.runs_db)
    try:
        with exclusive(home, store, queue, listener.say):
            stored = store.run(run_id)
            known = job_of(bundle, stored.job_key)
            given = {name: text for name, text in stored.parameters.items() if name in known.parameters}
            job = known.with_parameters(given)
            job = job.select(stored.selected) if stored.selected else job
            earlier = {name: run for name, run in store.latest(run_id).items() if name in job.tasks}
            again = to_repair(job, earlier)
            if not again:
                raise AeroTwinError(f"Run {run_id} succeeded: there is nothing to repair.")
            store.begin_repair(run_id)
            runner = _Runner(bundle, job, run_id, store, home, listener, max_parallel, make)
            runner.repair_count = stored.repair_count + 1
            runner.started = stored.started_at
            runner.attempts = {name: run.attempt for name, run in earlier.items()}
            return runner.run({name: run for name, run in earlier.items() if name not in again})
    finally:
        store.close()


def _refuse_unsupported(job: Job) -> None:
    for task in job.tasks.values():
        if task.type not in RUNNABLE:
            valid = ", ".join(sorted(RUNNABLE))
            raise AeroTwinError(f'task "{task.key}" is not runnable locally: {task.type}; runnable: {valid}.')


def to_repair(job: Job, runs: Mapping[str, TaskRun]) -> set[str]:
    """The tasks that a repair runs again: all that are not done, and everything downstream of them."""
    undone = [key for key in job.tasks if key not in runs or runs[key].state not in DONE]
    return downstream(job.edges, undone)


@dataclass
class _Runner:
    bundle: Bundle
    job: Job
    run_id: int
    store: Store
    home: Home
    listener: Listener
    max_parallel: int
    make: MakeExecutors
    repair_count: int = 0
    started: float = field(default_factory=time.time)
    attempts: dict[str, int] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, kept: Mapping[str, TaskRun]) -> RunResult:
        began = time.monotonic()
        waiting = [task for key, task in self.job.tasks.items() if key not in kept]
        self.schedule = Schedule(
            self.job,
            self._execute,
            self._changed,
            self.max_parallel,
            self.store.durations(self.job.key),
            kept,
            self.attempts,
        )
        result = Result.INTERRUPTED
        services = Services(self.home, any(task.type in WARM_TYPES for task in waiting))
        try:
            self.by_type = self.make(self.bundle, self.home, services)
            self.listener.begin(self.run_id, self.job, kept)
            with _stopped_by_signals(self.schedule.cancel):
                runs = self.schedule.run()
            states = {key: run.state for key, run in runs.items()}
            result = Result.CANCELED if self.schedule.cancel.is_set() else result_of(self.job.edges, states)
        finally:
            services.close()
            self.store.end(self.run_id, result, services.startup)
        seconds = time.monotonic() - began
        return RunResult(
            self.run_id,
            self.job,
            result,
            runs,
            seconds,
            services.startup,
            self._report(runs),
            frozenset(kept),
        )

    @property
    def directory(self) -> Path:
        return self.home.runs / str(self.run_id)

    def _changed(self, run: TaskRun) -> None:
        run = replace(run, parameters=self.parameters.get(run.key, {}))
        self.store.save(self.run_id, run)
        self.listener.change(run)

    def _execute(self, task: Task, number: int, cancel: threading.Event) -> Output:
        scope = Scope(
            self.job.key,
            self.job.name,
            str(self.run_id),
            datetime.fromtimestamp(self.started, UTC),
            self._resolved_job_parameters(task, number),
            self.repair_count,
            runs=self.schedule.runs,
            values=self._values,
        )
        spec = resolve(task.spec, scope, task, number)
        parameters = notebook_parameters(spec.get("base_parameters") or {}, scope.parameters)
        parameters = {name: self.home.local(text) for name, text in parameters.items()}
        self.parameters[task.key] = parameters
        directory = self.directory / task.key
        directory.mkdir(parents=True, exist_ok=True)
        environment = {
            "AEROTWIN_HOME": str(self.home.path),
            "AEROTWIN_BUNDLE_ROOT": str(self.bundle.root),
            "AEROTWIN_RUN_ID": str(self.run_id),
            "AEROTWIN_TASK_KEY": task.key,
            "AEROTWIN_JOB": self.job.key,
            "AEROTWIN_RUN_DIR": str(self.directory),
            "AEROTWIN_TASK_DIR": str(directory),
        }
        attempt = Attempt(task, spec, parameters, number, directory, environment, cancel)
        return self.by_type[task.type](attempt)

    def _resolved_job_parameters(self, task: Task, number: int) -> dict[str, str]:
        """Job parameters may themselves refer to the run, `{{job.run_id}}`, though not to each other."""
        plain = Scope(
            self.job.key, self.job.name, str(self.run_id), datetime.fromtimestamp(self.started, UTC), {}
        )
        return {name: resolve(text, plain, task, number) for name, text in self.job.parameters.items()}

    def _values(self, key: str) -> dict[str, Any]:
        file = self.directory / key / "values.json"
        return json.loads(file.read_text()) if file.is_file() else {}

    def _report(self, runs: Mapping[str, TaskRun]) -> str | None:
        """The text that the task which ended last left for the end of the run."""
        ended = [run for run in runs.values() if run.state is State.SUCCESS and run.ended_at]
        if not ended:
            return None
        last = max(ended, key=lambda run: run.ended_at or 0)
        file = self.directory / last.key / "report.txt"
        return file.read_text() if file.is_file() else None


@contextmanager
def _stopped_by_signals(cancel: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM cancel the run in order; a second one ends the process at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, _frame: object) -> None:
        if cancel.is_set():
            os._exit(128 + signum)
        cancel.set()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
