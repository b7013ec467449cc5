"""Run a task's process: output to a log, ended on timeout and cancel together with its Spark operations."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import textwrap
import threading
import time
import uuid
from pathlib import Path
from typing import Protocol

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.services import Services
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout
from aerotwin.runtime.spark.address import address
from aerotwin.runtime.spark.interrupt import interrupt

POLL_SECONDS = 0.05
SHOWN_LINES = 8
READ_BYTES = 200_000
_FRAME = re.compile(r'  File "([^"]*)", line .*\n(?:    .*\n)*')
# What pip shows, indented, of a program that it ran, before words of its own.
_SHOWN_BY_PIP = re.compile(r"\[\d+ lines of output\]\n((?:.*\n)*?) *\[end of output\]")
_JVM = re.compile(r"\n\s*(?:JVM stacktrace:|at [\w.$]+\()")


class Process(Protocol):
    """A forked or spawned process."""

    def poll(self) -> int | None:
        """The exit code, None while it runs."""

    def send_signal(self, signum: int) -> None:
        """Signal it and what it has started."""


class Spawned:
    """A process in a group of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self.process.poll()

    def send_signal(self, signum: int) -> None:
        """Signal it and what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signum)
        if signum == signal.SIGKILL:
            self.process.wait()


def spawn(command: list[str], environment: dict[str, str], directory: Path, log: Path) -> Spawned:
    """Start a command whose output is appended to `log`."""
    with log.open("ab") as output:
        return Spawned(
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=directory,
                start_new_session=True,
            )
        )


def watch(
    process: Process, environment: dict[str, str], timeout: float | None, cancel: threading.Event
) -> int:
    """Wait for a process; its exit code. Raises TaskTimeout or TaskCancelled once it has been ended."""
    deadline = None if timeout is None else time.monotonic() + timeout
    while (code := process.poll()) is None:
        stopped: AeroTwinError | None = None
        if cancel.is_set():
            stopped = TaskCancelled("Cancelled.")
        elif deadline is not None and time.monotonic() > deadline:
            stopped = TaskTimeout(f"Timed out after {timeout:g} s.")
        if stopped:
            process.send_signal(signal.SIGKILL)
            interrupt(environment)
            raise stopped
        cancel.wait(POLL_SECONDS)
    return code


def spark_environment(services: Services, attempt: Attempt) -> dict[str, str]:
    """A process's variables, with which `SparkSession.builder.getOrCreate()` joins the lakehouse's server."""
    environment = {**os.environ, **attempt.environment, **services.spark()}
    environment["AEROTWIN_SPARK_SESSION"] = str(uuid.uuid4())
    if environment.get("SPARK_REMOTE"):
        environment["SPARK_REMOTE"] = address(environment)
    environment["PYTHONUNBUFFERED"] = "1"
    return environment


def run_python(services: Services, attempt: Attempt, command: list[str], directory: Path) -> Output:
    """Run a Python command as the attempt. Raises AeroTwinError with the end of its traceback."""
    attempt.log.write_bytes(b"")
    environment = spark_environment(services, attempt)
    began = time.monotonic()
    process = spawn(command, environment, directory, attempt.log)
    code = watch(process, environment, attempt.task.timeout or None, attempt.cancel)
    if code:
        ended = f"Ended by signal {-code}." if code < 0 else f"Exit status {code}."
        raise AeroTwinError(f"{tail(attempt.log) or ended}\nWhole output: {attempt.log}")
    seconds = round(time.monotonic() - began, 3)
    return Output(None, {"work": seconds, "total": seconds})


def tail(log: Path) -> str:
    """The end of a failed process's last traceback, else of its output.

    Frames of packages and of Python's own, Java's stack traces and what pip says of a program that failed
    under it are left out.
    """
    with log.open("rb") as source:
        source.seek(max(0, log.stat().st_size - READ_BYTES))
        text = source.read().decode(errors="replace")
    if under_pip := _SHOWN_BY_PIP.findall(text):
        text = textwrap.dedent(under_pip[-1])
    head, found, trace = text.rpartition("Traceback (most recent call last):\n")
    last = _JVM.split(_FRAME.sub(_own, trace) if found else text)[0]
    lines = [line for line in last.splitlines() if line.strip()]
    return "\n".join(lines[-SHOWN_LINES:])


def _own(frame: re.Match[str]) -> str:
    """A frame of a traceback, nothing if it is a package's, Python's own or the launcher's."""
    foreign = ("/lib/python3.", "/site-packages/", "/aerotwin/runtime/", "<frozen ")
    return "" if any(one in frame.group(1) for one in foreign) else frame.group()
