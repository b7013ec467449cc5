from datetime import UTC, datetime

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Task, TaskRun
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.jobs.references import Scope, push_down, resolve

SCOPE = Scope(
    job_key="nightly",
    job_name="[dev me] nightly",
    run_id="12",
    started=datetime(2025, 3, 8, 9, 5, 7, tzinfo=UTC),  # a Saturday
    parameters={"day": "monday", "dotted.name": "d"},
    repair_count=2,
    runs={"t": TaskRun("t", State.FAILED, 3), "u": TaskRun("u", State.SUCCESS, 1)},
    values=lambda key: {"rows": 7, "name": "x", "list": [1, "b"]} if key == "u" else {},
)
TASK = Task("mine", "notebook_task", {"notebook_path": "/n.ipynb"})


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("{{job.parameters.day}}", "monday"),
        ("{{ job.parameters.dotted.name }}", "d"),
        ("{{job.id}}/{{job.name}}", "nightly/[dev me] nightly"),
        ("{{job.run_id}}", "12"),
        ("{{job.repair_count}}", "2"),
        ("{{job.start_time.iso_date}}", "2025-03-08"),
        ("{{job.start_time.iso_datetime}}", "2025-03-08T09:05:07"),
        ("{{job.start_time.timestamp_ms}}", "1741424707000"),
        ("{{job.start_time.iso_weekday}} {{job.start_time.is_weekday}}", "6 false"),
        ("{{job.start_time.month}}", "3"),
        ("{{task.name}} {{task.execution_count}}", "mine 2"),
        ("{{task.notebook_path}}", "/n.ipynb"),
        ("{{tasks.t.result_state}} {{tasks.u.result_state}}", "failed success"),
        ("{{tasks.u.values.rows}} {{tasks.u.values.name}}", "7 x"),
        ("{{tasks.u.values.list}}", '[1, "b"]'),
        ("{{start_date}} {{task_key}} {{task_retry_count}}", "2025-03-08 mine 1"),
        ("no braces", "no braces"),
    ],
)
def test_references(text: str, want: str) -> None:
    assert resolve({"a": [text]}, SCOPE, TASK, 2) == {"a": [want]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{job.parameters.dya}}", 'unknown job parameter "dya"; there are: day, dotted.name'),
        ("{{tasks.v.values.x}}", 'unknown task "v"; there are: t, u'),
        ("{{tasks.t.values.x}}", 'unknown value left by task t "x"; there are: none'),
        ("{{job.nme}}", 'unknown field of {{job}} "nme"'),
        ("{{input}}", "for_each_task"),
    ],
)
def test_what_does_not_exist_is_refused_naming_what_does(text: str, message: str) -> None:
    with pytest.raises(AeroTwinError) as caught:
        resolve(text, SCOPE, TASK, 1)
    assert message in str(caught.value)


def test_job_parameters_win_over_base_parameters_and_reach_every_notebook() -> None:
    base = {"day": "base", "own": 3, "flag": True}
    job = {"day": "job", "other": "pushed down"}
    assert push_down(base, job) == {
        "day": "job",
        "own": "3",
        "flag": "true",
        "other": "pushed down",
    }
