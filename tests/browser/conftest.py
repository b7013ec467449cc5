"""The application without Spark, in a real browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.ui.app import create_app
from aerotwin.ui.lake import Lake
from aerotwin.ui.serve import listen
from aerotwin.ui.site import Site

# How long a test waits for what a page is to show; nothing is told of how long it took.
PATIENCE_MS = 90_000


@dataclass(frozen=True)
class Served:
    """An application under test: its address and its site."""

    url: str
    site: Site


@contextmanager
def serving(make: Callable[[int], ASGIApp]) -> Iterator[str]:
    """The address of the application that `make` makes for a port."""
    with listen(0) as listener:
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(make(port), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def serve() -> Any:
    """`serving`, for fixtures of modules."""
    return serving


def _no_spark() -> Lake:
    def attach() -> Any:
        raise AeroTwinError("there is no Spark here")

    return Lake(attach, lambda: False)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The application on an empty home, beside a bundle of nothing."""
    home = Home(tmp_path / "home").create()
    site = Site(home=home, bundle_root=tmp_path, bundle_name="tiny")
    with serving(lambda port: create_app(replace(site, port=port), _no_spark())) as url:
        yield Served(url, site)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page; the test fails if the browser logs an error."""
    from playwright.sync_api import expect

    made = browser.new_page(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    yield made
    made.close()
    assert complaints == []
