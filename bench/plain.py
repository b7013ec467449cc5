"""The same job without the runtime: its notebooks one after the other under plain papermill.

Each gets a fresh kernel and starts a Spark of its own, which is stopped before the next. The pipeline, which
is no notebook, runs between them with its own Spark too.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from aerotwin.runtime.bundle.load import load
from aerotwin.runtime.jobs.graph import topological
from aerotwin.runtime.jobs.model import Job, Task, job_of

CHAIN = ("train", "score", "alert")


def plain_run(bundle: Path, scale: str, chains: int) -> dict[str, Any]:
    """Seconds of every task, of all together, and how many of the total's tasks are estimated.

    Only the first `chains` slugs are trained, scored and alerted; the others count with the mean of their
    kind.
    """
    job = job_of(load(bundle), "aerotwin").with_parameters({"scale": scale})
    chosen, left = _split(job, chains)
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="aerotwin-plain-") as folder:
        environment = {**os.environ, "AEROTWIN_HOME": folder, "AEROTWIN_BUNDLE_ROOT": str(bundle)}
        for key in chosen:
            began = time.monotonic()
            _run(job.tasks[key], job, Path(folder), environment)
            _stop_spark(environment)
            seconds[key] = round(time.monotonic() - began, 1)
            print(f"  plain {key} {seconds[key]:.1f} s", flush=True)
    by_kind = defaultdict(list)
    for key, spent in seconds.items():
        by_kind[_kind(key)].append(spent)
    estimated = sum(statistics.mean(by_kind[_kind(key)]) for key in left)
    return {
        "scale": scale,
        "seconds": round(sum(seconds.values()) + estimated, 1),
        "measured_seconds": round(sum(seconds.values()), 1),
        "estimated_tasks": len(left),
        "tasks": seconds,
    }


def _split(job: Job, chains: int) -> tuple[list[str], list[str]]:
    """Keys to run, in order, and keys to estimate."""
    keys = topological(job.edges)
    slugs = [key.removeprefix("train_") for key in keys if _kind(key) == "train"][:chains]
    chosen = [key for key in keys if _kind(key) not in CHAIN or key.split("_", 1)[1] in slugs]
    return chosen, [key for key in keys if key not in chosen]


def _kind(key: str) -> str:
    return key.split("_", 1)[0]


def _run(task: Task, job: Job, home: Path, environment: dict[str, str]) -> None:
    if task.type == "pipeline_task":
        command = [sys.executable, "-m", "aerotwin.cli", "bundle", "run", job.key, "--only", task.key]
    else:
        notebook = task.spec["notebook_path"]
        values = {**(task.spec.get("base_parameters") or {}), **job.parameters}
        given = [word for name, value in values.items() for word in ("-r", name, str(value))]
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--log-level", "ERROR"]
        command += ["-k", "python3", notebook, str(home / f"{task.key}.ipynb"), *given]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(
            f"{task.key} failed under plain papermill:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


def _stop_spark(environment: dict[str, str]) -> None:
    stop = [sys.executable, "-m", "aerotwin.cli", "server", "stop"]
    subprocess.run(stop, env=environment, capture_output=True, check=True, stdin=subprocess.DEVNULL)
