"""`make bench`: the whole job from an empty lakehouse, against plain papermill and with more rows."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench import launch
from bench.catalog import overhead as catalog_overhead
from bench.catalog import told
from bench.memory import PeakMemory
from bench.plain import plain_run
from bench.scheduler import overhead
from bench.ui import measure as measure_ui

BUNDLE = Path(__file__).parents[1]
GIBIBYTE = 2**30
FIGURES = BUNDLE / "data" / "lakehouse" / "bench.json"


def aerotwin(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command on the lakehouse at `home`."""
    environment = {**os.environ, "AEROTWIN_HOME": str(home)}
    command = [sys.executable, "-m", "aerotwin.cli", *arguments]
    return subprocess.Popen(command, cwd=BUNDLE, env=environment, stdout=subprocess.PIPE, text=True)


def whole_run(scale: str) -> dict[str, Any]:
    """Seconds with Spark's start, peak memory in GiB and overhead share of one run from nothing."""
    with tempfile.TemporaryDirectory(prefix="aerotwin-bench-") as folder:
        home = Path(folder)
        began = time.monotonic()
        run = aerotwin(home, "bundle", "run", "aerotwin", "--params", f"scale={scale}", "--output", "json")
        with PeakMemory(run.pid, home) as memory:
            answer, _ = run.communicate()
        seconds = time.monotonic() - began
        aerotwin(home, "server", "stop").communicate()
    if run.returncode:
        raise SystemExit(f"The run at scale {scale} failed; nothing was measured.\n{answer}")
    told = json.loads(answer)
    return {
        "scale": scale,
        "seconds": round(seconds, 1),
        "peak_gib": round(memory.peak / GIBIBYTE, 2),
        "overhead_share": told["overhead_share"],
        "tasks": {task["task_key"]: task for task in told["tasks"]},
    }


def medians(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a scale: medians of seconds, peak memory and overhead, and the times of the first scale."""
    rows = []
    for scale in dict.fromkeys(run["scale"] for run in runs):
        same = [run for run in runs if run["scale"] == scale]
        middle = {
            name: statistics.median(run[name] for run in same)
            for name in ("seconds", "peak_gib", "overhead_share")
        }
        first = rows[0]["seconds"] if rows else middle["seconds"]
        rows.append({"scale": scale, "runs": len(same), **middle, "times": middle["seconds"] / first})
    return rows


def show(rows: list[dict[str, Any]], plain: dict[str, Any] | None, tasks: dict[str, Any]) -> None:
    """Print the rows side by side, the plain run against the first of them, and each task's overhead."""
    table = Table(title="The whole job from an empty lakehouse, medians")
    for heading in ("how", "scale", "runs", "seconds", "times", "peak GiB", "overhead"):
        table.add_column(heading, justify="left" if heading == "how" else "right")
    for row in rows:
        measured = f"{row['seconds']:.1f}", f"{row['times']:.1f}", f"{row['peak_gib']:.2f}"
        table.add_row("job", row["scale"], str(row["runs"]), *measured, f"{row['overhead_share']:.0%}")
    if plain:
        times = plain["seconds"] / rows[0]["seconds"]
        how = "plain papermill"
        if plain["estimated_tasks"]:
            how += f" ({plain['estimated_tasks']} tasks estimated from the others of their kind)"
        table.add_row(how, plain["scale"], "1", f"{plain['seconds']:.1f}", f"{times:.1f}", "", "")
    Console().print(table)
    spent = Table(title="Overhead by task, first run")
    for heading in ("task", "seconds", "overhead"):
        spent.add_column(heading, justify="left" if heading == "task" else "right")
    for key, task in tasks.items():
        spent.add_row(key, f"{task['seconds']:.1f}", f"{task['overhead_seconds']:.1f}")
    Console().print(spent)


def main(
    repeats: Annotated[int, typer.Option(help="Runs at each scale; medians are shown.")] = 1,
    scales: Annotated[str, typer.Option(help="Comma-separated multiples of the default fleet.")] = "1,10",
    chains: Annotated[
        int, typer.Option(help="Slugs that plain papermill trains, scores and alerts; 0: no such run.")
    ] = 11,
    output: Annotated[Path, typer.Option(help="Where the figures go as JSON.")] = FIGURES,
) -> None:
    """Measure whole runs and the plain one, print medians and write every figure as JSON."""
    output.parent.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = {"runs": [], "plain": None}

    def keep() -> None:
        output.write_text(json.dumps(figures, indent=1))

    wanted = scales.split(",")
    for scale in wanted:
        for _ in range(repeats):
            figures["runs"].append(whole_run(scale))
            print(f"scale {scale}: {figures['runs'][-1]['seconds']:.1f} s", flush=True)
            keep()
        if scale == wanted[0] and chains:
            figures["plain"] = plain_run(BUNDLE, scale, chains)
            keep()
    show(medians(figures["runs"]), figures["plain"], figures["runs"][0]["tasks"])
    figures["scheduler_seconds_per_task"] = overhead()
    figures["launch_seconds"] = {"warm": launch.warm(), "plain papermill": launch.plain()}
    figures["validate_seconds"] = launch.validation(BUNDLE)
    keep()
    figures["catalog_seconds"] = catalog_overhead()
    keep()
    print(told(figures["catalog_seconds"]))
    figures["ui"] = measure_ui(BUNDLE)
    keep()
    print(f"Web application: {json.dumps(figures['ui']) if figures['ui'] else 'no run to show'}")
    print(f"Scheduler: {figures['scheduler_seconds_per_task'] * 1000:.2f} ms a task that does nothing")
    started = figures["launch_seconds"]
    print(
        f"Notebook to its first cell: {started['warm']:.2f} s warm, {started['plain papermill']:.2f} s plain"
    )
    print(f"aerotwin bundle validate: {figures['validate_seconds']:.2f} s")
    print(f"Written to {output}")


typer.run(main)
