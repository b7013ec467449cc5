"""Run a pipeline as a task."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout
from aerotwin.runtime.kernels.pool import KernelPool
from aerotwin.runtime.pipelines.events import PipelineError, Progress, cause
from aerotwin.runtime.pipelines.spec import PipelineSpec, translate
from aerotwin.runtime.spark.interrupt import interrupt

POLL_SECONDS = 0.05
WORKER = "aerotwin.runtime.pipelines.worker"


@dataclass(frozen=True)
class PipelineResult:
    """A completed run: its flows' names (one per dataset or append flow) and how long it took in seconds."""

    flows: list[str]
    seconds: float


class _Process(Protocol):
    """A forked or spawned worker."""

    def poll(self) -> int | None: ...

    def send_signal(self, signum: int) -> None: ...


def run_pipeline(
    pipeline: dict[str, Any],
    *,
    bundle_root: Path,
    home: Home,
    environment: dict[str, str],
    pool: KernelPool | None,
    full_refresh: bool = False,
    full_refresh_selection: Iterable[str] = (),
    refresh_selection: Iterable[str] = (),
    validate_only: bool = False,
    timeout: float | None = None,
    cancel: threading.Event | None = None,
    log: Path,
    key: str = "",
    python: str = sys.executable,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    end: Callable[[dict[str, str]], None] = interrupt,
) -> PipelineResult:
    """Run a resolved pipeline resource, the bundle's `key`, on the server that `environment` names.

    Events are appended to `log`; `progress` hears of flows done and flows in all. Raises PipelineError with
    flow and cause, TaskTimeout after `timeout` seconds, TaskCancelled when `cancel` is set; in the last two
    cases `end` is called with the environment, to end its Spark operations.
    """
    spec = translate(
        pipeline,
        bundle_root,
        home,
        full_refresh,
        key,
        full_refresh_selection,
        refresh_selection,
        validate_only,
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    events = log.with_suffix(".events.jsonl")
    events.write_bytes(b"")
    environment = {**os.environ, **environment, "AEROTWIN_SPARK_SESSION": str(uuid.uuid4())}
    began = time.monotonic()
    process = _start(spec, events, log, environment, pool, python)
    state = Progress()
    deadline = None if timeout is None else began + timeout
    with events.open() as source, log.open("a") as text:
        follower = _Follower(source, text, state, progress)
        while process.poll() is None:
            follower.follow()
            stopped: AeroTwinError | None = None
            if cancel is not None and cancel.is_set():
                stopped = TaskCancelled("Cancelled.")
            elif deadline is not None and time.monotonic() > deadline:
                stopped = TaskTimeout(f"Timed out after {timeout:g} s.")
            if stopped:
                process.send_signal(signal.SIGKILL)
                end(environment)
                raise stopped
            time.sleep(POLL_SECONDS)
        follower.follow()
    follower.check(spec, log)
    return PipelineResult(list(state.states), round(time.monotonic() - began, 3))


def _start(
    spec: PipelineSpec,
    events: Path,
    log: Path,
    environment: dict[str, str],
    pool: KernelPool | None,
    python: str,
) -> _Process:
    arguments = [spec.to_json(), str(events)]
    directory = Path(spec.root)
    if pool and python == sys.executable:
        return pool.fork(f"{WORKER}:main", arguments, environment=environment, directory=directory, log=log)
    with log.open("ab") as output:
        return subprocess.Popen(
            [python, "-m", WORKER, json.dumps(arguments[0]), str(events)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            cwd=directory,
            start_new_session=True,
        )


class _Follower:
    """Reads the worker's events as they come."""

    def __init__(
        self, source: TextIO, text: TextIO, state: Progress, progress: Callable[[int, int], None]
    ) -> None:
        self.source, self.text, self.state, self.progress = source, text, state, progress
        self.end: dict[str, Any] | None = None
        self.rest = ""

    def follow(self) -> None:
        """Take in the complete lines that have come since."""
        *lines, self.rest = (self.rest + self.source.read()).split("\n")
        for line in lines:
            event = json.loads(line)
            if "end" in event:
                self.end = event
                continue
            before = self.state.done, self.state.total
            self.state.feed(event)
            at = datetime.fromisoformat(event["timestamp"]).astimezone().strftime("%H:%M:%S.%f")[:-3]
            self.text.write(f"{at} {event['message'].strip()}\n")
            self.text.flush()
            if (self.state.done, self.state.total) != before:
                self.progress(self.state.done, self.state.total)

    def check(self, spec: PipelineSpec, log: Path) -> None:
        """Raise PipelineError unless the update completed."""
        if self.end is None:
            raise PipelineError("", f"Pipeline {spec.name} ended without a result: see {log}.")
        error = self.end["end"]
        if error is None:
            return
        self.text_of(error, log)
        short = cause(error["message"], error["type"])
        if error["flow"]:
            place = f" ({error['where']})" if error["where"] and error["where"] not in short else ""
            raise PipelineError(error["flow"], short + place)
        raise PipelineError(error["where"], short)

    @staticmethod
    def text_of(error: dict[str, str], log: Path) -> None:
        """Keep the whole error in the log: the exception carries one line of it."""
        with log.open("a") as text:
            text.write(f"{error['type']}: {error['message']}\n")
