"""for_each_task: one nested task for every element of an array."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.executors.limit import limited
from aerotwin.runtime.jobs.iterations import concurrency, elements
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.kernels.errors import TaskCancelled


def run(_context: Context, attempt: Attempt) -> Output:
    """Run the iterations, at most `concurrency` at a time (1 if not given).

    One that fails does not keep the others from running. Raises AeroTwinError if any failed.
    """
    inputs = elements(attempt.spec.get("inputs"))
    wanted = concurrency(attempt.spec.get("concurrency"))
    with limited(attempt) as stop:
        inner = replace(attempt, cancel=stop)
        with ThreadPoolExecutor(max(1, min(wanted, attempt.nested.max_parallel, len(inputs)))) as threads:
            runs = list(
                threads.map(lambda pair: attempt.nested.iterate(inner, *pair), list(enumerate(inputs)))
            )
    if attempt.cancel.is_set():
        raise TaskCancelled("Cancelled.")
    failed = [run for run in runs if run.state.failed]
    if failed:
        first = failed[0]
        named = ", ".join(run.key for run in failed[:5]) + (", …" if len(failed) > 5 else "")
        raise AeroTwinError(
            f"{len(failed)} of {len(runs)} iterations failed: {named}. "
            f"{first.key}: {first.error or first.state.value}"
        )
    excluded = sum(run.state is not State.SUCCESS for run in runs)
    return Output(f"{len(runs) - excluded} iterations")
