"""Start, join and stop the one warm Spark Connect server of a lakehouse home."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import psutil

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.spark import jars
from aerotwin.runtime.spark.java import find_java

START_SECONDS = 120
STOP_SECONDS = 15


@dataclass(frozen=True)
class ServerInfo:
    """A running server: how to reach it and who it is.

    `pid` is the Java process; `created` its creation time, which tells it from a later process with the same
    number. `watchdog` is the process that stops the server when it has been idle. `started_at` is in seconds
    since the epoch.
    """

    pid: int
    created: float
    watchdog: int
    port: int
    token: str
    started_at: float
    idle_minutes: float

    @property
    def remote(self) -> str:
        """The connection string, without the token."""
        # Spark's client sends a token over an unencrypted channel to this host name only.
        return f"sc://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        """The variables with which any Spark Connect client joins this server."""
        return {"SPARK_REMOTE": self.remote, "SPARK_CONNECT_AUTHENTICATE_TOKEN": self.token}


def status(home: Home) -> ServerInfo | None:
    """The living server of this home, None if there is none (also when server.json is a dead one's)."""
    try:
        info = ServerInfo(**json.loads(home.server_file.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return info if is_process(info.pid, info.created) else None


def is_process(pid: int, created: float) -> bool:
    """Whether `pid` still is the process created at that time (seconds since the epoch)."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - created) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def start(home: Home, say: Callable[[str], None] = lambda _: None) -> ServerInfo:
    """Join this home's server, starting it first if it does not run. Safe to call from several processes.

    Raises AeroTwinError with the cause if it does not come up.
    """
    running = status(home)
    if running:
        return running
    home.create()
    with file_lock(home.path / "server.lock"):
        running = status(home)
        if running:
            return running
        java = find_java()
        jars.ensure()
        say("Starting Spark")
        home.server_file.unlink(missing_ok=True)
        return _launch(home, str(java))


def _launch(home: Home, java: str) -> ServerInfo:
    command = [sys.executable, "-m", "aerotwin.runtime.spark.watchdog", str(home.path), java]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SPARK_")}
    with home.server_log.open("wb") as log:
        # A session of its own: Ctrl-C in the caller's terminal must not reach it.
        watchdog = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        info = status(home)
        if info:
            return info
        if watchdog.poll() is not None:
            raise AeroTwinError(f"Spark did not start: {_cause(home)} (all of it: {home.server_log})")
        time.sleep(0.05)
    watchdog.terminate()
    raise AeroTwinError(
        f"Spark did not start within {START_SECONDS} s: {_cause(home)} (see {home.server_log})"
    )


def _cause(home: Home) -> str:
    """The line of the log that tells most: the innermost cause, else the first error, else the last line."""
    lines = [
        line.strip() for line in home.server_log.read_text(errors="replace").splitlines() if line.strip()
    ]
    if any("Could not create the Java Virtual Machine" in line for line in lines):
        return lines[0]
    for pattern in (
        r"^Caused by: (.*)",
        r"^(?:Exception in thread .*? )?([\w.]+(?:Error|Exception): .*)",
        r"^Error: (.*)",
    ):
        found = [match.group(1) for line in lines if (match := re.search(pattern, line))]
        if found:
            return found[-1]
    return lines[-1] if lines else "it printed nothing"


def stop(home: Home) -> bool:
    """Stop this home's server and wait until it is gone; False if none ran."""
    with file_lock(home.path / "server.lock"):
        info = status(home)
        if info:
            _end(info.pid)
        home.server_file.unlink(missing_ok=True)
    return info is not None


def _end(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)
    except psutil.NoSuchProcess:
        return


def to_json(info: ServerInfo) -> str:
    """The content of server.json."""
    return json.dumps(asdict(info), indent=2)
