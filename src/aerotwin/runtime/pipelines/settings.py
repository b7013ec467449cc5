"""A flow's own Spark settings, in a session that all flows share."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Settings:
    """Lets flows without settings run side by side, and one with settings run alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = 0
        self._alone = False

    @contextmanager
    def of(self, spark: SparkSession, conf: Mapping[str, str]) -> Iterator[None]:
        """Run with `conf` set, alone if it is not empty; afterwards all is as it was."""
        alone = bool(conf)
        with self._changed:
            self._changed.wait_for(lambda: not self._alone and not (alone and self._running))
            self._running += 1
            self._alone = alone
        before = {key: spark.conf.get(key, None) for key in conf}
        try:
            for key, value in conf.items():
                spark.conf.set(key, value)
            yield
        finally:
            for key, old in before.items():
                spark.conf.set(key, old) if old is not None else spark.conf.unset(key)
            with self._changed:
                self._running -= 1
                self._alone = False
                self._changed.notify_all()
