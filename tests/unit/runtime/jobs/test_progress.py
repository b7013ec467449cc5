import io

import pytest
from rich.console import Console

from aerotwin.runtime.jobs.model import Job, Task, TaskRun
from aerotwin.runtime.jobs.outcomes import State
from aerotwin.runtime.jobs.progress import Lines, LiveView, clock


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0.0s"), (59.94, "59.9s"), (60, "1m00s"), (127, "2m07s"), (3599.6, "1h00m"), (3720, "1h02m")],
)
def test_durations(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def job() -> Job:
    return Job("j", "my job", {key: Task(key, "notebook_task", {}) for key in ("a", "b", "c")})


def console(terminal: bool = False) -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=terminal, color_system=None)


def test_lines_tell_each_end_once() -> None:
    view = Lines(console())
    view.begin(7, job(), {})
    view.change(TaskRun("a", State.RUNNING, 1, 100.0))
    view.change(TaskRun("a", State.SUCCESS, 2, 100.0, 102.0))
    view.change(TaskRun("b", State.FAILED, 1, 100.0, 101.0, error="cell 1\nno"))
    written: io.StringIO = view.console.file  # type: ignore[assignment]
    assert written.getvalue().splitlines() == [
        "Run 7: my job, 3 tasks",
        "[1/3] a succeeded 2.0s (attempt 2)",
        "[2/3] b failed 1.0s",
        "    cell 1",
        "    no",
    ]


def test_the_live_display_has_a_line_for_each_thing() -> None:
    view = LiveView(console(terminal=True))
    view.begin(7, job(), {})
    view.change(TaskRun("a", State.SUCCESS, 1, 100.0, 102.0))
    view.change(TaskRun("b", State.RUNNING, 1, 100.0))
    with view.console.capture() as captured:
        view.console.print(view.render())
    head, bar, ended, running = captured.get().splitlines()
    assert head.startswith("Run 7: my job  1/3 done  1 running  1 waiting  0 failed")
    assert set(bar.strip()) <= set("━╸╺")
    assert ended.split() == ["•", "a", "2.0s"]
    assert running.split()[:2] == ["▶", "b"]
