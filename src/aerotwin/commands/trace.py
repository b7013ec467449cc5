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
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Print what an alert rests on: inference, model version, feature row, reading and landed file."""
    from aerotwin.alerts.trace import trace
    from aerotwin.runtime.bundle import load
    from aerotwin.runtime.spark.session import connect

    root = bundle_root(bundle_dir)
    variables = load(root, target).variables
    spark = connect(find_home(root), variables.get("catalog"), variables.get("schema"))
    found = trace(spark, alert_id)
    if output is Output.json:
        print_json(found.as_dict())
    else:
        print(found.text())
