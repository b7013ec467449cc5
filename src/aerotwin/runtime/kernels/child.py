"""What runs in a forked kernel: an IPython kernel that starts and stops without waste."""

from __future__ import annotations

import atexit
import os
import signal
from types import FrameType

# Built-in extensions and the history database cost start-up time and are of no use to a task.
ARGUMENTS = [
    "--HistoryManager.enabled=False",
    "--InteractiveShellApp.extensions=[]",
    "--IPKernelApp.log_level=40",
]


def serve(connection_file: str) -> None:
    """Serve the kernel of a connection file until shutdown or SIGTERM."""
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, *ARGUMENTS])
    signal.signal(signal.SIGTERM, end)
    app.start()
    end()


def end(_signal: int | None = None, _frame: FrameType | None = None) -> None:
    """Leave at once, but let libraries flush and the Spark server forget this session."""
    import sys

    if "pyspark.sql.connect.session" in sys.modules:
        _release_session()
    try:
        atexit._run_exitfuncs()
    finally:
        os._exit(0)


def _release_session() -> None:
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.session import SparkSession

    session = SparkSession.getActiveSession()
    if session is not None:
        try:
            session.stop()
        except PySparkException:
            return
