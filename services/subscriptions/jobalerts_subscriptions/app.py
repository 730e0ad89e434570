"""The HTTP application: the API, the pages, and what both answer when something is wrong."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from jobalerts_shared.outages import DOWN
from jobalerts_subscriptions.api import api_keys, people, postings, subscriptions
from jobalerts_subscriptions.api.callers import NoKey, NotAllowed
from jobalerts_subscriptions.api.problems import Problem, invalid, problem, problem_of
from jobalerts_subscriptions.faults import faults_of
from jobalerts_subscriptions.middleware import BodyLimit, Counted, StrictHeaders
from jobalerts_subscriptions.parts import Parts
from jobalerts_subscriptions.refusals import Refusal, TooMany
from jobalerts_subscriptions.web import leave, links, manage, sign_up
from jobalerts_subscriptions.web.pages import STATIC, trouble

LARGEST_BODY = 64 * 1024
LARGEST = {postings.router.prefix: 4 * 1024 * 1024}
VERSION = "1.0"
WHAT_IT_IS = """Subscriptions to new job postings, who wants what, how and when; and postings of one's own.

Every call needs an API key as a bearer token; the operator makes keys. Errors are RFC 9457 problem details whose
`errors` name each field. A subscription without `consent` asks its address by mail first."""

SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take such a request.",
}

log = structlog.get_logger()


def build_app(parts: Parts) -> FastAPI:
    app = FastAPI(
        title="jobalerts",
        version=VERSION,
        description=WHAT_IT_IS,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Counted),
            Middleware(StrictHeaders),
            Middleware(BodyLimit, most=LARGEST_BODY, paths=LARGEST),
        ],
    )
    app.state.parts = parts
    for router in (subscriptions.router, postings.router, people.router, api_keys.router):
        app.include_router(router)
    for pages in (sign_up.router, links.router, manage.router, leave.router):
        app.include_router(pages, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _answer_errors(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def _answer_errors(app: FastAPI) -> None:
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(NoKey, _no_key)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(HTTPException, _http)
    for outage in DOWN:
        app.add_exception_handler(outage, _outage)
    app.add_exception_handler(Exception, _broken)


def _speaks_json(request: Request) -> bool:
    return request.url.path.startswith("/v1/") or request.url.path in {"/v1", "/openapi.json"}


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = faults_of(error.errors())
    if not _speaks_json(request):
        return trouble(400, "We could not read that", "Something in what was sent is not as we expect it.")
    if faults[0].field == "" and error.errors()[0]["type"] == "json_invalid":
        return problem(400, "not-json", "The body is not JSON that we can read.")
    return invalid(faults)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    if _speaks_json(request):
        return problem_of(error)
    if isinstance(error, TooMany):
        page = trouble(429, "One moment, please", "That was a lot at once. Please try again in a few minutes.")
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    return trouble(404, "There is nothing here", "What this link belongs to has been erased or has ended.")


async def _no_key(request: Request, _error: Exception) -> Response:
    detail = "This needs an API key: Authorization: Bearer <key>."
    return problem(401, "no-key", detail, headers={"WWW-Authenticate": 'Bearer realm="jobalerts"'})


async def _not_allowed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAllowed)
    return problem(403, "not-allowed", error.words)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = SENTENCES.get(error.status_code, str(error.detail).rstrip(".") + ".")
    headers = dict(error.headers) if error.headers else None
    if _speaks_json(request):
        kind = {404: "no-such-address", 405: "method-not-allowed", 413: "too-large"}.get(
            error.status_code, "unreadable"
        )
        return problem(error.status_code, kind, words, headers=headers)
    return trouble(error.status_code, "That did not work", words)


async def _outage(request: Request, error: Exception) -> Response:
    log.warning("A request came while something was down.", exc_info=error)
    words = "We cannot reach our database just now. Please try again in a moment."
    if _speaks_json(request):
        return problem(503, "outage", words, headers={"Retry-After": "5"})
    page = trouble(503, "Back in a moment", words)
    page.headers["Retry-After"] = "5"
    return page


async def _broken(request: Request, _error: Exception) -> Response:
    """The error itself goes on to the log."""
    words = "Something broke on our side; it is logged, and nothing was changed."
    return problem(500, "broken", words) if _speaks_json(request) else trouble(500, "That is our fault", words)


def _openapi(app: FastAPI) -> dict[str, Any]:  # Any: a JSON document
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schemas["Problem"].pop("$defs")
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema
