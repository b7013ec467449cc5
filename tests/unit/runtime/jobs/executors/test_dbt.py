from pathlib import Path
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.executors.dbt import local_requirements, refusal
from aerotwin.runtime.jobs.model import Task
from aerotwin.runtime.jobs.outcomes import State

JOB = """
j:
  tasks:
    - task_key: a
      timeout_seconds: 20
      dbt_task: {project_directory: ./shop, commands: [dbt deps, dbt run -t dev, dbt test]}
"""
# Stands for the interpreter of dbt's environment: -P LAUNCHER DIRECTORIES WORDS…
PYTHON = """#!/bin/sh
if [ "$2" = -c ]; then echo True; echo True; exit; fi
shift 3
echo "12:00:00  $* in $(basename $(pwd))"
cat $DBT_PROFILES_DIR/profiles.yml
"""


@pytest.fixture
def dbt(harness: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A dbt whose interpreter is a shell script: `dbt(more)` adds lines to it."""

    def make(more: str = "") -> None:
        folder = harness.root / "bin"
        folder.mkdir()
        (folder / "dbt").touch(mode=0o755)
        (folder / "python").write_text(PYTHON + more)
        (folder / "python").chmod(0o755)
        (harness.root / "shop").mkdir()
        (harness.root / "shop" / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
        monkeypatch.setenv("AEROTWIN_DBT", str(folder / "dbt"))

    return make


@pytest.fixture
def without_dbt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AEROTWIN_DBT", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")


def test_commands_run_in_order_in_the_project_with_a_profile(harness: Any, dbt: Any) -> None:
    dbt()
    harness.bundle(JOB)
    result = harness.run()
    assert harness.states(result) == {"a": "SUCCESS"}
    log = (harness.home.runs / "1" / "a" / "attempt-1.log").read_text()
    heads = [line for line in log.splitlines() if line.startswith("12:")]
    assert heads == [f"12:00:00  {words} in shop" for words in ("deps", "run -t dev", "test")]
    assert "    dev:\n      type: databricks\n" in log


def test_the_first_command_that_fails_is_named_with_dbts_error(harness: Any, dbt: Any) -> None:
    dbt('[ "$1" != run ] || { echo "12:00:00  Database Error in model m"; exit 1; }\n')
    harness.bundle(JOB)
    result = harness.run()
    assert result.runs["a"].error.startswith(
        "dbt run -t dev ended with status 1.\nDatabase Error in model m\nWhole output: "
    )
    assert "test in shop" not in (harness.home.runs / "1" / "a" / "attempt-1.log").read_text()


def test_a_timeout_ends_the_command(harness: Any, dbt: Any) -> None:
    dbt("sleep 60\n")
    harness.bundle(JOB.replace("seconds: 20", "seconds: 1"))
    assert harness.run().runs["a"].state is State.TIMED_OUT


@pytest.mark.usefixtures("without_dbt")
def test_without_dbt_it_is_refused_before_the_run_and_can_be_skipped(harness: Any) -> None:
    harness.bundle(JOB)
    with pytest.raises(AeroTwinError) as caught:
        harness.run()
    assert (
        'task "a" of j is not runnable locally: dbt_task (install dbt-core and dbt-spark in an environment '
        "and set AEROTWIN_DBT=" in str(caught.value)
    )
    assert harness.states(harness.run(skip_unsupported=True)) == {"a": "SKIPPED"}


@pytest.mark.usefixtures("without_dbt")
def test_a_task_that_asks_for_the_adapter_gets_an_environment(harness: Any) -> None:
    libraries = ({"pypi": {"package": "dbt-databricks>=1.8,<2"}},)
    task = Task("a", "dbt_task", {"commands": ["dbt run"]}, libraries=libraries)
    assert refusal(task, harness.bundle(JOB)) is None


def test_a_command_of_another_program_is_refused(harness: Any) -> None:
    task = Task("a", "dbt_task", {"commands": ["dbt run", "curl x"]})
    assert 'command "curl x" is not one of dbt' in str(refusal(task, harness.bundle(JOB)))


def test_the_spark_adapter_takes_the_place_of_that_for_databricks() -> None:
    asked = ["dbt-databricks>=1.8.0,<2.0.0", "dbt-core==1.9.4", "numpy"]
    assert local_requirements(asked) == ("dbt-core==1.9.4", "numpy", "dbt-spark", "dbt-core<1.12")
    assert local_requirements(["dbt-spark==1.9.0"]) == ("dbt-spark==1.9.0", "dbt-core<1.12")


def test_a_directory_without_a_project_is_named(harness: Any, dbt: Any, tmp_path: Path) -> None:
    dbt()
    (harness.root / "shop" / "dbt_project.yml").unlink()
    harness.bundle(JOB)
    error = str(harness.run().runs["a"].error)
    assert f"There is no dbt project in {tmp_path / 'shop'}" in error
