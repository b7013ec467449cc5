"""USE CATALOG and USE SCHEMA that a Python source file runs: they count for its datasets, until it ends.

Databricks, "Set the target catalog and schema": both are scoped to the file or notebook that has them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.names import Names
from aerotwin.runtime.spark.session import use

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_USE = re.compile(r"\s*USE\s+(?:(?:(CATALOG)|SCHEMA|DATABASE)\s+)?([^\s`;()]+|`.*`)\s*;?\s*", re.IGNORECASE)


def install() -> None:
    """Have the Connect session's `sql` tell the pipeline that is loaded of each USE. Idempotent."""
    from pyspark.sql.connect.session import SparkSession

    original: Any = SparkSession.sql
    if hasattr(original, "uses"):
        return

    @functools.wraps(original)
    def sql(self: Any, text: str, *args: Any, **kwargs: Any) -> Any:
        if context.evaluation() is None and isinstance(text, str):
            known = context.loading()
            before, known.names = known.names, after(text, known.names)
            if known.names != before:
                changed = known.names.schema if known.names.schema != before.schema else None
                use(self, known.names.catalog, changed)
        return original(self, text, *args, **kwargs)

    sql.uses = True  # type: ignore[attr-defined]
    connect: Any = SparkSession
    connect.sql = sql


def after(text: str, names: Names) -> Names:
    """What unqualified names mean after a statement: something else if it is a USE."""
    said = _USE.fullmatch(text)
    if not said:
        return names
    return names.using(said.group(2), catalog=bool(said.group(1)))


@contextmanager
def until_end(spark: SparkSession) -> Iterator[None]:
    """Load a source file; afterwards names mean what they meant before it."""
    known = context.loading()
    before = known.names
    try:
        yield
    finally:
        if known.names != before:
            known.names = before
            use(spark, before.catalog, before.schema)
