"""Run a dashboard as a reader would open it, and tell what they would see go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dashboards.bind import bind
from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.check import Finding, findings, named
from aerotwin.runtime.dashboards.engine import PARALLEL, Engine
from aerotwin.runtime.dashboards.model import Dataset, Json, Page, Widget
from aerotwin.runtime.dashboards.results import Statement


def validate(board: Board, engine: Engine) -> list[Finding]:
    """Everything wrong: names, then queries that err and widgets that would be empty or are not drawn here.

    Every dataset is run with its default parameters, every page with its filters' defaults.
    """
    static = list(findings(board.dashboard))
    known = {(one.page, one.widget) for one in static}
    found = static + list(_datasets(board, engine))
    failed = {one.message for one in found}
    for page in board.dashboard.canvases:
        for one in _page(board, engine, page):
            # What is wrong with a name or a dataset has been told; the tile only repeats it.
            if (one.page, one.widget) not in known and one.message not in failed:
                found.append(one)
    return list(dict.fromkeys(found))


def _datasets(board: Board, engine: Engine) -> Iterator[Finding]:
    def run(dataset: Dataset) -> Finding | None:
        try:
            sql = bind(dataset, {}, engine.now())
            catalog, schema = dataset.catalog or board.catalog, dataset.schema or board.schema
            engine.results.get(Statement(sql, catalog, schema))
        except AeroTwinError as error:
            message = str(error)
            start = f'dataset "{dataset.title}"'
            return Finding(message if message.startswith(start) else f"{start}: {message}")
        return None

    with ThreadPoolExecutor(PARALLEL) as pool:
        yield from (one for one in pool.map(run, board.dashboard.datasets) if one)


def _page(board: Board, engine: Engine, page: Page) -> Iterator[Finding]:
    widgets = {one.name: one for one in [*board.dashboard.global_filters, *page.widgets]}
    for view in engine.page(board, page, {}):
        if "widget" in view:
            yield from _of_view(page, widgets[view["widget"]], view)


def _of_view(page: Page, widget: Widget, view: Json) -> Iterator[Finding]:
    name = named(widget)
    if view["kind"] == "error":
        yield Finding(view["message"], page.title, name, view.get("field", ""))
    elif view["kind"] == "empty":
        yield Finding("the query has no rows: the widget would be empty", page.title, name)
    elif view["kind"] == "filter" and view.get("options") == [] and view["type"] != "text":
        yield Finding("the filter has no values to choose from", page.title, name)
    elif view["kind"] == "placeholder":
        message = f"{view['type']} is not drawn here: it would need {view['needs']}"
        yield Finding(message, page.title, name, severity="warning")
