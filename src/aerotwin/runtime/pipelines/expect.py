"""The decorators of expectations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.model import Action, Expectation

EXPECTATIONS = "__expectations__"
REGISTERED = "__dataset__"


def given(
    allow: Mapping[str, str] | None, drop: Mapping[str, str] | None, fail: Mapping[str, str] | None
) -> list[Expectation]:
    """The expectations of three mappings from name to condition."""
    return [
        Expectation(name, text(name, condition), action)
        for action, all_of_them in ((Action.ALLOW, allow), (Action.DROP, drop), (Action.FAIL, fail))
        for name, condition in (all_of_them or {}).items()
    ]


def text(name: str, condition: Any) -> str:
    """A condition as SQL. Raises AeroTwinError if it is not text."""
    if not isinstance(condition, str):
        raise AeroTwinError(
            f"{context.caller()}: the condition of expectation {name} must be SQL text, not {condition!r}."
        )
    return condition


def _decorate(expectations: list[Expectation]) -> Callable[[Any], Any]:
    def decorate(query: Any) -> Any:
        dataset = query.__dict__.get(REGISTERED)
        known = dataset.expectations if dataset else query.__dict__.setdefault(EXPECTATIONS, [])
        for one in expectations:
            if any(other.name == one.name for other in known):
                raise AeroTwinError(
                    f"{context.caller()}: expectation {one.name} is defined twice on {query.__name__}."
                )
        # Decorators apply from the bottom up; the log names expectations from the top down.
        known[:0] = expectations
        return query

    return decorate


def _one(action: Action) -> Callable[[str, str], Callable[[Any], Any]]:
    def expect(name: str, inv: str) -> Callable[[Any], Any]:
        return _decorate([Expectation(name, text(name, inv), action)])

    return expect


def _all(action: Action) -> Callable[[Mapping[str, str]], Callable[[Any], Any]]:
    def expect_all(expectations: Mapping[str, str]) -> Callable[[Any], Any]:
        return _decorate(
            [Expectation(n, text(n, condition), action) for n, condition in expectations.items()]
        )

    return expect_all


expect, expect_or_drop, expect_or_fail = _one(Action.ALLOW), _one(Action.DROP), _one(Action.FAIL)
expect_all, expect_all_or_drop = _all(Action.ALLOW), _all(Action.DROP)
expect_all_or_fail = _all(Action.FAIL)
