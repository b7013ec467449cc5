"""What a person sees when something is wrong: words, never a traceback."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from aerotwin.runtime.jobs.store import Store
from aerotwin.ui.app import create_app
from aerotwin.ui.lake import Lake
from aerotwin.ui.runs import routes
from aerotwin.ui.site import Site


def test_an_unknown_page_is_told_in_words(client: TestClient) -> None:
    page = client.get("/<script>alert(1)</script>")
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert "<script>alert" not in page.text


def test_scripts_get_json(client: TestClient) -> None:
    answer = client.get("/runs/99", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "There is no run 99" in answer.json()["error"]


def test_a_fault_shows_a_reference_and_no_traceback(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(routes, "view", fail)
    with closing(Store(site.home.runs_db)) as store:
        store.begin(
            job_key="j",
            job_name="j",
            bundle_root=site.bundle_root,
            target="",
            parameters={},
            variables={},
            selected=[],
        )
    client = TestClient(
        create_app(site), base_url=f"http://127.0.0.1:{site.port}", raise_server_exceptions=False
    )
    page = client.get("/runs/1")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "secret detail" not in page.text
    assert "RuntimeError" not in page.text
    assert page.headers["Content-Security-Policy"]


def test_a_page_that_needs_spark_says_that_it_starts(site: Site) -> None:
    never = threading.Event()
    lake = Lake(lambda: never.wait(30), lambda: True)  # type: ignore[arg-type, return-value]
    client = TestClient(create_app(site, lake), base_url=f"http://127.0.0.1:{site.port}")
    page = client.get("/data-model")
    assert page.status_code == 503
    assert "Starting Spark" in page.text
    answer = client.get("/data-model/tables", headers={"Accept": "application/json"})
    assert answer.json()["starting"] is True
    never.set()
