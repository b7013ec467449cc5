"""The pages of runs."""

from __future__ import annotations

import re
import time
from contextlib import closing
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from aerotwin.diagrams.layers import Layout, layout
from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.store import Store
from aerotwin.ui.errors import NotFoundError
from aerotwin.ui.pages import Pages
from aerotwin.ui.runs import files, repair
from aerotwin.ui.runs.gantt import LABEL, ROW, WIDTH, gantt
from aerotwin.ui.runs.job import Jobs
from aerotwin.ui.runs.view import RunView, tone, view, word
from aerotwin.ui.site import Site

PAGE = 50
# Executed notebooks hold what their authors put there: no scripts, nothing loaded, an origin of their own.
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'"
)
RunId = Annotated[int, Path(ge=1, le=2**53)]
TaskKey = Annotated[str, Path(max_length=500)]
Attempt = Annotated[int, Path(ge=1, le=100_000)]


def router(site: Site, pages: Pages) -> APIRouter:
    """Routes below /runs."""
    routes = APIRouter(prefix="/runs")
    jobs = Jobs()
    pages.environment.filters.update(tone=tone, word=word)

    def read(run_id: int) -> RunView:
        with closing(Store(site.home.runs_db)) as store:
            store.active()
            try:
                run = store.run(run_id)
            except AeroTwinError as error:
                raise NotFoundError(str(error)) from error
            return view(run, store.attempts(run_id), jobs.of(run))

    def listed(before: int) -> dict[str, Any]:
        with closing(Store(site.home.runs_db)) as store:
            store.active()
            # One more than shown tells whether there are older ones.
            found = [run for run in store.runs(limit=1_000_000) if not before or run.run_id < before]
        shown = found[:PAGE]
        return {
            "runs": shown,
            "older": shown[-1].run_id if len(found) > PAGE else None,
            "now": time.time(),
            "active": any(run.active for run in shown),
        }

    def parts(found: RunView) -> dict[str, str]:
        now = time.time()
        kept = {
            (one.key, one.attempt): files.present(site.home, found.run.run_id, one.key, one.attempt)
            for one in found.attempts
        }
        drawn = {"width": WIDTH, "label": LABEL, "row": ROW}
        context = {
            "view": found,
            "run": found.run,
            "now": now,
            "kept": kept,
            "gantt": gantt(found.attempts, found.run.started_at, now),
            "drawn": drawn,
            "repairable": not found.run.active and found.result not in (Result.SUCCESS, Result.SKIPPED),
        }
        return {
            name: pages.fragment(f"runs/_{name}.html", **context) for name in ("summary", "tasks", "gantt")
        }

    @routes.get("")
    def index(request: Request, before: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
        return pages.render(request, "runs/index.html", section="runs", before=before, **listed(before))

    @routes.get("/live")
    def index_live(before: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
        found = listed(before)
        text = pages.fragment("runs/_list.html", before=before, **found)
        return _live({"active": found["active"], "parts": {"list": text}})

    @routes.get("/{run_id}")
    def show(request: Request, run_id: RunId) -> Response:
        found = read(run_id)
        graph: Layout | None = layout(found.edges) if found.edges else None
        return pages.render(
            request,
            "runs/show.html",
            section="runs",
            view=found,
            run=found.run,
            graph=graph,
            parts=parts(found),
        )

    @routes.get("/{run_id}/live")
    def live(run_id: RunId) -> Response:
        found = read(run_id)
        return _live({"active": found.run.active, "states": found.states, "parts": parts(found)})

    @routes.post("/{run_id}/cancel")
    def cancel(run_id: RunId) -> Response:
        with closing(Store(site.home.runs_db)) as store:
            store.active()
            if not store.run(run_id).active:
                raise AeroTwinError(f"Run {run_id} has ended already: there is nothing to cancel.")
            store.request_cancel(run_id)
        return RedirectResponse(f"/runs/{run_id}", 303)

    @routes.post("/{run_id}/repair")
    def repair_run(run_id: RunId, tasks: Annotated[str, Form(max_length=10_000)] = "") -> Response:
        found = read(run_id)
        chosen = [one for one in tasks.split(",") if one]
        unknown = [one for one in chosen if one not in found.states]
        if unknown:
            raise AeroTwinError(f"Run {run_id} has no task {unknown[0]}.")
        repair.start(site, found.run, chosen)
        return RedirectResponse(f"/runs/{run_id}", 303)

    @routes.get("/{run_id}/tasks/{task_key:path}/attempts/{attempt}/notebook")
    def notebook(request: Request, run_id: RunId, task_key: TaskKey, attempt: Attempt) -> Response:
        found = read(run_id)
        files.find(site.home, run_id, _keys(found), task_key, attempt, "html")
        where: dict[str, Any] = {"task_key": task_key, "attempt": attempt}
        return pages.render(request, "runs/notebook.html", section="runs", run=found.run, **where)

    @routes.get("/{run_id}/tasks/{task_key:path}/attempts/{attempt}/log")
    def log(request: Request, run_id: RunId, task_key: TaskKey, attempt: Attempt) -> Response:
        found = read(run_id)
        text, cut = files.tail(files.find(site.home, run_id, _keys(found), task_key, attempt, "log"))
        context: dict[str, Any] = {"task_key": task_key, "attempt": attempt, "text": text, "cut": cut}
        return pages.render(request, "runs/log.html", section="runs", run=found.run, **context)

    @routes.get("/{run_id}/tasks/{task_key:path}/attempts/{attempt}/file.{kind}")
    def file(run_id: RunId, task_key: TaskKey, attempt: Attempt, kind: str) -> Response:
        found = files.find(site.home, run_id, _keys(read(run_id)), task_key, attempt, kind)
        if kind == "html":
            return HTMLResponse(found.read_bytes(), headers={"Content-Security-Policy": SANDBOX})
        name = f"run-{run_id}-{re.sub('[^A-Za-z0-9_.-]', '_', task_key)}-{attempt}.{kind}"
        return FileResponse(found, media_type=files.KINDS[kind], filename=name)

    return routes


def _keys(found: RunView) -> set[str]:
    return {one.key for one in found.attempts}


def _live(content: dict[str, Any]) -> JSONResponse:
    return JSONResponse(content, headers={"Cache-Control": "no-store"})
