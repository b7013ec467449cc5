"""for_each_task: one nested task for every element of an array."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.executors.limit import limited
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.kernels.errors import TaskCancelled

# Databricks' limits.
MOST_CONCURRENT = 100
MOST_ITERATIONS = 5000


def run(_context: Context, attempt: Attempt) -> Output:
    """Run the iterations, at most `concurrency` at a time (1 if not given).

    One that fails does not keep the others from running. Raises AeroTwinError if any failed.
    """
    inputs = elements(attempt.spec.get("inputs"))
    wanted = _concurrency(attempt.spec.get("concurrency"))
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


def elements(inputs: object) -> list[Any]:
    """The array to go through. Raises AeroTwinError for what is not a JSON array."""
    value = inputs
    if isinstance(inputs, str):
        try:
            value = json.loads(inputs)
        except json.JSONDecodeError as error:
            raise AeroTwinError(f"for_each_task's inputs are not JSON ({error}): {inputs[:200]}") from None
    if not isinstance(value, list):
        raise AeroTwinError(f"for_each_task's inputs are not a JSON array: {json.dumps(value)[:200]}")
    if len(value) > MOST_ITERATIONS:
        raise AeroTwinError(f"for_each_task has {len(value)} inputs; at most {MOST_ITERATIONS} are allowed.")
    return value


def _concurrency(given: object) -> int:
    try:
        number = 1 if given is None else int(str(given))
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_CONCURRENT:
        raise AeroTwinError(f"for_each_task's concurrency is {given}; valid: 1 to {MOST_CONCURRENT}.")
    return number
