"""Access to Spark for all requests: one session, attached in the background when it is first needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.ui.site import Site

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkStartingError(Exception):
    """Spark is not there yet; ask again in a moment."""


class Lake:
    """The session on the site's tables. Its methods may be called from any thread.

    `attach` joins Spark, starting it if need be; `alive` tells whether what was joined is still there.
    """

    def __init__(self, attach: Callable[[], SparkSession], alive: Callable[[], bool]) -> None:
        self._attach = attach
        self._alive = alive
        self._lock = threading.Lock()
        self._session: SparkSession | None = None
        self._starting: threading.Thread | None = None
        self._error: Exception | None = None

    @property
    def state(self) -> str:
        """`cold`, `starting`, `ready` or `failed`."""
        with self._lock:
            if self._session is not None and self._alive():
                return "ready"
            if self._starting is not None:
                return "starting"
            return "failed" if self._error else "cold"

    def start(self) -> None:
        """Begin to attach unless that is done or under way."""
        with self._lock:
            if self._starting is not None or (self._session is not None and self._alive()):
                return
            self._session, self._error = None, None
            self._starting = threading.Thread(target=self._join, name="attach-spark", daemon=True)
            self._starting.start()

    def session(self) -> SparkSession:
        """The session. Raises SparkStartingError until it is there, AeroTwinError if Spark did not start."""
        with self._lock:
            if self._session is not None and self._alive():
                return self._session
            error, self._error = self._error, None
        if error is not None:
            raise (
                error if isinstance(error, AeroTwinError) else AeroTwinError(f"Spark did not start: {error}")
            )
        self.start()
        raise SparkStartingError

    def _join(self) -> None:
        try:
            session, error = self._attach(), None
        except Exception as caught:
            session, error = None, caught
        with self._lock:
            self._session, self._error, self._starting = session, error, None


def lake_of(site: Site) -> Lake:
    """Spark as the commands have it: SPARK_REMOTE, else the warm server of the site's home."""

    def attach() -> SparkSession:
        from pyspark.sql import SparkSession

        from aerotwin.runtime.spark import server
        from aerotwin.runtime.spark.address import address, be_impatient
        from aerotwin.runtime.spark.session import use

        remote = {} if os.environ.get("SPARK_REMOTE") else server.start(site.home).environment()
        url = address({**os.environ, **remote})
        # A session of its own: its current schema is nobody else's to change.
        session = SparkSession.builder.remote(url).create()
        be_impatient(session.client, url)
        use(session, site.catalog, site.schema)
        return session

    def alive() -> bool:
        from aerotwin.runtime.spark import server

        return bool(os.environ.get("SPARK_REMOTE")) or server.status(site.home) is not None

    return Lake(attach, alive)
