"""Run one flow: evaluate its query and write what it gives to the flow's dataset."""

from __future__ import annotations

import shutil
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader.managed import managed
from aerotwin.runtime.pipelines import context, rules, tables, writes
from aerotwin.runtime.pipelines.cdc import flow as cdc
from aerotwin.runtime.pipelines.cdc import snapshot
from aerotwin.runtime.pipelines.model import Dataset, Flow, Kind, Registry
from aerotwin.runtime.pipelines.names import Name, Names
from aerotwin.runtime.pipelines.reads import Evaluation, Graph, NotReady
from aerotwin.runtime.pipelines.settings import Settings
from aerotwin.runtime.pipelines.writes import Observed
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass
class State:
    """What an update has done so far, and what its flows need. `anew` are the tables to refresh in full."""

    spark: SparkSession
    registry: Registry
    names: Names
    storage: str
    id: str = ""
    anew: set[Name] = field(default_factory=set)
    listed: dict[Name, set[str]] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)
    ready: set[Name] = field(default_factory=set)
    views: dict[Name, Any] = field(default_factory=dict)
    tables: dict[Name, tables.Table] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    locks: dict[Name, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def is_dataset(self, name: Name, qualified: bool) -> bool:
        """Whether the pipeline defines it and one can read it, said with or without a schema."""
        dataset = self.registry.datasets.get(name)
        return dataset is not None and dataset.kind is not Kind.SINK and not (qualified and dataset.local)

    def exists(self, name: Name) -> bool:
        """Whether the table of a dataset was there when this update began."""
        schema = Name(name.catalog, name.schema, "")
        with self.locks[schema]:
            if schema not in self.listed:
                inside = self.names.sql(schema).removesuffix(".``")
                rows = self.spark.sql(f"SHOW TABLES IN {inside}").collect()
                self.listed[schema] = {row.tableName.lower() for row in rows}
        return name.table in self.listed[schema]

    def source(self, name: Name, streaming: bool) -> tuple[str, Any]:  # noqa: ARG002 a view is what it is
        """What to call a dataset in SQL, and its DataFrame: None for a table.

        Raises NotReady before it is refreshed.
        """
        if name not in self.ready:
            raise NotReady(name)
        view = self.views.get(name)
        return (quoted(name.table) if view is not None else self.names.sql(name)), view

    def act(self, inputs: Sequence[Name]) -> None:
        """A query may ask for rows: what it reads has been refreshed."""


@dataclass(frozen=True)
class Planned:
    """A flow whose query has been evaluated."""

    flow: Flow
    dataset: Dataset
    rows: Any
    inputs: list[Name]


def plan(state: State, flow: Flow, graph: Graph) -> Planned:
    """Evaluate a flow's query, which reads datasets of `graph`.

    Raises NotReady, and AeroTwinError for a query that gives no DataFrame.
    """
    dataset = state.registry.datasets[flow.target]
    evaluation = Evaluation(graph, flow.names or state.names)
    if flow.snapshots is not None:
        return Planned(flow, dataset, None, [])
    with context.evaluating(evaluation), managed(_schemas(state, flow)):
        rows = flow.query()
    if not hasattr(rows, "isStreaming"):
        raise AeroTwinError(
            f"the function must return a DataFrame, not {type(rows).__name__} ({flow.place})."
        )
    return Planned(flow, dataset, rows, evaluation.inputs)


def _schemas(state: State, flow: Flow) -> Path | None:
    """Where Auto Loader keeps the schemas of a flow's files; emptied before a full refresh."""
    return _fresh(state, flow, Path("schemas", state.names.short(flow.target), flow.name))


def _fresh(state: State, flow: Flow, folder: Path) -> Path | None:
    """A folder of a flow's below the storage, if that is local; emptied once before a full refresh."""
    storage = urlparse(state.storage)
    if storage.scheme not in ("", "file"):
        return None
    whole = Path(storage.path, folder)
    if flow.target in state.anew and str(whole) not in state.emptied:
        state.emptied.add(str(whole))
        shutil.rmtree(whole, ignore_errors=True)
    return whole


def write(state: State, planned: Planned) -> Observed:
    """Write a flow's rows to its dataset; the counts that were observed."""
    dataset, flow = planned.dataset, planned.flow
    if flow.snapshots is not None:
        return snapshot.run(state, flow, lambda: Evaluation(state, flow.names or state.names))
    title = state.names.short(dataset.name)
    rows = rules.apply(planned.rows, dataset.expectations, observation(title), flow.name)
    if dataset.kind is Kind.VIEW:
        rows.createOrReplaceTempView(f"`{dataset.name.table}`")
        state.views[dataset.name] = rows
        if dataset.published:
            _publish(state, dataset)
        return {}
    if flow.changes is not None:
        return cdc.run(state, planned, rows)
    rows = writes.watched(rows)
    if dataset.kind is Kind.SINK:
        return _to_sink(state, planned, rows)
    kind = kind_of(planned)
    name = state.names.sql(dataset.name)
    with state.locks[dataset.name]:
        table = state.tables.get(dataset.name)
        if table is None:
            made, anew = state.exists(dataset.name), dataset.name in state.anew
            table = tables.ensure(state.spark, name, dataset, kind, lambda: rows.schema, anew, state.id, made)
            state.tables[dataset.name] = table
        if kind is Kind.STREAMING_TABLE:
            tables.widen(state.spark, name, dataset.options, rows.schema)
    declared = dataset.options.schema
    if declared:
        schema = tables.declared_schema(state.spark, declared)
        rows = tables.conform(rows, declared, schema, title)
    if kind is Kind.MATERIALIZED_VIEW:
        observed = writes.overwrite(rows, table, dataset.options.partition_cols, declared is None)
        if not table.fresh:
            # Outside Databricks a table whose rows are replaced forgets how it is clustered.
            tables.cluster(state.spark, name, dataset.options)
        return observed
    if flow.once:
        return writes.append_once(rows, table, flow.name)
    writer = rows.writeStream.format("delta").option("mergeSchema", "true")
    partitions = dataset.options.partition_cols
    # The table is partitioned already; columns that it generates the rows do not have.
    if {one.lower() for one in partitions} <= {one.lower() for one in rows.columns}:
        writer = writer.partitionBy(*partitions)
    return writes.stream(writer, name, f"{state.storage}/checkpoints/{title}/{table.checkpoint}/{flow.name}")


def _publish(state: State, dataset: Dataset) -> None:
    """Make a view that outlives the update. Spark refuses one over views that do not."""
    text = Evaluation(state, state.names).rewrite(str(dataset.published))
    state.spark.sql(f"CREATE OR REPLACE VIEW {state.names.sql(dataset.name)} AS {text}").collect()


def observation(title: str) -> str:
    """The name under which a dataset's expectations are counted."""
    return f"expectations of {title}"


def kind_of(planned: Planned) -> Kind:
    """What a stored dataset is. Raises AeroTwinError if that does not go with its query."""
    flow, dataset, streaming = planned.flow, planned.dataset, planned.rows.isStreaming
    if dataset.kind is Kind.TABLE:
        return Kind.STREAMING_TABLE if streaming else Kind.MATERIALIZED_VIEW
    if dataset.kind is Kind.MATERIALIZED_VIEW and streaming:
        raise AeroTwinError(
            f"a materialized view needs a batch query, and this one reads a stream ({flow.place}): read its "
            "sources as batches, or make it a streaming table."
        )
    if dataset.kind is Kind.STREAMING_TABLE and streaming == flow.once:
        want = "a batch, because once=True" if flow.once else "a stream: use readStream or STREAM(…)"
        raise AeroTwinError(f"the query of this flow must read {want} ({flow.place}).")
    return dataset.kind


def _to_sink(state: State, planned: Planned, rows: DataFrame) -> Observed:
    flow, sink = planned.flow, planned.dataset.sink
    if not rows.isStreaming:
        raise AeroTwinError(f"a flow into a sink must read a stream ({flow.place}).")
    folder = Path("checkpoints", state.names.short(planned.dataset.name), "sink", flow.name)
    # A full refresh sends everything again; what a sink has got is not ours to take back.
    _fresh(state, flow, folder)
    checkpoint = f"{state.storage}/{folder}"
    if callable(sink):
        return writes.stream(rows.writeStream.foreachBatch(sink), None, checkpoint)
    options = dict(sink["options"])
    target = options.pop("tableName", None)
    writer = rows.writeStream.format(sink["format"]).options(**options)
    name = state.names.sql(state.names.parse(target)) if target else None
    return writes.stream(writer, name, checkpoint)
