import pytest

NOTEBOOK = "notebook_task: {notebook_path: n.py}"
LOOP = (
    "- {{task_key: f, for_each_task: "
    "{{inputs: {inputs}, concurrency: {many}, task: {{task_key: g, {task}}}}}}}"
)


@pytest.mark.parametrize(
    ("inputs", "many", "message"),
    [
        ("not json", 1, "for_each_task's inputs are not JSON"),
        ("'{\"a\": 1}'", 1, "for_each_task's inputs are not a JSON array"),
        ("'[1]'", 101, "for_each_task's concurrency is 101; valid: 1 to 100."),
        ("'[1]'", 0, "for_each_task's concurrency is 0; valid: 1 to 100."),
    ],
)
def test_what_cannot_be_gone_through(of_tasks, inputs: str, many: int, message: str) -> None:
    (found,) = of_tasks(LOOP.format(inputs=inputs, many=many, task=NOTEBOOK))
    assert found.startswith(f"error: {message}")


@pytest.mark.parametrize("inputs", ["'[1, 2]'", "'{{job.parameters.p}}'", "'{{tasks.f.values.v}}'"])
def test_arrays_and_references_are_sound(of_tasks, inputs: str) -> None:
    found = of_tasks(LOOP.format(inputs=inputs, many=100, task=NOTEBOOK))
    assert not [one for one in found if "inputs" in one]


def test_a_loop_repeats_no_loop_and_has_a_task_that_runs(of_tasks) -> None:
    inner = "for_each_task: {inputs: '[1]', task: {task_key: h}}"
    assert of_tasks(LOOP.format(inputs="'[1]'", many=1, task=inner)) == [
        "error: a for_each_task cannot repeat another for_each_task",
        "error: a task needs one type such as notebook_task; this one has no type",
    ]
