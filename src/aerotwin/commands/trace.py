"""`aerotwin trace`: from an alert back to the landed file."""

from __future__ import annotations

from typing import Annotated

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    TargetOption,
    bundle_root,
    find_home,
    print_json,
)


def run(
    alert_id: Annotated[str, typer.Argument(help="Id of the alert, such as AT-007_ENG_20241201_101500.")],
    replay: Annotated[
        bool, typer.Option("--replay", help="Score again as recorded; status 1 if the probability differs.")
    ] = False,
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Print what an alert rests on: inference, model version, feature row, reading, landed file and line."""
    from aerotwin.alerts.replay import replay as score_again
    from aerotwin.alerts.trace import trace
    from aerotwin.runtime.bundle import load
    from aerotwin.runtime.spark.session import connect

    root = bundle_root(bundle_dir)
    home = find_home(root)
    variables = load(root, target).variables
    spark = connect(home, variables.get("catalog"), variables.get("schema"))
    found = trace(spark, alert_id, home.local(variables.get("landing_path") or ""))
    replayed = score_again(spark, [alert_id])[0] if replay else None
    if output is Output.json:
        print_json({**found.as_dict(), **({"replay": replayed.as_dict()} if replayed else {})})
    else:
        print(found.text())
        if replayed:
            print(replayed.text)
    if replayed and not replayed.equal:
        raise typer.Exit(1)
