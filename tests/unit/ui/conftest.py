from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.ui.app import create_app
from aerotwin.ui.lake import Lake
from aerotwin.ui.site import Site

PORT = 8050


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty lakehouse without Spark, beside a bundle without a fleet."""
    return Site(home=Home(tmp_path / "home").create(), bundle_root=tmp_path, bundle_name="tiny", port=PORT)


def no_spark() -> Lake:
    def attach() -> None:
        raise AeroTwinError("there is no Spark here")

    return Lake(attach, lambda: False)  # type: ignore[arg-type]


@pytest.fixture
def client(site: Site) -> TestClient:
    """A browser on the application, at its own address."""
    return TestClient(
        create_app(site, no_spark()), base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False
    )
