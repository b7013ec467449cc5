"""A run as its page shows it: the job's tasks joined with their attempts; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aerotwin.runtime.jobs.model import Job, TaskRun
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.jobs.store import Run

TONES = {
    "SUCCESS": "good",
    "SUCCESS_WITH_FAILURES": "warn",
    "RUNNING": "busy",
    "FAILED": "bad",
    "TIMED_OUT": "bad",
    "UPSTREAM_FAILED": "bad",
    "CANCELED": "warn",
    "UPSTREAM_CANCELED": "warn",
    "INTERRUPTED": "warn",
}


def tone(state: str) -> str:
    """The colour of a state or result: good, bad, warn, busy or idle."""
    return TONES.get(state, "idle")


def word(state: str) -> str:
    """A state or result in words: `upstream failed`."""
    return {"SUCCESS": "succeeded"}.get(state, state.lower().replace("_", " "))


@dataclass(frozen=True)
class TaskRow:
    """A task: its type, how it stands, and its attempts by number; iterations stand below their task."""

    key: str
    type: str
    state: str
    attempts: tuple[TaskRun, ...]
    depth: int = 0

    @property
    def last(self) -> TaskRun | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None


@dataclass(frozen=True)
class RunView:
    """A run with its tasks; `edges` is empty when its job cannot be read any more."""

    run: Run
    edges: Mapping[str, Sequence[str]]
    rows: tuple[TaskRow, ...]
    attempts: tuple[TaskRun, ...]

    @property
    def states(self) -> dict[str, str]:
        """Each task of the graph -> its state."""
        return {row.key: row.state for row in self.rows if row.depth == 0}

    @property
    def counts(self) -> Counter[str]:
        """How many tasks stand at each state."""
        return Counter(self.states.values())

    @property
    def result(self) -> str:
        """The result; RUNNING while there is none."""
        return self.run.result or self.run.state

    def seconds(self, now: float) -> float:
        """How long the run took, or takes so far."""
        return (self.run.ended_at or now) - self.run.started_at


def view(run: Run, attempts: Sequence[TaskRun], job: Job | None) -> RunView:
    """Join a run's attempts with its job; without one the tasks are those that have attempts."""
    by_key: dict[str, list[TaskRun]] = {}
    for one in attempts:
        by_key.setdefault(one.key, []).append(one)
    edges = job.edges if job else {}
    types = {key: task.type for key, task in job.tasks.items()} if job else {}
    top = list(dict.fromkeys([*edges, *(key for key in by_key if not _outer(key, by_key, edges))]))
    inner: dict[str, list[str]] = {}
    for key in by_key:
        outer = _outer(key, by_key, edges)
        if outer:
            inner.setdefault(outer, []).append(key)
    rows = []
    for key in _by_start(top, by_key):
        rows.append(_row(key, types.get(key, ""), by_key, run, 0))
        rows += [_row(one, "iteration", by_key, run, 1) for one in sorted(inner.get(key, ()), key=_index)]
    drawn = {key: list(edges.get(key, ())) for key in top} if edges else {}
    return RunView(run, drawn, tuple(rows), tuple(attempts))


def _row(key: str, kind: str, by_key: Mapping[str, list[TaskRun]], run: Run, depth: int) -> TaskRow:
    found = by_key.get(key, [])
    unbegun = State.WAITING.value if run.active else "NOT_RUN"
    state = found[-1].state.value if found else unbegun
    return TaskRow(key, kind.removesuffix("_task").replace("_", " "), state, tuple(found), depth)


def _outer(key: str, by_key: Mapping[str, object], edges: Mapping[str, object]) -> str:
    """The for_each task of which `key` is an iteration, "" if it is none."""
    outer = key.rpartition("[")[0]
    return outer if key.endswith("]") and key not in edges and (outer in edges or outer in by_key) else ""


def _index(key: str) -> int:
    return int(key.rpartition("[")[2].rstrip("]") or 0)


def _by_start(keys: Sequence[str], by_key: Mapping[str, list[TaskRun]]) -> list[str]:
    """Started tasks in the order they started, then the others as the job has them."""

    def first(key: str) -> float:
        starts = [one.started_at for one in by_key.get(key, []) if one.started_at]
        return min(starts, default=float("inf"))

    return sorted(keys, key=first)
