"""`aerotwin alerts`: list, show, acknowledge and close."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    TargetOption,
    bundle_root,
    find_home,
    print_json,
    print_table,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

app = typer.Typer(help="List, show, acknowledge and close alerts.", no_args_is_help=True)
AlertId = Annotated[str, typer.Argument(help="Id of the alert, such as AT-007_ENG_20241201_101500.")]
WhoOption = Annotated[str, typer.Option("--who", default_factory=getpass.getuser, help="Who does this.")]
COLUMNS = [
    "alert_id",
    "component",
    "severity",
    "state",
    "failure_probability",
    "median_lead_days",
    "opened_at",
]


def session(target: str | None, bundle_dir: Path | None) -> SparkSession:
    """The session on the tables of the bundle's target."""
    from aerotwin.runtime.bundle import load
    from aerotwin.runtime.spark.session import connect

    root = bundle_root(bundle_dir)
    variables = load(root, target).variables
    return connect(find_home(root), variables.get("catalog"), variables.get("schema"))


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="open, acknowledged, closed, or standing: not closed.")] = "",
    severity: Annotated[str, typer.Option(help="CRITICAL, HIGH, MEDIUM or LOW.")] = "",
    component: Annotated[str, typer.Option(help="Component slug, or aircraft.")] = "",
    aircraft: Annotated[str, typer.Option(help="Aircraft, such as AT-007.")] = "",
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Alerts, the worst first, closed ones last; `alerts show` tells one's message."""
    from aerotwin.alerts.actions import list_alerts

    found = list_alerts(session(target, bundle_dir), state, severity, component, aircraft)
    if output is Output.json:
        print_json(found)
        return
    print_table(COLUMNS, [[_cell(row[name]) for name in COLUMNS] for row in found])
    print(f"{len(found)} alert{'s' if len(found) != 1 else ''}")


@app.command()
def show(
    alert_id: AlertId,
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """One alert with its history."""
    from aerotwin.alerts.actions import show_alert

    _print(show_alert(session(target, bundle_dir), alert_id), output)


@app.command()
def ack(
    alert_id: AlertId,
    who: WhoOption,
    why: Annotated[str, typer.Option("--why", help="What is done about it.")] = "",
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Acknowledge an open alert: somebody takes care of it."""
    from aerotwin.alerts.actions import acknowledge

    _print(acknowledge(session(target, bundle_dir), alert_id, who, why), output)


@app.command()
def close(
    alert_id: AlertId,
    who: WhoOption,
    why: Annotated[str, typer.Option("--why", help="What was found and done.")],
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Close an alert for a reason; later flights that pass the threshold open a new one."""
    from aerotwin.alerts.actions import close as close_alert

    _print(close_alert(session(target, bundle_dir), alert_id, who, why), output)


def _print(alert: dict[str, Any], output: Output) -> None:
    if output is Output.json:
        print_json(alert)
        return
    history = alert["events"]
    for name, value in alert.items():
        if name != "events" and value is not None:
            print(f"{name:20} {_cell(value)}")
    columns = ["occurred_at", "action", "from_state", "to_state", "severity", "who", "why"]
    print_table(columns, [[_cell(row[name]) for name in columns] for row in history])


def _cell(value: Any) -> Any:
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return round(value, 3) if isinstance(value, float) else value
