"""`aerotwin jobs`: list, inspect, repair, cancel and schedule runs."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aerotwin.commands.common import (
    AllowPipOption,
    AllowShOption,
    BundleDirOption,
    Output,
    OutputOption,
    TargetOption,
    VarOption,
    bundle_root,
    consent,
    find_home,
    load_bundle,
    moment,
    pairs,
    print_json,
    print_table,
)
from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.jobs.model import TaskRun
    from aerotwin.runtime.jobs.store import Run

app = typer.Typer(help="List, inspect, repair, cancel and schedule runs.", no_args_is_help=True)
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
        [run.run_id, run.job_key, _origin(run), run.target, run.result or run.state, moment(run.started_at),
         clock((run.ended_at or time.time()) - run.started_at), run.repair_count]
        for run in runs
    ]  # fmt: skip
    print_table(["run", "job", "trigger", "target", "result", "started", "took", "repairs"], rows)


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
    if run.parent_run_id is not None:
        print(f"Started by run {run.parent_run_id}")
    print(f"Started {moment(run.started_at)}, repaired {run.repair_count} times; {home.runs / str(run_id)}")
    rows = [
        [one.key, one.attempt, one.state.value, clock(one.duration), clock(spent(one).overhead), one.error]
        for one in attempts
    ]
    print_table(["task", "attempt", "state", "took", "overhead", "error"], rows)


@app.command("repair-run")
def repair_run(
    run_id: RunId,
    tasks: Annotated[
        str | None,
        typer.Option(help="Run these tasks again, comma-separated; else all that did not succeed."),
    ] = None,
    rerun_dependent_tasks: Annotated[
        bool, typer.Option("--rerun-dependent-tasks", help="With --tasks: what depends on them too.")
    ] = False,
    max_parallel: Annotated[int | None, typer.Option(min=1, help="Tasks that run at a time.")] = None,
    queue: Annotated[bool, typer.Option("--queue", help="Wait for an active run.")] = False,
    allow_pip: AllowPipOption = False,
    allow_sh: AllowShOption = False,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Run again what did not succeed and what depends on it, or named tasks, in the same run."""
    from aerotwin.commands.running import run_and_show
    from aerotwin.runtime.jobs.run import MAX_PARALLEL
    from aerotwin.runtime.jobs.run import repair_run as repair

    consent(pip=allow_pip, sh=allow_sh)
    home = find_home(bundle_dir)
    run = _stored(home.runs_db, run_id)
    bundle = load_bundle(Path(run.bundle_root), run.target, run.variables)
    status = run_and_show(
        lambda listener: repair(
            bundle,
            run_id,
            home=home,
            listener=listener,
            tasks=[one.strip() for one in (tasks or "").split(",") if one.strip()],
            dependents=rerun_dependent_tasks,
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
    """Cancel an active run in order; it can be repaired."""
    from aerotwin.runtime.jobs.store import Store

    with closing(Store(find_home(bundle_dir).runs_db)) as store:
        active = store.active()
        if active is None:
            ended = "" if run_id is None else f"Run {run_id} has ended ({store.run(run_id).result}): "
            raise AeroTwinError(f"{ended}no run is active.")
        wanted = store.run(active.run_id if run_id is None else run_id)
        if not wanted.active:
            raise AeroTwinError(
                f"Run {wanted.run_id} has ended ({wanted.result}); the active run is {active.run_id}."
            )
        store.request_cancel(wanted.run_id)
        deadline = time.monotonic() + CANCEL_SECONDS
        while store.run(wanted.run_id).active and time.monotonic() < deadline:
            time.sleep(0.1)
        stopped = store.run(wanted.run_id)
    if stopped.active:
        raise AeroTwinError(
            f"Run {stopped.run_id} (pid {stopped.pid}) has not ended within {CANCEL_SECONDS} s."
        )
    again = f"`aerotwin jobs repair-run {stopped.run_id}`"
    print(f"Run {stopped.run_id}: {stopped.result}. Continue it with {again}.")


@app.command()
def serve(
    target: TargetOption = None,
    var: VarOption = None,
    max_parallel: Annotated[int | None, typer.Option(min=1, help="Tasks that run at a time.")] = None,
    skip_unsupported: Annotated[
        bool, typer.Option("--skip-unsupported", help="Skip tasks that do not run locally.")
    ] = False,
    allow_pip: AllowPipOption = False,
    allow_sh: AllowShOption = False,
    bundle_dir: BundleDirOption = None,
) -> None:
    """Run the bundle's jobs by their schedules and triggers until Ctrl-C or SIGTERM."""
    from aerotwin.commands.serving import serve as serve_bundle
    from aerotwin.runtime.jobs.run import MAX_PARALLEL

    consent(pip=allow_pip, sh=allow_sh)
    root = bundle_root(bundle_dir)
    loaded = load_bundle(root, target, pairs(var, "--var"))
    serve_bundle(loaded, find_home(root), max_parallel or MAX_PARALLEL, skip_unsupported)


def _stored(file: Path, run_id: int) -> Run:
    from aerotwin.runtime.jobs.store import Store

    with closing(Store(file)) as store:
        return store.run(run_id)


def _origin(run: Run) -> str:
    parent = f" of run {run.parent_run_id}" if run.parent_run_id is not None else ""
    return f"{run.trigger.get('type', 'onetime')}{parent}"


def _as_json(run: TaskRun) -> dict[str, Any]:
    return {**vars(run), "state": run.state.value, "task_key": run.key}
