"""`aerotwin bundle run`: a job or a pipeline, with the options of `databricks bundle run`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

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
    pairs,
)
from aerotwin.errors import AeroTwinError

Texts = list[str] | None
OF_TASKS = "Parameters of tasks, for jobs without parameters of their own"
OF_PIPELINES = "Pipelines"


def _option(help_text: str, panel: str = OF_TASKS) -> Any:
    return typer.Option(help=help_text, rich_help_panel=panel)


class RunCommand(TyperCommand):
    """What stands after `--` is never taken for the key."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what stands before `--`; the rest are the arguments."""
        place = args.index("--") if "--" in args else len(args)
        after = args[place + 1 :]
        rest = super().parse_args(ctx, args[:place])
        if after:
            ctx.params["arguments"] = [*(ctx.params.get("arguments") or []), *after]
        return rest


def run(
    key: Annotated[
        str | None,
        typer.Argument(help="Key of the job, pipeline or script; not needed if there is one job only."),
    ] = None,
    arguments: Annotated[
        Texts,
        typer.Argument(
            help="After --: `--name value` for a job with parameters or notebooks, else for its Python tasks."
        ),
    ] = None,
    target: TargetOption = None,
    only: Annotated[
        str | None,
        typer.Option(
            help="Run these tasks only, comma-separated; * and ? match: train_*,score_*. "
            "+key adds what key depends on, key+ what depends on it."
        ),
    ] = None,
    params: Annotated[Texts, typer.Option(help="Values of job parameters: name=value,name=value")] = None,
    notebook_params: Annotated[Texts, _option("For notebooks: name=value,name=value")] = None,
    python_params: Annotated[Texts, _option("For Python files and wheels: value,value")] = None,
    python_named_params: Annotated[Texts, _option("For Python wheels: name=value,name=value")] = None,
    sql_params: Annotated[Texts, _option("For SQL files: name=value,name=value")] = None,
    dbt_commands: Annotated[Texts, _option("For dbt: command,command")] = None,
    pipeline_params: Annotated[Texts, _option("For pipelines of a job: full_refresh=true")] = None,
    refresh: Annotated[Texts, _option("Tables to update: name,name", OF_PIPELINES)] = None,
    refresh_all: Annotated[bool, _option("Update all tables, as without it.", OF_PIPELINES)] = False,
    full_refresh: Annotated[Texts, _option("Tables to empty and compute anew.", OF_PIPELINES)] = None,
    full_refresh_all: Annotated[bool, _option("Empty and compute all tables anew.", OF_PIPELINES)] = False,
    validate_only: Annotated[
        bool, _option("Resolve the pipeline's graph and refresh nothing.", OF_PIPELINES)
    ] = False,
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
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Start the run and return; jobs get-run shows it.")
    ] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Cancel active runs of the job first.")] = False,
    allow_pip: AllowPipOption = False,
    allow_sh: AllowShOption = False,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Run a job, pipeline or script, or a command after --.

    Status 0: it succeeded, 1: it failed, 2: it could not start, 130: Ctrl-C.
    """
    from aerotwin.commands.detached import start
    from aerotwin.commands.resources import to_run
    from aerotwin.commands.running import run_and_show
    from aerotwin.commands.scripts import run_command, run_script, script_of
    from aerotwin.runtime.jobs.model import job_of
    from aerotwin.runtime.jobs.overrides import positional
    from aerotwin.runtime.jobs.run import MAX_PARALLEL, run_job

    consent(pip=allow_pip, sh=allow_sh)
    root = bundle_root(bundle_dir)
    loaded = load_bundle(root, target, pairs(var, "--var"))
    home = find_home(root)
    content = script_of(loaded, key)
    if content is not None:
        raise typer.Exit(run_script(loaded, home, content, arguments or []))
    if key is None and arguments:
        raise typer.Exit(run_command(loaded, home, arguments))
    chosen = to_run(loaded, key)
    named, loose = positional(job_of(loaded, chosen), arguments or [])
    given = {
        "notebook_params": pairs(notebook_params, "--notebook-params"),
        "python_params": _values(python_params),
        "python_named_params": pairs(python_named_params, "--python-named-params"),
        "sql_params": pairs(sql_params, "--sql-params"),
        "dbt_commands": _values(dbt_commands),
        "pipeline_params": {
            **pairs(pipeline_params, "--pipeline-params"),
            **_updates(refresh, refresh_all, full_refresh, full_refresh_all, validate_only),
        },
    }
    if no_wait:
        print(f"Run {start(home, sys.argv[1:])} started; aerotwin jobs get-run shows how it goes.")
        return
    status = run_and_show(
        lambda listener: run_job(
            loaded,
            chosen,
            home=home,
            listener=listener,
            only=_values([only]) if only else None,
            params={**pairs(params, "--params"), **named},
            overrides={name: value for name, value in {**given, **loose}.items() if value},
            max_parallel=max_parallel or MAX_PARALLEL,
            queue=queue,
            restart=restart,
            skip_unsupported=skip_unsupported,
        ),
        home,
        output,
    )
    raise typer.Exit(status)


def _values(texts: Texts) -> list[str]:
    return [one.strip() for text in texts or [] for one in text.split(",") if one.strip()]


def _updates(
    refresh: Texts, refresh_all: bool, full_refresh: Texts, full_refresh_all: bool, validate_only: bool
) -> dict[str, Any]:
    chosen = {"refresh_selection": _values(refresh), "full_refresh_selection": _values(full_refresh)}
    some = {name: value for name, value in chosen.items() if value}
    if refresh_all + full_refresh_all + validate_only + bool(some) > 1:
        raise AeroTwinError(
            "Give --refresh-all, or --full-refresh-all, or --validate-only, or tables with --refresh and "
            "--full-refresh."
        )
    if validate_only:
        return {"validate_only": "true"}
    return {"full_refresh": "true"} if full_refresh_all else some
