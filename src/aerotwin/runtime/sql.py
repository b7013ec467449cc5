"""Databricks' SQL that Spark does not parse, wherever a program calls `spark.sql`."""

from __future__ import annotations

import functools
import re
from types import ModuleType
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime import clones, identifiers
from aerotwin.runtime.notebooks.after_import import after_import

_FUNCTIONS = re.compile(r"\b(?:read_files|cloud_files)\s*\(", re.IGNORECASE)
_EVENT_LOG = re.compile(r"\bevent_log\s*\(", re.IGNORECASE)
_PROCEDURE = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:CREATE\s+(?:OR\s+REPLACE\s+)?|DROP\s+)PROCEDURE\b",
    re.IGNORECASE | re.DOTALL,
)
_STAYING_VIEW = re.compile(r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\b", re.IGNORECASE)
_STATEMENT = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:CREATE\s+(?:OR\s+(?:REFRESH|REPLACE)\s+)?(?:PRIVATE\s+)?|REFRESH\s+|DROP\s+)"
    r"(?:MATERIALIZED\s+VIEW|STREAMING\s+TABLE|STREAMING\s+LIVE\s+TABLE)\b",
    re.IGNORECASE | re.DOTALL,
)


def install() -> None:
    """Have Connect's `spark.sql` understand it, as soon as that is imported. Idempotent."""
    after_import("pyspark.sql.connect.session", _teach)


def _teach(module: ModuleType) -> None:
    session: Any = module.SparkSession
    original = session.sql
    if hasattr(original, "translates"):
        return

    @functools.wraps(original)
    def sql(self: Any, sqlQuery: str, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(sqlQuery, str):
            return original(self, sqlQuery, *args, **kwargs)
        if _PROCEDURE.match(sqlQuery):
            raise AeroTwinError("SQL procedures are not runnable locally: open-source Spark has none.")
        if _STATEMENT.match(sqlQuery):
            from aerotwin.runtime.pipelines.standalone import run

            return run(self, sqlQuery)
        return original(self, translate(self, sqlQuery), *args, **kwargs)

    sql.translates = True  # type: ignore[attr-defined]
    session.sql = sql


def translate(spark: Any, text: str) -> str:
    """`text` with calls of `read_files`, `cloud_files` and `event_log` replaced by what Spark knows.

    So are deep clones, and `IDENTIFIER` where Spark takes no expression.
    """
    text = clones.resolve(text)
    text = identifiers.resolve(text, lambda expression: str(spark.sql(f"SELECT {expression}").first()[0]))
    # A view that stays cannot read the temporary views of a session: the server itself reads the files.
    if _FUNCTIONS.search(text) and not _STAYING_VIEW.match(text):
        from aerotwin.runtime.autoloader.sql import resolve

        text = resolve(spark, text)
    if _EVENT_LOG.search(text):
        from aerotwin.runtime.pipelines.eventlog import resolve as resolve_log

        text = resolve_log(spark, text)
    return text
