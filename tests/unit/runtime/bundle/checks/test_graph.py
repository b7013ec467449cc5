import pytest

NOTEBOOK = "notebook_task: {notebook_path: n.py}"
CONDITION = "- {task_key: c, condition_task: {left: '1', op: EQUAL_TO, right: '1'}}\n"
AFTER = (
    "- {{task_key: a, depends_on: [{{task_key: {}, outcome: {}}}], notebook_task: {{notebook_path: n.py}}}}\n"
)


def test_outcomes_are_true_and_false_and_of_conditions_only(of_tasks) -> None:
    assert of_tasks(CONDITION + AFTER.format("c", "'true'")) == []
    assert of_tasks(CONDITION + AFTER.format("c", "false")) == []
    assert of_tasks(CONDITION + AFTER.format("c", "maybe")) == [
        'error: outcome is "maybe"; valid: true, false'
    ]
    plain = f"- {{task_key: p, {NOTEBOOK}}}\n"
    assert of_tasks(plain + AFTER.format("p", "'true'")) == [
        'warning: only a condition_task has an outcome, which "p" is not'
    ]


@pytest.mark.parametrize("key", ["'a b'", "a.b", "k" * 101])
def test_keys_that_databricks_does_not_take(of_tasks, key: str) -> None:
    assert of_tasks(f"- {{task_key: {key}, {NOTEBOOK}}}") == [
        f'error: task_key "{key.strip(chr(39))}": up to 100 letters, digits, _ and - are allowed'
    ]


@pytest.mark.parametrize("key", ["5", "a-b_C9", "k" * 100])
def test_keys_that_it_takes(of_tasks, key: str) -> None:
    assert of_tasks(f"- {{task_key: {key}, {NOTEBOOK}}}") == []
