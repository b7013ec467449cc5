from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.fields import RUNNABLE, TASK_TYPES
from aerotwin.runtime.jobs.executors import KINDS
from aerotwin.runtime.jobs.outcomes import Result


def test_validation_and_the_executors_agree() -> None:
    assert set(KINDS) == RUNNABLE
    assert RUNNABLE <= TASK_TYPES


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ("dashboard_task: {dashboard_id: d}", 'dashboard_task with dashboard_id "d": only'),
        ("spark_jar_task: {main_class_name: x}", "not runnable locally: spark_jar_task"),
        ("sql_task: {warehouse_id: w, query: {query_id: q}}", "sql_task with query: it lives in a workspace"),
        ("sql_task: {warehouse_id: w, alert: {alert_id: q}}", "sql_task with alert: it lives in a workspace"),
        ("spark_python_task: {python_file: 'dbfs:/x.py'}", "dbfs:/x.py is not a file of the bundle"),
        ("python_wheel_task: {package_name: p}", "python_wheel_task needs entry_point"),
    ],
)
def test_what_cannot_run_is_refused_before_the_run_starts(task: str, message: str, harness: Any) -> None:
    harness.bundle(f"j: {{tasks: [{{task_key: a, {task}}}]}}")
    with pytest.raises(AeroTwinError) as caught:
        harness.run()
    assert message in str(caught.value)
    assert 'task "a" of j is not runnable locally' in str(caught.value)
    assert "--skip-unsupported" in str(caught.value)
    assert harness.store.runs() == []


def test_skipped_tasks_count_as_successful_and_what_follows_runs(harness: Any) -> None:
    harness.bundle("""
j:
  tasks:
    - {task_key: a, dashboard_task: {dashboard_id: d}}
    - {task_key: b, depends_on: [{task_key: a}], condition_task: {left: 1, op: EQUAL_TO, right: 2}}
    - {task_key: c, depends_on: [{task_key: b, outcome: true}], dashboard_task: {dashboard_id: d}}
    - {task_key: d, depends_on: [{task_key: a}], condition_task: {left: x, op: LESS_THAN, right: 2}}
""")
    result = harness.run(skip_unsupported=True)
    assert harness.states(result) == {"a": "SKIPPED", "b": "SUCCESS", "c": "EXCLUDED", "d": "FAILED"}
    assert result.runs["a"].error.startswith('dashboard_task with dashboard_id "d"')
    repaired = harness.repair(result.run_id)
    assert repaired.result is Result.FAILED
    assert harness.states(repaired)["a"] == "SKIPPED"
