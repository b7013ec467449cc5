"""Dashboards in a real browser: pages render, filters change numbers, one broken tile leaves the others."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Page, expect

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

GALLERY = Path(__file__).parents[1] / "unit" / "runtime" / "dashboards" / "gallery.py"


def _gallery() -> Any:
    spec = importlib.util.spec_from_file_location("dashboard_gallery", GALLERY)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


gallery = _gallery()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[str]:
    """The guarded application with the gallery, its tables in memory."""
    import duckdb

    tables = gallery.tables()

    def run(statement: Statement, limit: int) -> Any:
        with duckdb.connect() as connection:
            for name, table in tables.items():
                connection.register(name, table)
            return connection.sql(f"SELECT * FROM ({statement.sql}) LIMIT {limit}").to_arrow_table()

    home = Home(tmp_path_factory.mktemp("home"))

    def make(port: int) -> Guard:
        site = Site(home, GALLERY.parent, port=port)
        csrf = Csrf()
        pages = Pages(site, csrf, [Section("dashboards", "Dashboards", "/dashboards")], [web.TEMPLATES])
        app = FastAPI()
        app.mount("/static", StaticFiles(directory=assets.STATIC))
        app.get("/assets/vega.js")(assets.vega)
        boards = Boards(of_files([gallery.FILE], None, None))
        app.include_router(web.router(boards, Engine(Results(run)), pages.render))
        return Guard(app, site.hosts)

    with serve(make) as url:
        yield url


def opened(page: Page, address: str, path: str) -> Any:
    page.goto(f"{address}/dashboards/gallery/{path}")
    page.wait_for_selector("#dashboard[data-state=ready]")
    return page


def tile(page: Page, name: str) -> Any:
    return page.locator(f'[data-widget="{name}"]')


def test_every_chart_is_drawn_and_nothing_is_refused_by_the_policy(page: Page, address: str) -> None:
    opened(page, address, "charts")
    charts = page.locator('.tile[data-shown="chart"]')
    drawn = "(all) => all.every((one) => one.querySelector('canvas'))"
    page.wait_for_function(f"() => ({drawn})([...document.querySelectorAll('[data-shown=chart] .chart')])")
    assert charts.count() == 19
    assert tile(page, "sankey").inner_text().startswith("Sankey\nNot drawn here: sankey")


def test_a_filter_changes_numbers_and_stays_in_the_address(page: Page, address: str) -> None:
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


def test_a_period_relative_to_now_is_chosen_and_kept_as_files_store_it(page: Page, address: str) -> None:
    opened(page, address, "charts")
    template = tile(page, "template").locator(".counter-value")
    period = tile(page, "f-dates").get_by_label("period")
    expect(tile(page, "f-dates").locator("input").first).to_be_hidden()
    period.select_option("Last 7 days")
    # The gallery's orders are of 2024.
    expect(template).to_have_text("0 of 0")
    assert json.loads(parse_qs(urlsplit(page.url).query)["f"][0]) == {
        "f-dates": {"low": "now-7d/d", "high": "now/d"}
    }
    page.goto(page.url)
    expect(period).to_have_value('["now-7d/d","now/d"]')
    period.select_option("All dates")
    expect(template).to_have_text("8 of 400")


def test_a_global_filter_goes_along_to_the_next_page(page: Page, address: str) -> None:
    opened(page, address, "charts")
    tile(page, "g-priority").locator("summary").click()
    tile(page, "g-priority").get_by_text("Critical", exact=True).click()
    page.wait_for_function("() => location.search.includes('g-priority')")
    page.get_by_role("link", name="Tables and trouble").click()
    page.wait_for_selector('#dashboard[data-page="tables"][data-state=ready]')
    critical = gallery.orders().to_pandas()["priority"].value_counts()["Critical"]
    assert f"of {critical}" in tile(page, "table").locator(".table-count").inner_text()


def test_a_broken_tile_tells_and_the_others_render(page: Page, address: str) -> None:
    opened(page, address, "tables")
    assert "must be text, not missing" in tile(page, "broken").inner_text()
    assert "No data" in tile(page, "empty").inner_text()
    assert tile(page, "table").locator("tbody tr").count() == 25
    # What the data hold is text, whatever it looks like.
    assert page.locator("img[src=x]").count() == 0


def test_tables_sort_search_and_turn(page: Page, address: str) -> None:
    opened(page, address, "tables")
    orders = gallery.orders().to_pandas()
    table = tile(page, "table")
    table.get_by_role("button", name="Hours").click()
    assert table.locator("tbody tr").first.locator("td").nth(4).inner_text() == f"{orders['hours'].min():.2f}"
    table.get_by_role("button", name="Next page").click()
    assert table.locator(".table-count").inner_text() == "26–50 of 400"
    table.get_by_role("searchbox").fill("valve")
    assert f"of {(orders['product'] == 'Valve').sum()}" in table.locator(".table-count").inner_text()


def test_a_narrow_screen_shows_one_column_without_sideways_scrolling(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    opened(page, address, "charts")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    left = [tile(page, name).bounding_box()["x"] for name in ("counter", "spark", "bar", "grouped")]
    assert len(set(left)) == 1
