"""The point-in-time join: for each row the latest features at or before its own time."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

_LEFT, _AT, _FOUND = "__left", "__at", "__found"


def as_of(
    left: DataFrame,
    right: DataFrame,
    keys: Sequence[str],
    left_time: str,
    right_time: str,
    columns: Sequence[str],
) -> DataFrame:
    """Every row of `left`, with `columns` of the right row of the same keys and latest time <= its time.

    `right` is unique in (keys, right_time). Rows without a match get nulls; repeated left rows stay repeated.
    First the matching time is found over keys and times alone, then one equi-join fetches the wide columns.
    """
    names = left.columns
    asked = left.select(*keys, F.col(left_time).alias(_AT), F.struct(*names).alias(_LEFT))
    nothing = F.lit(None).cast("timestamp").alias(_FOUND)
    known = right.select(
        *keys, F.col(right_time).alias(_AT), F.lit(None).alias(_LEFT), F.col(right_time).alias(_FOUND)
    )
    past = Window.partitionBy(*keys).orderBy(_AT).rangeBetween(Window.unboundedPreceding, Window.currentRow)
    both = asked.select(*keys, _AT, _LEFT, nothing).union(known)
    matched = both.select(*keys, _LEFT, F.max(_FOUND).over(past).alias(_FOUND))
    spine = matched.where(F.col(_LEFT).isNotNull())
    wide = right.select(
        *(F.col(key).alias(f"__{key}") for key in keys),
        F.col(right_time).alias("__time"),
        *(F.col(name).alias(f"__value_{name}") for name in columns),
    )
    same = [F.col(key) == F.col(f"__{key}") for key in keys]
    joined = spine.join(wide, [*same, F.col(_FOUND) == F.col("__time")], "left")
    return joined.select(f"{_LEFT}.*", *(F.col(f"__value_{name}").alias(name) for name in columns))
