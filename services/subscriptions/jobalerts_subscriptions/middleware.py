"""What holds for every request: counted by its route, answered with strict headers."""

from __future__ import annotations

import time
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jobalerts_subscriptions.metrics import http_request_duration_seconds, http_requests_total

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEADERS = {
    # Nothing from elsewhere, nothing inline; images are those that the style sheet carries within itself.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # paths hold tokens
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


class StrictHeaders:
    """Nothing is stored on its way to the browser, except files whose address names their content."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lasting = scope["path"].startswith("/static/") and scope["query_string"].startswith(b"v=")

        async def send_strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Cache-Control"] = KEPT_FOR_GOOD if lasting and message["status"] == 200 else "no-store"
            await send(message)

        await self.app(scope, receive, send_strictly)


class BodyLimit:
    """A body that says or turns out to be larger than `most` bytes is refused while it is read, as any other error.

    `paths` are those that take more, or less.
    """

    def __init__(self, app: ASGIApp, most: int, paths: Mapping[str, int]) -> None:
        self.app, self.most, self.paths = app, most, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.paths.get(scope["path"], self.most)
        said = Headers(scope=scope).get("content-length", "")
        taken = int(said) if said.isdigit() else 0

        async def receive_counting() -> Message:
            nonlocal taken
            message = await receive() if taken <= most else {"type": "http.request", "body": b""}
            if not said:
                taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413, f"The body is larger than {most // 1024} KiB")
            return message

        await self.app(scope, receive_counting, send)


class Counted:
    """Labels are the route's pattern, never the path: a path holds ids and tokens."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            route = _route(scope)
            method = scope["method"] if scope["method"] in METHODS else "other"
            http_requests_total.labels(route, method, str(status)).inc()
            http_request_duration_seconds.labels(route).observe(time.perf_counter() - began)


def _route(scope: Scope) -> str:
    if scope["path"].startswith("/static/"):
        return "/static"
    return getattr(scope.get("route"), "path", "none")
