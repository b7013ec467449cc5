"""However a program asks for its Spark session, it gets the lakehouse's."""

from __future__ import annotations

import contextlib
import os
import sys
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import
from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.notebooks.spark_context import SparkContext


def install(spark: LazySpark) -> None:
    """Answer `SparkSession.builder.getOrCreate()` and `DatabricksSession` with `spark`. Idempotent."""
    # Makes columns and UDFs those of Spark Connect before the session is joined.
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
    after_import("pyspark.sql.session", lambda module: _builder(module, spark))
    after_import("pyspark.sql.connect.session", lambda module: _active(module, spark))
    connect = ModuleType("databricks.connect")
    connect.DatabricksSession = _databricks_session(spark)  # type: ignore[attr-defined]
    sys.modules["databricks.connect"] = connect


def _builder(module: ModuleType, spark: LazySpark) -> None:
    builder: Any = module.SparkSession.Builder
    original = getattr(builder.getOrCreate, "original", builder.getOrCreate)

    def get_or_create(self: Any) -> Any:
        # Who names a server means that one.
        if "spark.remote" in self._options:
            return original(self)
        _configure(spark, self._options)
        return spark.joined()

    get_or_create.original = original  # type: ignore[attr-defined]
    builder.getOrCreate = get_or_create
    builder.create = get_or_create
    # A master beside a server is no contradiction here: the server is the cluster.
    builder._validate_startup_urls = lambda _self: None


def _active(module: ModuleType, spark: LazySpark) -> None:
    """A program has an active session from its start, as on a cluster."""
    session: Any = module.SparkSession
    original = getattr(session.getActiveSession, "original", session.getActiveSession)

    def get_active_session(_cls: Any) -> Any:
        return original() or spark.active()

    get_active_session.original = original  # type: ignore[attr-defined]
    session.getActiveSession = classmethod(get_active_session)
    session.sparkContext = property(lambda _self: SparkContext(spark))


def _configure(spark: LazySpark, options: dict[str, Any]) -> None:
    from pyspark.errors import PySparkException

    for name, value in options.items():
        if name.startswith("spark.sql."):
            # A setting that is fixed when Spark starts is left alone, as on a cluster that runs already.
            with contextlib.suppress(PySparkException):
                spark.conf.set(name, value)


def _databricks_session(spark: LazySpark) -> Any:
    class Builder:
        """A builder whose every setting of where to connect leads here."""

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            return lambda *_args, **_kwargs: self

        def getOrCreate(self) -> Any:
            return spark.joined()

        create = getOrCreate

    class DatabricksSession:
        """Stands for Databricks Connect's session."""

        builder = Builder()

    return DatabricksSession
