"""What a table holds after all changes of its keys: pure functions from events to rows."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.cdc import partial
from aerotwin.runtime.pipelines.cdc.changes import END, START, SYSTEM_END, SYSTEM_START, Changes
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

SEQUENCE, DELETED, TRUNCATED = "__sequence", "__deleted", "__truncated"
BATCH, SYSTEM = "__batch", "__system"
INTERNAL = (SEQUENCE, SYSTEM, DELETED, TRUNCATED, BATCH, partial.UPDATED)
AS_OF = "__as_of"
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
    missing = sequence.isNull()
    more = []
    if changes.bitemporal:
        system = expression(changes.system_sequence_by)
        missing = missing | system.isNull()
        more.append(system.alias(SYSTEM))
    if changes.updated is not None:
        more.append(expression(changes.updated).alias(partial.UPDATED))
    rows = rows.where(F.when(missing, told).otherwise(F.lit(True)))
    return rows.select(
        *map(quoted, kept(rows.columns, changes)),
        sequence.alias(SEQUENCE),
        *more,
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
    named = (
        *(changes.keys, changes.columns, changes.except_columns, changes.tracked, changes.not_tracked),
        *(changes.null_ignoring, changes.null_applying),
    )
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
    if changes.bitemporal:
        feed = _as_of_each(feed, changes)
    once = _one_per_sequence(feed, changes)
    if changes.fills_nulls or changes.updated is not None:
        others = [name for name in columns if name.lower() not in {key.lower() for key in changes.keys}]
        whose = F.sum(F.col(DELETED).cast("int")).over(_events_of(changes).orderBy(SEQUENCE))
        once = partial.completed(once, _by(changes), others, whose, F.col(SEQUENCE), F.col(DELETED), changes)
    if not changes.keeps_history:
        return _current(once, columns, changes)
    versions = _versions(once, columns, changes)
    return _known(versions, columns, changes) if changes.bitemporal else versions


def _by(changes: Changes) -> list[Column]:
    """What tells whose history an event belongs to: a key's, as it was known at a time if bitemporal."""
    from pyspark.sql import functions as F

    keys = [F.col(quoted(key)) for key in changes.keys]
    return [*keys, F.col(AS_OF)] if changes.bitemporal else keys


def _events_of(changes: Changes) -> Any:
    from pyspark.sql import Window

    return Window.partitionBy(*_by(changes))


def _as_of_each(feed: DataFrame, changes: Changes) -> DataFrame:
    """The events once for each system time of their key from their own on: what was known then.

    AS_OF holds the time and the key's next one.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    keys = {key: f"__key{number}" for number, key in enumerate(changes.keys)}
    times = feed.select(*(F.col(quoted(key)).alias(name) for key, name in keys.items()), SYSTEM).distinct()
    following = F.lead(SYSTEM).over(Window.partitionBy(*keys.values()).orderBy(SYSTEM))
    as_of = F.struct(F.col(SYSTEM).alias("at"), following.alias("until")).alias(AS_OF)
    times = times.select(*keys.values(), as_of)
    known = [F.col(quoted(key)).eqNullSafe(F.col(name)) for key, name in keys.items()]
    known.append(F.col(SYSTEM) <= F.col(f"{AS_OF}.at"))
    return feed.join(times, reduce(lambda one, other: one & other, known)).drop(*keys.values())


def _one_per_sequence(feed: DataFrame, changes: Changes) -> DataFrame:
    """One event for each key and sequence: of a later batch, and in a batch any, but always the same."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    known = [F.desc(SYSTEM)] if changes.bitemporal else []
    order = Window.partitionBy(*_by(changes), SEQUENCE)
    order = order.orderBy(*known, DELETED, F.desc(BATCH), F.desc(F.to_json(F.struct("*"))))
    return feed.withColumn("__nth", F.row_number().over(order)).where("__nth = 1").drop("__nth")


def _current(feed: DataFrame, columns: list[str], changes: Changes) -> DataFrame:
    from pyspark.sql import functions as F

    newest = _events_of(changes).orderBy(F.desc(SEQUENCE))
    last = feed.withColumn("__nth", F.row_number().over(newest)).where(f"__nth = 1 AND NOT {DELETED}")
    return last.select(*map(quoted, columns))


def _versions(feed: DataFrame, columns: list[str], changes: Changes) -> DataFrame:
    from pyspark.sql import functions as F

    keys = {key.lower() for key in changes.keys}
    others = [name for name in columns if name.lower() not in keys]
    order = _events_of(changes).orderBy(SEQUENCE)
    tracked = _choose(others, changes.tracked, changes.not_tracked)
    state = comparable(feed, tracked)
    feed = feed.withColumn("__state", state)
    same = F.lag("__state").over(order).eqNullSafe(F.col("__state"))
    goes_on = same & ~F.lag(DELETED).over(order) & ~F.col(DELETED)
    feed = feed.withColumn("__begins", (~F.coalesce(goes_on, F.lit(False))).cast("int"))
    feed = feed.withColumn("__version", F.sum("__begins").over(order))
    feed = feed.withColumn("__next", F.lead(SEQUENCE).over(order))
    made = feed.where(f"NOT {DELETED}").groupBy(*_by(changes), "__version")
    last = F.max_by(F.struct(*(F.col(quoted(n)) for n in others), "__next"), F.col(SEQUENCE)).alias("__last")
    made_rows = made.agg(F.min(SEQUENCE).alias(START), last)
    selected = [quoted(n) if n.lower() in keys else f"__last.{quoted(n)}" for n in columns]
    as_of = [AS_OF] if changes.bitemporal else []
    return made_rows.select(*selected, START, F.col("__last.__next").alias(END), *as_of)


def _known(versions: DataFrame, columns: list[str], changes: Changes) -> DataFrame:
    """Versions as they were known at each time: one row for as long as they stay the same."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    keys = [F.col(quoted(key)) for key in changes.keys]
    in_time = Window.partitionBy(*keys, START).orderBy(f"{AS_OF}.at")
    versions = versions.withColumn("__state", comparable(versions, [*columns, END]))
    goes_on = F.lag("__state").over(in_time).eqNullSafe(F.col("__state"))
    goes_on = goes_on & F.lag(f"{AS_OF}.until").over(in_time).eqNullSafe(F.col(f"{AS_OF}.at"))
    versions = versions.withColumn("__begins", (~goes_on).cast("int"))
    versions = versions.withColumn("__run", F.sum("__begins").over(in_time))
    own = {key.lower() for key in changes.keys}
    others = [quoted(name) for name in columns if name.lower() not in own]
    last = F.max_by(F.struct(*others, END, f"{AS_OF}.until"), F.col(f"{AS_OF}.at")).alias("__last")
    runs = versions.groupBy(*keys, START, "__run").agg(F.min(f"{AS_OF}.at").alias(SYSTEM_START), last)
    selected = [quoted(n) if n.lower() in own else f"__last.{quoted(n)}" for n in columns]
    return runs.select(
        *selected, START, f"__last.{END}", SYSTEM_START, F.col("__last.until").alias(SYSTEM_END)
    )


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
