"""What a pipeline's source files define."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.names import Name, Names


class Kind(StrEnum):
    """What a dataset is. A table becomes one of the two stored kinds when its query is known."""

    TABLE = "TABLE"
    STREAMING_TABLE = "STREAMING_TABLE"
    MATERIALIZED_VIEW = "MATERIALIZED_VIEW"
    VIEW = "VIEW"
    SINK = "SINK"


class Action(StrEnum):
    """What happens to rows that violate an expectation, as the event log names it."""

    ALLOW = "ALLOW"
    DROP = "DROP"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Expectation:
    """A condition (SQL) that rows must meet; NULL is a violation."""

    name: str
    condition: str
    action: Action = Action.ALLOW


@dataclass(frozen=True)
class Place:
    """A line of a source file."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{Path(self.file).name}, line {self.line}" if self.file else ""


@dataclass(frozen=True)
class Options:
    """How a table is stored. `schema` is DDL or a StructType."""

    comment: str | None = None
    schema: Any = None
    partition_cols: tuple[str, ...] = ()
    cluster_by: tuple[str, ...] = ()
    table_properties: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None
    private: bool = False


@dataclass
class Dataset:
    """A table, view or sink of the pipeline. `sink` is a sink's format and options, or its batch function.

    `published` is the query (SQL) of a view that outlives the update. `local` is one in no schema: it is
    meant by its name alone, and a table of that name in the pipeline's schema is another thing.
    """

    name: Name
    kind: Kind
    options: Options = field(default_factory=Options)
    expectations: list[Expectation] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    sink: Any = None
    published: str | None = None
    local: bool = False

    @property
    def stored(self) -> bool:
        """Whether it is a table that outlives the update."""
        return self.kind not in (Kind.VIEW, Kind.SINK)


@dataclass
class Flow:
    """What fills a dataset: a query's function; `changes` say how the changes it gives are applied.

    `snapshots` is a function that gives whole snapshots in the place of the query. `names` says what names
    mean where it is defined.
    """

    name: str
    target: Name
    query: Callable[[], Any]
    place: Place = field(default_factory=Place)
    once: bool = False
    append: bool = False
    spark_conf: Mapping[str, str] = field(default_factory=dict)
    changes: Any = None
    snapshots: Any = None
    defining: bool = False
    names: Names | None = None


class Registry:
    """The datasets and flows of one pipeline, in the order in which they were defined."""

    def __init__(self) -> None:
        self.datasets: dict[Name, Dataset] = {}
        self.flows: dict[str, Flow] = {}

    def add_dataset(self, dataset: Dataset) -> None:
        """Take a dataset in. Raises AeroTwinError if another one has its name."""
        other = self.datasets.get(dataset.name)
        if other is not None:
            raise AeroTwinError(
                f"Dataset {dataset.name.table} is defined twice: {other.place} and {dataset.place}. "
                "Rename one; for several flows into one table use create_streaming_table and append_flow."
            )
        self.datasets[dataset.name] = dataset

    def add_flow(self, flow: Flow) -> None:
        """Take a flow in. Raises AeroTwinError if another one has its name."""
        other = self.flows.get(flow.name)
        if other is not None:
            raise AeroTwinError(
                f"Flow {flow.name} is defined twice: {other.place} and {flow.place}. Rename one of them."
            )
        self.flows[flow.name] = flow

    def find(self, names: Names, said: Iterable[str]) -> set[Name]:
        """The datasets of a selection. Raises AeroTwinError for one that is not defined."""
        found = {names.parse(one): one for one in said}
        missing = [text for name, text in found.items() if name not in self.datasets]
        if missing:
            known = ", ".join(sorted(names.short(name) for name in self.datasets))
            raise AeroTwinError(f"The selection names {', '.join(missing)}; the pipeline defines {known}.")
        return set(found)

    def check(self) -> None:
        """Raise AeroTwinError if a flow's target is not defined, or if there is nothing at all."""
        if not self.datasets and not self.flows:
            raise AeroTwinError("The pipeline's source files define no dataset.")
        for flow in self.flows.values():
            if flow.target not in self.datasets:
                raise AeroTwinError(
                    f"Flow {flow.name} ({flow.place}) writes to {flow.target.table}, which no source file "
                    "defines: create it with create_streaming_table or create_sink."
                )
            target = self.datasets[flow.target]
            if not flow.defining and target.kind in (Kind.VIEW, Kind.MATERIALIZED_VIEW):
                raise AeroTwinError(
                    f"Flow {flow.name} ({flow.place}) writes to {flow.target.table}, which is not a "
                    "streaming table: create that with create_streaming_table."
                )
