"""AUTO CDC FROM SNAPSHOT: a table that follows whole snapshots of its source, one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context, ddl, tables, writes
from aerotwin.runtime.pipelines.cdc import history
from aerotwin.runtime.pipelines.cdc.changes import END, START, Changes, scd_type
from aerotwin.runtime.pipelines.cdc.define import names_of
from aerotwin.runtime.pipelines.cdc.flow import apply, ensure_storage, new_batch
from aerotwin.runtime.pipelines.definitions import read
from aerotwin.runtime.pipelines.model import Dataset, Flow, Place
from aerotwin.runtime.pipelines.writes import Observed
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from aerotwin.runtime.pipelines.flows import State

VERSION = "pipelines.snapshot"
Source = Callable[[Any], "tuple[Any, Any] | None"]


def create_auto_cdc_from_snapshot_flow(
    target: str,
    source: str | Source | tuple[Any, Any] | None = None,
    keys: Sequence[Any] = (),
    stored_as_scd_type: int | str = 1,
    track_history_column_list: Sequence[Any] | None = None,
    track_history_except_column_list: Sequence[Any] | None = None,
    name: str | None = None,
    snapshot_and_version: str | Source | tuple[Any, Any] | None = None,
    once: bool = False,
    flow_name: str | None = None,
) -> None:
    """Define a flow that makes the streaming table `target` follow snapshots.

    `source` is a dataset, of which each update takes a snapshot, or a function from the last version that was
    processed (None at first) to the next snapshot and its version, or to None if there is none. A pair of
    them is one snapshot. `snapshot_and_version` is the older name of `source`, `flow_name` of `name`. With
    `once` only the first update takes snapshots.
    """
    place = context.caller()
    try:
        changes = Changes.of(
            keys=names_of(keys) or (),
            sequence_by=history.SEQUENCE,
            deletes=history.DELETED,
            scd_type=scd_type(stored_as_scd_type),
            tracked=names_of(track_history_column_list),
            not_tracked=names_of(track_history_except_column_list),
        )
    except AeroTwinError as error:
        raise AeroTwinError(f"{place}: {error}") from None
    known = context.loading()
    title = known.names.parse(target)
    next_one = _next_one(source if source is not None else snapshot_and_version, place)
    title_of_flow = name or flow_name or known.own.short(title)
    flow = Flow(title_of_flow, title, lambda: None, place, once, append=True, changes=changes)
    flow.snapshots = next_one
    known.add_flow(flow)


def _next_one(source: Any, place: Place) -> Source:
    if callable(source):
        return source
    if isinstance(source, tuple) and len(source) == 2:
        return lambda latest: source if latest is None or source[1] > latest else None
    if isinstance(source, str):
        return _of_dataset(source)
    raise AeroTwinError(
        f"{place}: source must be a dataset's name, or a function that gives the next snapshot and its "
        "version."
    )


def _of_dataset(source: str) -> Source:
    taken: list[datetime] = []

    def next_one(_latest: Any) -> tuple[Any, Any] | None:
        if taken:
            return None
        rows = read(source)
        taken.append(datetime.now(UTC))
        return rows, taken[0]

    return next_one


def run(state: State, flow: Flow, evaluation: Callable[[], Any]) -> Observed:
    """Apply the snapshots that have come since the last update, in order.

    The source is asked inside an `evaluation`, which raises NotReady for what is not refreshed yet.
    """
    dataset = state.registry.datasets[flow.target]
    written = deleted = 0
    if flow.once and _latest(state, dataset) is not None:
        return {}
    while True:
        latest = _latest(state, dataset)
        with context.evaluating(evaluation()):
            found = flow.snapshots(latest)
        if found is None:
            return {writes.OUTPUT: {writes.UPSERTED: written, writes.DELETED: deleted}}
        if not isinstance(found, tuple) or len(found) != 2:
            raise AeroTwinError(
                f"the source of snapshots must return (DataFrame, version) or None ({flow.place})."
            )
        rows, version = found
        if latest is not None and not version > latest:
            raise AeroTwinError(
                f"snapshots must come in order: {version} came after {latest} ({flow.place})."
            )
        counts = _take(state, dataset, flow, rows, version)
        written, deleted = written + counts[0], deleted + counts[1]


def _take(state: State, dataset: Dataset, flow: Flow, rows: DataFrame, version: Any) -> tuple[int, int]:
    events = _events(state, dataset, rows, flow.changes, version)
    storage = ensure_storage(state, dataset, events)
    writes.append_once(events, storage, f"{flow.name}/{version}")
    counts = apply(state, dataset, storage, flow.changes)
    name = state.names.sql(dataset.name)
    kept = ddl.pairs({VERSION: _to_text(version)})
    state.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ({kept})").collect()
    state.anew.discard(dataset.name)
    return counts


def _events(state: State, dataset: Dataset, rows: DataFrame, changes: Changes, version: Any) -> DataFrame:
    """What has changed since the snapshot before: new and changed rows, and keys that are gone."""
    from pyspark.sql import functions as F

    name = state.names.sql(dataset.name)
    there = None if dataset.name in state.anew else tables.find(state.spark, name)
    new = rows.withColumn(history.DELETED, F.lit(False))
    if there is not None:
        now = state.spark.table(name)
        if changes.keeps_history:
            now = now.where(f"{END} IS NULL").drop(START, END)
        now = now.select(*(quoted(column) for column in rows.columns if column in now.columns))
        columns = _comparable(rows, now)
        if columns:
            changed = rows.join(now, history.same_key(rows, now, columns), "left_anti")
            new = changed.withColumn(history.DELETED, F.lit(False))
        gone = now.join(rows, history.same_key(now, rows, changes.keys), "left_anti")
        new = new.unionByName(
            gone.select(*map(quoted, changes.keys)).withColumn(history.DELETED, F.lit(True)),
            allowMissingColumns=True,
        )
    return new.select(
        *(quoted(column) for column in rows.columns),
        F.lit(version).alias(history.SEQUENCE),
        history.DELETED,
        F.lit(False).alias(history.TRUNCATED),
        F.lit(new_batch()).alias(history.BATCH),
    )


def _comparable(rows: DataFrame, now: DataFrame) -> tuple[str, ...]:
    """The columns by which a row is told to be the same: none, if one cannot be compared or is new."""
    kinds = [field.dataType.simpleString() for field in rows.schema.fields]
    if any("map<" in kind or "variant" in kind for kind in kinds) or len(now.columns) < len(rows.columns):
        return ()
    return tuple(rows.columns)


def _latest(state: State, dataset: Dataset) -> Any:
    if dataset.name in state.anew:
        return None
    table = tables.find(state.spark, state.names.sql(dataset.name))
    text = table.properties.get(VERSION) if table else None
    return _from_text(text) if text else None


def _to_text(version: Any) -> str:
    if isinstance(version, datetime):
        return json.dumps({"datetime": version.isoformat()})
    if isinstance(version, date):
        return json.dumps({"date": version.isoformat()})
    return json.dumps({"value": version})


def _from_text(text: str) -> Any:
    kept = json.loads(text)
    if "datetime" in kept:
        return datetime.fromisoformat(kept["datetime"])
    return date.fromisoformat(kept["date"]) if "date" in kept else kept["value"]
