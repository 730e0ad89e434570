"""The route of /v1/postings: an employer, or whoever speaks for it, pushes postings in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from jobalerts_shared.posting import Pay
from jobalerts_shared.pushed import PushedPosting
from jobalerts_subscriptions.api.callers import Writer
from jobalerts_subscriptions.api.idempotency import IdempotencyHeader, key_of
from jobalerts_subscriptions.api.problems import described
from jobalerts_subscriptions.faults import ALONE, SEVERAL, Fault, Refused, odd_characters
from jobalerts_subscriptions.parts import Parts, parts_of

MOST_POSTINGS = 500
MOST_FIELDS = 50
MOST_FAULTS = 50
MOST_PAY = 1e12
EXAMPLE: JsonDict = {
    "native_id": "R-17",
    "title": "Machine Learning Engineer",
    "company": "Acme",
    "locations": ["London, UK"],
    "description": "<p>You will train models.</p>",
    "url": "https://acme.example/jobs/17",
    "apply_url": "https://acme.example/jobs/17/apply",
    "work_mode": "hybrid",
    "employment_type": "FULL_TIME",
    "pay": {"min": 80000, "max": 95000, "currency": "GBP", "period": "year"},
    "posted_at": "2026-11-26",
    "valid_through": "2026-12-31T23:59:59Z",
    "closed": False,
}

router = APIRouter(prefix="/v1/postings", tags=["postings"], responses=described(400, 401, 403, 413, 422, 429, 503))


def _few_fields(value: object) -> object:
    """What has far more fields than there are is not looked at: each would be an error of its own."""
    if isinstance(value, dict) and len(value) > MOST_FIELDS:
        raise PydanticCustomError("too_many_fields", "has far more fields than we know")
    return value


class AskedPay(Pay):
    """Gross pay in whole currency units for one period."""

    model_config = ConfigDict(extra="forbid")

    _few = model_validator(mode="before")(_few_fields)

    min: float | None = Field(None, ge=0, le=MOST_PAY, allow_inf_nan=False)
    max: float | None = Field(None, ge=0, le=MOST_PAY, allow_inf_nan=False)


class AskedPosting(PushedPosting):
    """A posting as it now stands: new, changed or closed. Pushed again as it was, it changes nothing."""

    model_config = ConfigDict(extra="forbid", title="PushedPosting", json_schema_extra={"example": EXAMPLE})

    _few = model_validator(mode="before")(_few_fields)
    pay: AskedPay | None = None


class Pushed(BaseModel):
    native_id: str
    id: UUID = Field(description="the posting's id here, for ever the same for your native_id")


class PushedPage(BaseModel):
    postings: list[Pushed]


AskedPostings: TypeAlias = Annotated[
    Annotated[AskedPosting, Tag(ALONE)]
    | Annotated[tuple[AskedPosting, ...], Tag(SEVERAL), Field(min_length=1, max_length=MOST_POSTINGS, fail_fast=True)],
    Discriminator(lambda body: SEVERAL if isinstance(body, list | tuple) else ALONE),
]


@router.post("", status_code=202, response_model=PushedPage)
async def push(
    asked: Annotated[AskedPostings, Body(description=f"one posting, or an array of up to {MOST_POSTINGS}")],
    known: Annotated[Parts, Depends(parts_of)],
    found: Writer,
    idempotency_key: IdempotencyHeader = None,
) -> Response:
    """Taken, and told to subscribers within seconds. Of pushes of one native_id the latest stands.

    All of an array is taken, or nothing; the errors are those of its first posting that has any.
    """
    postings = asked if isinstance(asked, tuple) else (asked,)
    if faults := [*islice(_faults(postings, alone=not isinstance(asked, tuple)), MOST_FAULTS)]:
        raise Refused(faults)
    body = "\n".join(posting.model_dump_json() for posting in postings)
    ids = await known.pushes.push(found, postings, key_of(idempotency_key, body))
    told = [Pushed(native_id=posting.native_id, id=id) for posting, id in zip(postings, ids, strict=True)]
    return JSONResponse(PushedPage(postings=told).model_dump(mode="json"), 202)


def _faults(postings: Sequence[PushedPosting], *, alone: bool) -> Iterator[Fault]:
    """What no single field shows: a character that breaks what shows it, and an id that stands there twice."""
    first: dict[str, int] = {}
    for number, posting in enumerate(postings):
        where = () if alone else (number,)
        yield from odd_characters(posting.model_dump(exclude={"description"}), where)
        yield from odd_characters({"description": posting.description}, where, allowed="\t\n\r")
        if (before := first.setdefault(posting.native_id, number)) != number:
            yield Fault(f"[{number}].native_id", f"is that of [{before}] too")
