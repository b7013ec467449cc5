"""Parameters of tasks given for a run, as `databricks bundle run` documents them."""

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Job, task_of
from aerotwin.runtime.jobs.overrides import apply, named, positional


def job(*tasks: dict[str, object], **parameters: str) -> Job:
    made = [task_of({"task_key": f"t{index}", **task}) for index, task in enumerate(tasks)]
    return Job("j", "j", {task.key: task for task in made}, parameters)


NOTEBOOK = {"notebook_task": {"notebook_path": "n", "base_parameters": {"a": "1", "b": "2"}}}
FILE = {"spark_python_task": {"python_file": "f.py", "parameters": ["old"]}}
WHEEL = {"python_wheel_task": {"package_name": "p", "entry_point": "e", "named_parameters": {"x": "1"}}}


def test_each_type_of_task_takes_its_own() -> None:
    loop = {"for_each_task": {"inputs": "[1]", "task": {"task_key": "inner", **NOTEBOOK}}}
    pipeline = {"pipeline_task": {"pipeline_id": "p"}}
    given = {
        "notebook_params": {"b": "3"},
        "python_params": ["new", "er"],
        "python_named_params": {"y": "2"},
        "pipeline_params": {"full_refresh": "true"},
    }
    after = apply(job(NOTEBOOK, FILE, WHEEL, loop, pipeline), given).tasks
    assert after["t0"].spec["base_parameters"] == {"a": "1", "b": "3"}
    assert after["t1"].spec["parameters"] == ["new", "er"]
    assert after["t2"].spec["named_parameters"] == {"x": "1", "y": "2"}
    assert after["t3"].nested is not None
    assert after["t3"].nested.spec["base_parameters"] == {"a": "1", "b": "3"}
    assert after["t4"].spec == {"pipeline_id": "p", "full_refresh": "true"}


def test_a_job_with_parameters_takes_none_for_its_tasks() -> None:
    with pytest.raises(AeroTwinError, match="--params"):
        apply(job(NOTEBOOK, day="1"), {"notebook_params": {"a": "2"}})


def test_arguments_after_the_dashes() -> None:
    words = ["--a", "5", "--b=x=y"]
    assert positional(job(FILE, day="1"), words) == ({"a": "5", "b": "x=y"}, {})
    assert positional(job(NOTEBOOK), words) == ({}, {"notebook_params": {"a": "5", "b": "x=y"}})
    assert positional(job(FILE, WHEEL), words) == ({}, {"python_params": words})
    with pytest.raises(AeroTwinError, match="notebook_task, spark_python_task"):
        positional(job(FILE, NOTEBOOK), words)


@pytest.mark.parametrize("words", [["a"], ["--a"], ["--a", "1", "2"], ["--=1"]])
def test_arguments_that_are_not_named(words: list[str]) -> None:
    with pytest.raises(AeroTwinError, match="--name value"):
        named(words)
