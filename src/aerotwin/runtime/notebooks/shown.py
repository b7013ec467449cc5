"""`display`, and `df.display()` as Databricks' DataFrames have it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import

SHOWN_ROWS = 1000
# A stream without end is shown as it is after so long; a job would else never end.
STREAM_SECONDS = 10


def install(show: Callable[..., None]) -> None:
    """Give Spark's DataFrames a method `display`. Idempotent."""

    def change(module: ModuleType) -> None:
        def method(self: Any, *_args: Any, **_kwargs: Any) -> None:
            show(self)

        module.DataFrame.display = method

    after_import("pyspark.sql.dataframe", change)
    after_import("pyspark.sql.connect.dataframe", change)


def display(obj: Any = None, *_args: Any, **_kwargs: Any) -> None:
    """Show a DataFrame, rows, a figure, or anything else.

    Of a Spark DataFrame the first 1000 rows; of a stream what there is to read. Databricks' further arguments
    (a title, a checkpoint) are accepted and not used.
    """
    from IPython.display import display as show

    if obj is None:
        return
    if getattr(obj, "isStreaming", False) is True:
        obj = _read(obj)
    if hasattr(obj, "toPandas") and hasattr(obj, "limit"):
        obj = obj.limit(SHOWN_ROWS).toPandas()
    elif isinstance(obj, list) and obj and all(isinstance(one, tuple | dict) for one in obj):
        obj = _table(obj)
    elif isinstance(obj, str):
        print(obj)
        return
    show(obj)


def display_html(html: Any) -> None:
    """Show HTML."""
    from IPython.display import HTML
    from IPython.display import display as show

    show(HTML(str(html)))


def _table(rows: list[Any]) -> Any:
    import pandas

    first = rows[0]
    # A Row of Spark, a FileInfo: tuples that name their fields.
    names = getattr(first, "__fields__", None) or getattr(first, "_fields", None)
    return pandas.DataFrame([tuple(one) if names else one for one in rows], columns=names)


def _read(stream: Any) -> Any:
    """What a stream holds by now, as a DataFrame that is none."""
    from pyspark.errors import AnalysisException

    name = f"shown_{uuid.uuid4().hex[:12]}"
    writer = stream.writeStream.format("memory").queryName(name).trigger(availableNow=True)
    try:
        query = writer.outputMode("append").start()
    except AnalysisException:
        # Aggregations without a watermark have no rows that are final.
        query = writer.outputMode("complete").start()
    query.awaitTermination(STREAM_SECONDS)
    query.stop()
    return stream.sparkSession.table(name)
