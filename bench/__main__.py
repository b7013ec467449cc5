"""`make bench`: the whole job from an empty lakehouse, its memory and its overhead, as a table and JSON."""

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

from bench.memory import PeakMemory
from bench.scheduler import overhead

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


def main(
    repeats: Annotated[int, typer.Option(help="Runs at each scale; medians are shown.")] = 1,
    scales: Annotated[str, typer.Option(help="Comma-separated multiples of the default fleet.")] = "1",
    output: Annotated[Path, typer.Option(help="Where the figures go as JSON.")] = FIGURES,
) -> None:
    """Measure whole runs, print medians and write every figure as JSON."""
    runs = [whole_run(scale) for _ in range(repeats) for scale in scales.split(",")]
    table = Table(title=f"46 tasks from an empty lakehouse, medians of {repeats}")
    for heading in ("scale", "seconds", "peak GiB", "overhead"):
        table.add_column(heading, justify="right")
    for scale in scales.split(","):
        same = [run for run in runs if run["scale"] == scale]
        seconds, peak, share = (
            statistics.median(run[name] for run in same) for name in ("seconds", "peak_gib", "overhead_share")
        )
        table.add_row(scale, f"{seconds:.1f}", f"{peak:.2f}", f"{share:.0%}")
    Console().print(table)
    print(f"Scheduler: {overhead() * 1000:.2f} ms a task that does nothing")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(runs, indent=1))
    print(f"Written to {output}")


typer.run(main)
