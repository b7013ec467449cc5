"""A dashboard as its .lvdash.json describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aerotwin.errors import AeroTwinError

Json = dict[str, Any]
MAIN_QUERY = "main_query"
# What begins the type of a tile that was taken over from a legacy dashboard.
LEGACY = "legacy-"
# Databricks' default series colours; a position in a file counts from 1.
PALETTE = (
    "#077A9D", "#FFAB00", "#00A972", "#FF3621", "#8BCAE7", "#AB4057", "#99DDB4",
    "#FCA4A1", "#919191", "#BF7080",
)  # fmt: skip


class DashboardError(AeroTwinError):
    """A dashboard file, dataset or widget that cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Parameter:
    """A `:keyword` of a dataset's SQL; `default` is a selection as filters have it, None if there is none."""

    keyword: str
    data_type: str = "STRING"
    shape: Literal["single", "multi", "range"] = "single"
    default: Selection | None = None
    title: str = ""


@dataclass(frozen=True)
class Selection:
    """What a filter has chosen: values, or a range whose ends may be open (None)."""

    values: tuple[str | None, ...] = ()
    low: str | None = None
    high: str | None = None
    is_range: bool = False


@dataclass(frozen=True)
class Column:
    """A custom calculation of a dataset: a measure if its expression aggregates, else a dimension."""

    name: str
    expression: str


@dataclass(frozen=True)
class Dataset:
    """A named query; `catalog` and `schema` decide its unqualified names where they are given."""

    name: str
    title: str
    sql: str
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    catalog: str | None = None
    schema: str | None = None

    def parameter(self, keyword: str) -> Parameter | None:
        """The parameter with this keyword."""
        return next((one for one in self.parameters if one.keyword == keyword), None)


@dataclass(frozen=True)
class Field:
    """A column of a widget's query: an expression over the dataset, and the name that encodings use."""

    name: str
    expression: str


@dataclass(frozen=True)
class Order:
    """One key of a sort."""

    expression: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """A widget's query over one dataset.

    `parameters` are keywords that a filter binds; `fixed` are values that this widget gives a parameter,
    whatever the filters say.
    """

    name: str
    dataset: str
    fields: tuple[Field, ...] = ()
    filters: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    limit: int | None = None
    disaggregated: bool = False
    parameters: tuple[str, ...] = ()
    fixed: tuple[tuple[str, Selection], ...] = ()

    def field(self, name: str) -> Field | None:
        """The field with this name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True)
class Widget:
    """One tile. `spec` is what the file says; `error` is why it cannot be used, empty if it can."""

    name: str
    type: str
    title: str = ""
    description: str = ""
    queries: tuple[Query, ...] = ()
    spec: Json = field(default_factory=dict)
    text: str = ""
    path: str = ""
    error: str = ""

    @property
    def encodings(self) -> Json:
        """What the tile shows on which channel."""
        found = self.spec.get("encodings")
        return found if isinstance(found, dict) else {}

    @property
    def is_filter(self) -> bool:
        """Whether it filters other tiles."""
        return self.type.startswith("filter-") or self.type == "range-slider"

    @property
    def main(self) -> Query | None:
        """The query a chart or table shows."""
        named = (self.spec.get("data") or {}).get("queryName", MAIN_QUERY)
        return next(
            (one for one in self.queries if one.name == named), self.queries[0] if self.queries else None
        )

    def query(self, name: str) -> Query | None:
        """The query with this name."""
        return next((one for one in self.queries if one.name == name), None)


@dataclass(frozen=True)
class Item:
    """A widget's place on its page, in grid units."""

    widget: Widget
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Page:
    """A page of tiles on a grid of `columns` columns; `is_global` pages filter all others."""

    name: str
    title: str
    items: tuple[Item, ...]
    columns: int = 6
    is_global: bool = False

    @property
    def widgets(self) -> list[Widget]:
        """The tiles in reading order."""
        return [item.widget for item in sorted(self.items, key=lambda item: (item.y, item.x))]

    @property
    def filters(self) -> list[Widget]:
        """The tiles that filter."""
        return [widget for widget in self.widgets if widget.is_filter]


@dataclass(frozen=True)
class Dashboard:
    """A whole dashboard."""

    file: Path
    title: str
    datasets: tuple[Dataset, ...]
    pages: tuple[Page, ...]
    palette: tuple[str, ...] = PALETTE
    theme: Json = field(default_factory=dict)

    @property
    def canvases(self) -> list[Page]:
        """The pages a reader opens."""
        return [page for page in self.pages if not page.is_global]

    @property
    def global_filters(self) -> list[Widget]:
        """The filters that hold on every page."""
        return [widget for page in self.pages if page.is_global for widget in page.filters]

    def dataset(self, name: str) -> Dataset | None:
        """The dataset with this name."""
        return next((one for one in self.datasets if one.name == name), None)

    def page(self, name: str) -> Page | None:
        """The page with this name."""
        return next((one for one in self.pages if one.name == name), None)
