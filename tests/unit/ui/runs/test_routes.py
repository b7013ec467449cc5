"""The pages of runs over a real store, with hostile names in every place that a page shows."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from aerotwin.runtime.jobs.model import TaskRun
from aerotwin.runtime.jobs.outcomes import Result, State
from aerotwin.runtime.jobs.store import Store
from aerotwin.ui.site import Site

HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.fixture
def run_id(site: Site) -> int:
    with closing(Store(site.home.runs_db)) as store:
        number = store.begin(
            job_key="j",
            job_name=f"job {HOSTILE}",
            bundle_root=site.bundle_root,
            target="dev",
            parameters={HOSTILE: HOSTILE},
            variables={},
            selected=[],
        )
        store.save(number, TaskRun("good", State.SUCCESS, 1, 100.0, 102.5))
        store.save(number, TaskRun(HOSTILE, State.FAILED, 1, 100.0, 103.0, error=f"Boom {HOSTILE}"))
        store.end(number, Result.FAILED, {})
    folder = site.home.runs / str(number) / "good"
    folder.mkdir(parents=True)
    (folder / "attempt-1.html").write_text("<h1>notebook</h1><script>alert(1)</script>")
    (folder / "attempt-1.ipynb").write_text("{}")
    (folder / "attempt-1.log").write_text(HOSTILE)
    return number


def test_without_runs_the_page_says_how_to_start_one(client: TestClient) -> None:
    page = client.get("/runs")
    assert page.status_code == 200
    assert "No run yet" in page.text
    assert "aerotwin bundle run" in page.text


def test_the_list_and_a_run_show_states_and_escape_everything(client: TestClient, run_id: int) -> None:
    for path in ("/runs", f"/runs/{run_id}", f"/runs/{run_id}/tasks/good/attempts/1/log"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    page = client.get(f"/runs/{run_id}").text
    assert re.search(r"<dt>Tasks succeeded</dt><dd>1<span class=\"of\"> of 2</span>", page)
    assert "Boom &lt;script&gt;" in page


def test_live_parts_are_escaped_too(client: TestClient, run_id: int) -> None:
    answer = client.get(f"/runs/{run_id}/live").json()
    assert answer["active"] is False
    assert answer["states"] == {"good": "SUCCESS", HOSTILE: "FAILED"}
    assert all("<script>" not in part for part in answer["parts"].values())


def test_a_notebook_is_sandboxed_and_its_source_a_download(client: TestClient, run_id: int) -> None:
    base = f"/runs/{run_id}/tasks/good/attempts/1"
    frame = client.get(f"{base}/notebook").text
    assert re.search(r"<iframe [^>]*sandbox[ >]", frame)
    html = client.get(f"{base}/file.html")
    policy = html.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    ipynb = client.get(f"{base}/file.ipynb")
    assert ipynb.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    [
        "/runs/99",
        "/runs/99/live",
        "/runs/1/tasks/nobody/attempts/1/log",
        "/runs/1/tasks/..%2F..%2F..%2Fetc/attempts/1/log",
        "/runs/1/tasks/good/attempts/2/notebook",
        "/runs/1/tasks/good/attempts/1/file.py",
        "/runs/1/tasks/good/attempts/1/file.log%2F..%2F..%2F..%2Fruns.db",
    ],
)
@pytest.mark.usefixtures("run_id")
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "Traceback" not in page.text


@pytest.mark.parametrize("path", ["/runs/x", "/runs/-1", "/runs/0", "/runs/1/tasks/good/attempts/x/log"])
def test_what_is_no_number_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def token(client: TestClient, path: str) -> str:
    found = re.search(r'name="csrf-token" content="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def test_a_run_is_cancelled_only_while_it_is_on(client: TestClient, run_id: int, site: Site) -> None:
    headers = {"X-CSRF-Token": token(client, f"/runs/{run_id}")}
    ended = client.post(f"/runs/{run_id}/cancel", headers=headers)
    assert ended.status_code == 400
    assert "ended already" in ended.text
    with closing(Store(site.home.runs_db)) as store:
        active = store.begin(
            job_key="j", job_name="j", bundle_root=site.bundle_root, target="dev",
            parameters={}, variables={}, selected=[],
        )  # fmt: skip
        assert client.post(f"/runs/{active}/cancel", headers=headers).status_code == 303
        assert store.cancel_requested(active)


def test_a_repair_of_an_unknown_task_is_refused(client: TestClient, run_id: int) -> None:
    form = {"csrf_token": token(client, f"/runs/{run_id}"), "tasks": "--queue"}
    refused = client.post(f"/runs/{run_id}/repair", data=form)
    assert refused.status_code == 400
    assert "has no task --queue" in refused.text
