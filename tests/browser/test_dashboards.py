"""Dashboards in a real browser: pages render, filters change numbers, one broken tile leaves the others."""

from __future__ import annotations

import importlib.util
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from aerotwin.runtime.dashboards import web
from aerotwin.runtime.dashboards.boards import Boards, of_files
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.results import Results, Statement
from aerotwin.runtime.home import Home
from aerotwin.ui import assets
from aerotwin.ui.pages import Pages, Section
from aerotwin.ui.security.csrf import Csrf
from aerotwin.ui.security.guard import Guard
from aerotwin.ui.site import Site

CHROMIUM = Path("/usr/bin/chromium")
GALLERY = Path(__file__).parents[1] / "unit" / "runtime" / "dashboards" / "gallery.py"
WAIT_MS = 60_000
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium")


def _gallery() -> Any:
    spec = importlib.util.spec_from_file_location("dashboard_gallery", GALLERY)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


gallery = _gallery()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The guarded application with the gallery, its tables in memory."""
    import duckdb

    tables = gallery.tables()

    def run(statement: Statement, limit: int) -> Any:
        with duckdb.connect() as connection:
            for name, table in tables.items():
                connection.register(name, table)
            return connection.sql(f"SELECT * FROM ({statement.sql}) LIMIT {limit}").to_arrow_table()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        site = Site(Home(tmp_path_factory.mktemp("home")), GALLERY.parent, port=port)
        csrf = Csrf()
        pages = Pages(site, csrf, [Section("dashboards", "Dashboards", "/dashboards")], [web.TEMPLATES])
        app = FastAPI()
        app.mount("/static", StaticFiles(directory=assets.STATIC))
        app.get("/assets/vega.js")(assets.vega)
        boards = Boards(of_files([gallery.FILE], None, None))
        app.include_router(web.router(boards, Engine(Results(run)), pages.render))
        server = uvicorn.Server(uvicorn.Config(Guard(app, site.hosts), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(WAIT_MS)
    made.complaints = []
    made.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.on("console", lambda one: made.complaints.append(one.text) if one.type == "error" else None)
    yield made
    made.close()


def opened(page: Any, address: str, path: str) -> Any:
    page.goto(f"{address}/dashboards/gallery/{path}")
    page.wait_for_selector("#dashboard[data-state=ready]")
    return page


def tile(page: Any, name: str) -> Any:
    return page.locator(f'[data-widget="{name}"]')


def test_every_chart_is_drawn_and_nothing_is_refused_by_the_policy(page: Any, address: str) -> None:
    opened(page, address, "charts")
    charts = page.locator('.tile[data-shown="chart"]')
    drawn = "(all) => all.every((one) => one.querySelector('canvas'))"
    page.wait_for_function(f"() => ({drawn})([...document.querySelectorAll('[data-shown=chart] .chart')])")
    assert charts.count() == 19
    assert tile(page, "sankey").inner_text().startswith("Sankey\nNot drawn here: sankey")
    assert page.complaints == []


def test_a_filter_changes_numbers_and_stays_in_the_address(page: Any, address: str) -> None:
    opened(page, address, "charts")
    template = tile(page, "template").locator(".counter-value")
    assert template.inner_text() == "8 of 400"
    tile(page, "f-region").locator("summary").click()
    tile(page, "f-region").get_by_text("North", exact=True).click()
    north = gallery.orders().to_pandas()["region"].value_counts()["North"]
    page.wait_for_function(
        "(text) => document.querySelector('[data-widget=template] .counter-value').textContent === text",
        arg=f"8 of {north}",
    )
    page.goto(page.url)
    page.wait_for_selector("#dashboard[data-state=ready]")
    assert template.inner_text() == f"8 of {north}"
    assert "North" in tile(page, "f-region").locator("summary").inner_text()
    page.get_by_role("button", name="Reset filters").click()
    page.wait_for_function(
        "() => document.querySelector('[data-widget=template] .counter-value').textContent === '8 of 400'"
    )


def test_a_global_filter_goes_along_to_the_next_page(page: Any, address: str) -> None:
    opened(page, address, "charts")
    tile(page, "g-priority").locator("summary").click()
    tile(page, "g-priority").get_by_text("Critical", exact=True).click()
    page.wait_for_function("() => location.search.includes('g-priority')")
    page.get_by_role("link", name="Tables and trouble").click()
    page.wait_for_selector('#dashboard[data-page="tables"][data-state=ready]')
    critical = gallery.orders().to_pandas()["priority"].value_counts()["Critical"]
    assert f"of {critical}" in tile(page, "table").locator(".table-count").inner_text()


def test_a_broken_tile_tells_and_the_others_render(page: Any, address: str) -> None:
    opened(page, address, "tables")
    assert "must be text, not missing" in tile(page, "broken").inner_text()
    assert "No data" in tile(page, "empty").inner_text()
    assert tile(page, "table").locator("tbody tr").count() == 25
    # What the data hold is text, whatever it looks like.
    assert page.locator("img[src=x]").count() == 0
    assert page.complaints == []


def test_tables_sort_search_and_turn(page: Any, address: str) -> None:
    opened(page, address, "tables")
    orders = gallery.orders().to_pandas()
    table = tile(page, "table")
    table.get_by_role("button", name="Hours").click()
    assert table.locator("tbody tr").first.locator("td").nth(4).inner_text() == f"{orders['hours'].min():.2f}"
    table.get_by_role("button", name="Next page").click()
    assert table.locator(".table-count").inner_text() == "26–50 of 400"
    table.get_by_role("searchbox").fill("valve")
    assert f"of {(orders['product'] == 'Valve').sum()}" in table.locator(".table-count").inner_text()


def test_a_narrow_screen_shows_one_column_without_sideways_scrolling(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    opened(page, address, "charts")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    left = [tile(page, name).bounding_box()["x"] for name in ("counter", "spark", "bar", "grouped")]
    assert len(set(left)) == 1
