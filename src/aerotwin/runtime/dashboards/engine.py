"""A page's tiles with their data: each dataset asked once, each tile on its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dashboards import filter_view, filters, widget_sql
from aerotwin.runtime.dashboards.bind import bind
from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.charts import CHARTS
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.filters import Choices
from aerotwin.runtime.dashboards.model import (
    DashboardError,
    Dataset,
    Json,
    Page,
    Query,
    Selection,
    Widget,
)
from aerotwin.runtime.dashboards.placeholder import placeholder
from aerotwin.runtime.dashboards.results import Result, Results, Statement
from aerotwin.runtime.dashboards.rows import Rows
from aerotwin.runtime.dashboards.tiles.counter import counter
from aerotwin.runtime.dashboards.tiles.markdown import html
from aerotwin.runtime.dashboards.tiles.pivot import pivot
from aerotwin.runtime.dashboards.tiles.table import table

PARALLEL = 4
MOST_MARKS = 20_000


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Engine:
    """Renders pages over cached results; safe for many threads."""

    def __init__(self, results: Results, now: Callable[[], datetime] = _now) -> None:
        self.results, self._now = results, now

    def page(self, board: Board, page: Page, given: Mapping[str, Selection]) -> Iterator[Json]:
        """Each tile as it is ready: `{"widget": name, …view}`; each dataset once: `{"dataset": title, …}`.

        Global filters are tiles of every page. What a tile has wrong is its view, kind `error`.
        """
        work = _Work(self, board, page, given)
        tiles = filters.filters_of(board.dashboard, page)
        tiles += [widget for widget in page.widgets if not widget.is_filter]
        groups: dict[tuple[str, ...], list[Widget]] = defaultdict(list)
        for widget in tiles:
            groups[_datasets(widget)].append(widget)
        for widget in groups.pop((), []):
            yield work.tile(widget)
        with ThreadPoolExecutor(PARALLEL) as pool:
            waiting = [pool.submit(work.tiles, group) for group in groups.values()]
            for done in as_completed(waiting):
                yield from done.result()
        yield from work.datasets()

    def now(self) -> datetime:
        """The time that relative dates count from, as the session's clock shows it."""
        return self._now()


def _datasets(widget: Widget) -> tuple[str, ...]:
    return () if widget.error or not widget.queries else (widget.queries[0].dataset,)


class _Work:
    """One request for one page."""

    def __init__(self, engine: Engine, board: Board, page: Page, given: Mapping[str, Selection]) -> None:
        self._results, self._now = engine.results, engine.now()
        self.board, self.page, self.given = board, page, given
        self._problem = ""
        try:
            self.choices = filters.choices(board.dashboard, page, given)
        except DashboardError as error:
            self.choices, self._problem = Choices(), str(error)
        self._seen: dict[str, Json] = {}

    def tile(self, widget: Widget) -> Json:
        """One tile's view."""
        try:
            view = self._view(widget)
        except AeroTwinError as error:
            view = {"kind": "error", "message": str(error)}
        except duckdb.Error as error:
            view = {"kind": "error", "message": str(error).splitlines()[0]}
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            said = f"the file describes this {widget.type} in a form that is not understood"
            view = {"kind": "error", "message": f"{said} ({type(error).__name__}: {error})"}
        return {"widget": widget.name, **view}

    def tiles(self, widgets: Sequence[Widget]) -> list[Json]:
        """The views of some tiles."""
        return [self.tile(one) for one in widgets]

    def datasets(self) -> Iterator[Json]:
        """How long each dataset took, and how many rows it has."""
        yield from self._seen.values()

    def _view(self, widget: Widget) -> Json:
        if widget.error:
            raise DashboardError(widget.error)
        if widget.type == "text":
            return {"kind": "text", "html": html(widget.text)}
        if widget.is_filter:
            if widget.type not in filters.KINDS:
                return placeholder(widget)
            return filter_view.view(self, widget)
        if widget.type not in CHARTS and widget.type not in ("counter", "table", "pivot"):
            return placeholder(widget)
        query = widget.main
        if query is None:
            raise DashboardError(f"{widget.path}.queries: this {widget.type} has no query")
        rows = self._rows(query)
        if not len(rows):
            return {"kind": "empty", "filtered": bool(self.choices.conditions.get(query.dataset))}
        return self._shown(widget, query, rows)

    def _shown(self, widget: Widget, query: Query, rows: Rows) -> Json:
        palette = Palette(self.board.dashboard.palette)
        if widget.type == "counter":
            return counter(widget, rows, palette)
        if widget.type == "table":
            return table(widget, rows, palette)
        if widget.type == "pivot":
            return pivot(widget, rows, palette, lambda names: self._rows(_only(query, names)))
        shown = Rows(rows.names, rows.values[:MOST_MARKS])
        view: Json = {"kind": "chart", "spec": CHARTS[widget.type](widget, shown, palette)}
        if len(rows) > MOST_MARKS:
            view["note"] = f"The first {MOST_MARKS:,} of {len(rows):,} points"
        return view

    def dataset(self, name: str) -> Dataset:
        """The dataset of a query. Raises DashboardError naming those there are."""
        found = self.board.dashboard.dataset(name)
        if found is None:
            listed = ", ".join(one.name for one in self.board.dashboard.datasets) or "none"
            raise DashboardError(f'there is no dataset "{name}"; the dashboard has {listed}')
        return found

    def result(self, query: Query) -> Result:
        """The rows of the query's dataset for the values that filters and the query itself give."""
        if self._problem:
            raise DashboardError(self._problem)
        dataset = self.dataset(query.dataset)
        values = {**self.choices.parameters.get(dataset.name, {}), **dict(query.fixed)}
        statement = Statement(
            bind(dataset, values, self._now),
            dataset.catalog or self.board.catalog,
            dataset.schema or self.board.schema,
        )
        try:
            found = self._results.get(statement)
        except AeroTwinError as error:
            raise DashboardError(f'dataset "{dataset.title}": {error}') from None
        self._seen[statement.sql] = {
            "dataset": dataset.title, "seconds": round(found.seconds, 3), "rows": found.table.num_rows,
            "cut": found.cut, "at": found.at,
        }  # fmt: skip
        return found

    def fetch(self, result: Result, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run DuckDB's SQL over a result."""
        with duckdb.connect(config={"threads": 2, "enable_external_access": "false"}) as connection:
            connection.register(widget_sql.RELATION, result.table)
            return connection.execute(sql, list(values)).fetchall()

    def _rows(self, query: Query) -> Rows:
        result = self.result(query)
        dataset = self.dataset(query.dataset)
        conditions = self.choices.conditions.get(dataset.name, [])
        made = widget_sql.statement(query, dataset, result.table.column_names, conditions, self._now)
        return Rows(tuple(one.name for one in made.fields), self.fetch(result, made.sql, made.values))

    @property
    def now(self) -> datetime:
        """The time of the request."""
        return self._now


def _only(query: Query, names: Sequence[str]) -> Query:
    return replace(
        query, fields=tuple(one for one in query.fields if one.name in names), orders=(), limit=None
    )
