"""condition_task: compare two values."""

from __future__ import annotations

from aerotwin.runtime.jobs.conditions import compare
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output


def run(_context: Context, attempt: Attempt) -> Output:
    """The outcome, "true" or "false". Raises AeroTwinError for operands that do not compare."""
    sides = [str(attempt.spec.get(side, "")) for side in ("left", "right")]
    return Output(str(compare(sides[0], str(attempt.spec.get("op", "")), sides[1])).lower())
