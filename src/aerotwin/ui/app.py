"""The application: sections, security and static files put together."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from aerotwin.ui import assets, dashboards, datamodel, errors, mlflow
from aerotwin.ui.alerts import routes as alerts
from aerotwin.ui.lake import Lake, lake_of
from aerotwin.ui.pages import Pages, Section
from aerotwin.ui.runs import routes as runs
from aerotwin.ui.security.csrf import Csrf
from aerotwin.ui.security.guard import Guard
from aerotwin.ui.site import Site


def create_app(site: Site, lake: Lake | None = None, drawing: dashboards.Drawing | None = None) -> ASGIApp:
    """The guarded application of a site."""
    lake = lake or lake_of(site)
    csrf = Csrf()
    sections = [
        Section("dashboards", "Dashboards", "/dashboards"),
        *([Section("alerts", "Alerts", "/alerts")] if site.fleet else []),
        Section("runs", "Runs", "/runs"),
        Section("data", "Data model", "/data-model"),
        Section("models", "Models", "/models"),
    ]
    pages = Pages(site, csrf, sections, [dashboards.TEMPLATES])
    app = FastAPI(
        title="AeroTwin", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(csrf.check)]
    )
    errors.install(app, pages)
    app.include_router(dashboards.router(drawing or dashboards.drawing(site), pages))
    if site.fleet:
        app.include_router(alerts.router(site, pages, lake))
    app.include_router(runs.router(site, pages))
    app.include_router(datamodel.router(pages, lake))

    @app.get("/models")
    def models(request: Request) -> Response:
        return pages.render(request, "models.html", section="models", reached=mlflow.reached(site.mlflow_url))

    app.mount("/static", StaticFiles(directory=assets.STATIC), name="static")
    app.get("/assets/vega.js")(assets.vega)

    @app.get("/", include_in_schema=False)
    def start() -> RedirectResponse:
        return RedirectResponse(sections[0].path, 303)

    @app.get("/spark")
    def spark_state() -> JSONResponse:
        lake.start()
        return JSONResponse({"state": lake.state}, headers={"Cache-Control": "no-store"})

    return Guard(app, site.hosts)
