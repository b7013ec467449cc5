"""What programs ask of `spark.sparkContext` beside RDDs, which Spark Connect does not have."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks.lazy import LazySpark

# Of the whole cluster's log, labels for its user interface, or of no use without RDDs.
WITHOUT_EFFECT = (
    "setLogLevel", "setJobGroup", "setJobDescription", "setLocalProperty", "setCheckpointDir",
)  # fmt: skip


class SparkContext:
    """Facts about the application, and settings that change nothing here; the rest is refused by name."""

    appName = "Databricks Shell"
    master = "local"

    def __init__(self, spark: LazySpark) -> None:
        self._spark = spark

    @property
    def version(self) -> str:
        """Spark's version."""
        return str(self._spark.version)

    @property
    def applicationId(self) -> str:
        """The session's id: an application is what one program runs."""
        return f"local-{self._spark.session_id}"

    @property
    def defaultParallelism(self) -> int:
        """The number of cores."""
        return os.cpu_count() or 1

    def getConf(self) -> Any:
        """The session's settings, by `get(name, default)` and `getAll()`."""
        return Conf(self._spark)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(
                f"sparkContext.{name} is not runnable locally: Spark Connect does not reach Java, as on "
                "serverless and shared clusters."
            )
        if name in WITHOUT_EFFECT:
            return lambda *_args, **_kwargs: None
        raise AeroTwinError(
            f"sparkContext.{name} is not runnable locally: Spark Connect has no RDDs, as on serverless and "
            "shared clusters; use DataFrames, such as spark.createDataFrame."
        )


class Conf:
    """A SparkConf to read from."""

    def __init__(self, spark: LazySpark) -> None:
        self._spark = spark

    def get(self, key: str, defaultValue: str | None = None) -> str | None:
        """A setting, else the default."""
        found: str | None = self._spark.conf.get(key, defaultValue)
        return found

    def getAll(self) -> list[tuple[str, str]]:
        """All settings."""
        return list(self._spark.conf.getAll.items())
