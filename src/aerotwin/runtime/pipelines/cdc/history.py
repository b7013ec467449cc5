"""What a table holds after all changes of its keys: pure functions from events to rows."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.cdc.changes import END, START, Changes
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

SEQUENCE, DELETED, TRUNCATED = "__sequence", "__deleted", "__truncated"
BATCH = "__batch"
INTERNAL = (SEQUENCE, DELETED, TRUNCATED, BATCH)
NO_SEQUENCE = "[AUTO_CDC_NULL_SEQUENCE] An event has no sequence: "


def events(rows: DataFrame, changes: Changes, batch: str) -> DataFrame:
    """The rows of a feed as events: the columns to keep, their sequence, whether they delete or truncate.

    An event without a sequence raises in Spark. `batch` tells later which events came together.
    """
    from pyspark.sql import functions as F

    def flag(condition: Any) -> Column:
        return F.lit(False) if condition is None else F.coalesce(expression(condition), F.lit(False))

    told = F.raise_error(F.concat(F.lit(NO_SEQUENCE), F.to_json(F.struct("*")))).cast("boolean")
    sequence = expression(changes.sequence_by)
    rows = rows.where(F.when(sequence.isNull(), told).otherwise(F.lit(True)))
    return rows.select(
        *map(quoted, kept(rows.columns, changes)),
        sequence.alias(SEQUENCE),
        flag(changes.deletes).alias(DELETED),
        flag(changes.truncates).alias(TRUNCATED),
        F.lit(batch).alias(BATCH),
    )


def expression(given: Any) -> Column:
    """A Column, or SQL text as one."""
    from pyspark.sql import functions as F

    return F.expr(given) if isinstance(given, str) else given


def kept(columns: list[str], changes: Changes) -> list[str]:
    """The columns of a feed that the table has. Raises AeroTwinError for names that the feed lacks."""
    known = {name.lower(): name for name in columns}
    named = (changes.keys, changes.columns, changes.except_columns, changes.tracked, changes.not_tracked)
    missing = sorted({name for names in named for name in names or () if name.lower() not in known})
    if missing:
        raise AeroTwinError(
            f"AUTO CDC names {', '.join(missing)}, but the source has {', '.join(known.values())}."
        )
    chosen = _choose(list(known.values()), changes.columns, changes.except_columns)
    lost = [key for key in changes.keys if key.lower() not in {name.lower() for name in chosen}]
    if lost:
        raise AeroTwinError(f"AUTO CDC must keep its keys: {', '.join(lost)} would be left out.")
    return chosen


def _choose(names: list[str], only: Any, without: Any) -> list[str]:
    wanted = {name.lower() for name in (only if only is not None else without or ())}
    return [name for name in names if (name.lower() in wanted) == (only is not None)]


def table(feed: DataFrame, changes: Changes) -> DataFrame:
    """The rows of the table after the events of `feed`, whatever order they came in."""
    from pyspark.sql import functions as F

    columns = [name for name in feed.columns if name not in INTERNAL]
    latest = feed.where(TRUNCATED).agg(F.max(SEQUENCE).alias("__truncation"))
    if changes.truncates is not None:
        feed = feed.crossJoin(latest).where(f"__truncation IS NULL OR {SEQUENCE} > __truncation")
        feed = feed.where(f"NOT {TRUNCATED}")
    once = _one_per_sequence(feed.select(*map(quoted, columns), SEQUENCE, DELETED), changes)
    if changes.ignore_null_updates:
        once = _filled(once, columns, changes)
    return _current(once, columns, changes) if changes.scd_type == 1 else _versions(once, columns, changes)


def _keys(changes: Changes) -> list[Column]:
    from pyspark.sql import functions as F

    return [F.col(quoted(key)) for key in changes.keys]


def _one_per_sequence(feed: DataFrame, changes: Changes) -> DataFrame:
    """One event for each key and sequence: of several it is not defined which, but always the same."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    order = Window.partitionBy(*_keys(changes), SEQUENCE).orderBy(DELETED, F.to_json(F.struct("*")))
    return feed.withColumn("__nth", F.row_number().over(order)).where("__nth = 1").drop("__nth")


def _filled(feed: DataFrame, columns: list[str], changes: Changes) -> DataFrame:
    """Events whose NULLs are replaced by the last value since the row was deleted."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    lives = Window.partitionBy(*_keys(changes)).orderBy(SEQUENCE)
    feed = feed.withColumn("__life", F.sum(F.col(DELETED).cast("int")).over(lives))
    so_far = Window.partitionBy(*_keys(changes), "__life").orderBy(SEQUENCE)
    # A deletion opens the life that follows it, and what it carries is not part of it.
    values = [
        F.last(F.when(~F.col(DELETED), F.col(quoted(name))), ignorenulls=True).over(so_far).alias(name)
        for name in columns
        if name.lower() not in {key.lower() for key in changes.keys}
    ]
    return feed.select(*_keys(changes), *values, SEQUENCE, DELETED)


def _current(feed: DataFrame, columns: list[str], changes: Changes) -> DataFrame:
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    newest = Window.partitionBy(*_keys(changes)).orderBy(F.desc(SEQUENCE))
    last = feed.withColumn("__nth", F.row_number().over(newest)).where(f"__nth = 1 AND NOT {DELETED}")
    return last.select(*map(quoted, columns))


def _versions(feed: DataFrame, columns: list[str], changes: Changes) -> DataFrame:
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    keys = {key.lower() for key in changes.keys}
    others = [name for name in columns if name.lower() not in keys]
    order = Window.partitionBy(*_keys(changes)).orderBy(SEQUENCE)
    tracked = _choose(others, changes.tracked, changes.not_tracked)
    state = comparable(feed, tracked)
    feed = feed.withColumn("__state", state)
    same = F.lag("__state").over(order).eqNullSafe(F.col("__state"))
    goes_on = same & ~F.lag(DELETED).over(order) & ~F.col(DELETED)
    feed = feed.withColumn("__begins", (~F.coalesce(goes_on, F.lit(False))).cast("int"))
    feed = feed.withColumn("__version", F.sum("__begins").over(order))
    feed = feed.withColumn("__next", F.lead(SEQUENCE).over(order))
    made = feed.where(f"NOT {DELETED}").groupBy(*_keys(changes), "__version")
    last = F.max_by(F.struct(*(F.col(quoted(n)) for n in others), "__next"), F.col(SEQUENCE)).alias("__last")
    made_rows = made.agg(F.min(SEQUENCE).alias(START), last)
    selected = [quoted(n) if n.lower() in keys else f"__last.{quoted(n)}" for n in columns]
    return made_rows.select(*selected, START, F.col("__last.__next").alias(END))


def comparable(rows: DataFrame, columns: list[str]) -> Column:
    """One value for the named columns that can be compared: maps, which cannot, as text."""
    from pyspark.sql import functions as F

    kinds = {field.name: field.dataType.simpleString() for field in rows.schema.fields}
    parts = [
        F.to_json(F.struct(quoted(name))) if _has_map(kinds[name]) else F.col(quoted(name))
        for name in columns
    ]
    return F.struct(*(part.alias(f"c{number}") for number, part in enumerate([F.lit(0), *parts])))


def _has_map(kind: str) -> bool:
    return "map<" in kind or "variant" in kind


def same_key(left: DataFrame, right: DataFrame, keys: tuple[str, ...]) -> Column:
    """Whether two rows have the same key; NULL is a value as any other."""
    parts = [left[quoted(key)].eqNullSafe(right[quoted(key)]) for key in keys]
    return reduce(lambda one, other: one & other, parts)
