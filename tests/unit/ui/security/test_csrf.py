"""Nothing that changes state does so without the page's token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from aerotwin.runtime.home import Home
from aerotwin.ui.app import create_app
from aerotwin.ui.security.csrf import COOKIE
from aerotwin.ui.security.guard import SAFE_METHODS
from aerotwin.ui.site import Site

BUNDLE = Path(__file__).parents[4]
BASE = "http://127.0.0.1:8050"


@pytest.fixture
def whole(tmp_path: Path) -> Site:
    """The site of this bundle, with every section."""
    return Site(home=Home(tmp_path / "home").create(), bundle_root=BUNDLE, target="dev")


def changing(routes: list, prefix: str = "") -> list[tuple[str, str]]:
    """Method and path of every route with a method that is not safe, however deep it is included."""
    found = []
    for route in routes:
        if isinstance(route, APIRoute):
            found += [(method, prefix + route.path) for method in route.methods - SAFE_METHODS]
        elif hasattr(route, "original_router"):
            found += changing(route.original_router.routes, prefix)
    return found


def test_every_route_that_changes_state_refuses_a_request_without_a_token(whole: Site) -> None:
    app = create_app(whole)
    routes = changing(app.app.routes)
    assert {path for _, path in routes} >= {
        "/runs/{run_id}/cancel",
        "/runs/{run_id}/repair",
        "/alerts/{alert_id}/acknowledge",
        "/alerts/{alert_id}/close",
        "/alerts/{alert_id}/replay",
    }
    client = TestClient(app, base_url=BASE, follow_redirects=False)
    client.get("/runs")
    assert COOKIE in client.cookies
    for method, path in routes:
        address = re.sub(r"\{[^}]*\}", "1", path)
        for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}):
            assert client.request(method, address, headers=headers).status_code == 403, (method, path)
        assert client.request(method, address, data={"csrf_token": "wrong"}).status_code == 403


def token(client: TestClient) -> str:
    found = re.search(r'name="csrf-token" content="(\w+)"', client.get("/runs").text)
    assert found
    return found[1]


def test_a_token_counts_in_a_header_or_a_form_and_only_with_its_own_cookie(client: TestClient) -> None:
    good = token(client)
    assert client.post("/runs/1/cancel", headers={"X-CSRF-Token": good}).status_code == 400
    assert client.post("/runs/1/cancel", data={"csrf_token": good}).status_code == 400
    client.cookies.clear()
    assert client.post("/runs/1/cancel", headers={"X-CSRF-Token": good}).status_code == 403
    client.cookies.set(COOKIE, "another")
    assert client.post("/runs/1/cancel", headers={"X-CSRF-Token": good}).status_code == 403


def test_the_cookie_is_hidden_from_scripts_and_other_sites(client: TestClient) -> None:
    cookie = client.get("/runs").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_tokens_of_another_process_do_not_count(site: Site, client: TestClient) -> None:
    good = token(client)
    other = TestClient(create_app(site), base_url=BASE, cookies=dict(client.cookies))
    assert other.post("/runs/1/cancel", headers={"X-CSRF-Token": good}).status_code == 403
