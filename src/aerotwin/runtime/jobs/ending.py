"""What a person reads when a run has ended."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from aerotwin.runtime.jobs.accounting import spent, spent_in_all
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.progress import clock, words
from aerotwin.runtime.jobs.runner import RunResult

SLOWEST = 5


def print_ending(console: Console, result: RunResult, home: str) -> None:
    """Result, times, overhead, the report that the last task left, and what to do next."""
    runs = result.runs.values()
    counts: dict[str, int] = {}
    for run in runs:
        counts[words(run.state)] = counts.get(words(run.state), 0) + 1
    listed = ", ".join(f"{count} {word}" for word, count in counts.items())
    good = result.result in (Result.SUCCESS, Result.SUCCESS_WITH_FAILURES)
    if result.report:
        console.print()
        console.print(result.report.rstrip(), markup=False, highlight=False, soft_wrap=True)
    console.print()
    outcome = result.result.value.lower().replace("_", " ")
    headline = f"Run {result.run_id} of {result.job.key}: {outcome} in {clock(result.seconds)} ({listed})"
    console.print(Text(headline, style="bold green" if good else "bold red"), soft_wrap=True)
    slow = sorted((run for run in result.fresh if run.duration), key=lambda run: -run.duration)[:SLOWEST]
    if slow:
        texts = ", ".join(f"{run.key} {clock(run.duration)}" for run in slow)
        console.print(f"Slowest: {texts}", soft_wrap=True, highlight=False)
        all_spent = spent_in_all(result.fresh, result.startup)
        started = ", ".join(f"{name} up in {clock(took)}" for name, took in sorted(result.startup.items()))
        share = f"Overhead: {all_spent.share:.0%} of task time ({clock(all_spent.overhead)})"
        console.print(f"{share}{'; ' + started if started else ''}", soft_wrap=True, highlight=False)
    console.print("Next:", highlight=False)
    for command, purpose in _next(result, good):
        console.print(f"  {command:<44} {purpose}", highlight=False, soft_wrap=True)
    console.print(f"  Executed notebooks: {home}/runs/{result.run_id}", highlight=False, soft_wrap=True)


def _next(result: RunResult, good: bool) -> list[tuple[str, str]]:
    detail = (f"aerotwin jobs get-run {result.run_id}", "every task's attempts, times and errors")
    if not good:
        again = f"aerotwin jobs repair-run {result.run_id}"
        return [(again, "run again what failed and what depends on it"), detail]
    return [detail, ('aerotwin sql "SHOW TABLES"', "look at the tables")]


def to_json(result: RunResult) -> dict[str, Any]:
    """A run for machines; times in seconds."""
    all_spent = spent_in_all(result.fresh, result.startup)
    return {
        "run_id": result.run_id,
        "job": result.job.key,
        "result": result.result.value,
        "seconds": round(result.seconds, 3),
        "startup_seconds": result.startup,
        "overhead_share": round(all_spent.share, 4),
        "tasks": [
            {
                "task_key": run.key,
                "state": run.state.value,
                "attempt": run.attempt,
                "started_at": run.started_at,
                "seconds": round(run.duration, 3),
                "overhead_seconds": round(spent(run).overhead, 3),
                "stage_seconds": run.seconds,
                "result": run.result,
                "error": run.error,
            }
            for run in result.runs.values()
        ],
    }
