"""Events that change some columns only: what they leave is completed from the events before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aerotwin.runtime.pipelines.cdc.changes import Changes
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import DataType

UPDATED = "__updated"
LIFE = "__life"


def completed(
    feed: DataFrame,
    by: list[Column],
    names: list[str],
    life: Column,
    sequence: Column,
    deleted: Column,
    changes: Changes,
) -> DataFrame:
    """Events with whole rows: a column that one does not change has its last value since the row's deletion.

    `by` tells whose events they are, `life` counts the deletions so far, `names` are the columns that may be
    left unchanged. An event without a list of changed columns changes all.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    so_far = Window.partitionBy(*by, LIFE).orderBy(sequence)
    kinds = {field.name.lower(): field.dataType for field in feed.schema.fields}

    def last(value: Column, changed: Column) -> Column:
        # A deletion opens the life that follows it, and what it carries is not part of it.
        counts = F.when(~deleted & changed, F.struct(value.alias("v")))
        return F.last(counts, ignorenulls=True).over(so_far)["v"]

    def value(column: Column, name: str) -> Column:
        if changes.updated is not None:
            return last(column, _listed(name))
        if _ignores_nulls(name, changes):
            return _without_nulls(column, kinds[name.lower()], last)
        return last(column, F.lit(True))

    feed = feed.withColumn(LIFE, life)
    values = {name: value(F.col(quoted(name)), name) for name in names}
    kept = [F.col(quoted(name)) for name in feed.columns if name not in values]
    return feed.select(*kept, *(column.alias(name) for name, column in values.items())).drop(LIFE)


def _listed(name: str) -> Column:
    from pyspark.sql import functions as F

    named = F.exists(UPDATED, lambda one: F.lower(one) == F.lit(name.lower()))
    return F.col(UPDATED).isNull() | F.coalesce(named, F.lit(False))


def _ignores_nulls(name: str, changes: Changes) -> bool:
    if changes.null_ignoring is not None:
        return name.lower() in {one.lower() for one in changes.null_ignoring}
    return name.lower() not in {one.lower() for one in changes.null_applying or ()}


def _without_nulls(column: Column, kind: DataType, last: Callable[[Column, Column], Column]) -> Column:
    """The last value that is not NULL; of a struct, field by field."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import StructType

    if not isinstance(kind, StructType):
        return last(column, column.isNotNull())
    fields = [
        _without_nulls(column[field.name], field.dataType, last).alias(field.name) for field in kind.fields
    ]
    return F.when(last(column.isNotNull(), column.isNotNull()), F.struct(*fields))
