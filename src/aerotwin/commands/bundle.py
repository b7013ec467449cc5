"""`aerotwin bundle`: validate and run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from aerotwin.commands.bundle_run import RunCommand, run
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
from aerotwin.commands.resources import RUNNABLE, name_of
from aerotwin.errors import AeroTwinError

app = typer.Typer(help="Validate and run a bundle.", no_args_is_help=True)


@app.command()
def validate(
    target: TargetOption = None,
    var: VarOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings are errors.")] = False,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Check the bundle; status 2 if it has errors."""
    from aerotwin.runtime.bundle import BundleError, load
    from aerotwin.runtime.bundle.checks import validate as check
    from aerotwin.runtime.jobs.runnable import refusal_problems

    try:
        loaded = load(bundle_root(bundle_dir), target, pairs(var, "--var"))
        name, chosen, found = loaded.name, loaded.target, check(loaded)
        refused = refusal_problems(loaded, [one for one in found if one.severity == "error"])
        problems = [*found, *refused]
        jobs = {key: len(job.get("tasks") or []) for key, job in loaded.resources.get("jobs", {}).items()}
        others = {kind: list(loaded.resources.get(kind, {})) for kind in ("pipelines", "dashboards")}
    except BundleError as error:
        problems, name, chosen, jobs, others = error.problems, "", target or "", {}, {}
    errors = sum(one.severity == "error" for one in problems)
    if output is Output.json:
        print_json(
            {
                "name": name,
                "target": chosen,
                "jobs": jobs,
                **others,
                "problems": [vars(one) for one in problems],
            }
        )
    else:
        for problem in problems:
            print(f"{problem}\n")
        if name:
            print(f"Name: {name}\nTarget: {chosen}")
        for key, count in jobs.items():
            print(f"Job: {key} ({count} task{'s' if count != 1 else ''})")
        for kind, keys in others.items():
            for key in keys:
                print(f"{kind.removesuffix('s').capitalize()}: {key}")
        if name and not jobs and not any(others.values()):
            print(
                "No job, pipeline or dashboard: neither the target nor a file that `include` finds has one."
            )
        warnings = len(problems) - errors
        counted = [f"{count} {word}{'s' if count != 1 else ''}" for count, word in
                   ((errors, "error"), (warnings, "warning")) if count]  # fmt: skip
        print(f"Found {' and '.join(counted)}" if counted else "Validation OK!")
    raise typer.Exit(2 if errors or (strict and problems) else 0)


@app.command()
def summary(
    target: TargetOption = None,
    var: VarOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """The bundle's resources for a target, with everything resolved, and what runs locally."""
    root = bundle_root(bundle_dir)
    loaded = load_bundle(root, target, pairs(var, "--var"))
    if output is Output.json:
        facts = {"name": loaded.name, "target": loaded.target, "mode": loaded.mode, "root": loaded.root}
        print_json({**facts, "variables": loaded.variables, "resources": loaded.resources})
        return
    print(f"Name: {loaded.name}\nTarget: {loaded.target}\nHome: {find_home(root).path}")
    for kind, entries in loaded.resources.items():
        print(f"{kind.replace('_', ' ').capitalize()}:")
        for key, resource in entries.items():
            runs = f"  (aerotwin bundle run {key})" if kind in RUNNABLE else ""
            print(f"  {key}: {name_of(resource) or key}{runs}")


def _refuse(command: str) -> Callable[[], None]:
    def refuse(_arguments: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> None:
        raise AeroTwinError(
            "Nothing is deployed locally: `aerotwin bundle run` runs the bundle as it is. For a workspace "
            f"use `databricks bundle {command}` of the Databricks CLI."
        )

    refuse.__doc__ = f"Not here: `databricks bundle {command}` does this in a workspace."
    return refuse


for name in ("deploy", "destroy"):
    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    app.command(name, context_settings=settings)(_refuse(name))
app.command(cls=RunCommand)(run)
