"""The page of the data model: the catalog's tables, their keys and comments."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from aerotwin.datamodel.catalog import entities
from aerotwin.diagrams.entities import Entity, chosen, groups
from aerotwin.diagrams.erd import svg
from aerotwin.ui.errors import NotFoundError
from aerotwin.ui.lake import Lake
from aerotwin.ui.pages import Pages

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

KEPT_SECONDS = 300
Group = Annotated[str | None, Query(max_length=128, pattern=r"^[\w-]*$")]


class Catalog:
    """The tables of the current schema, read once for all who ask and kept for KEPT_SECONDS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: tuple[float, list[Entity]] | None = None

    def entities(self, spark: SparkSession) -> list[Entity]:
        """The tables by name; an empty schema is asked again each time."""
        with self._lock:
            if self._read is None or not self._read[1] or time.monotonic() - self._read[0] > KEPT_SECONDS:
                self._read = (time.monotonic(), entities(spark))
            return self._read[1]


def router(pages: Pages, lake: Lake) -> APIRouter:
    """Routes below /data-model."""
    routes = APIRouter(prefix="/data-model")
    catalog = Catalog()

    @routes.get("")
    def index(request: Request, group: Group = None) -> Response:
        lake.session()
        return pages.render(request, "datamodel/index.html", section="data", group=group)

    @routes.get("/tables")
    def tables(request: Request, group: Group = None) -> Response:
        found = catalog.entities(lake.session())
        known = groups(entity.name for entity in found)
        if group is None:
            group = "engine" if "engine" in known else ""
        if group and group not in known:
            raise NotFoundError(f"No tables begin with {group}_.")
        shown = chosen(found, group)
        drawing = svg(shown) if shown else ""
        return pages.render(
            request, "datamodel/_tables.html", groups=known, group=group, shown=shown, drawing=drawing
        )

    return routes
