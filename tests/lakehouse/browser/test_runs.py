"""A run's page while the run goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from aerotwin.runtime.bundle import Bundle, load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.listener import Listener
from aerotwin.runtime.jobs.model import Attempt, Executor, Output
from aerotwin.runtime.jobs.run import run_job
from aerotwin.runtime.jobs.services import Services

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
        page.goto("/runs")
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
