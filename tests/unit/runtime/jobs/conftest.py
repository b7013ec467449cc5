"""Runs of bundles written in a test, without Spark: notebooks are Python functions."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aerotwin.runtime.bundle import Bundle, load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs import runner
from aerotwin.runtime.jobs.executors import executors
from aerotwin.runtime.jobs.model import Attempt, Executor, Job, Output, TaskRun
from aerotwin.runtime.jobs.run import repair_run, run_job
from aerotwin.runtime.jobs.runner import RunResult
from aerotwin.runtime.jobs.services import Services
from aerotwin.runtime.jobs.store import Store

Act = Callable[[Attempt], Output]


class Harness:
    """One bundle and its lakehouse; `said` is what the listener heard."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = Home(root / "home")
        self.said: list[str] = []

    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None: ...
    def change(self, run: TaskRun) -> None: ...
    def say(self, text: str) -> None:
        self.said.append(text)

    def bundle(self, jobs: str, more: str = "") -> Bundle:
        """A bundle with these jobs, as YAML without indentation."""
        lines = "".join(f"    {line}\n" for line in jobs.strip("\n").splitlines())
        (self.root / "databricks.yml").write_text(f"bundle: {{name: b}}\nresources:\n  jobs:\n{lines}{more}")
        (self.root / "n.ipynb").touch()
        self.loaded = load(self.root, environ={})
        return self.loaded

    def run(self, key: str = "j", act: Act = lambda _attempt: Output(), **settings: Any) -> RunResult:
        return run_job(self.loaded, key, home=self.home, listener=self, make=self._making(act), **settings)

    def repair(self, run_id: int, act: Act = lambda _attempt: Output(), **settings: Any) -> RunResult:
        return repair_run(
            self.loaded, run_id, home=self.home, listener=self, make=self._making(act), **settings
        )

    @property
    def store(self) -> Store:
        return Store(self.home.runs_db)

    @staticmethod
    def _making(act: Act) -> Callable[..., dict[str, Executor]]:
        def make(bundle: Bundle, home: Home, services: Services) -> dict[str, Executor]:
            return {**executors(bundle, home, services), "notebook_task": act}

        return make

    @staticmethod
    def states(result: RunResult) -> dict[str, str]:
        return {key: run.state.value for key, run in result.runs.items()}


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Harness:
    monkeypatch.setattr(runner, "needs", lambda _task, _bundle: frozenset())
    return Harness(tmp_path)
