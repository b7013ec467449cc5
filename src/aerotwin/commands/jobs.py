"""`aerotwin jobs`: list, inspect, repair and cancel runs."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    find_home,
    load_bundle,
    moment,
    print_json,
    print_table,
)
from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.jobs.model import TaskRun
    from aerotwin.runtime.jobs.store import Run

app = typer.Typer(help="List, inspect, repair and cancel runs.", no_args_is_help=True)
RunId = Annotated[int, typer.Argument(help="Id of the run, as list-runs shows it.")]
CANCEL_SECONDS = 60


@app.command("list-runs")
def list_runs(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 25,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """The latest runs of this lakehouse."""
    from aerotwin.runtime.jobs.progress import clock
    from aerotwin.runtime.jobs.store import Store

    with closing(Store(find_home(bundle_dir).runs_db)) as store:
        store.active()
        runs = store.runs(limit)
    if output is Output.json:
        print_json([vars(run) for run in runs])
        return
    rows = [
        [run.run_id, run.job_key, run.target, run.result or run.state, moment(run.started_at),
         clock((run.ended_at or time.time()) - run.started_at), run.repair_count]
        for run in runs
    ]  # fmt: skip
    print_table(["run", "job", "target", "result", "started", "took", "repairs"], rows)


@app.command("get-run")
def get_run(run_id: RunId, bundle_dir: BundleDirOption = None, output: OutputOption = Output.text) -> None:
    """One run with every attempt of its tasks."""
    from aerotwin.runtime.jobs.accounting import spent
    from aerotwin.runtime.jobs.progress import clock
    from aerotwin.runtime.jobs.store import Store

    home = find_home(bundle_dir)
    with closing(Store(home.runs_db)) as store:
        store.active()
        run, attempts = store.run(run_id), store.attempts(run_id)
    if output is Output.json:
        print_json({**vars(run), "tasks": [_as_json(one) for one in attempts]})
        return
    print(f"Run {run.run_id} of {run.job_key}, target {run.target}: {run.result or run.state}")
    print(f"Started {moment(run.started_at)}, repaired {run.repair_count} times; {home.runs / str(run_id)}")
    rows = [
        [one.key, one.attempt, one.state.value, clock(one.duration), clock(spent(one).overhead), one.error]
        for one in attempts
    ]
    print_table(["task", "attempt", "state", "took", "overhead", "error"], rows)


@app.command("repair-run")
def repair_run(
    run_id: RunId,
    max_parallel: Annotated[int | None, typer.Option(min=1, help="Tasks that run at a time.")] = None,
    queue: Annotated[bool, typer.Option("--queue", help="Wait for an active run.")] = False,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Run again what did not succeed and what depends on it, in the same run."""
    from aerotwin.commands.running import run_and_show
    from aerotwin.runtime.jobs.run import MAX_PARALLEL
    from aerotwin.runtime.jobs.run import repair_run as repair

    home = find_home(bundle_dir)
    run = _stored(home.runs_db, run_id)
    bundle = load_bundle(Path(run.bundle_root), run.target, run.variables)
    status = run_and_show(
        lambda listener: repair(
            bundle,
            run_id,
            home=home,
            listener=listener,
            max_parallel=max_parallel or MAX_PARALLEL,
            queue=queue,
        ),
        home,
        output,
    )
    raise typer.Exit(status)


@app.command("cancel-run")
def cancel_run(
    run_id: Annotated[int | None, typer.Argument(help="Id of the run; else the active one.")] = None,
    bundle_dir: BundleDirOption = None,
) -> None:
    """Cancel the active run in order; it can be repaired."""
    import os
    import signal

    from aerotwin.runtime.jobs.store import Store

    with closing(Store(find_home(bundle_dir).runs_db)) as store:
        active = store.active()
        if active is None or run_id not in (None, active.run_id):
            wanted = "No run" if run_id is None else f"Run {store.run(run_id).run_id} is not active: no run"
            named = f"{wanted} is active." if active is None else f"The active run is {active.run_id}."
            raise AeroTwinError(named)
        os.kill(active.pid, signal.SIGTERM)
        deadline = time.monotonic() + CANCEL_SECONDS
        while store.run(active.run_id).active and time.monotonic() < deadline:
            time.sleep(0.1)
        ended = store.run(active.run_id)
    if ended.active:
        raise AeroTwinError(f"Run {ended.run_id} (pid {ended.pid}) has not ended within {CANCEL_SECONDS} s.")
    print(f"Run {ended.run_id}: {ended.result}. Continue it with `aerotwin jobs repair-run {ended.run_id}`.")


def _stored(file: Path, run_id: int) -> Run:
    from aerotwin.runtime.jobs.store import Store

    with closing(Store(file)) as store:
        return store.run(run_id)


def _as_json(run: TaskRun) -> dict[str, Any]:
    return {**vars(run), "state": run.state.value, "task_key": run.key}
