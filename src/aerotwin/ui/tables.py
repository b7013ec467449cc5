"""Small tables as rows, read again only when they have changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REMOTE_SECONDS = 10
Row = dict[str, Any]


@dataclass(frozen=True)
class _Read:
    version: object
    rows: list[Row]


class Tables:
    """Whole Delta tables by name, for tables of at most some thousand rows.

    A change is told by the table's Delta log where that lies on this machine; elsewhere rows are kept for
    REMOTE_SECONDS. Of several that ask for a table at once, one reads it. The rows are shared: do not change
    them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._logs: dict[str, Path | None] = {}
        self._read: dict[str, _Read] = {}

    def rows(self, spark: SparkSession, name: str) -> list[Row]:
        """The table's rows as they are now."""
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self._logs:
                self._logs[name] = _log(spark, name)
            version = _version(self._logs[name])
            known = self._read.get(name)
            if known is None or known.version != version:
                known = _Read(version, spark.table(name).toArrow().to_pylist())
                self._read[name] = known
            return known.rows

    def forget(self) -> None:
        """Read everything anew, as after another server was joined."""
        with self._lock:
            self._logs.clear()
            self._read.clear()


def _log(spark: SparkSession, name: str) -> Path | None:
    """The table's log on this machine, None if it lies elsewhere."""
    location = urlparse(spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]["location"])
    log = Path(unquote(location.path)) / "_delta_log"
    return log if location.scheme in ("", "file") and log.is_dir() else None


def _version(log: Path | None, now: Callable[[], float] = time.monotonic) -> object:
    if log is None:
        return int(now() / REMOTE_SECONDS)
    # A table that is dropped and made again begins at version 0 as well: so the time counts too.
    newest = max(log.glob("*.json"), default=None)
    return (newest.name, newest.stat().st_mtime_ns) if newest else time.monotonic_ns()
