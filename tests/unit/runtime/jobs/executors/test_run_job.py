from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.outcomes import Result

JOBS = """
j:
  parameters: [{name: day, default: monday}, {name: only_here, default: x}]
  tasks:
    - task_key: call
      run_job_task: {job_id: "${resources.jobs.child.id}", job_parameters: {day: own, place: there}}
    - {task_key: after, depends_on: [{task_key: call}], notebook_task: {notebook_path: n.ipynb}}
child:
  parameters: [{name: day, default: d}, {name: place, default: p}, {name: kept, default: k}]
  tasks:
    - task_key: inner
      notebook_task: {notebook_path: n.ipynb, base_parameters: {by: "{{job.trigger.type}}"}}
"""


def test_the_child_is_a_run_of_its_own_and_the_parents_parameters_win(harness: Any) -> None:
    harness.bundle(JOBS)
    seen: dict[str, dict[str, str]] = {}

    def act(attempt: Attempt) -> Output:
        seen[attempt.task.key] = attempt.parameters
        return Output()

    result = harness.run(act=act)
    assert result.result is Result.SUCCESS
    assert seen["inner"] == {"day": "monday", "place": "there", "kept": "k", "by": "run_job_task"}
    parent, child = sorted(harness.store.runs(), key=lambda run: run.run_id)
    assert (child.job_key, child.parent_run_id, child.result) == ("child", parent.run_id, "SUCCESS")
    assert child.trigger["type"] == "run_job_task"
    assert result.runs["call"].result == str(child.run_id)
    assert [run.key for run in harness.store.attempts(child.run_id)] == ["inner"]


def test_a_child_that_fails_fails_its_task_and_names_the_run(harness: Any) -> None:
    harness.bundle(JOBS)

    def act(_attempt: Attempt) -> Output:
        raise AeroTwinError("no")

    result = harness.run(act=act)
    assert harness.states(result) == {"call": "FAILED", "after": "UPSTREAM_FAILED"}
    assert "Run 2 of child: failed" in result.runs["call"].error
    assert "call: run 2: inner failed: no" in harness.said


def test_cancelling_the_parent_cancels_the_child(harness: Any) -> None:
    harness.bundle(JOBS)

    def act(attempt: Attempt) -> Output:
        from aerotwin.runtime.kernels.errors import TaskCancelled

        harness.store.request_cancel(1)
        assert attempt.cancel.wait(10)
        raise TaskCancelled("stopped")

    result = harness.run(act=act)
    assert result.result is Result.CANCELED
    assert {run.run_id: run.result for run in harness.store.runs()} == {1: "CANCELED", 2: "CANCELED"}


def test_jobs_that_run_each_other_are_refused_before_anything_runs(harness: Any) -> None:
    harness.bundle("""
apart: {tasks: [{task_key: a, run_job_task: {job_id: "${resources.jobs.apart.id}"}}]}
j: {tasks: [{task_key: a, run_job_task: {job_id: "${resources.jobs.k.id}"}}]}
k: {tasks: [{task_key: b, run_job_task: {job_id: "${resources.jobs.j.id}"}}]}
""")
    with pytest.raises(AeroTwinError, match="in a circle: (j -> k -> j|k -> j -> k)"):
        harness.run()
    assert harness.store.runs() == []


def test_a_job_of_elsewhere_is_refused(harness: Any) -> None:
    harness.bundle("j: {tasks: [{task_key: a, run_job_task: {job_id: 42}}]}")
    with pytest.raises(AeroTwinError, match='job "42" is not one of this bundle.*valid: j'):
        harness.run()
