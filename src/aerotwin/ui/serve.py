"""Serve the application on the loopback address until Ctrl-C."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import uvicorn

from aerotwin.errors import AeroTwinError
from aerotwin.ui import dashboards
from aerotwin.ui.app import create_app
from aerotwin.ui.lake import Lake, lake_of
from aerotwin.ui.site import Site

LOOPBACK = "127.0.0.1"
# What a page that is being loaded gets to end with; its query may take Spark much longer.
GRACE_SECONDS = 2


def listen(port: int) -> socket.socket:
    """A socket on the loopback address; port 0 takes a free one. Raises AeroTwinError if it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        # Whoever is told the address may connect at once, and waits.
        listener.listen()
    except OSError as error:
        listener.close()
        raise AeroTwinError(
            f"port {port} of {LOOPBACK} cannot be used ({error.strerror}): name another one with --port"
        ) from error
    return listener


def serve(site: Site, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM, which end the process; `say` is told the address."""
    # What the application's own modules find the lakehouse and its configuration by.
    os.environ["AEROTWIN_HOME"] = str(site.home.path)
    os.environ["AEROTWIN_BUNDLE_ROOT"] = str(site.bundle_root)
    with listen(site.port) as listener:
        site = replace(site, port=listener.getsockname()[1])
        lake = lake_of(site)
        drawing = dashboards.drawing(site)
        threading.Thread(target=_warm, args=(site, lake, drawing), name="warm", daemon=True).start()
        config = uvicorn.Config(
            create_app(site, lake, drawing),
            log_level="warning",
            server_header=False,
            date_header=True,
            ws="none",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        say(f"http://{LOOPBACK}:{site.port}")
        # Where Ctrl-C is ignored, as in a background job of a shell, the server ends without this error.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    # Threads that wait for Spark would keep the process until they are answered.
    os._exit(0)


def _warm(site: Site, lake: Lake, drawing: dashboards.Drawing) -> None:
    """Ask what the dashboards show before the first page does, if Spark is there: none is started for it."""
    from aerotwin.runtime.spark import server

    if server.status(site.home):
        lake.start()
        drawing.warm()
