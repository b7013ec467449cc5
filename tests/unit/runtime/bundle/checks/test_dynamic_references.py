import pytest

FIRST = "- {task_key: first, sql_task: {warehouse_id: w, file: {path: f.py}}}\n"
SECOND = (
    "- {{task_key: second, {after}notebook_task: "
    "{{notebook_path: n.py, base_parameters: {{p: '{text}'}}}}}}\n"
)
AFTER = "depends_on: [{task_key: first}], "


def told(of_tasks, text: str, after: str = AFTER) -> list[str]:
    found = of_tasks(FIRST + SECOND.format(after=after, text=text))
    return [one for one in found if "is read by no widget" not in one]


@pytest.mark.parametrize(
    "text",
    [
        "{{tasks.first.values.count}}",
        "{{tasks.first.values.`a.b`}}",
        "{{tasks.first.output.first_row.n}}",
        "{{tasks.first.result_state}}",
        "{{job.start_time.iso_date}} of {{ job.run_id }}",
        "{{job.trigger.type}}",
        "{{run_id}}",
        "{{secrets/scope/key}}",
        "{{ whatever }}",
        "no reference",
    ],
)
def test_references_that_a_run_resolves_or_leaves_alone(of_tasks, text: str) -> None:
    assert told(of_tasks, text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{tasks.frist.values.count}}", 'unknown task "frist"; there are: first, second.'),
        ("{{job.nam}}", 'unknown field of {{job}} "nam"; there are: id, name, run_id, repair_count.'),
        ("{{job.start_time.weekday}}", 'unknown part of {{job.start_time}} "weekday"'),
        ("{{input}}", "{{input}} has a meaning only inside a for_each_task."),
    ],
)
def test_references_that_no_run_can_resolve(of_tasks, text: str, message: str) -> None:
    (found,) = told(of_tasks, text)
    assert found.startswith(f"error: {text}: {message}")


def test_a_value_of_a_task_that_need_not_have_run(of_tasks) -> None:
    assert told(of_tasks, "{{tasks.first.values.v}}", after="") == [
        "warning: {{tasks.first.values.v}}: this task does not depend on first, which need not have run"
    ]


def test_a_parameter_that_the_job_does_not_declare(of_tasks) -> None:
    assert told(of_tasks, "{{job.parameters.day}}") == [
        'warning: {{job.parameters.day}}: the job has no parameter "day"; declared: none'
    ]


def test_an_element_is_known_inside_its_loop(of_tasks) -> None:
    inner = "notebook_task: {notebook_path: n.py, base_parameters: {p: '{{input.name}}'}}"
    found = of_tasks(f"- {{task_key: f, for_each_task: {{inputs: '[1]', task: {{task_key: g, {inner}}}}}}}")
    assert [one for one in found if "{{" in one] == []
