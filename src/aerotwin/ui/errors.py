"""Errors as pages, without tracebacks; requests of scripts get the same words as JSON."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aerotwin.errors import AeroTwinError
from aerotwin.ui.lake import SparkStartingError
from aerotwin.ui.pages import Pages

log = logging.getLogger("aerotwin.ui")


class NotFoundError(AeroTwinError):
    """What was asked for by name does not exist."""


def install(app: FastAPI, pages: Pages) -> None:
    """Answer every kind of error that a handler raises."""

    def answer(request: Request, status: int, title: str, text: str) -> Response:
        if request.headers.get("accept", "").startswith("application/json"):
            return JSONResponse({"error": text}, status)
        return pages.render(request, "error.html", status=status, title=title, text=text)

    @app.exception_handler(SparkStartingError)
    def starting(request: Request, _error: SparkStartingError) -> Response:
        if request.headers.get("accept", "").startswith("application/json"):
            return JSONResponse({"error": "Spark is starting.", "starting": True}, 503)
        return pages.render(request, "starting.html", status=503)

    @app.exception_handler(AeroTwinError)
    def told(request: Request, error: AeroTwinError) -> Response:
        missing = isinstance(error, NotFoundError)
        return answer(
            request, 404 if missing else 400, "Not found" if missing else "This did not work", str(error)
        )

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = "; ".join(
            f"{'.'.join(str(step) for step in one['loc'][1:])}: {one['msg']}" for one in error.errors()
        )
        return answer(request, 400, "This address is not valid", faults)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        title = "There is no such page" if error.status_code == 404 else HTTPStatus(error.status_code).phrase
        text = "" if error.detail == HTTPStatus(error.status_code).phrase else str(error.detail)
        return answer(request, error.status_code, title, text)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        reference = uuid.uuid4().hex[:8]
        # The traceback follows: the server logs what is raised again after this answer.
        log.error("%s %s: %s: %s", reference, request.method, request.url.path, error)
        text = f"The terminal that runs aerotwin ui tells more under {reference}."
        return answer(request, 500, "Something went wrong", text)
