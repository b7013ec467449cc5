"""What a for_each_task goes through: its inputs and its concurrency, with Databricks' limits."""

from __future__ import annotations

import json
from typing import Any

from aerotwin.errors import AeroTwinError

MOST_CONCURRENT = 100
MOST_ITERATIONS = 5000


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


def concurrency(given: object) -> int:
    """How many at a time: 1 if not given. Raises AeroTwinError for what Databricks does not allow."""
    try:
        number = 1 if given is None else int(str(given))
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_CONCURRENT:
        raise AeroTwinError(f"for_each_task's concurrency is {given}; valid: 1 to {MOST_CONCURRENT}.")
    return number
