"""Resolve a pipeline's graph before anything is refreshed: every query is evaluated, without rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from aerotwin.runtime.pipelines import flows, rules, tables
from aerotwin.runtime.pipelines.cdc import history
from aerotwin.runtime.pipelines.flows import Planned, State
from aerotwin.runtime.pipelines.model import Dataset, Flow, Kind
from aerotwin.runtime.pipelines.names import Name
from aerotwin.runtime.pipelines.reads import NotReady
from aerotwin.runtime.pipelines.walk import Walk
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

BATCH = "zz_resolution"


class Unknown(BaseException):
    """What a query gives depends on rows, so it is known when the update runs."""


class Resolution:
    """The graph that queries read while it is resolved: datasets have the columns of their queries, no rows.

    `plans` are the flows by name whose evaluation read no dataset: it is that of the update as well.
    """

    def __init__(self, state: State) -> None:
        self.state, self.names = state, state.names
        self.plans: dict[str, Planned] = {}
        self.ready: set[Name] = set()
        self._filled = {flow.target for flow in state.registry.flows.values()}
        self._columns: dict[Name, StructType | None] = {}
        self._views: dict[Name, DataFrame] = {}
        self._frames: dict[tuple[Name, bool], DataFrame] = {}
        self._named: dict[tuple[Name, bool], str] = {}
        self._lock = threading.Lock()

    def run(
        self, failed: Callable[[Flow, BaseException], None], skipped: Callable[[Flow, Name], None]
    ) -> None:
        """Evaluate every flow; `failed` hears of those that do not resolve, `skipped` of what reads them."""
        registry = self.state.registry
        Walk(self.names, self.ready, self._resolve, failed, skipped).run(
            registry.flows.values(), registry.datasets
        )

    def is_dataset(self, name: Name, qualified: bool) -> bool:
        """Whether the pipeline defines it and one can read it, said with or without a schema."""
        return self.state.is_dataset(name, qualified)

    def source(self, name: Name, streaming: bool) -> tuple[str, Any]:
        """A dataset without rows: what to call it in SQL, and as a DataFrame.

        Raises NotReady before its own query is resolved, Unknown if that has to wait for the update.
        """
        if name not in self.ready:
            raise NotReady(name)
        if name not in self._filled:
            return self.names.sql(name), None
        is_view = name in self._views
        key = name, streaming and not is_view
        with self._lock:
            if key not in self._frames:
                self._frames[key] = self._views[name] if is_view else self._empty(name, streaming)
                self._named[key] = f"{BATCH}_{len(self._named)}"
                self._frames[key].createOrReplaceTempView(self._named[key])
        return quoted(self._named[key]), self._frames[key]

    def act(self, inputs: Sequence[Name]) -> None:
        """Put off a query that asks for rows of datasets: there are none yet. Raises Unknown."""
        if inputs:
            raise Unknown

    def _empty(self, name: Name, streaming: bool) -> DataFrame:
        columns = self._columns[name]
        if columns is None:
            raise Unknown
        folder = f"{self.state.storage}/empty"
        Path(urlparse(folder).path).mkdir(parents=True, exist_ok=True)
        spark = self.state.spark
        # Of all formats JSON takes every type. A column of this name would be special to it.
        reader = (spark.readStream if streaming else spark.read).option("columnNameOfCorruptRecord", BATCH)
        return reader.schema(columns).format("json").load(folder)

    def _resolve(self, flow: Flow) -> None:
        dataset = self.state.registry.datasets[flow.target]
        try:
            with self.state.settings.of(self.state.spark, flow.spark_conf):
                self._evaluate(flow, dataset)
        except Unknown:
            with self._lock:
                self._columns[dataset.name] = None

    def _evaluate(self, flow: Flow, dataset: Dataset) -> None:
        if flow.snapshots is not None:
            raise Unknown
        planned = flows.plan(self.state, flow, self)
        if not planned.inputs:
            self.plans[flow.name] = planned
        rows = rules.apply(planned.rows, dataset.expectations, "resolution", flow.name)
        columns = rows.schema
        declared = dataset.options.schema
        wanted = tables.declared_schema(self.state.spark, declared) if declared else None
        if dataset.kind is Kind.VIEW:
            self._views[dataset.name] = rows
        elif flow.changes is not None:
            # A declared schema may have more: numbers that the table gives to its rows.
            applied = history.table(history.events(rows, flow.changes, ""), flow.changes)
            self._add(dataset, wanted or applied.schema)
        elif dataset.kind is not Kind.SINK:
            kind = flows.kind_of(planned)
            if wanted:
                tables.check(rows.columns, declared, wanted, self.names.short(dataset.name))
                columns = wanted
            if kind is Kind.STREAMING_TABLE and not declared and self._stays(dataset):
                # A streaming table keeps the columns that it has had.
                self._add(dataset, self.state.spark.table(self.names.sql(dataset.name)).schema)
            self._add(dataset, columns)

    def _stays(self, dataset: Dataset) -> bool:
        return dataset.name not in self.state.anew and self.state.exists(dataset.name)

    def _add(self, dataset: Dataset, columns: StructType) -> None:
        """Take in what a flow gives to a dataset, which may have several."""
        from pyspark.sql.types import StructType

        with self._lock:
            before = self._columns.get(dataset.name, StructType())
            if before is None:
                return
            known = {field.name.lower() for field in before.fields}
            new = [field for field in columns.fields if field.name.lower() not in known]
            self._columns[dataset.name] = StructType([*before.fields, *new])
