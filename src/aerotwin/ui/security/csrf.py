"""Tokens against forged requests: whatever changes state must prove that it comes from a page of ours.

The browser gets a random name in a cookie that scripts cannot read and other sites' requests do not carry;
pages hold its HMAC under this process's secret. A request that changes state sends both.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aerotwin.ui.security.guard import SAFE_METHODS

COOKIE = "aerotwin_browser"
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


@dataclass(frozen=True)
class Csrf:
    """The tokens of one process."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def browser(self, request: Request) -> str:
        """The browser's random name: of its cookie, else a new one that `keep` will set."""
        known = request.cookies.get(COOKIE) or getattr(request.state, "browser", "")
        if not known:
            known = request.state.browser = secrets.token_urlsafe(24)
        return known

    def token(self, request: Request) -> str:
        """What a page must send back."""
        return hmac.new(self.secret, self.browser(request).encode(), hashlib.sha256).hexdigest()

    def keep(self, request: Request, response: Response) -> None:
        """Give a browser its cookie if it came without one."""
        if COOKIE not in request.cookies:
            response.set_cookie(COOKIE, self.browser(request), httponly=True, samesite="strict")

    async def check(self, request: Request) -> None:
        """Raise HTTPException 403 for a request that may change state but lacks its token.

        The token stands in the header X-CSRF-Token, or in a form's field csrf_token.
        """
        if request.method in SAFE_METHODS:
            return
        given = request.headers.get(HEADER) or ""
        form = ("application/x-www-form-urlencoded", "multipart/form-data")
        if not given and request.headers.get("content-type", "").startswith(form):
            given = str((await request.form()).get(FIELD) or "")
        if COOKIE not in request.cookies or not hmac.compare_digest(
            given.encode(), self.token(request).encode()
        ):
            raise HTTPException(403, "This page has expired: reload it and try again.")
