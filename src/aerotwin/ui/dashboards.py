"""The bundle's dashboards as a section of the application."""

from __future__ import annotations

import os

from fastapi import APIRouter

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


def router(site: Site, pages: Pages) -> APIRouter:
    """The routes of the dashboards that the site's bundle declares; of none if it cannot be read."""
    try:
        known = declared(load(site.bundle_root, site.target or None))
    except BundleError:
        known = {}
    local = not os.environ.get("SPARK_REMOTE")
    runner = Runner(site.home)
    results = Results(runner.run, Watch(site.home, runner.view)) if local else Results(runner.run)
    return web.router(Boards(known), Engine(results), pages.render)
