from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from aerotwin.ui.security.guard import refusal

HOSTS = frozenset({"127.0.0.1:8050", "localhost:8050"})
ORIGINS = frozenset(f"http://{host}" for host in HOSTS)


def refused(method: str = "GET", **headers: str) -> int | None:
    named = {name.replace("_", "-"): value for name, value in {"host": "127.0.0.1:8050", **headers}.items()}
    found = refusal(method, Headers(named), HOSTS, ORIGINS)
    return found[0] if found else None


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "LOCALHOST:8050"])
def test_its_own_hosts_pass(host: str) -> None:
    assert refused(host=host) is None


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8050", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8050.evil.example", ""],
)
def test_any_other_host_is_misdirected(host: str) -> None:
    assert refused(host=host) == 421


def test_a_request_with_two_hosts_or_none_is_misdirected() -> None:
    twice = Headers(raw=[(b"host", b"localhost:8050"), (b"host", b"localhost:8050")])
    assert refusal("GET", twice, HOSTS, ORIGINS) is not None
    assert refusal("GET", Headers({}), HOSTS, ORIGINS) is not None


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8050", "http://localhost:9"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_origin_is_forbidden(method: str, origin: str) -> None:
    assert refused(method, origin=origin) == 403


def test_another_site_may_link_here_but_not_post() -> None:
    assert refused("GET", sec_fetch_site="cross-site") is None
    assert refused("POST", sec_fetch_site="cross-site") == 403
    assert refused("POST", sec_fetch_site="same-site") == 403
    assert refused("POST", sec_fetch_site="same-origin", origin="http://localhost:8050") is None


@pytest.mark.parametrize("path", ["/", "/static/css/base.css", "/no/such/page", "/spark"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"


def test_a_refused_host_gets_no_page(client: TestClient) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert "<html" not in answer.text


def test_static_files_cannot_be_left_by_a_path(client: TestClient) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"):
        assert client.get(path).status_code == 404
