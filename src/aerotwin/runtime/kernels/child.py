"""What runs in a forked kernel: an IPython kernel that starts and stops without waste."""

from __future__ import annotations

import atexit
import importlib
import os
import signal
import threading
import time
from types import FrameType

# Built-in extensions and the history database cost start-up time and are of no use to a task.
ARGUMENTS = [
    "--HistoryManager.enabled=False",
    "--InteractiveShellApp.extensions=[]",
    "--IPKernelApp.log_level=40",
]
# Names the process that runs the notebook.
PARENT = "AEROTWIN_NOTEBOOK_PARENT"
WATCH_SECONDS = 0.5
# What a kernel imports while it starts.
STARTED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "ipykernel.zmqshell",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "matplotlib_inline.backend_inline",
    "tornado.platform.asyncio",
    "aerotwin.runtime.notebooks.environment",
)


def warm() -> None:
    """Do once, before forking, what every kernel's start would do again."""
    for module in STARTED:
        importlib.import_module(module)
    from jupyter_client.localinterfaces import localhost

    # Asks the operating system for all network addresses, then remembers.
    localhost()


def serve(connection_file: str) -> None:
    """Serve the kernel of a connection file until shutdown, SIGTERM, or the end of the template."""
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, f"--IPKernelApp.parent_handle={os.getppid()}", *ARGUMENTS])
    from aerotwin.runtime.notebooks.environment import install

    install(app.shell)
    signal.signal(signal.SIGTERM, end)
    threading.Thread(target=_end_with, args=[int(os.environ.get(PARENT) or 0)], daemon=True).start()
    app.start()
    end()


def _end_with(parent: int) -> None:
    """End when the process that runs this notebook has: it need not be the one that this was forked from."""
    while parent and _lives(parent):
        time.sleep(WATCH_SECONDS)
    if parent:
        end()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


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

    session = SparkSession._get_default_session()
    if session is not None:
        try:
            session.stop()
        except PySparkException:
            return


if __name__ == "__main__":
    import sys

    serve(sys.argv[1])
