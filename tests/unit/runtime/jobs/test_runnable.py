from pathlib import Path

from aerotwin.runtime.bundle import load
from aerotwin.runtime.bundle.checks import validate
from aerotwin.runtime.jobs.runnable import refusal_problems

TEXT = """\
bundle: {name: b}
resources:
  jobs:
    a:
      tasks:
        - {task_key: q, sql_task: {warehouse_id: w, query: {query_id: "1"}}}
        - {task_key: r, run_job_task: {job_id: "${resources.jobs.c.id}"}}
        - {task_key: j, spark_jar_task: {main_class_name: x}, existing_cluster_id: c}
        - {task_key: s, condition_task: {left: "1", op: EQUAL_TO, right: "1"}}
    c:
      tasks: [{task_key: r, run_job_task: {job_id: "${resources.jobs.a.id}"}}]
    d:
      tasks: [{sql_task: {warehouse_id: w, query: {query_id: "1"}}}]
"""


def test_what_an_executor_would_refuse_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(TEXT)
    bundle = load(tmp_path, environ={})
    errors = [one for one in validate(bundle) if one.severity == "error"]
    assert [one.message for one in errors] == ["task_key is missing"]
    found = [(one.severity, one.line, one.message) for one in refusal_problems(bundle, errors)]
    assert found == [
        (
            "warning",
            6,
            "not runnable locally: sql_task with query: it lives in a workspace; a sql_task with file runs "
            "locally",
        ),
        ("warning", 7, "not runnable locally: jobs run each other in a circle: c -> a -> c"),
        ("warning", 11, "not runnable locally: jobs run each other in a circle: a -> c -> a"),
    ]
