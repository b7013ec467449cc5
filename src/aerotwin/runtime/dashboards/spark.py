"""Datasets' queries on the lakehouse's Spark: one session per catalog and schema, read-only."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING

import pyarrow as pa

from aerotwin.runtime.dashboards.model import DashboardError
from aerotwin.runtime.dashboards.reads import Name, View
from aerotwin.runtime.dashboards.results import Statement
from aerotwin.runtime.home import Home
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_VIEW = ("View Text", "View Current Catalog", "View Current Namespace")


class Runner:
    """Runs statements on a home's server, or on SPARK_REMOTE; starts the server if there is none."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._sessions: dict[tuple[str, str | None, str | None], SparkSession] = {}
        self._lock = threading.Lock()
        # Spark's client logs each error with both stack traces; the tile shows one line.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)

    def run(self, statement: Statement, limit: int) -> pa.Table:
        """The first `limit` rows. Raises DashboardError with Spark's message in one line."""
        from aerotwin.runtime.kernels.errors import short_cause

        try:
            session = self._session(statement.catalog, statement.schema)
            return session.sql(statement.sql).limit(limit).toArrow()
        except DashboardError:
            raise
        except Exception as error:  # noqa: BLE001 Spark's errors have no common ancestor over Connect
            raise DashboardError(short_cause(type(error).__name__, str(error))) from None

    def view(self, name: Name, statement: Statement) -> View | None:
        """The view of that name, None if there is none; `statement` tells whose session to ask."""
        try:
            session = self._session(statement.catalog, statement.schema)
            rows = session.sql(f"DESCRIBE TABLE EXTENDED {quoted(*name)}").collect()
        except Exception:  # noqa: BLE001 running the statement tells what is wrong with it
            return None
        told = {row[0]: row[1] for row in rows}
        return View(*(told[key] for key in _VIEW)) if all(told.get(key) for key in _VIEW) else None

    def close(self) -> None:
        """Give up its sessions."""
        with self._lock:
            for session in self._sessions.values():
                session.stop()
            self._sessions.clear()

    def _session(self, catalog: str | None, schema: str | None) -> SparkSession:
        from pyspark.sql import SparkSession

        from aerotwin.runtime.spark import server
        from aerotwin.runtime.spark.address import address, be_impatient

        if os.environ.get("SPARK_REMOTE"):
            url = address(os.environ)
        else:
            url = address({**os.environ, **server.start(self._home).environment()})
        key = (url, catalog, schema)
        with self._lock:
            session = self._sessions.get(key)
            if session is None or session.is_stopped:  # type: ignore[attr-defined]
                session = SparkSession.builder.remote(url).create()
                be_impatient(session.client, url)
                _use(session, catalog, schema)
                self._sessions[key] = session
        return session


def _use(session: SparkSession, catalog: str | None, schema: str | None) -> None:
    """Make catalog and schema the current ones; unlike a job, a reader makes no schema.

    Without that catalog the names are those of the session's own.
    """
    try:
        if catalog:
            # In SQL: a server just started knows its catalogs from the first statement on.
            session.sql(f"SET CATALOG {quoted(catalog)}").collect()
    except Exception as error:
        if "CATALOG_NOT_FOUND" not in str(error):
            raise
    try:
        if schema:
            session.catalog.setCurrentDatabase(schema)
    except Exception as error:
        if "SCHEMA_NOT_FOUND" not in str(error):
            raise
        message = f"there is no schema {schema}: run the bundle's job, which makes its tables"
        raise DashboardError(message) from None
