# ruff: noqa: E501
import textwrap
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import Problem, load
from aerotwin.runtime.bundle.checks import validate
from aerotwin.runtime.jobs.model import job_of

HEAD = "bundle: {name: b}\nresources:\n  jobs:\n    j:\n      tasks:\n"


def problems(root: Path, tasks: str, head: str = HEAD) -> list[Problem]:
    (root / "n.ipynb").write_text("{}")
    (root / "databricks.yml").write_text(
        head + textwrap.indent(textwrap.dedent(tasks).strip() + "\n", " " * 8)
    )
    return validate(load(root, environ={}))


NOTEBOOK = "notebook_task: {notebook_path: n.ipynb}"


@pytest.mark.parametrize(
    ("tasks", "line", "message"),
    [
        (f"- {{{NOTEBOOK}}}", 6, "task_key is missing"),
        (f"- {{task_key: a, {NOTEBOOK}}}\n- {{task_key: a, {NOTEBOOK}}}", 7, 'duplicate task_key "a"'),
        (
            f"- {{task_key: abc, {NOTEBOOK}}}\n- {{task_key: b, depends_on: [{{task_key: abd}}], {NOTEBOOK}}}",
            7,
            'depends_on names "abd", which is no task of this job; did you mean "abc"?',
        ),
        (
            f"- {{task_key: a, depends_on: [{{task_key: b}}], {NOTEBOOK}}}\n"
            f"- {{task_key: b, depends_on: [{{task_key: a}}], {NOTEBOOK}}}",
            6,
            "tasks depend on each other in a circle: a -> b -> a",
        ),
        ("- {task_key: a, notebook_task: {notebook_path: gone.ipynb}}", 6, "notebook gone.ipynb not found"),
        (f"- {{task_key: a, max_retrys: 1, {NOTEBOOK}}}", 6, 'unknown field "max_retrys"; did you mean "max_retries"?'),
        (f"- {{task_key: a, run_if: ALWAYS, {NOTEBOOK}}}", 6, 'run_if is "ALWAYS"; valid: ALL_SUCCESS'),
        ("- {task_key: a}", 6, "a task needs one type such as notebook_task; this one has no type"),
        ("- {task_key: a, spark_jar_task: {}}", 6, "not runnable locally: spark_jar_task"),
        ("- {task_key: a, notebook_task: {path: n.ipynb}}", 6, 'required field "notebook_path" is not set'),
        ("- {task_key: a, pipeline_task: {pipeline_id: x}}", 6, 'pipeline "x" is not one of this bundle'),
        (f"- {{task_key: a, environment_key: e, {NOTEBOOK}}}", 6, 'unknown environment_key "e"'),
        ("- {task_key: a, condition_task: {left: 1, op: IS, right: 1}}", 6, 'op is "IS"; valid: EQUAL_TO'),
    ],
)  # fmt: skip
def test_each_mistake_is_found_where_it_is(tmp_path: Path, tasks: str, line: int, message: str) -> None:
    found = [one for one in problems(tmp_path, tasks) if message in one.message]
    assert len(found) == 1
    assert (found[0].file, found[0].line) == ("databricks.yml", line)
    assert found[0].path.startswith("resources.jobs.j.tasks")


def test_a_sound_job_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, f"- {{task_key: a, {NOTEBOOK}}}") == []


def test_a_job_without_tasks_is_deployed_but_does_not_run(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text("bundle: {name: b}\nresources: {jobs: {j: {name: empty}}}\n")
    bundle = load(tmp_path, environ={})
    assert [(one.severity, one.message) for one in validate(bundle)] == [
        ("warning", 'job "j" has no tasks, so there is nothing to run')
    ]
    assert job_of(bundle, "j").tasks == {}


def test_an_absolute_path_is_the_workspaces(tmp_path: Path) -> None:
    found = problems(tmp_path, "- {task_key: a, notebook_task: {notebook_path: /etl/load}}")
    assert [(one.severity, one.message) for one in found] == [
        ("warning", "notebook /etl/load is not here: an absolute path is one of the workspace")
    ]


def test_resource_keys_are_shared_by_all_kinds(tmp_path: Path) -> None:
    head = "bundle: {name: b}\nresources:\n  pipelines:\n    j: {name: p, libraries: [{notebook: {path: n.ipynb}}]}\n  jobs:\n    j:\n      tasks:\n"
    found = problems(tmp_path, f"- {{task_key: a, {NOTEBOOK}}}", head)
    assert ["is taken by resources.pipelines.j" in one.message for one in found] == [True]


def test_a_problem_reads_like_the_databricks_cli() -> None:
    problem = Problem("error", "notebook x not found", "resources.jobs.j", "databricks.yml", 3, 5)
    assert str(problem) == "Error: notebook x not found\n  at resources.jobs.j\n  in databricks.yml:3:5"
