"""The table of Databricks' documentation on Run if, written out."""

from itertools import product

import pytest

from aerotwin.runtime.jobs.outcomes import Result, State, decide, result_of

S, F, U, X, C = State.SUCCESS, State.FAILED, State.UPSTREAM_FAILED, State.EXCLUDED, State.CANCELED
RUN = State.RUNNING

TABLE = [
    # dependencies      ALL_SUCCESS  AT_LEAST_ONE_SUCCESS NONE_FAILED ALL_DONE AT_LEAST_ONE_FAILED ALL_FAILED
    ((),                (RUN,        RUN,                 RUN,        RUN,     RUN,                RUN)),
    ((S,),              (RUN,        RUN,                 RUN,        RUN,     X,                  X)),
    ((F,),              (U,          U,                   U,          RUN,     RUN,                RUN)),
    ((U,),              (U,          U,                   U,          RUN,     RUN,                RUN)),
    ((X,),              (X,          X,                   X,          X,       X,                  X)),
    ((S, F),            (U,          RUN,                 U,          RUN,     RUN,                X)),
    ((S, X),            (RUN,        RUN,                 RUN,        RUN,     X,                  X)),
    ((F, X),            (U,          RUN,                 U,          RUN,     RUN,                X)),
    ((F, F),            (U,          U,                   U,          RUN,     RUN,                RUN)),
    ((F, U),            (U,          U,                   U,          RUN,     RUN,                RUN)),
    ((X, X),            (X,          X,                   X,          X,       X,                  X)),
]  # fmt: skip
CONDITIONS = (
    "ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED", "ALL_DONE", "AT_LEAST_ONE_FAILED", "ALL_FAILED"
)  # fmt: skip
CASES = [
    (run_if, states, want) for states, row in TABLE for run_if, want in zip(CONDITIONS, row, strict=True)
]


@pytest.mark.parametrize(("run_if", "states", "want"), CASES)
def test_run_if(run_if: str, states: tuple[State, ...], want: State) -> None:
    assert decide(run_if, states) is want
    assert decide(run_if, states[::-1]) is want


@pytest.mark.parametrize("run_if", CONDITIONS)
def test_the_other_outcome_of_a_condition_excludes(run_if: str) -> None:
    assert decide(run_if, [S], outcome_unmet=True) is X


def test_only_cancellations_upstream_are_told_apart_from_failures() -> None:
    assert decide("ALL_SUCCESS", [S, C]) is State.UPSTREAM_CANCELED
    assert decide("ALL_SUCCESS", [F, C]) is U
    assert decide("ALL_DONE", [C]) is RUN


def test_every_outcome_is_one_of_four() -> None:
    for run_if, states in product(CONDITIONS, product((S, F, U, X, C), repeat=3)):
        assert decide(run_if, states) in {RUN, X, U, State.UPSTREAM_CANCELED}


CHAIN = {"a": [], "b": ["a"], "c": ["b"]}


@pytest.mark.parametrize(
    ("states", "want"),
    [
        ((S, S, S), Result.SUCCESS),
        ((S, S, X), Result.SUCCESS),
        ((S, F, S), Result.SUCCESS_WITH_FAILURES),
        ((F, U, U), Result.FAILED),
        ((S, C, State.UPSTREAM_CANCELED), Result.CANCELED),
        ((S, State.INTERRUPTED, U), Result.INTERRUPTED),
    ],
)
def test_the_leaves_decide_the_result(states: tuple[State, ...], want: Result) -> None:
    assert result_of(CHAIN, dict(zip("abc", states, strict=True))) is want
