"""How a run looks while it goes: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from aerotwin.runtime.jobs.model import Job, TaskRun
from aerotwin.runtime.jobs.outcomes import State

STYLES = {
    State.SUCCESS: "green",
    State.RUNNING: "cyan",
    State.FAILED: "bold red",
    State.TIMED_OUT: "bold red",
    State.CANCELED: "yellow",
    State.INTERRUPTED: "yellow",
    State.UPSTREAM_FAILED: "red",
    State.UPSTREAM_CANCELED: "yellow",
}
RECENT = 4


def clock(seconds: float) -> str:
    """A duration as a person reads it: `5.2s`, `2m07s`, `1h02m`."""
    if seconds < 60:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest:02d}s" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02d}m"


def words(state: State) -> str:
    """A state as a word in a sentence."""
    return {State.SUCCESS: "succeeded"}.get(state, state.value.lower().replace("_", " "))


class Lines:
    """One line per task that ended, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.states: dict[str, State] = {}

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None:
        """Say what runs."""
        self.states = {key: runs[key].state if key in runs else State.WAITING for key in job.tasks}
        kept = f", {len(runs)} kept" if runs else ""
        self.say(f"Run {run_id}: {job.name}, {len(job.tasks)} tasks{kept}")

    def change(self, run: TaskRun) -> None:
        """Print a task that ended, and why if it failed."""
        self.states[run.key] = run.state
        if not run.state.final:
            return
        done = sum(state.final for state in self.states.values())
        width = len(str(len(self.states)))
        took = f" {clock(run.duration)}" if run.duration else ""
        again = f" (attempt {run.attempt})" if run.attempt > 1 else ""
        self.say(f"[{done:>{width}}/{len(self.states)}] {run.key} {words(run.state)}{took}{again}")
        for line in (run.error or "").splitlines():
            self.say(f"    {line}")

    def say(self, text: str) -> None:
        """Print a line."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)


class LiveView:
    """What runs, what waits, what failed, redrawn in place: its height does not grow with the tasks."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.job: Job | None = None
        self.runs: dict[str, TaskRun] = {}
        self.recent: list[str] = []
        self.title = ""
        self.note = ""
        self.began = time.monotonic()
        self.live = Live(console=console, get_renderable=self.render, refresh_per_second=4, transient=True)

    def __enter__(self) -> LiveView:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def begin(self, run_id: int, job: Job, runs: Mapping[str, TaskRun]) -> None:
        """Take over the tasks."""
        self.job, self.runs = job, {key: runs.get(key, TaskRun(key, State.WAITING)) for key in job.tasks}
        self.title = f"Run {run_id}: {job.name}"
        self.note = ""

    def change(self, run: TaskRun) -> None:
        """Take over a task's state; a failure is printed for good, above the display."""
        self.runs[run.key] = run
        if run.state.final and run.duration:
            self.recent = [*self.recent, run.key][-RECENT:]
        if run.error and run.state.failed:
            self.console.print(Text(f"✗ {run.key} {words(run.state)}", style="bold red"))
            self.console.print(Text(f"  {run.error}"))

    def say(self, text: str) -> None:
        """Show a note until the next."""
        self.note = text

    def render(self) -> RenderableType:
        """The display as of now."""
        elapsed = clock(time.monotonic() - self.began)
        if self.job is None:
            return Text(f"{self.note or 'Starting'}… {elapsed}", style="cyan")
        runs = dict(self.runs)
        states = [run.state for run in runs.values()]
        done = sum(state.final for state in states)
        failed = sum(state.failed for state in states)
        running = [run for run in runs.values() if run.state is State.RUNNING]
        counts = Text.assemble(
            (f"{self.title}  ", "bold"),
            (f"{done}/{len(states)} done  ", "green"),
            (f"{len(running)} running  ", "cyan"),
            f"{len(states) - done - len(running)} waiting  ",
            (f"{failed} failed  ", "bold red" if failed else "dim"),
            (elapsed, "dim"),
        )
        table = Table.grid(padding=(0, 2))
        for key in self.recent:
            run = runs[key]
            table.add_row(
                Text("•", style=STYLES.get(run.state, "dim")), key, Text(clock(run.duration), "dim")
            )
        for run in running:
            table.add_row(
                Text("▶", "cyan"), Text(run.key, "bold"), clock(time.time() - (run.started_at or 0))
            )
        bar = ProgressBar(total=max(1, len(states)), completed=done, width=min(72, self.console.width - 2))
        # A bar ends without a new line of its own; a row of a grid has one.
        row = Table.grid()
        row.add_row(bar)
        return Group(counts, row, table, *([Text(self.note, "dim")] if self.note else []))


def view(console: Console) -> Lines | LiveView:
    """The live display if the console is a terminal, else lines."""
    return LiveView(console) if console.is_terminal and not console.is_dumb_terminal else Lines(console)
