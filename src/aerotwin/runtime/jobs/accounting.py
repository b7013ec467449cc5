"""Where a run's time went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aerotwin.runtime.jobs.model import TaskRun

# Stages of a notebook that are bookkeeping rather than work.
OVERHEAD_STAGES = ("stage:import", "stage:attach", "stage:log_model")


@dataclass(frozen=True)
class Spent:
    """Seconds that tasks took, and those of them in which they did no work of their own."""

    total: float
    overhead: float

    @property
    def share(self) -> float:
        """Overhead as a part of the total, 0 to 1."""
        return self.overhead / self.total if self.total else 0.0


def spent(run: TaskRun) -> Spent:
    """One task: overhead is kernel start and stop and the stages import, attach and log_model.

    What the runner adds around the executor counts as overhead too.
    """
    if not run.seconds:
        return Spent(run.duration, 0.0)
    work = run.seconds.get("work", run.duration)
    bookkeeping = sum(run.seconds.get(stage, 0.0) for stage in OVERHEAD_STAGES)
    return Spent(run.duration, max(0.0, min(run.duration, run.duration - work + bookkeeping)))


def spent_in_all(runs: Iterable[TaskRun], startup: Mapping[str, float]) -> Spent:
    """A run: its tasks, with the start of Spark and kernels as overhead.

    Tasks that wait for the kernels have that wait in their own seconds, so only Spark's start is added.
    """
    parts = [spent(run) for run in runs]
    start = startup.get("spark", 0.0)
    return Spent(sum(one.total for one in parts) + start, sum(one.overhead for one in parts) + start)
