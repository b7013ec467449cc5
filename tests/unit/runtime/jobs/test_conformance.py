# ruff: noqa: E501
"""What Databricks documents of running jobs, row by row, in whole runs."""

import json
import re
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout

NOTEBOOK = "notebook_task: {notebook_path: n.ipynb}"


def ending(attempt: Attempt) -> Output:
    """A notebook whose name says how it ends."""
    how = attempt.task.key.split("_")[0]
    if how == "failed":
        raise AeroTwinError("as told")
    if how == "timedout":
        raise TaskTimeout("as told")
    if how == "canceled":
        raise TaskCancelled("as told")
    return Output()


# "Configure task dependencies", Run if condition options. The words before are how the dependencies ended: an
# excluded one hangs on the other outcome of a condition, an upstream failed one on a failed task. "Excluded
# tasks are skipped and are treated as successful"; "if all task dependencies are excluded, the task is also
# excluded, regardless of its Run if condition"; "if a task run is canceled, the cancellation propagates to
# downstream tasks, and tasks with a Run if condition that handles failure are run".
RUN, UF, UC, EX = "SUCCESS", "UPSTREAM_FAILED", "UPSTREAM_CANCELED", "EXCLUDED"
TABLE = {
    #                             ALL_SUCCESS  AT_LEAST_ONE_SUCCESS  NONE_FAILED  ALL_DONE  AT_LEAST_ONE_FAILED  ALL_FAILED
    "success":                    (RUN,        RUN,                  RUN,         RUN,      EX,                  EX),
    "failed":                     (UF,         UF,                   UF,          RUN,      RUN,                 RUN),
    "timedout":                   (UF,         UF,                   UF,          RUN,      RUN,                 RUN),
    "canceled":                   (UC,         UC,                   UC,          RUN,      RUN,                 RUN),
    "excluded":                   (EX,         EX,                   EX,          EX,       EX,                  EX),
    "upstream":                   (UF,         UF,                   UF,          RUN,      RUN,                 RUN),
    "success failed":             (UF,         RUN,                  UF,          RUN,      RUN,                 EX),
    "success timedout":           (UF,         RUN,                  UF,          RUN,      RUN,                 EX),
    "success canceled":           (UC,         RUN,                  UC,          RUN,      RUN,                 EX),
    "success excluded":           (RUN,        RUN,                  RUN,         RUN,      EX,                  EX),
    "success upstream":           (UF,         RUN,                  UF,          RUN,      RUN,                 EX),
    "failed excluded":            (UF,         RUN,                  UF,          RUN,      RUN,                 EX),
    "failed canceled":            (UF,         UF,                   UF,          RUN,      RUN,                 RUN),
    "failed upstream timedout":   (UF,         UF,                   UF,          RUN,      RUN,                 RUN),
    "success disabled":           (RUN,        RUN,                  RUN,         RUN,      EX,                  EX),
}  # fmt: skip
CONDITIONS = (
    "ALL_SUCCESS",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
    "ALL_DONE",
    "AT_LEAST_ONE_FAILED",
    "ALL_FAILED",
)


@pytest.mark.parametrize("words", TABLE)
def test_run_if(words: str, harness: Any) -> None:
    needs = {
        "excluded": "depends_on: [{task_key: condition, outcome: false}], ",
        "upstream": "depends_on: [{task_key: failed_first}], ",
        "disabled": "disabled: true, ",
    }
    tasks = ["{task_key: condition, condition_task: {left: 1, op: EQUAL_TO, right: 1}}"]
    tasks += [f"{{task_key: failed_first, {NOTEBOOK}}}"]
    keys = [f"{word}_{place}" for place, word in enumerate(words.split())]
    tasks += [f"{{task_key: {key}, {needs.get(key.split('_')[0], '')}{NOTEBOOK}}}" for key in keys]
    depends = ", ".join(f"{{task_key: {key}}}" for key in keys)
    tasks += [
        f"{{task_key: {one}, run_if: {one}, depends_on: [{depends}], {NOTEBOOK}}}" for one in CONDITIONS
    ]
    harness.bundle("j:\n  tasks:\n" + "".join(f"    - {task}\n" for task in tasks))
    states = harness.states(harness.run(act=ending))
    assert tuple(states[one] for one in CONDITIONS) == TABLE[words]


# "Understand the run result": success if all tasks succeed; success with failures if some failed but all leaf
# tasks succeeded; failed if one or more leaf tasks failed.
@pytest.mark.parametrize(
    ("tasks", "want"),
    [
        ("{task_key: a, N}", Result.SUCCESS),
        ("{task_key: failed_a, N}, {task_key: b, run_if: ALL_DONE, depends_on: [{task_key: failed_a}], N}", Result.SUCCESS_WITH_FAILURES),
        ("{task_key: failed_a, N}, {task_key: b, depends_on: [{task_key: failed_a}], N}", Result.FAILED),
        ("{task_key: a, N}, {task_key: b, run_if: AT_LEAST_ONE_FAILED, depends_on: [{task_key: a}], N}", Result.SUCCESS),
        ("{task_key: a, N}, {task_key: timedout_b, N}", Result.FAILED),
    ],
)  # fmt: skip
def test_result_of_the_run(tasks: str, want: Result, harness: Any) -> None:
    harness.bundle(f"j: {{tasks: [{tasks.replace('N}', NOTEBOOK + '}')}]}}")
    assert harness.run(act=ending).result is want


# "Job parameter pushdown": job parameters take precedence over task parameters; if both have a key, the job
# parameter overrides. "Run a job with different parameters": what is given for a run overrides defaults.
@pytest.mark.parametrize(
    ("given", "want"),
    [
        ({}, {"both": "default", "task": "t", "job": "j", "via": "default"}),
        ({"both": "run"}, {"both": "run", "task": "t", "job": "j", "via": "run"}),
    ],
)
def test_parameter_precedence(given: dict[str, str], want: dict[str, str], harness: Any) -> None:
    harness.bundle("""
j:
  parameters: [{name: both, default: default}, {name: job, default: j}]
  tasks:
    - task_key: a
      notebook_task: {notebook_path: n.ipynb, base_parameters: {both: base, task: t, via: "{{job.parameters.both}}"}}
""")
    seen: dict[str, str] = {}

    def act(attempt: Attempt) -> Output:
        seen.update(attempt.parameters)
        return Output()

    harness.run(act=act, params=given)
    assert seen == want


# "Dynamic value references", Supported value references, as a task after another one sees them.
REFERENCES = {
    "{{job.id}}": "j",
    "{{job.name}}": "my job",
    "{{job.run_id}}": "1",
    "{{job.repair_count}}": "0",
    "{{job.trigger.type}}": "onetime",
    "{{job.parameters.p}}": "of run 1",
    "{{job.parameters.`p-q.r$`}}": "special",
    "{{job.start_time.iso_date}}": r"\d{4}-\d\d-\d\d",
    "{{job.start_time.iso_datetime}}": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "{{job.start_time.timestamp_ms}}": r"\d{13}",
    "{{job.start_time.iso_weekday}}": "[1-7]",
    "{{job.start_time.is_weekday}}": "true|false",
    "{{job.start_time.hour}}": r"\d{1,2}",
    "{{job.trigger.time.iso_date}}": r"\d{4}-\d\d-\d\d",
    "{{task.name}}": "last",
    "{{task.execution_count}}": "1",
    "{{task.notebook_path}}": r"/.*n\.ipynb",
    "{{tasks.failed_a.result_state}}": "failed",
    "{{tasks.timedout_a.result_state}}": "timedout",
    "{{tasks.canceled_a.result_state}}": "canceled",
    "{{tasks.behind.result_state}}": "upstream_failed",
    "{{tasks.excluded.result_state}}": "excluded",
    "{{tasks.ok.result_state}}": "success",
    "{{tasks.ok.execution_count}}": "1",
    "{{tasks.ok.error_code}}": "",
    "{{tasks.failed_a.error_code}}": "RunExecutionError",
    "{{tasks.ok.values.n}}": "7",
    "{{tasks.ok.values.text}}": "x",
    "{{tasks.ok.output.first_row.c}}": "5",
    "job_{{job.run_id}}": "job_1",
    # "Syntax errors, including non-existent dynamic references and missing braces, are silently ignored and
    # treated as literal strings"; "contents of the double curly braces are not evaluated as expressions".
    "{{job.run_id}": re.escape("{{job.run_id}"),
    "{{my.value}}": re.escape("{{my.value}}"),
}


def test_dynamic_value_references(harness: Any) -> None:
    keys = ("ok", "failed_a", "timedout_a", "canceled_a", "behind", "excluded")
    base = json.dumps({str(number): text for number, text in enumerate(REFERENCES)})
    harness.bundle(f"""
j:
  name: my job
  parameters: [{{name: p, default: "of run {{{{job.run_id}}}}"}}, {{name: p-q.r$, default: special}}]
  tasks:
    - {{task_key: ok, {NOTEBOOK}}}
    - {{task_key: failed_a, {NOTEBOOK}}}
    - {{task_key: timedout_a, {NOTEBOOK}}}
    - {{task_key: canceled_a, {NOTEBOOK}}}
    - {{task_key: behind, depends_on: [{{task_key: failed_a}}], {NOTEBOOK}}}
    - {{task_key: excluded, run_if: ALL_FAILED, depends_on: [{{task_key: ok}}], {NOTEBOOK}}}
    - task_key: last
      run_if: ALL_DONE
      depends_on: [{", ".join(f"{{task_key: {key}}}" for key in keys)}]
      notebook_task: {{notebook_path: n.ipynb, base_parameters: {base}}}
""")
    seen: dict[str, str] = {}

    def act(attempt: Attempt) -> Output:
        if attempt.task.key == "ok":
            (attempt.directory / "values.json").write_text('{"n": 7, "text": "x"}')
            (attempt.directory / "output.json").write_text('{"columns": ["c"], "rows": [{"c": 5}]}')
        if attempt.task.key == "last":
            seen.update(attempt.parameters)
        return ending(attempt)

    harness.run(act=act)
    for number, (reference, want) in enumerate(REFERENCES.items()):
        assert re.fullmatch(want, seen[str(number)]), (reference, seen[str(number)])


# "An error is displayed for an invalid reference that belongs to a known namespace."
@pytest.mark.parametrize(
    "reference",
    ["job.notebook_url", "job.parameters.x", "job.start_time.week", "task.x", "tasks.no.values.x", "tasks.ok.values.x", "tasks.ok.output.rows"],
)  # fmt: skip
def test_an_unknown_name_in_a_known_namespace_fails_the_task(reference: str, harness: Any) -> None:
    harness.bundle(f"""
j:
  tasks:
    - {{task_key: ok, {NOTEBOOK}}}
    - task_key: a
      depends_on: [{{task_key: ok}}]
      notebook_task: {{notebook_path: n.ipynb, base_parameters: {{x: "{{{{{reference}}}}}"}}}}
""")
    result = harness.run()
    assert harness.states(result) == {"ok": "SUCCESS", "a": "FAILED"}


# "If/else condition task": == and != compare texts (12.0 == 12 is false), >, >=, < and <= numbers; what depends on
# an outcome that did not come is excluded.
@pytest.mark.parametrize(
    ("left", "op", "right", "outcome"),
    [
        ("12.0", "EQUAL_TO", "12", "false"),
        ("12.0", "NOT_EQUAL", "12", "true"),
        ("12.0", "GREATER_THAN_OR_EQUAL", "12", "true"),
        ("10.0", "GREATER_THAN_OR_EQUAL", "12", "false"),
        ("9", "LESS_THAN", "10", "true"),
        ("{{job.repair_count}}", "EQUAL_TO", "0", "true"),
    ],
)
def test_if_else(left: str, op: str, right: str, outcome: str, harness: Any) -> None:
    harness.bundle(f"""
j:
  tasks:
    - {{task_key: if, condition_task: {{left: "{left}", op: {op}, right: "{right}"}}}}
    - {{task_key: then, depends_on: [{{task_key: if, outcome: "true"}}], {NOTEBOOK}}}
    - {{task_key: else, depends_on: [{{task_key: if, outcome: "false"}}], {NOTEBOOK}}}
""")
    result = harness.run()
    assert result.runs["if"].result == outcome
    taken, left_out = ("then", "else") if outcome == "true" else ("else", "then")
    states = harness.states(result)
    assert (states[taken], states[left_out]) == ("SUCCESS", "EXCLUDED")


# Jobs API, Task: max_retries (0 never retries, -1 without end), retry_on_timeout (false by default).
@pytest.mark.parametrize(
    ("key", "settings", "attempts"),
    [
        ("failed_a", "", 1),
        ("failed_a", "max_retries: 2, min_retry_interval_millis: 1, ", 3),
        ("timedout_a", "max_retries: 2, ", 1),
        ("timedout_a", "max_retries: 2, retry_on_timeout: true, ", 3),
        ("canceled_a", "max_retries: 2, ", 1),
    ],
)
def test_retries(key: str, settings: str, attempts: int, harness: Any) -> None:
    harness.bundle(f"j: {{tasks: [{{task_key: {key}, {settings}{NOTEBOOK}}}]}}")
    result = harness.run(act=ending)
    assert result.runs[key].attempt == attempts
    assert [run.attempt for run in harness.store.attempts(1)] == list(range(1, attempts + 1))


# Jobs API, timeout_seconds of a job: the run as a whole ends as timed out, and its running tasks with it.
def test_a_jobs_timeout_is_reported_as_timed_out(harness: Any) -> None:
    harness.bundle(f"""
j:
  timeout_seconds: 0.3
  tasks:
    - {{task_key: slow, max_retries: 3, retry_on_timeout: true, {NOTEBOOK}}}
    - {{task_key: after, depends_on: [{{task_key: slow}}], {NOTEBOOK}}}
    - {{task_key: cleanup, run_if: ALL_DONE, depends_on: [{{task_key: slow}}], {NOTEBOOK}}}
""")

    def act(attempt: Attempt) -> Output:
        assert attempt.cancel.wait(10)
        raise TaskCancelled("stopped")

    result = harness.run(act=act)
    assert result.result is Result.TIMED_OUT
    assert harness.states(result) == {"slow": "TIMED_OUT", "after": "UPSTREAM_FAILED", "cleanup": "CANCELED"}
    assert result.runs["slow"].attempt == 1
    assert result.runs["slow"].error == "The job's timeout of 0.3 s was over."
    assert harness.store.run(1).result == "TIMED_OUT"
    assert harness.repair(1).result is Result.SUCCESS


# "If a task run is canceled … tasks with a Run if condition that handles failure are run."
def test_cancelling_a_run_leaves_time_to_clean_up(harness: Any) -> None:
    harness.bundle(f"""
j:
  tasks:
    - {{task_key: slow, {NOTEBOOK}}}
    - {{task_key: after, depends_on: [{{task_key: slow}}], {NOTEBOOK}}}
    - {{task_key: none_failed, run_if: AT_LEAST_ONE_SUCCESS, depends_on: [{{task_key: slow}}], {NOTEBOOK}}}
    - {{task_key: cleanup, run_if: ALL_DONE, depends_on: [{{task_key: slow}}], {NOTEBOOK}}}
""")

    def act(attempt: Attempt) -> Output:
        if attempt.task.key == "slow":
            harness.store.request_cancel(1)
            assert attempt.cancel.wait(10)
            raise TaskCancelled("stopped")
        return Output()

    result = harness.run(act=act)
    assert result.result is Result.CANCELED
    assert harness.states(result) == {
        "slow": "CANCELED",
        "after": "UPSTREAM_CANCELED",
        "none_failed": "UPSTREAM_CANCELED",
        "cleanup": "SUCCESS",
    }


REPAIR = f"""
j:
  tasks:
    - {{task_key: first, {NOTEBOOK}}}
    - {{task_key: failed_b, depends_on: [{{task_key: first}}], {NOTEBOOK}}}
    - {{task_key: third, depends_on: [{{task_key: failed_b}}], {NOTEBOOK}}}
    - {{task_key: beside, depends_on: [{{task_key: first}}], {NOTEBOOK}}}
"""


# "Re-run failed and skipped tasks": unsuccessful tasks and those that depend on them; the repair count goes up.
def test_repair_runs_what_failed_and_what_depends_on_it(harness: Any) -> None:
    harness.bundle(REPAIR)
    harness.run(act=ending)
    seen: list[tuple[str, int]] = []

    def act(attempt: Attempt) -> Output:
        seen.append((attempt.task.key, attempt.number))
        return Output()

    assert harness.repair(1, act).result is Result.SUCCESS
    assert seen == [("failed_b", 2), ("third", 1)]
    assert harness.store.run(1).repair_count == 1


# Jobs API, repair: rerun_tasks names tasks, of whatever state; rerun_dependent_tasks adds what depends on them.
@pytest.mark.parametrize(
    ("tasks", "dependents", "want"),
    [
        (["first"], False, ["first"]),
        (["first"], True, ["beside", "failed_b", "first", "third"]),
        (["failed_b", "third"], False, ["failed_b", "third"]),
    ],
)
def test_repair_of_named_tasks(tasks: list[str], dependents: bool, want: list[str], harness: Any) -> None:
    harness.bundle(REPAIR)
    harness.run()
    seen: list[str] = []

    def act(attempt: Attempt) -> Output:
        seen.append(attempt.task.key)
        return Output()

    assert harness.repair(1, act, tasks=tasks, dependents=dependents).result is Result.SUCCESS
    assert sorted(seen) == want


def test_attempts_are_listed_in_their_order(harness: Any) -> None:
    harness.bundle(REPAIR)
    harness.run(act=ending)
    harness.repair(1)
    listed = [(run.key, run.attempt) for run in harness.store.attempts(1)]
    assert [one for one in listed if one[0] == "third"] == [("third", 0), ("third", 1)]
    assert listed.index(("failed_b", 1)) < listed.index(("failed_b", 2)) < listed.index(("third", 0))


# `databricks bundle run --only`: only these run, unselected dependencies do not hold them back; +key and key+
# add what is upstream and downstream.
@pytest.mark.parametrize(
    ("only", "want", "left_out"),
    [
        (["third"], ["third"], "failed_b"),
        (["+third"], ["failed_b", "first", "third"], None),
        (["failed_b+"], ["failed_b", "third"], "first"),
        (["+failed_b+"], ["failed_b", "first", "third"], None),
        (["b*"], ["beside"], "first"),
    ],
)
def test_only(only: list[str], want: list[str], left_out: str | None, harness: Any) -> None:
    harness.bundle(REPAIR)
    assert sorted(harness.run(only=only).runs) == want
    said = [f"Not run, and taken as they are: {left_out}"] if left_out else []
    assert harness.said == said


# Jobs API, max_concurrent_runs and queue: beyond the limit a run is skipped, with the queue enabled it waits.
def test_a_run_beyond_the_limit_waits_in_the_queue(harness: Any) -> None:
    import threading

    harness.bundle(f"j: {{max_concurrent_runs: 1, tasks: [{{task_key: a, {NOTEBOOK}}}]}}")
    order: list[str] = []
    threads: list[threading.Thread] = []
    waits = threading.Event()

    def second() -> None:
        harness.run(act=lambda _attempt: order.append("second") or Output())

    def act(_attempt: Attempt) -> Output:
        threads.append(threading.Thread(target=second))
        threads[0].start()
        while not any(text.startswith("Waiting for run 1 of j") for text in harness.said):
            assert not waits.wait(0.01)
        order.append("first")
        return Output()

    harness.run(act=act)
    threads[0].join(20)
    assert order == ["first", "second"]
    assert [run.result for run in harness.store.runs()] == ["SUCCESS", "SUCCESS"]
