"""When a task runs, what it is if it does not, and what that makes of the run.

Source: Databricks' documentation, "Configure task dependencies" (Run if conditions) and "Understand the run
result of a job".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from aerotwin.runtime.jobs.graph import Edges, leaves


class State(StrEnum):
    """Where a task stands; all but the first two are final."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    CANCELED = "CANCELED"
    INTERRUPTED = "INTERRUPTED"
    UPSTREAM_FAILED = "UPSTREAM_FAILED"
    UPSTREAM_CANCELED = "UPSTREAM_CANCELED"
    EXCLUDED = "EXCLUDED"
    DISABLED = "DISABLED"
    SKIPPED = "SKIPPED"

    @property
    def final(self) -> bool:
        """Whether the task will not change by itself any more."""
        return self not in (State.WAITING, State.RUNNING)

    @property
    def failed(self) -> bool:
        """Whether run_if counts this as a failure."""
        return self in FAILURES


FAILURES = frozenset(
    {
        State.FAILED,
        State.TIMED_OUT,
        State.CANCELED,
        State.INTERRUPTED,
        State.UPSTREAM_FAILED,
        State.UPSTREAM_CANCELED,
    }
)
CANCELED_STATES = frozenset({State.CANCELED, State.UPSTREAM_CANCELED})
HANDLES_FAILURE = frozenset({"AT_LEAST_ONE_FAILED", "ALL_FAILED"})
# Those that still run when what they depend on was canceled.
OUTLIVES_CANCEL = HANDLES_FAILURE | {"ALL_DONE"}


class Result(StrEnum):
    """How a run ended."""

    SUCCESS = "SUCCESS"
    SUCCESS_WITH_FAILURES = "SUCCESS_WITH_FAILURES"
    FAILED = "FAILED"
    CANCELED = "CANCELED"
    TIMED_OUT = "TIMED_OUT"
    INTERRUPTED = "INTERRUPTED"
    SKIPPED = "SKIPPED"


def decide(run_if: str, dependencies: Collection[State], outcome_unmet: bool = False) -> State:
    """What becomes of a task whose dependencies have all ended: RUNNING if it is to run, else its state.

    A task without dependencies runs. `outcome_unmet` tells that a condition task it depends on came out the
    other way: then it is excluded, as it is when all its dependencies are. An unmet condition that handles
    failures excludes the task, any other makes it upstream failed (canceled, if a cancellation and no failure
    is the cause). Excluded, disabled and skipped dependencies count as successful.
    """
    if outcome_unmet:
        return State.EXCLUDED
    if not dependencies:
        return State.RUNNING
    if all(state is State.EXCLUDED for state in dependencies):
        return State.EXCLUDED
    failed = [state for state in dependencies if state.failed]
    succeeded = len(dependencies) - len(failed)
    met = {
        "ALL_SUCCESS": not failed,
        "AT_LEAST_ONE_SUCCESS": succeeded > 0,
        "NONE_FAILED": not failed,
        "ALL_DONE": True,
        "AT_LEAST_ONE_FAILED": bool(failed),
        "ALL_FAILED": bool(failed) and succeeded == 0,
    }[run_if]
    if met:
        return State.RUNNING
    if run_if in HANDLES_FAILURE:
        return State.EXCLUDED
    canceled = all(state in CANCELED_STATES for state in failed)
    return State.UPSTREAM_CANCELED if canceled else State.UPSTREAM_FAILED


def result_of(edges: Edges, states: Mapping[str, State]) -> Result:
    """The run's result from its leaf tasks: a failure that no leaf saw is a success with failures."""
    ends = [states[key] for key in leaves(edges)]
    if any(state is State.INTERRUPTED for state in states.values()):
        return Result.INTERRUPTED
    if any(state.failed for state in ends):
        canceled = all(state in CANCELED_STATES for state in ends if state.failed)
        return Result.CANCELED if canceled else Result.FAILED
    if any(state.failed for state in states.values()):
        return Result.SUCCESS_WITH_FAILURES
    return Result.SUCCESS
