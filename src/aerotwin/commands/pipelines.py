"""`aerotwin pipelines`: what the event logs of pipelines tell."""

from __future__ import annotations

from typing import Annotated

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    bundle_root,
    find_home,
    print_json,
    print_table,
)

app = typer.Typer(no_args_is_help=True, help="Pipelines: their updates, and the events of these.")
PipelineArgument = Annotated[str, typer.Argument(help="Name or key of a pipeline that has run.")]


@app.command("list-updates")
def list_updates(
    pipeline: PipelineArgument,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """List a pipeline's updates, the last one first."""
    from aerotwin.runtime.pipelines import eventlog

    home = find_home(bundle_root(bundle_dir))
    rows = []
    for update, events in reversed(eventlog.updates(home, eventlog.pipeline(home, pipeline).id)):
        states = [
            e["details"]["update_progress"]["state"] for e in events if e["event_type"] == "update_progress"
        ]
        flows = eventlog.flows(events)
        done = sum(state == "COMPLETED" for state in flows.values())
        rows.append(
            {
                "update_id": update,
                "started": events[0]["timestamp"],
                "state": states[-1] if states else "",
                "flows": f"{done}/{len(flows)}",
            }
        )
    _show(rows, ["update_id", "started", "state", "flows"], output)


@app.command("events")
def events(
    pipeline: PipelineArgument,
    update: Annotated[str | None, typer.Option(help="Update; else the last one.")] = None,
    level: Annotated[str | None, typer.Option(help="Only events of this level: INFO, WARN or ERROR.")] = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """List the events of an update, as the event log has them."""
    from aerotwin.runtime.pipelines import eventlog

    home = find_home(bundle_root(bundle_dir))
    found = eventlog.of_update(home, eventlog.pipeline(home, pipeline), update)
    rows = [event for event in found if level is None or event["level"] == level.upper()]
    _show(rows, ["timestamp", "level", "event_type", "message"], output)


def _show(rows: list[dict[str, object]], columns: list[str], output: Output) -> None:
    if output is Output.json:
        print_json(rows)
    else:
        print_table(columns, [[row[column] for column in columns] for row in rows])
