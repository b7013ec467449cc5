"""Dashboards in a browser: pages from templates, tiles as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dashboards import filters
from aerotwin.runtime.dashboards.boards import Board, Boards
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.model import Dashboard, DashboardError, Json, Page, Widget

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
TYPES = {".js": "text/javascript", ".css": "text/css"}
NDJSON = "application/x-ndjson"
MOST_FILTERS = 20_000

Render = Callable[..., Response]


def router(boards: Boards, engine: Engine, render: Render) -> APIRouter:
    """The routes under /dashboards. `render(request, template, **values)` makes a page of a template here."""
    made = APIRouter(prefix="/dashboards")

    @made.get("")
    def index(request: Request) -> Response:
        cards = [_card(boards, key) for key in boards.known]
        return render(request, "dashboards.html", section="dashboards", boards=cards)

    @made.get("/assets/{name}")
    def asset(name: str) -> Response:
        file = STATIC / Path(name).name
        if file.suffix not in TYPES or not file.is_file():
            return PlainTextResponse("There is no such file.\n", 404)
        return FileResponse(file, media_type=TYPES[file.suffix], headers={"Cache-Control": "no-cache"})

    @made.get("/{key}")
    def first(request: Request, key: str) -> Response:
        try:
            board = boards.get(key)
        except DashboardError as error:
            return _told(request, key, str(error))
        pages = board.dashboard.canvases
        if not pages:
            return _told(request, key, f"{board.dashboard.file.name} has filters only, no page to show.")
        return RedirectResponse(f"/dashboards/{key}/{pages[0].name}", 303)

    @made.get("/{key}/{name}")
    def page(request: Request, key: str, name: str) -> Response:
        try:
            board, found = _page(boards, key, name)
        except DashboardError as error:
            return _told(request, key, str(error))
        return render(request, "dashboard.html", section="dashboards", wide=True, **page_values(board, found))

    @made.get("/{key}/{name}/tiles")
    def tiles(key: str, name: str, chosen: str = "{}") -> Response:
        try:
            board, found = _page(boards, key, name)
            given = filters.given_by(_decoded(chosen), board.dashboard, found)
        except DashboardError as error:
            return JSONResponse({"error": str(error)}, 400)
        lines = _lines(engine.page(board, found, given))
        return StreamingResponse(lines, media_type=NDJSON, headers={"Cache-Control": "no-store"})

    @made.post("/{key}/refresh")
    def refresh(key: str) -> Response:
        engine.results.forget()
        return JSONResponse({"forgotten": key in boards.known})

    def _told(request: Request, key: str, message: str) -> Response:
        status = 404 if key not in boards.known else 422
        return render(request, "dashboard_error.html", section="dashboards", status=status, message=message)

    return made


def page_values(board: Board, page: Page) -> dict[str, Any]:
    """What the template of a page needs."""
    globals_ = board.dashboard.global_filters
    return {
        "key": board.key,
        "dashboard": board.dashboard,
        "page": page,
        "globals": globals_,
        "items": [
            {"item": item, "kind": kind_of(item.widget)}
            for item in sorted(page.items, key=lambda one: (one.y, one.x))
        ],
        "accent": board.dashboard.palette[0],
        "single": len(board.dashboard.canvases) == 1,
    }


def kind_of(widget: Widget) -> str:
    """How a tile is laid out: text, filter, counter, table or chart."""
    if widget.is_filter:
        return "filter"
    return widget.type if widget.type in ("text", "counter", "table", "pivot") else "chart"


def _card(boards: Boards, key: str) -> Json:
    try:
        dashboard: Dashboard | None = boards.get(key).dashboard
        problem = ""
    except AeroTwinError as error:
        dashboard, problem = None, str(error)
    pages = dashboard.canvases if dashboard else []
    return {
        "key": key,
        "title": dashboard.title if dashboard else boards.known[key].title or key,
        "file": boards.known[key].file.name,
        "pages": pages,
        "tiles": sum(len(page.items) for page in pages),
        "problem": problem,
    }


def _page(boards: Boards, key: str, name: str) -> tuple[Board, Page]:
    board = boards.get(key)
    found = board.dashboard.page(name)
    if found is None or found.is_global:
        listed = ", ".join(f"{one.name} ({one.title})" for one in board.dashboard.canvases)
        raise DashboardError(f'{board.dashboard.title} has no page "{name[:80]}"; it has {listed}.')
    return board, found


def _decoded(chosen: str) -> Any:
    if len(chosen) > MOST_FILTERS:
        raise DashboardError("the filters are too long")
    try:
        return json.loads(chosen)
    except ValueError:
        raise DashboardError("filters must be JSON") from None


def _lines(views: Iterator[Json]) -> Iterator[bytes]:
    for view in views:
        yield json.dumps(view, default=str, ensure_ascii=False).encode() + b"\n"
