# ruff: noqa: E501
"""Runs of a small bundle whose tasks are Python functions instead of notebooks."""

import json
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle import Bundle, load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.model import Attempt, Executor, Job, Output, TaskRun
from aerotwin.runtime.jobs.outcomes import Result, State
from aerotwin.runtime.jobs.run import RunResult, repair_run, run_job
from aerotwin.runtime.jobs.store import Store

BUNDLE = """
bundle: {name: b}
resources:
  jobs:
    j:
      queue: {enabled: false}
      parameters: [{name: day, default: monday}, {name: place, default: /Volumes/main/s/landing}]
      tasks:
        - {task_key: a, condition_task: {left: 1, op: EQUAL_TO, right: 1}}
        - {task_key: b, depends_on: [{task_key: a}], condition_task: {left: "{{tasks.a.values.v}}", op: EQUAL_TO, right: 1}}
        - {task_key: c, depends_on: [{task_key: b}], condition_task: {left: 1, op: EQUAL_TO, right: 1}}
        - {task_key: d, depends_on: [{task_key: a}], condition_task: {left: 1, op: EQUAL_TO, right: 1}}
"""


class Silent:
    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None: ...
    def change(self, run: TaskRun) -> None: ...
    def say(self, text: str) -> None: ...


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    return load(tmp_path, environ={})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def executing(act: Callable[[Attempt], Output]) -> Callable[..., dict[str, Executor]]:
    return lambda *_: {"condition_task": act}


def states(result: RunResult) -> dict[str, str]:
    return {key: run.state.value for key, run in result.runs.items()}


def test_failure_then_repair_keeps_what_succeeded_and_its_values(bundle: Bundle, home: Home) -> None:
    seen: list[tuple[str, int, object]] = []
    broken = True

    def act(attempt: Attempt) -> Output:
        seen.append((attempt.task.key, attempt.number, attempt.spec["left"]))
        if attempt.task.key == "a":
            (attempt.directory / "values.json").write_text(json.dumps({"v": 41}))
        if attempt.task.key == "b" and broken:
            raise AeroTwinError("broken")
        if attempt.task.key == "c":
            (attempt.directory / "report.txt").write_text("the report")
        return Output()

    result = run_job(bundle, "j", home=home, listener=Silent(), make=executing(act))
    assert result.result is Result.FAILED
    assert states(result) == {"a": "SUCCESS", "b": "FAILED", "c": "UPSTREAM_FAILED", "d": "SUCCESS"}
    assert ("b", 1, "41") in seen

    seen.clear()
    broken = False
    repaired = repair_run(bundle, result.run_id, home=home, listener=Silent(), make=executing(act))
    assert repaired.result is Result.SUCCESS
    assert seen == [("b", 2, "41"), ("c", 1, "1")]
    assert repaired.report == "the report"
    with pytest.raises(AeroTwinError, match="nothing to repair"):
        repair_run(bundle, result.run_id, home=home, listener=Silent(), make=executing(act))

    store = Store(home.runs_db)
    stored = store.run(result.run_id)
    assert (stored.result, stored.repair_count) == ("SUCCESS", 1)
    history = [(run.key, run.attempt, run.state) for run in store.attempts(result.run_id) if run.key == "b"]
    assert history == [("b", 1, State.FAILED), ("b", 2, State.SUCCESS)]


def test_parameters_reach_the_task_as_they_are_given(bundle: Bundle, home: Home) -> None:
    seen: dict[str, str] = {}
    environment: dict[str, str] = {}

    def act(attempt: Attempt) -> Output:
        seen.update(attempt.parameters)
        environment.update(attempt.environment)
        return Output()

    result = run_job(
        bundle, "j", home=home, listener=Silent(), only=["d"], params={"day": "{{job.run_id}}"}, make=executing(act)
    )  # fmt: skip
    assert seen == {"day": str(result.run_id), "place": "/Volumes/main/s/landing"}
    assert states(result) == {"d": "SUCCESS"}
    assert environment["AEROTWIN_TASK_DIR"] == str(home.runs / str(result.run_id) / "d")


def test_unknown_names_list_the_valid_ones(bundle: Bundle, home: Home) -> None:
    act = executing(lambda _: Output())
    with pytest.raises(AeroTwinError, match='unknown job "x"; jobs of this bundle: j'):
        run_job(bundle, "x", home=home, listener=Silent(), make=act)
    with pytest.raises(AeroTwinError, match='unknown task "x\\*"; tasks of j: a, b, c, d'):
        run_job(bundle, "j", home=home, listener=Silent(), only=["x*"], make=act)
    with pytest.raises(AeroTwinError, match='unknown parameter "x"; parameters of j: day, place'):
        run_job(bundle, "j", home=home, listener=Silent(), params={"x": ""}, make=act)
    store = Store(home.runs_db)
    assert store.runs() == []
    with pytest.raises(AeroTwinError, match="There is no run 9"):
        store.run(9)


def test_a_second_run_is_refused_and_names_the_active_one(bundle: Bundle, home: Home) -> None:
    messages: list[str] = []

    def act(attempt: Attempt) -> Output:
        if attempt.task.key == "a":
            with pytest.raises(AeroTwinError) as caught:
                run_job(bundle, "j", home=home, listener=Silent(), make=executing(act))
            messages.append(str(caught.value))
            (attempt.directory / "values.json").write_text('{"v": 1}')
        return Output()

    result = run_job(bundle, "j", home=home, listener=Silent(), make=executing(act))
    assert result.result is Result.SUCCESS
    assert "was skipped: j has reached its max_concurrent_runs, 1" in messages[0]
    stored = Store(home.runs_db).runs()
    assert [(run.run_id, run.result) for run in stored] == [
        (result.run_id + 1, "SKIPPED"),
        (result.run_id, "SUCCESS"),
    ]


SCRIPT = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
from test_run import Silent, executing
from aerotwin.runtime.bundle import load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.model import Output
from aerotwin.runtime.jobs.run import run_job
from aerotwin.runtime.kernels.errors import TaskCancelled

def act(attempt):
    if attempt.task.key == "a":
        (attempt.directory / "values.json").write_text('{{"v": 1}}')
        return Output()
    if attempt.task.key == "b":
        print("running", flush=True)
    if attempt.cancel.wait(60):
        raise TaskCancelled("Cancelled.")
    return Output()

result = run_job(load(Path({root!r}), environ={{}}), "j", home=Home(Path({home!r})), listener=Silent(), make=executing(act))
print(result.result.value)
"""  # noqa: E501


def start(bundle: Bundle, home: Home) -> "subprocess.Popen[str]":
    text = SCRIPT.format(here=str(Path(__file__).parent), root=str(bundle.root), home=str(home.path))
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "running\n"
    return process


def test_a_killed_run_is_marked_interrupted_and_can_be_repaired(bundle: Bundle, home: Home) -> None:
    process = start(bundle, home)
    process.kill()
    process.communicate()
    store = Store(home.runs_db)
    assert store.run(1).active
    assert store.active() is None
    assert store.run(1).result == "INTERRUPTED"
    assert store.latest(1)["b"].state is State.INTERRUPTED
    seen: list[str] = []

    def act(attempt: Attempt) -> Output:
        seen.append(attempt.task.key)
        return Output()

    repaired = repair_run(bundle, 1, home=home, listener=Silent(), make=executing(act))
    assert repaired.result is Result.SUCCESS
    assert sorted(seen) == ["b", "c", "d"]


def test_an_interrupt_cancels_in_order_and_leaves_a_repairable_run(bundle: Bundle, home: Home) -> None:
    process = start(bundle, home)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert output.splitlines()[-1] == "CANCELED"
    store = Store(home.runs_db)
    assert store.run(1).result == "CANCELED"
    final = {key: run.state for key, run in store.latest(1).items()}
    assert final["a"] is State.SUCCESS
    assert final["b"] is State.CANCELED
    assert final["c"] is State.UPSTREAM_CANCELED
