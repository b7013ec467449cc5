import json
import threading
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.executors.for_each import elements
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.outcomes import Result, State

JOB = """
j:
  parameters: [{name: tables, default: '["a", "b", "c"]'}]
  tasks:
    - task_key: loop
      for_each_task:
        inputs: "{{job.parameters.tables}}"
        concurrency: 2
        task:
          task_key: one
          notebook_task: {notebook_path: n.ipynb, base_parameters: {table: "x_{{input}}"}}
    - {task_key: after, depends_on: [{task_key: loop}], notebook_task: {notebook_path: n.ipynb}}
"""


def test_each_element_of_a_job_parameter_gets_an_iteration_that_is_stored(harness: Any) -> None:
    harness.bundle(JOB)
    seen: list[tuple[str, str, str]] = []

    def act(attempt: Attempt) -> Output:
        seen.append((attempt.task.key, attempt.parameters.get("table", ""), attempt.directory.name))
        return Output()

    result = harness.run(act=act)
    assert result.result is Result.SUCCESS
    assert sorted(seen[:3]) == [("one", "x_a", "0"), ("one", "x_b", "1"), ("one", "x_c", "2")]
    assert seen[3][0] == "after"
    stored = {run.key: run for run in harness.store.attempts(result.run_id)}
    assert [key for key in stored if key.startswith("loop[")] == ["loop[0]", "loop[1]", "loop[2]"]
    assert stored["loop[1]"].parameters["input"] == '"b"'
    assert result.runs["loop"].result == "3 iterations"


def test_at_most_concurrency_iterations_run_at_a_time(harness: Any) -> None:
    harness.bundle(JOB)
    lock, running, most = threading.Lock(), 0, 0
    both = threading.Barrier(2)

    def act(attempt: Attempt) -> Output:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        if attempt.parameters.get("table") in ("x_a", "x_b"):
            both.wait(10)  # passes only when two iterations are here at once
        with lock:
            running -= 1
        return Output()

    assert harness.run(act=act, max_parallel=8).result is Result.SUCCESS
    assert most == 2


OBJECTS = """
j:
  tasks:
    - {task_key: list, notebook_task: {notebook_path: n.ipynb}}
    - task_key: loop
      depends_on: [{task_key: list}]
      for_each_task:
        inputs: "{{tasks.list.values.found}}"
        task:
          task_key: one
          max_retries: 1
          notebook_task: {notebook_path: n.ipynb, base_parameters: {name: "{{input.name}}", n: "{{input.deep.n}}"}}
"""  # noqa: E501


def test_objects_from_a_task_value_retries_and_repair_of_what_failed_only(harness: Any) -> None:
    harness.bundle(OBJECTS)
    seen: list[tuple[str, str, int]] = []
    broken = True

    def act(attempt: Attempt) -> Output:
        if attempt.task.key == "list":
            found = [{"name": "p", "deep": {"n": 1}}, {"name": "q", "deep": {"n": 2}}]
            (attempt.directory / "values.json").write_text(json.dumps({"found": found}))
            return Output()
        seen.append((attempt.parameters["name"], attempt.parameters["n"], attempt.number))
        if attempt.parameters["name"] == "q" and broken:
            raise AeroTwinError("q is broken")
        return Output()

    result = harness.run(act=act)
    assert result.result is Result.FAILED
    assert seen == [("p", "1", 1), ("q", "2", 1), ("q", "2", 2)]
    error = result.runs["loop"].error
    assert error == "1 of 2 iterations failed: loop[1]. loop[1]: q is broken"
    seen.clear()
    broken = False
    assert harness.repair(result.run_id, act).result is Result.SUCCESS
    assert seen == [("q", "2", 3)]
    history = [
        (run.attempt, run.state) for run in harness.store.attempts(result.run_id) if run.key == "loop[1]"
    ]
    assert history == [(1, State.FAILED), (2, State.FAILED), (3, State.SUCCESS)]


def test_attempts_of_an_iteration_are_kept_when_the_whole_is_retried(harness: Any) -> None:
    harness.bundle(JOB.replace("- task_key: loop", "- task_key: loop\n      max_retries: 1"))

    def act(attempt: Attempt) -> Output:
        if attempt.parameters.get("table") == "x_b" and attempt.number == 1:
            raise AeroTwinError("once")
        return Output()

    result = harness.run(act=act)
    assert result.result is Result.SUCCESS
    history = [(run.attempt, run.state) for run in harness.store.attempts(1) if run.key == "loop[1]"]
    assert history == [(1, State.FAILED), (2, State.SUCCESS)]


def test_a_timeout_ends_the_iterations(harness: Any) -> None:
    harness.bundle(JOB.replace("- task_key: loop", "- task_key: loop\n      timeout_seconds: 0.2"))

    def act(attempt: Attempt) -> Output:
        from aerotwin.runtime.kernels.errors import TaskCancelled

        assert attempt.cancel.wait(10)
        raise TaskCancelled("stopped")

    result = harness.run(act=act)
    assert result.runs["loop"].state is State.TIMED_OUT
    assert result.result is Result.FAILED


def test_an_empty_array_is_a_success(harness: Any) -> None:
    harness.bundle(JOB)
    result = harness.run(params={"tables": "[]"})
    assert harness.states(result) == {"loop": "SUCCESS", "after": "SUCCESS"}


@pytest.mark.parametrize(
    ("inputs", "message"),
    [("{", "are not JSON"), ('{"a": 1}', "not a JSON array"), (json.dumps([0] * 5001), "at most 5000")],
)
def test_what_is_no_array_is_refused(inputs: str, message: str) -> None:
    with pytest.raises(AeroTwinError, match=message):
        elements(inputs)


def test_a_nested_for_each_is_refused_as_documented(harness: Any) -> None:
    inner = "for_each_task: {inputs: '[]', task: {task_key: k, notebook_task: {notebook_path: n.ipynb}}}"
    harness.bundle(
        f"j: {{tasks: [{{task_key: a, for_each_task: {{inputs: '[1]', task: {{task_key: b, {inner}}}}}}}]}}"
    )
    with pytest.raises(AeroTwinError, match="cannot have another one"):
        harness.run()
