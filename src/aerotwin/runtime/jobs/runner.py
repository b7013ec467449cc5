"""One run of a job: its tasks' attempts prepared, executed and stored."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aerotwin.runtime.bundle.catalogs import declared as catalogs_of
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.dbutils.secrets import Secrets
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs import clusters, stand_ins
from aerotwin.runtime.jobs.executors import executors, needs, refusals
from aerotwin.runtime.jobs.listener import Listener, Relay
from aerotwin.runtime.jobs.model import Attempt, Executor, Job, Output, Task, TaskRun, job_of
from aerotwin.runtime.jobs.outcomes import Result, State, result_of
from aerotwin.runtime.jobs.places import places
from aerotwin.runtime.jobs.references import Scope, push_down, resolve
from aerotwin.runtime.jobs.requirements import requirements_of, unavailable
from aerotwin.runtime.jobs.scheduler import Schedule, attempt_once, retries_left
from aerotwin.runtime.jobs.services import Services
from aerotwin.runtime.jobs.sql_worker import OUTPUT
from aerotwin.runtime.jobs.store import Store
from aerotwin.runtime.jobs.trigger import Trigger
from aerotwin.runtime.notebooks.compute import VERSION
from aerotwin.runtime.spark.catalogs import declare

MakeExecutors = Callable[[Bundle, Home, Services], dict[str, Executor]]
CANCEL_POLL_SECONDS = 0.5
# Those that find what the task's environment and libraries ask for.
PYTHON_TYPES = frozenset({"notebook_task", "spark_python_task", "python_wheel_task"})


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


@dataclass
class Runner:
    """Runs `job` as the stored run `run_id`.

    `earlier` are the last attempts of a run that is repaired, of iterations too; those of `resumed`
    for_each_tasks whose inputs are the same are not run again. `iterations` counts attempts of iterations.
    `services` are a parent run's, if it has one.
    """

    bundle: Bundle
    job: Job
    run_id: int
    store: Store
    home: Home
    listener: Listener
    max_parallel: int
    make: MakeExecutors = executors
    trigger: Trigger = field(default_factory=Trigger)
    skip_unsupported: bool = False
    repair_count: int = 0
    started: float = field(default_factory=time.time)
    earlier: Mapping[str, TaskRun] = field(default_factory=dict)
    resumed: frozenset[str] = frozenset()
    cancel: threading.Event = field(default_factory=threading.Event)
    services: Services | None = None
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    iterations: dict[str, int] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)

    def _start(self, wanted: frozenset[str]) -> Services:
        """The services that the run needs, on a lakehouse with what the bundle counts on."""
        samples = stand_ins.missing(self.bundle, self.home)
        for name in samples:
            self.listener.say(f"{name} is not here: a stand-in with synthetic rows takes its place.")
        return Services(self.home, wanted, places(self.bundle), samples)

    def run(self, kept: Mapping[str, TaskRun]) -> RunResult:
        """Run all tasks but those `kept`."""
        began = time.monotonic()
        waiting = [task for key, task in self.job.tasks.items() if key not in kept]
        skipped = refusals(self.job, self.bundle) if self.skip_unsupported else {}
        self.schedule = Schedule(
            self.job,
            self._execute,
            self._changed,
            self.max_parallel,
            self.store.durations(self.job.key),
            kept,
            {key: run.attempt for key, run in self.earlier.items()},
            skipped,
            self.cancel,
        )
        result = Result.INTERRUPTED
        wanted = [needs(task, self.bundle) for task in waiting if task.key not in skipped]
        if any("spark" in one for one in wanted):
            declare(self.home, catalogs_of(self.bundle, self.job.parameters))
        services = self._services = self.services or self._start(frozenset().union(*wanted))
        try:
            self.by_type = self.make(self.bundle, self.home, services)
            self.listener.begin(self.run_id, self.job, kept)
            for task in waiting:
                for library in unavailable(task.nested or task):
                    self.listener.say(
                        f"{task.key} runs without its library {library}, which is not for Python"
                    )
            with self._cancelled_from_elsewhere():
                runs = self.schedule.run()
            result = self._result(runs)
        finally:
            if self.services is None:
                services.close()
            self.store.end(self.run_id, result, services.startup)
        seconds = time.monotonic() - began
        report = self._report(runs)
        return RunResult(
            self.run_id, self.job, result, runs, seconds, services.startup, report, frozenset(kept)
        )

    def _result(self, runs: Mapping[str, TaskRun]) -> Result:
        if self.schedule.timed_out:
            return Result.TIMED_OUT
        if self.schedule.cancelled:
            return Result.CANCELED
        return result_of(self.job.edges, {key: run.state for key, run in runs.items()})

    @property
    def directory(self) -> Path:
        """Where the run's files are."""
        return self.home.runs / str(self.run_id)

    def _changed(self, run: TaskRun) -> None:
        run = replace(run, parameters=self.parameters.get(run.key, {}))
        self.store.save(self.run_id, run)
        self.listener.change(run)

    def _execute(self, task: Task, number: int, cancel: threading.Event) -> Output:
        attempt = self._attempt(task, task.key, number, cancel, self.directory / task.key)
        return self.by_type[task.type](attempt)

    def _attempt(
        self,
        task: Task,
        key: str,
        number: int,
        cancel: threading.Event,
        directory: Path,
        **iteration: Any,
    ) -> Attempt:
        scope = self._scope(task, number, **iteration)
        spec = self._resolved(task, scope, number)
        pushed = dict(scope.parameters)
        parameters = push_down(spec.get("base_parameters") or {}, pushed)
        self.parameters[key] = parameters
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
        if task.type in PYTHON_TYPES:
            environment |= self._of_cluster(task)
        needed = requirements_of(task, self.job) if task.type in PYTHON_TYPES else ()
        return Attempt(
            task, spec, parameters, number, directory, environment, cancel, self, pushed, needed
        )  # fmt: skip

    def _of_cluster(self, task: Task) -> dict[str, str]:
        secrets = Secrets(lambda _value: None, self.home)

        def warn(text: str) -> None:
            if text not in self.warned:
                self.warned.add(text)
                self.listener.say(text)

        told = clusters.environment(clusters.cluster_of(task, self.job), secrets.get, warn)
        return {VERSION: clusters.runtime_version(task, self.job), **told}

    def _resolved(self, task: Task, scope: Scope, number: int) -> dict[str, Any]:
        """A task's specification without references; a nested task's are its iterations' matter."""
        inner = {"task": task.spec["task"]} if task.nested is not None else {}
        outer = {name: value for name, value in task.spec.items() if name not in inner}
        return {**resolve(outer, scope, task, number), **inner}

    def _scope(self, task: Task, number: int, **iteration: Any) -> Scope:
        started = datetime.fromtimestamp(self.started, UTC)
        # Job parameters may themselves refer to the run, `{{job.run_id}}`, though not to each other.
        plain = Scope(
            self.job.key, self.job.name, str(self.run_id), started, {}, self.repair_count, self.trigger
        )
        return replace(
            plain,
            parameters={
                name: resolve(text, plain, task, number) for name, text in self.job.parameters.items()
            },
            runs=self.schedule.runs,
            values=self._values,
            outputs=self._rows,
            tasks=self.job.tasks,
            **iteration,
        )

    def iterate(self, outer: Attempt, index: int, value: Any) -> TaskRun:
        """Run the nested task of a for_each_task once, with its retries; how its last attempt ended."""
        task = outer.task.nested
        assert task is not None
        key, given = f"{outer.task.key}[{index}]", {"input": json.dumps(value)}
        before = self.earlier.get(key)
        done = before is not None and before.state is State.SUCCESS and outer.task.key in self.resumed
        if before and done and before.parameters.get("input") == given["input"]:
            return before
        number = self.iterations.get(key, before.attempt if before else 0)
        retries = 0
        while True:
            if outer.cancel.is_set():
                run = TaskRun(key, State.CANCELED, number + 1 if number else 0, parameters=given)
                self.store.save(self.run_id, run)
                return run
            number += 1
            self.iterations[key] = number
            run = TaskRun(key, State.RUNNING, number, time.time(), parameters=given)
            self.store.save(self.run_id, run)
            state, output, error = attempt_once(
                lambda: self._iteration(task, key, number, index, value, outer)  # noqa: B023
            )
            run = replace(
                run,
                state=state,
                ended_at=time.time(),
                result=output.result,
                error=error,
                seconds=output.seconds,
                parameters={**self.parameters.get(key, {}), **given},
            )
            self.store.save(self.run_id, run)
            self.listener.say(f"{key} {state.value.lower()}{f': {error}' if error else ''}")
            if outer.cancel.is_set() or not retries_left(task, state, retries):
                return run
            retries += 1
            outer.cancel.wait(task.retry_interval)

    def _iteration(self, task: Task, key: str, number: int, index: int, value: Any, outer: Attempt) -> Output:
        directory = outer.directory / str(index)
        attempt = self._attempt(task, key, number, outer.cancel, directory, input=value, iterating=True)
        return self.by_type[task.type](attempt)

    def child(self, outer: Attempt, key: str, parameters: Mapping[str, str]) -> tuple[int, Result]:
        """Run another job of the bundle as a run of its own; its id and result."""
        job = job_of(self.bundle, key)
        job = replace(job, parameters={**job.parameters, **parameters})
        trigger = Trigger("run_job_task")
        run_id = self.store.begin(
            job_key=key,
            job_name=job.name,
            bundle_root=self.bundle.root,
            target=self.bundle.target,
            parameters=job.parameters,
            variables=self.bundle.given,
            selected=[],
            trigger=trigger,
            parent_run_id=self.run_id,
            skip_unsupported=self.skip_unsupported,
        )
        runner = Runner(
            self.bundle,
            job,
            run_id,
            self.store,
            self.home,
            Relay(self.listener, outer.task.key),
            self.max_parallel,
            self.make,
            trigger,
            self.skip_unsupported,
            cancel=outer.cancel,
            services=self._services,
        )
        return run_id, runner.run({}).result

    def _values(self, key: str) -> dict[str, Any]:
        file = self.directory / key / "values.json"
        return json.loads(file.read_text()) if file.is_file() else {}

    def _rows(self, key: str) -> list[dict[str, Any]] | None:
        file = self.directory / key / OUTPUT
        return json.loads(file.read_text())["rows"] if file.is_file() else None

    def _report(self, runs: Mapping[str, TaskRun]) -> str | None:
        """The text that the task which ended last left for the end of the run."""
        ended = [run for run in runs.values() if run.state is State.SUCCESS and run.ended_at]
        if not ended:
            return None
        last = max(ended, key=lambda run: run.ended_at or 0)
        file = self.directory / last.key / "report.txt"
        return file.read_text() if file.is_file() else None

    @contextmanager
    def _cancelled_from_elsewhere(self) -> Iterator[None]:
        """Cancel the run when another process asks for it in the store."""
        over = threading.Event()

        def follow() -> None:
            while not over.wait(CANCEL_POLL_SECONDS):
                if self.store.cancel_requested(self.run_id):
                    self.cancel.set()
                    return

        follower = threading.Thread(target=follow, name="follow-cancel", daemon=True)
        follower.start()
        try:
            yield
        finally:
            over.set()
            follower.join()
