"""The outermost layer: refuses other hosts and origins, and puts the security headers on every answer.

A page on another host can make the browser send requests here, and a name it controls can be made to resolve
to 127.0.0.1 (DNS rebinding): the Host header tells the latter, Origin and Sec-Fetch-Site the former.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send Origin null with forms, which is refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """An ASGI application in front of another one. `hosts` are the Host headers it answers to."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = refusal(scope["method"], Headers(scope=scope), self.hosts, self.origins)
        answer = PlainTextResponse(refused[1], refused[0]) if refused else self.app
        await answer(scope, receive, send_with_headers)


def refusal(
    method: str, headers: Headers, hosts: Collection[str], origins: Collection[str]
) -> tuple[int, str] | None:
    """Status and words with which a request is refused, None if it may pass."""
    host = headers.getlist("host")
    if len(host) != 1 or host[0].lower() not in hosts:
        return 421, f"This server answers to {', '.join(sorted(hosts))} only.\n"
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in origins:
        return 403, "Requests of other origins are refused.\n"
    if method not in SAFE_METHODS and headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return 403, "Requests of other sites are refused.\n"
    return None
