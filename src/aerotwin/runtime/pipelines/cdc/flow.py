"""Run a flow of changes: its events are kept beside the table, and the table follows them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import ddl, tables, writes
from aerotwin.runtime.pipelines.cdc import history
from aerotwin.runtime.pipelines.cdc.changes import Changes
from aerotwin.runtime.pipelines.cdc.merge import merge
from aerotwin.runtime.pipelines.model import Dataset, Kind, Options
from aerotwin.runtime.pipelines.names import Name
from aerotwin.runtime.pipelines.writes import Observed
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from aerotwin.runtime.pipelines.flows import Planned, State

STORAGE = "__apply_changes_storage_"
APPLIED = "pipelines.applied"


def new_batch() -> str:
    """A name for events that come together; later ones sort after it."""
    return f"{time.time_ns():020d}"


def run(state: State, planned: Planned, rows: DataFrame) -> Observed:
    """Keep the events that have come since the last update and apply them.

    Raises AeroTwinError if the source is not a stream, or for a `once` flow not a batch.
    """
    flow, changes = planned.flow, planned.flow.changes
    if rows.isStreaming == flow.once:
        want = "a batch, because once=True" if flow.once else "a stream: use STREAM(…) or a streaming view"
        raise AeroTwinError(f"the source of AUTO CDC must be {want} ({flow.place}).")
    feed = history.events(rows, changes, new_batch())
    storage = ensure_storage(state, planned.dataset, feed)
    if flow.once:
        observed = writes.append_once(writes.watched(feed), storage, flow.name)
    else:
        title = state.names.short(planned.dataset.name)
        checkpoint = f"{state.storage}/checkpoints/{title}/{storage.checkpoint}/{flow.name}"
        writer = writes.watched(feed).writeStream.format("delta").option("mergeSchema", "true")
        observed = writes.stream(writer, storage.sql, checkpoint)
    written, deleted = apply(state, planned.dataset, storage, changes)
    return {**observed, writes.OUTPUT: {writes.UPSERTED: written, writes.DELETED: deleted}}


def ensure_storage(state: State, target: Dataset, feed: DataFrame) -> tables.Table:
    """The table that keeps the events of a target's flows."""
    name = Name(target.name.catalog, target.name.schema, STORAGE + target.name.table)
    dataset = Dataset(name, Kind.STREAMING_TABLE, Options(private=True), place=target.place)
    with state.locks[name]:
        if name not in state.tables:
            anew = target.name in state.anew
            state.tables[name] = tables.ensure(
                state.spark, state.names.sql(name), dataset, dataset.kind, lambda: feed.schema, anew, state.id
            )
        return state.tables[name]


def apply(state: State, target: Dataset, storage: tables.Table, changes: Changes) -> tuple[int, int]:
    """Bring the target up to date with the events kept; how many rows were written and how many deleted."""
    from pyspark.sql import functions as F

    spark, name = state.spark, state.names.sql(target.name)
    with state.locks[target.name]:
        feed = spark.table(storage.sql)
        now = history.table(feed, changes)
        anew = target.name in state.anew and target.name not in state.tables
        table = tables.ensure(spark, name, target, Kind.STREAMING_TABLE, lambda: now.schema, anew, state.id)
        state.tables[target.name] = table
        newest = feed.agg(F.max(history.BATCH)).collect()[0][0]
        applied = table.properties.get(APPLIED, "")
        if newest is None or newest <= applied:
            return 0, 0
        keys = None if not applied else _touched(feed, changes, applied)
        tables.widen(spark, name, target.options, now.schema)
        there = spark.table(name)
        if keys is not None:
            now = history.table(
                feed.join(keys, history.same_key(feed, keys, changes.keys), "left_semi"), changes
            )
        now = tables.conform(now, target.options.schema, there.schema, target.name.table)
        counts = merge(spark, name, spark.table(name), now, keys, changes)
        properties = ddl.pairs({APPLIED: newest})
        spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ({properties})").collect()
    return counts


def _touched(feed: DataFrame, changes: Changes, applied: str) -> DataFrame | None:
    """The keys with events that are not applied yet; None if all rows may change."""
    from pyspark.sql import functions as F

    new = feed.where(F.col(history.BATCH) > applied)
    if changes.truncates is not None and new.where(history.TRUNCATED).limit(1).count():
        return None
    return new.select(*map(quoted, changes.keys)).distinct()
