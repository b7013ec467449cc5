"""`aerotwin bundle`: validate and run."""

from __future__ import annotations

from typing import Annotated

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    TargetOption,
    VarOption,
    bundle_root,
    find_home,
    load_bundle,
    pairs,
    print_json,
)

app = typer.Typer(help="Validate and run a bundle.", no_args_is_help=True)


@app.command()
def validate(
    target: TargetOption = None,
    var: VarOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Check the bundle; status 2 if it has errors."""
    from aerotwin.runtime.bundle import BundleError, load
    from aerotwin.runtime.bundle import validate as check

    try:
        loaded = load(bundle_root(bundle_dir), target, pairs(var, "--var"))
        problems, name, chosen = check(loaded), loaded.name, loaded.target
        jobs = {key: len(job.get("tasks") or []) for key, job in loaded.resources.get("jobs", {}).items()}
    except BundleError as error:
        problems, name, chosen, jobs = error.problems, "", target or "", {}
    errors = sum(one.severity == "error" for one in problems)
    if output is Output.json:
        print_json(
            {"name": name, "target": chosen, "jobs": jobs, "problems": [vars(one) for one in problems]}
        )
    else:
        for problem in problems:
            print(f"{problem}\n")
        if name:
            print(f"Name: {name}\nTarget: {chosen}")
        for key, count in jobs.items():
            print(f"Job: {key} ({count} tasks)")
        warnings = len(problems) - errors
        counted = [f"{count} {word}{'s' if count != 1 else ''}" for count, word in
                   ((errors, "error"), (warnings, "warning")) if count]  # fmt: skip
        print(f"Found {' and '.join(counted)}" if counted else "Validation OK!")
    raise typer.Exit(2 if errors else 0)


@app.command()
def run(
    key: Annotated[str, typer.Argument(help="Key of the job in the bundle.")],
    target: TargetOption = None,
    only: Annotated[
        str | None,
        typer.Option(
            help="Run these tasks only, comma-separated; * and ? match: train_*,score_*. "
            "+key adds what key depends on, key+ what depends on it."
        ),
    ] = None,
    params: Annotated[
        list[str] | None, typer.Option(help="Values of job parameters: name=value,name=value")
    ] = None,
    var: VarOption = None,
    max_parallel: Annotated[
        int | None, typer.Option(min=1, help="Tasks that run at a time; else the number of cores.")
    ] = None,
    queue: Annotated[
        bool, typer.Option("--queue", help="Wait for an active run even if the job's own queue is off.")
    ] = False,
    skip_unsupported: Annotated[
        bool,
        typer.Option("--skip-unsupported", help="Skip tasks that do not run locally; what follows runs."),
    ] = False,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Run a job of the bundle. Status 0: it succeeded, 1: it failed, 2: it could not start, 130: Ctrl-C."""
    from aerotwin.commands.running import run_and_show
    from aerotwin.runtime.jobs.run import MAX_PARALLEL, run_job

    root = bundle_root(bundle_dir)
    loaded = load_bundle(root, target, pairs(var, "--var"))
    home = find_home(root)
    chosen = [one.strip() for one in only.split(",") if one.strip()] if only else None
    status = run_and_show(
        lambda listener: run_job(
            loaded,
            key,
            home=home,
            listener=listener,
            only=chosen,
            params=pairs(params, "--params"),
            max_parallel=max_parallel or MAX_PARALLEL,
            queue=queue,
            skip_unsupported=skip_unsupported,
        ),
        home,
        output,
    )
    raise typer.Exit(status)
