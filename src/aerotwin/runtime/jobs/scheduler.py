"""Run the tasks of a job: bounded, in order, retried, cancellable."""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.graph import dependants, remaining
from aerotwin.runtime.jobs.model import Job, Output, Task, TaskRun
from aerotwin.runtime.jobs.outcomes import OUTLIVES_CANCEL, State, decide
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout
from aerotwin.runtime.samples.hint import with_hint

# execute(task, attempt, cancel) runs one attempt; it raises AeroTwinError, TaskTimeout or TaskCancelled.
Execute = Callable[[Task, int, threading.Event], Output]
Changed = Callable[[TaskRun], None]
CANCEL_POLL_SECONDS = 0.1


def attempt_once(execute: Callable[[], Output]) -> tuple[State, Output, str | None]:
    """Call an executor; how the attempt ended, what it gave and what was wrong."""
    try:
        return State.SUCCESS, execute(), None
    except TaskCancelled as stopped:
        return State.CANCELED, Output(), str(stopped)
    except TaskTimeout as late:
        return State.TIMED_OUT, Output(), str(late)
    except AeroTwinError as wrong:
        return State.FAILED, Output(), with_hint(str(wrong))
    except Exception as unexpected:  # noqa: BLE001 a defect in an executor must not hang the run
        return State.FAILED, Output(), f"{type(unexpected).__name__}: {unexpected}"


def retries_left(task: Task, state: State, retries: int) -> bool:
    """Whether a task that ended in `state` after so many retries is tried again; -1 retries without end."""
    again = state is State.FAILED or (state is State.TIMED_OUT and task.retry_on_timeout)
    return again and (task.max_retries < 0 or retries < task.max_retries)


@dataclass
class Schedule:
    """One run of a job's tasks.

    At most `max_parallel` run at a time. Of the ready ones that begins first which has the longest chain
    behind it, by `seconds` (durations of an earlier run). `kept` are tasks that stay as an earlier attempt of
    this run left them; `attempts` counts each task's attempts so far. `skipped` are tasks that are not to run
    though nothing speaks against it, each with the reason: they count as successful. Every change is told to
    `changed`, from the thread that calls `run`. `cancelled` and `timed_out` tell why a run ended early.
    """

    job: Job
    execute: Execute
    changed: Changed = lambda _run: None
    max_parallel: int = 2
    seconds: Mapping[str, float] = field(default_factory=dict)
    kept: Mapping[str, TaskRun] = field(default_factory=dict)
    attempts: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    cancel: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        edges = self.job.edges
        self.runs: dict[str, TaskRun] = {
            key: self.kept.get(key, TaskRun(key, State.WAITING, self.attempts.get(key, 0))) for key in edges
        }
        self._after = dependants({key: set(needs) for key, needs in edges.items()})
        self._chain = remaining(edges, self.seconds)
        self._missing = {
            key: sum(not self.runs[need].state.final for need in set(needs)) for key, needs in edges.items()
        }
        self._place = {key: index for index, key in enumerate(edges)}
        self._ready: list[tuple[float, int, str]] = []
        self._delayed: list[tuple[float, str]] = []
        self._running: dict[str, threading.Event] = {}
        self._retries = dict.fromkeys(edges, 0)
        self.cancelled = False
        self.timed_out = False
        self._ended: queue.SimpleQueue[tuple[str, State, Output, str | None]] = queue.SimpleQueue()

    def run(self) -> dict[str, TaskRun]:
        """Run until every task has ended; each task's last attempt."""
        first = [
            key for key, run in self.runs.items() if run.state is State.WAITING and not self._missing[key]
        ]
        for key in first:
            for change in self._decide(key):
                self._set(change)
        deadline = time.monotonic() + self.job.timeout if self.job.timeout else None
        with ThreadPoolExecutor(self.max_parallel, thread_name_prefix="task") as threads:
            while self._ready or self._delayed or self._running:
                if deadline is not None and time.monotonic() > deadline and not self.cancel.is_set():
                    self.timed_out = True
                    self.cancel.set()
                if self.cancel.is_set() and not self.cancelled:
                    self._cancel()
                self._wake()
                while self._ready and len(self._running) < self.max_parallel:
                    self._start(heapq.heappop(self._ready)[2], threads)
                self._wait()
        return self.runs

    def _set(self, run: TaskRun) -> None:
        """Take over a task's new state and settle every dependant that it settles in turn."""
        changes = [run]
        for change in changes:
            self.runs[change.key] = change
            self.changed(change)
            for key in self._after[change.key] if change.state.final else ():
                self._missing[key] -= 1
                if self._missing[key] == 0 and self.runs[key].state is State.WAITING:
                    changes.extend(self._decide(key))

    def _decide(self, key: str) -> list[TaskRun]:
        """Queue a task whose dependencies have ended; if it is not to run, the state it gets instead."""
        task = self.job.tasks[key]
        states = [self.runs[one.task_key].state for one in task.depends_on]
        unmet = any(
            one.outcome is not None
            and self.runs[one.task_key].state is State.SUCCESS
            and self.runs[one.task_key].result != one.outcome
            for one in task.depends_on
        )
        state = State.DISABLED if task.disabled else decide(task.run_if, states, unmet)
        if state is State.RUNNING and key in self.skipped:
            return [self._unrun(key, State.SKIPPED, self.skipped[key])]
        if state is State.RUNNING and self.cancel.is_set() and not self._outlives_cancel(key):
            state = State.CANCELED
        if state is State.RUNNING:
            self._queue(key)
            return []
        return [self._unrun(key, state)]

    def _outlives_cancel(self, key: str) -> bool:
        """Whether a task runs after a cancellation: those that handle failures do, within the run's time."""
        return self.job.tasks[key].run_if in OUTLIVES_CANCEL and not self.timed_out

    def _unrun(self, key: str, state: State, why: str | None = None) -> TaskRun:
        """A state without an execution; it never takes the place of an earlier attempt."""
        attempt = self.runs[key].attempt
        return TaskRun(key, state, attempt + 1 if attempt else 0, error=why)

    def _queue(self, key: str) -> None:
        heapq.heappush(self._ready, (-self._chain[key], self._place[key], key))

    def _start(self, key: str, threads: ThreadPoolExecutor) -> None:
        attempt = self.runs[key].attempt + 1
        self._running[key] = threading.Event()
        self._set(TaskRun(key, State.RUNNING, attempt, started_at=time.time()))
        threads.submit(self._work, self.job.tasks[key], attempt, self._running[key])

    def _work(self, task: Task, attempt: int, cancel: threading.Event) -> None:
        state, output, error = attempt_once(lambda: self.execute(task, attempt, cancel))
        self._ended.put((task.key, state, output, error))

    def _wait(self) -> None:
        """Take in the next ended task, or sleep until a retry is due."""
        if not self._running and not self._delayed:
            return
        pause = CANCEL_POLL_SECONDS
        if self._delayed:
            pause = max(0.0, min(pause, self._delayed[0][0] - time.monotonic()))
        try:
            self._finish(*self._ended.get(timeout=pause))
        except queue.Empty:
            return

    def _finish(self, key: str, state: State, output: Output, error: str | None) -> None:
        began = self.runs[key]
        del self._running[key]
        task = self.job.tasks[key]
        if state is State.CANCELED and self.timed_out:
            state, error = State.TIMED_OUT, f"The job's timeout of {self.job.timeout:g} s was over."
        run = TaskRun(
            key,
            state,
            began.attempt,
            began.started_at,
            time.time(),
            output.result,
            error,
            seconds=output.seconds,
        )
        if retries_left(task, state, self._retries[key]) and not self.cancel.is_set():
            self._retries[key] += 1
            self.changed(run)
            self.runs[key] = TaskRun(key, State.WAITING, began.attempt)
            heapq.heappush(self._delayed, (time.monotonic() + task.retry_interval, key))
        else:
            self._set(run)

    def _wake(self) -> None:
        while self._delayed and self._delayed[0][0] <= time.monotonic():
            self._queue(heapq.heappop(self._delayed)[1])

    def _cancel(self) -> None:
        """Tell running tasks to stop, and let no other begin except those that handle a failure."""
        self.cancelled = True
        for event in self._running.values():
            event.set()
        waiting = [key for _, _, key in self._ready] + [key for _, key in self._delayed]
        handling = [key for key in waiting if self.job.tasks[key].depends_on and self._outlives_cancel(key)]
        self._ready, self._delayed = [], []
        for key in handling:
            self._queue(key)
        for key in waiting:
            if key not in handling:
                self._set(self._unrun(key, State.CANCELED))
