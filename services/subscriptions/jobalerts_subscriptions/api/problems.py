"""Errors as RFC 9457 problem details, which name the field in plain words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from jobalerts_subscriptions.faults import Fault, Refused
from jobalerts_subscriptions.refusals import Full, KeyReused, NotFound, NotTaken, Refusal, Stale, TooMany
from jobalerts_subscriptions.states import Stuck

CONTENT_TYPE = "application/problem+json"


class FieldFault(BaseModel):
    field: str = Field(description="a path such as criteria.places[0]; empty for the whole body")
    words: str


class Problem(BaseModel):
    """RFC 9457. `errors` names every field at fault, where fields are."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldFault] | None = None


def problem(
    status: int, kind: str, detail: str, *, faults: tuple[Fault, ...] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    body: dict[str, Any] = {  # Any: JSON
        "type": f"urn:jobalerts:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        body["errors"] = [{"field": fault.field, "words": fault.words} for fault in faults]
    return JSONResponse(body, status, headers=headers, media_type=CONTENT_TYPE)


def problem_of(refusal: Refusal) -> JSONResponse:
    match refusal:
        case Refused():
            return invalid(refusal.faults)
        case NotFound():
            return problem(404, "not-found", "There is nothing with this id.")
        case Stuck():
            return problem(409, "wrong-state", refusal.words)
        case Full():
            return problem(409, "too-many-subscriptions", "This person has as many subscriptions as one may have.")
        case Stale():
            detail = f"It has changed meanwhile: its version is {refusal.version}, not the one in If-Match."
            return problem(412, "changed-meanwhile", detail)
        case KeyReused():
            detail = "This Idempotency-Key came before, with another request; use a new one."
            return problem(422, "idempotency-key-reused", detail, faults=(Fault("Idempotency-Key", "was used before"),))
        case TooMany():
            detail = f"That is too often; try again in {refusal.retry_after} s."
            return problem(429, "too-many-requests", detail, headers={"Retry-After": str(refusal.retry_after)})
        case NotTaken():
            detail = "Kafka has not confirmed all of it. Send it again: what was taken already is not taken twice."
            return problem(503, "not-taken", detail, headers={"Retry-After": "5"})
    raise refusal


def invalid(faults: tuple[Fault, ...]) -> JSONResponse:
    first = faults[0]
    detail = f"{first.field or 'The body'} {first.words}."
    if len(faults) > 1:
        detail += f" And {len(faults) - 1} more: see errors."
    return problem(422, "invalid", detail, faults=faults)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:  # Any: OpenAPI
    """The problems of a route, for the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {CONTENT_TYPE: {"schema": schema}}}
        for status in statuses
    }
