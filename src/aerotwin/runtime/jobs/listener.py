"""Who hears how a run goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from aerotwin.runtime.jobs.model import Job, TaskRun


class Listener(Protocol):
    """Hears how a run goes; `say` from any thread, the rest from one."""

    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None:
        """The run starts; `runs` are the tasks that a repair keeps."""

    def change(self, run: TaskRun) -> None:
        """A task has a new state."""

    def say(self, text: str) -> None:
        """Something else worth knowing."""


class Relay:
    """Tells the listener of a run what becomes of a run that one of its tasks started."""

    def __init__(self, listener: Listener, task_key: str) -> None:
        self.listener = listener
        self.task_key = task_key
        self.run_id = 0

    def begin(self, run_id: int, job: Job, _runs: Mapping[str, TaskRun]) -> None:
        """Say what started."""
        self.run_id = run_id
        self.say(f"run {run_id} of {job.key} started")

    def change(self, run: TaskRun) -> None:
        """Say what failed."""
        if run.state.failed:
            self.say(
                f"run {self.run_id}: {run.key} {run.state.value.lower()}: {run.error or ''}".rstrip(": ")
            )

    def say(self, text: str) -> None:
        """Pass it on with the task's key."""
        self.listener.say(f"{self.task_key}: {text}")
