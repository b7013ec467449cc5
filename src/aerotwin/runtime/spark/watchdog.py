"""The process above the Spark server: launches it, tells where it listens, stops it when nobody uses it."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import psutil

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark import jars, options
from aerotwin.runtime.spark.java import MODULE_OPTIONS
from aerotwin.runtime.spark.server import STOP_SECONDS, ServerInfo, to_json

IDLE_MINUTES = 30.0
POLL_SECONDS = 5.0
SERVER_CLASS = "org.apache.spark.sql.connect.service.SparkConnectServer"
LISTENING = re.compile(rb"Spark Connect server started at: \S*?:(\d+)\s")


def command(home: Home, java: str) -> list[str]:
    """The server's command line. Writes the two settings files that it names."""
    settings = home.path / "spark"
    settings.mkdir(exist_ok=True)
    options.write_properties(settings / "spark.conf", options.spark_properties(home))
    options.write_log_settings(settings / "log4j2.properties")
    class_path = [*sorted((jars.SPARK_HOME / "jars").glob("*.jar")), *jars.ensure(), jars.CATALOG_JAR]
    return [
        java,
        *MODULE_OPTIONS,
        *options.java_options(home, os.environ.get("AEROTWIN_SPARK_MEMORY", "3g")),
        f"-Dlog4j2.configurationFile={settings / 'log4j2.properties'}",
        "-cp",
        ":".join(map(str, class_path)),
        "org.apache.spark.deploy.SparkSubmit",
        "--properties-file",
        str(settings / "spark.conf"),
        "--class",
        SERVER_CLASS,
        "spark-internal",
    ]


def launch(home: Home, java: str, token: str) -> subprocess.Popen[bytes]:
    """Start the server's process. The token goes through its environment, where other users cannot see it."""
    scratch = home.path / "tmp"
    scratch.mkdir(exist_ok=True)
    # With SPARK_HOME, Python workers would load pyspark from its zip and compile it anew each time: on a busy
    # machine for longer than the ten seconds that Spark gives a worker of foreachBatch.
    environment = {
        **{name: value for name, value in os.environ.items() if name != "SPARK_HOME"},
        "SPARK_CONNECT_AUTHENTICATE_TOKEN": token,
        "SPARK_LOCAL_DIRS": str(scratch),
        "SPARK_LOCAL_IP": "127.0.0.1",
        # Python functions in queries run on the interpreter that asks for them.
        "PYSPARK_PYTHON": sys.executable,
    }
    return subprocess.Popen(command(home, java), cwd=home.path, env=environment, stdin=subprocess.DEVNULL)


def listening_port(process: subprocess.Popen[bytes], log: Path) -> int | None:
    """Wait for the line with the server's port; None if the process ends first."""
    while process.poll() is None:
        match = LISTENING.search(log.read_bytes())
        if match:
            return int(match.group(1))
        time.sleep(0.05)
    return None


def in_use(process: psutil.Process, port: int) -> bool:
    """Whether any client holds a connection to the server."""
    try:
        connections = process.net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(
        one.status == psutil.CONN_ESTABLISHED and one.laddr and one.laddr.port == port for one in connections
    )


def watch(process: subprocess.Popen[bytes], port: int, idle_minutes: float) -> None:
    """Return when the server has ended, or has had no client for `idle_minutes`."""
    server = psutil.Process(process.pid)
    last_used = time.monotonic()
    while time.monotonic() - last_used < idle_minutes * 60:
        try:
            process.wait(min(POLL_SECONDS, idle_minutes * 60))
            return
        except subprocess.TimeoutExpired:
            if in_use(server, port):
                last_used = time.monotonic()


def publish(home: Home, info: ServerInfo) -> None:
    """Write server.json in one step, readable by its owner only: it holds the token."""
    draft = home.server_file.with_suffix(".json.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(to_json(info))
    draft.rename(home.server_file)


def main() -> int:
    """Serve `sys.argv[1]` (a home) with the Java of `sys.argv[2]` until it is stopped or idle."""
    home, java = Home(Path(sys.argv[1])), sys.argv[2]
    idle_minutes = float(os.environ.get("AEROTWIN_SERVER_IDLE_MINUTES", IDLE_MINUTES))
    token = secrets.token_urlsafe(32)
    process = launch(home, java, token)

    def end(_signal: int, _frame: FrameType | None) -> None:
        process.terminate()

    signal.signal(signal.SIGTERM, end)
    created = psutil.Process(process.pid).create_time()
    port = listening_port(process, home.server_log)
    if port is None:
        return 1
    publish(home, ServerInfo(process.pid, created, os.getpid(), port, token, time.time(), idle_minutes))
    watch(process, port, idle_minutes)
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
