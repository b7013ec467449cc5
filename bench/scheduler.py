"""What the scheduler adds to a task: a thousand tasks that do nothing, with every change stored."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from aerotwin.runtime.bundle import Bundle, load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.model import Attempt, Executor, Job, Output, TaskRun
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.run import run_job
from aerotwin.runtime.jobs.services import Services

TASKS = 1000
WIDTH = 50
NEEDS = 3


class Silent:
    """Hears nothing."""

    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None:
        """Ignore the start."""

    def change(self, run: TaskRun) -> None:
        """Ignore a task's state."""

    def say(self, text: str) -> None:
        """Ignore a note."""


def layered(tasks: int = TASKS) -> str:
    """A bundle whose job has layers of tasks, each of which depends on some of the layer before."""
    lines = ["bundle: {name: bench}", "resources:", "  jobs:", "    j:", "      tasks:"]
    for i in range(tasks):
        layer, place = divmod(i, WIDTH)
        before = [(layer - 1) * WIDTH + (place + k) % WIDTH for k in range(NEEDS)] if layer else []
        needs = ", ".join(f"{{task_key: t{one}}}" for one in before)
        condition = 'condition_task: {left: "{{job.run_id}}", op: EQUAL_TO, right: 1}'
        lines.append(f"        - {{task_key: t{i}, depends_on: [{needs}], {condition}}}")
    return "\n".join(lines)


def overhead(tasks: int = TASKS) -> float:
    """Seconds a task in a run whose tasks do nothing, from the call to the stored result."""

    def nothing(_attempt: Attempt) -> Output:
        return Output()

    def make(_bundle: Bundle, _home: Home, _services: Services) -> dict[str, Executor]:
        return {"condition_task": nothing}

    with tempfile.TemporaryDirectory(prefix="aerotwin-bench-") as folder:
        (Path(folder) / "databricks.yml").write_text(layered(tasks))
        bundle = load(Path(folder))
        began = time.perf_counter()
        result = run_job(bundle, "j", home=Home(Path(folder) / "home"), listener=Silent(), make=make)
        seconds = time.perf_counter() - began
    if result.result is not Result.SUCCESS or len(result.runs) != tasks:
        raise SystemExit(f"The run ended as {result.result}; nothing was measured.")
    return seconds / tasks


def main() -> None:
    """Print the overhead."""
    print(f"scheduler: {overhead() * 1000:.2f} ms a task, {TASKS} tasks that do nothing")


if __name__ == "__main__":
    main()
