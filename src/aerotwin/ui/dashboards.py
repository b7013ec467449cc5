"""The bundle's dashboards as a section of the application."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from fastapi import APIRouter

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle import BundleError, load
from aerotwin.runtime.dashboards import web
from aerotwin.runtime.dashboards.boards import Boards, declared
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.reads import Watch
from aerotwin.runtime.dashboards.results import Results
from aerotwin.runtime.dashboards.spark import Runner
from aerotwin.ui.pages import Pages
from aerotwin.ui.site import Site

TEMPLATES = web.TEMPLATES
# Of tables elsewhere it is not seen when they change.
REMOTE_SECONDS = 30.0


@dataclass(frozen=True)
class Drawing:
    """The dashboards that the site's bundle declares, none if it cannot be read, and what draws them."""

    boards: Boards
    engine: Engine

    def warm(self) -> None:
        """Ask each dataset of each page once, as pages show them before anything is chosen."""
        for key in self.boards.known:
            with suppress(AeroTwinError):
                board = self.boards.get(key)
                for page in board.dashboard.canvases:
                    deque(self.engine.page(board, page, {}), maxlen=0)


def drawing(site: Site) -> Drawing:
    """The dashboards of the site."""
    try:
        known = declared(load(site.bundle_root, site.target or None))
    except BundleError:
        known = {}
    runner = Runner(site.home)
    if os.environ.get("SPARK_REMOTE"):
        results = Results(runner.run, oldest_seconds=REMOTE_SECONDS)
    else:
        results = Results(runner.run, Watch(site.home, runner.view))
    return Drawing(Boards(known), Engine(results))


def router(drawn: Drawing, pages: Pages) -> APIRouter:
    """The routes of the dashboards."""
    return web.router(drawn.boards, drawn.engine, pages.render)
