"""The comparison of a condition task.

Source: Databricks' documentation, "Add branching logic to a job": equality compares texts, order compares
numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

from aerotwin.errors import AeroTwinError

TEXTS: dict[str, Callable[[str, str], bool]] = {"EQUAL_TO": operator.eq, "NOT_EQUAL": operator.ne}
NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL": operator.ge,
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL": operator.le,
}


def compare(left: str, op: str, right: str) -> bool:
    """Whether the condition holds. Raises AeroTwinError for an unknown operator or a text as number."""
    if op in TEXTS:
        return TEXTS[op](left, right)
    if op not in NUMBERS:
        raise AeroTwinError(f'unknown op "{op}"; valid: {", ".join([*TEXTS, *NUMBERS])}.')
    try:
        return NUMBERS[op](float(left), float(right))
    except ValueError:
        raise AeroTwinError(f'{op} compares numbers, but got "{left}" and "{right}".') from None
