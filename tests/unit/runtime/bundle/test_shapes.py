from pathlib import Path
from typing import Any

import pytest

from aerotwin.runtime.bundle import load
from aerotwin.runtime.bundle.shapes import convert


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("60", "integer", 60),
        ("-1", "integer", -1),
        (3.0, "integer", 3),
        (7, "string", "7"),
        (1.0, "string", "1"),
        (1.5, "string", "1.5"),
        (True, "string", "true"),
        ("Yes", "boolean", True),
        ("off", "boolean", False),
        ("0.5", "number", 0.5),
    ],
)
def test_scalars_are_read_as_the_cli_reads_them(value: object, kind: str, expected: object) -> None:
    found = convert(value, kind)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ("many", "integer", 'expected an integer, found "many"'),
        (True, "integer", 'expected an integer, found "True"'),
        (0.5, "integer", 'expected an integer, found "0.5"'),
        ("perhaps", "boolean", 'expected true or false, found "perhaps"'),
        (1, "boolean", 'expected true or false, found "1"'),
        ("x", "number", 'expected a number, found "x"'),
    ],
)
def test_what_cannot_be_converted_is_told(value: object, kind: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        convert(value, kind)


def task(root: Path, fields: str, variables: str = "{}") -> tuple[dict[str, Any], list[str]]:
    job = f"jobs: {{j: {{tasks: [{{task_key: t, {fields}}}]}}}}"
    (root / "databricks.yml").write_text(
        f"bundle: {{name: b}}\nvariables: {variables}\nresources: {{{job}}}\n"
    )
    bundle = load(root, environ={})
    return bundle.resources["jobs"]["j"]["tasks"][0], [one.message for one in bundle.problems]


def test_values_have_their_fields_type_once_variables_are_in(tmp_path: Path) -> None:
    found, told = task(
        tmp_path,
        'max_retries: "${var.n}", retry_on_timeout: "yes", '
        "condition_task: {left: 1, op: EQUAL_TO, right: true}",
        '{n: {default: "3"}}',
    )
    assert told == []
    assert (found["max_retries"], found["retry_on_timeout"]) == (3, True)
    assert found["condition_task"] == {"left": "1", "op": "EQUAL_TO", "right": "true"}


def test_what_is_of_no_use_is_told_once_and_left_out(tmp_path: Path) -> None:
    found, told = task(tmp_path, 'max_retries: "${var.n}", timeout_seconds: soon', "{n: {default: many}}")
    assert found == {"task_key": "t"}
    assert sorted(told) == ['expected an integer, found "many"', 'expected an integer, found "soon"']


def test_a_job_is_named_by_its_key(tmp_path: Path) -> None:
    found, told = task(tmp_path, 'run_job_task: {job_id: "${resources.jobs.j.id}"}')
    assert (found["run_job_task"], told) == ({"job_id": "j"}, [])
