"""A run's page while the run goes on, and the repair of one that failed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aerotwin.runtime.bundle import Bundle, load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.listener import Listener
from aerotwin.runtime.jobs.model import Attempt, Executor, Output
from aerotwin.runtime.jobs.run import run_job
from aerotwin.runtime.jobs.services import Services

REPAIR = Path(__file__).parents[1] / "bundles" / "repair"
JOB = """
bundle: {name: steps}
resources:
  jobs:
    steps:
      tasks:
        - task_key: first
          condition_task: {left: 1, op: EQUAL_TO, right: 1}
        - task_key: second
          depends_on: [{task_key: first}]
          condition_task: {left: 1, op: EQUAL_TO, right: 1}
"""


class Quiet(Listener):
    def begin(self, *_: Any) -> None: ...

    def change(self, *_: Any) -> None: ...

    def say(self, *_: Any) -> None: ...


@contextmanager
def running(root: Path, home: Home) -> Iterator[dict[str, threading.Event]]:
    """A run whose tasks each end when their event is set."""
    (root / "databricks.yml").write_text(JOB)
    events = {"first": threading.Event(), "second": threading.Event()}

    def wait(attempt: Attempt) -> Output:
        attempt.log.write_text(f"{attempt.task.key} waits <here>\n")
        assert events[attempt.task.key].wait(60)
        return Output("true")

    def make(_bundle: Bundle, _home: Home, _services: Services) -> dict[str, Executor]:
        return {"condition_task": wait}

    bundle = load(root)
    thread = threading.Thread(
        target=run_job, args=(bundle, "steps"), kwargs={"home": home, "listener": Quiet(), "make": make}
    )
    thread.start()
    yield events
    for event in events.values():
        event.set()
    thread.join(60)


def test_the_page_of_a_run_advances_by_itself(page: Page, served: Any, tmp_path: Path) -> None:
    with running(tmp_path, served.site.home) as events:
        page.goto(f"{served.url}/runs")
        page.get_by_role("row", name="steps").get_by_role("link").first.click()
        first, second = (page.locator(f'[data-task="{key}"]') for key in ("first", "second"))
        expect(first).to_have_attribute("data-state", "RUNNING")
        expect(second).to_have_attribute("data-state", "WAITING")
        page.evaluate("window.same = true")
        events["first"].set()
        expect(first).to_have_attribute("data-state", "SUCCESS")
        expect(second).to_have_attribute("data-state", "RUNNING")
        expect(page.locator("#task-first .chip")).to_have_text("succeeded")
        events["second"].set()
        expect(page.locator("[data-result]")).to_have_attribute("data-result", "SUCCESS")
        expect(page.locator(".gantt .bar")).to_have_count(2)
        assert page.evaluate("window.same")
    page.get_by_role("link", name="log").first.click()
    expect(page.locator("pre.log")).to_have_text("first waits <here>")


def failed_run(home: Home, marker: Path) -> int:
    """A run of a bundle with real notebooks, failed for want of a file."""
    bundle = load(REPAIR, "dev", {"marker": str(marker)})
    return run_job(bundle, "repairable", home=home, listener=Quiet()).run_id


def test_a_failed_run_is_repaired_from_its_page_which_advances(
    page: Page, served: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No Spark is needed: the name of a server that nobody calls keeps one from being started.
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost:1")
    marker = tmp_path / "marker"
    page.goto(f"{served.url}/runs/{failed_run(served.site.home, marker)}")
    states = {key: page.locator(f'[data-task="{key}"]') for key in ("leave_value", "need_file", "report")}
    for key, state in (("leave_value", "SUCCESS"), ("need_file", "FAILED"), ("report", "UPSTREAM_FAILED")):
        expect(states[key]).to_have_attribute("data-state", state)
    marker.touch()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Repair").click()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(1)
    page.evaluate("window.same = true")
    expect(page.locator("[data-result]")).to_have_attribute("data-result", "SUCCESS")
    assert page.evaluate("window.same")
    for state in states.values():
        expect(state).to_have_attribute("data-state", "SUCCESS")
    report = served.site.home.runs / "1" / "report" / "report.txt"
    assert report.read_text() == "said hello base in run 1, need_file: success"
    # What had succeeded was left as it was.
    assert [file.name for file in (served.site.home.runs / "1" / "leave_value").glob("*.ipynb")] == [
        "attempt-1.ipynb"
    ]
