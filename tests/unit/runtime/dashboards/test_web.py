from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from aerotwin.runtime.dashboards import web
from aerotwin.runtime.dashboards.boards import Boards, of_files
from aerotwin.runtime.dashboards.engine import Engine

from . import gallery


def render(_request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(json.dumps({"template": template, "message": values.get("message")}), status)


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> TestClient:
    broken = tmp_path / "broken.lvdash.json"
    broken.write_text("{")
    app = FastAPI()
    app.include_router(web.router(Boards(of_files([gallery.FILE, broken], None, None)), engine, render))
    return TestClient(app)


def lines(client: TestClient, chosen: Any) -> dict[str, Any]:
    response = client.get("/dashboards/gallery/charts/tiles", params={"chosen": json.dumps(chosen)})
    assert response.status_code == 200, response.text
    views = [json.loads(line) for line in response.text.splitlines()]
    return {view["widget"]: view for view in views if "widget" in view}


def test_tiles_come_as_lines_of_json_with_the_cost_of_each_dataset(client: TestClient) -> None:
    response = client.get("/dashboards/gallery/charts/tiles")
    assert response.headers["content-type"].startswith("application/x-ndjson")
    views = [json.loads(line) for line in response.text.splitlines()]
    assert len({view["widget"] for view in views if "widget" in view}) == 30
    costs = {view["dataset"]: view for view in views if "dataset" in view}
    assert {name: cost["rows"] for name, cost in costs.items()} == {
        "Orders": 400,
        "Stages": 4,
        "Forecast": 16,
    }
    assert all(cost["seconds"] > 0 and cost["cut"] is False for cost in costs.values())


def test_what_is_chosen_changes_the_numbers(client: TestClient) -> None:
    everything, north = (
        lines(client, chosen)["template"]["value"] for chosen in ({}, {"f-region": ["North"]})
    )
    assert everything == "8 of 400"
    assert north == f"8 of {gallery.orders().to_pandas()['region'].value_counts()['North']}"


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("{", "filters must be JSON"),
        ("[]", "filters must be an object"),
        ('{"nope": ["x"]}', 'there is no filter "nope"'),
        ('{"f-region": "North"}', 'filter "Region": this is not a choice'),
        ('{"f-region": [{"a": 1}]}', "values are texts or numbers"),
        ('{"f-dates": ["2024-01-01"]}', 'filter "Ordered": this is not a choice'),
        ("9" * 30_000, "the filters are too long"),
    ],
)
def test_other_choices_are_refused(client: TestClient, chosen: str, told: str) -> None:
    response = client.get("/dashboards/gallery/charts/tiles", params={"chosen": chosen})
    assert response.status_code == 400
    assert told in response.json()["error"]


def test_what_is_chosen_is_a_value_never_sql(client: TestClient) -> None:
    found = lines(client, {"f-region": ["North' OR '1'='1"], "f-text": ["x'); DROP TABLE t; --"]})
    assert found["template"]["value"] == "0 of 0"


def test_a_bad_date_is_an_error_of_the_tiles_not_of_the_page(client: TestClient) -> None:
    found = lines(client, {"f-dates": {"low": "1'", "high": None}})
    assert found["counter"] == {
        "widget": "counter",
        "kind": "error",
        "message": '"1\'" is not a date: use 2024-12-31, 2024-12-31T12:00:00, or now-7d/d',
    }
    assert found["head"]["kind"] == "text"


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/dashboards/nope", 404, 'no dashboard "nope"; there are: broken, gallery'),
        ("/dashboards/broken", 422, "is not JSON"),
        ("/dashboards/gallery/nope", 422, 'has no page "nope"; it has charts (Charts), tables'),
        ("/dashboards/gallery/global", 422, 'has no page "global"'),
    ],
)
def test_what_is_not_there_is_told_on_a_page(client: TestClient, path: str, status: int, told: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.json()["template"] == "dashboard_error.html"
    assert told in response.json()["message"]


def test_a_dashboard_opens_on_its_first_page(client: TestClient) -> None:
    response = client.get("/dashboards/gallery", follow_redirects=False)
    assert response.headers["location"] == "/dashboards/gallery/charts"


@pytest.mark.parametrize("name", ["dashboard.js", "tiles.js", "dashboard.css"])
def test_scripts_and_styles_are_served_from_here(client: TestClient, name: str) -> None:
    response = client.get(f"/dashboards/assets/{name}")
    assert response.status_code == 200
    assert "http" not in response.text.replace("http: refuse", "")


@pytest.mark.parametrize("name", ["nope.js", "..%2fweb.py", "%2e%2e%2ftemplates%2fdashboard.html"])
def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/dashboards/assets/{name}").status_code == 404


def test_refresh_runs_every_query_again(client: TestClient, lake: Any) -> None:
    lines(client, {})
    client.post("/dashboards/gallery/refresh")
    lines(client, {})
    assert len(lake.ran) == 6
