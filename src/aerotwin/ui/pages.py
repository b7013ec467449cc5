"""Pages from templates; everything put into them is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aerotwin.ui import words
from aerotwin.ui.security.csrf import Csrf
from aerotwin.ui.site import Site

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """An entry of the navigation; `path` is where it leads."""

    key: str
    title: str
    path: str


class Pages:
    """The templates of this package and of `folders`, which may extend its base.html.

    base.html has the blocks title, content and scripts; `section` is the entry of the navigation that is
    current, `wide` lets the content use the whole width.
    """

    def __init__(
        self, site: Site, csrf: Csrf, sections: Sequence[Section], folders: Sequence[Path] = ()
    ) -> None:
        loaders = [FileSystemLoader(folder) for folder in (HERE / "templates", *folders)]
        self.csrf = csrf
        self.environment = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(site=site, sections=list(sections), section="", wide=False)
        self.environment.filters.update(words.FILTERS)

    def render(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """The page of a template with its values."""
        text = self.environment.get_template(template).render(
            request=request, csrf_token=self.csrf.token(request), **context
        )
        response = HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
        self.csrf.keep(request, response)
        return response

    def fragment(self, template: str, **context: Any) -> str:
        """The text of a template that is part of a page."""
        return self.environment.get_template(template).render(**context)
