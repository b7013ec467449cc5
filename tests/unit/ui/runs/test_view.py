from __future__ import annotations

from pathlib import Path

from aerotwin.runtime.jobs.model import Dependency, Job, Task, TaskRun
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.jobs.store import Run
from aerotwin.ui.runs.view import view


def run(state: str = "TERMINATED", result: str | None = "FAILED") -> Run:
    return Run(1, "j", "job", str(Path("/b")), "dev", state, result, 100.0, 160.0, 1, 1.0, 0, {}, {}, [], {})


def job() -> Job:
    def task(key: str, *needs: str) -> Task:
        return Task(key, "notebook_task", {}, tuple(Dependency(need) for need in needs))

    return Job("j", "job", {"a": task("a"), "b": task("b", "a"), "c": task("c", "b")})


def attempt(key: str, state: State, number: int = 1, start: float = 100.0) -> TaskRun:
    return TaskRun(key, state, number, start, start + 5)


def test_tasks_are_joined_with_their_attempts() -> None:
    tries = [
        attempt("a", State.SUCCESS),
        attempt("b", State.FAILED, 1, 110),
        attempt("b", State.FAILED, 2, 120),
    ]
    found = view(run(), tries, job())
    assert [(row.key, row.state, len(row.attempts), row.type) for row in found.rows] == [
        ("a", "SUCCESS", 1, "notebook"),
        ("b", "FAILED", 2, "notebook"),
        ("c", "NOT_RUN", 0, "notebook"),
    ]
    assert found.edges == {"a": [], "b": ["a"], "c": ["b"]}
    assert found.seconds(now=1e9) == 60


def test_tasks_without_attempts_wait_while_the_run_is_on() -> None:
    found = view(run("RUNNING", None), [attempt("a", State.RUNNING)], job())
    assert found.states == {"a": "RUNNING", "b": "WAITING", "c": "WAITING"}
    assert found.counts == {"RUNNING": 1, "WAITING": 2}
    assert found.result == "RUNNING"


def test_iterations_stand_below_their_task_in_order() -> None:
    tries = [attempt(f"b[{i}]", State.SUCCESS, 1, 200.0 - i) for i in (10, 2, 0)]
    tries += [attempt("a", State.SUCCESS), attempt("b", State.RUNNING, 1, 110)]
    found = view(run("RUNNING", None), tries, job())
    assert [(row.key, row.depth) for row in found.rows] == [
        ("a", 0), ("b", 0), ("b[0]", 1), ("b[2]", 1), ("b[10]", 1), ("c", 0)
    ]  # fmt: skip
    assert set(found.states) == {"a", "b", "c"}


def test_a_job_that_is_gone_leaves_its_attempts() -> None:
    found = view(run(), [attempt("x", State.SUCCESS), attempt("x[0]", State.SUCCESS)], None)
    assert found.edges == {}
    assert [(row.key, row.depth, row.type) for row in found.rows] == [("x", 0, ""), ("x[0]", 1, "iteration")]
