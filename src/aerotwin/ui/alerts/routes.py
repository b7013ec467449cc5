"""The pages of alerts."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aerotwin.errors import AeroTwinError
from aerotwin.models import subject
from aerotwin.ui.alerts import chain, query
from aerotwin.ui.alerts.service import Alerts
from aerotwin.ui.alerts.trend import HEIGHT, LEFT, RIGHT, WIDTH
from aerotwin.ui.lake import Lake
from aerotwin.ui.pages import Pages
from aerotwin.ui.site import Site

AlertId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$")]
Word = Annotated[str, Query(max_length=64)]
Who = Annotated[str, Form(max_length=200)]
Why = Annotated[str, Form(max_length=2000)]
SECTION: dict[str, Any] = {"section": "alerts"}


def component_name(slug: str) -> str:
    """A component's name as its configuration has it; of one without, its slug."""
    try:
        return _name(slug)
    except AeroTwinError:
        return slug


@cache
def _name(slug: str) -> str:
    return subject.load(slug).name


def router(site: Site, pages: Pages, lake: Lake) -> APIRouter:
    """Routes below /alerts."""
    routes = APIRouter(prefix="/alerts")
    alerts = Alerts()
    landing = site.home.local(site.landing)
    pages.environment.filters["component"] = component_name

    @routes.get("")
    def index(
        request: Request,
        state: Word = "standing",
        severity: Word = "",
        component: Word = "",
        aircraft: Word = "",
        sort: Word = "severity",
        ascending: bool = False,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        everything = alerts.all(lake.session())
        asked = query.Query(state, severity, component, aircraft, sort, ascending, page)
        found = query.find(everything, asked)
        as_of = query.as_of(everything)
        return pages.render(
            request, "alerts/index.html", **SECTION, found=found, query=found.query, as_of=as_of
        )

    @routes.get("/{alert_id}")
    def show(request: Request, alert_id: AlertId) -> Response:
        spark = lake.session()
        alert = alerts.one(spark, alert_id)
        context: dict[str, Any] = {"alert": alert, "events": alerts.history(spark, alert_id)}
        return pages.render(
            request, "alerts/show.html", **SECTION, **context, as_of=query.as_of(alerts.all(spark))
        )

    @routes.get("/{alert_id}/evidence")
    def evidence(request: Request, alert_id: AlertId) -> Response:
        spark = lake.session()
        found = alerts.evidence(spark, alerts.one(spark, alert_id))
        size = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT}
        return pages.render(request, "alerts/_evidence.html", plots=found.plots, size=size)

    @routes.get("/{alert_id}/trace")
    def trace(request: Request, alert_id: AlertId) -> Response:
        from aerotwin.alerts.trace import trace as walk

        spark = lake.session()
        alerts.one(spark, alert_id)
        links = chain.links(walk(spark, alert_id, landing), site.mlflow_url)
        return pages.render(request, "alerts/_trace.html", links=links)

    @routes.post("/{alert_id}/replay")
    def replay(request: Request, alert_id: AlertId) -> Response:
        from aerotwin.alerts.replay import TOLERANCE
        from aerotwin.alerts.replay import replay as score_again

        spark = lake.session()
        alerts.one(spark, alert_id)
        done = score_again(spark, [alert_id])[0]
        return pages.render(request, "alerts/_replay.html", done=done, tolerance=TOLERANCE)

    @routes.post("/{alert_id}/acknowledge")
    def acknowledge(alert_id: AlertId, who: Who = "", why: Why = "") -> Response:
        from aerotwin.alerts.actions import acknowledge as take

        spark = lake.session()
        if alerts.one(spark, alert_id)["state"] == "acknowledged":
            raise AeroTwinError(f"Alert {alert_id} has been acknowledged already.")
        take(spark, alert_id, who, why)
        return RedirectResponse(f"/alerts/{alert_id}", 303)

    @routes.post("/{alert_id}/close")
    def close(alert_id: AlertId, who: Who = "", why: Why = "") -> Response:
        from aerotwin.alerts.actions import close as end

        spark = lake.session()
        alerts.one(spark, alert_id)
        end(spark, alert_id, who, why)
        return RedirectResponse(f"/alerts/{alert_id}", 303)

    return routes
