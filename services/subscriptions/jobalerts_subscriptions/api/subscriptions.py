"""The routes of /v1/subscriptions: load, decide, act."""

from __future__ import annotations

import base64
import re
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from jobalerts_shared.events import SubscriptionState
from jobalerts_subscriptions.api.callers import Reader, Writer
from jobalerts_subscriptions.api.idempotency import IdempotencyHeader, key_of
from jobalerts_subscriptions.api.problems import described
from jobalerts_subscriptions.asked import Asked
from jobalerts_subscriptions.faults import Fault, Refused
from jobalerts_subscriptions.kept import Answer, Kept, answer
from jobalerts_subscriptions.parts import Parts, parts_of
from jobalerts_subscriptions.refusals import NotFound
from jobalerts_subscriptions.states import Move

PUBLIC_ID = re.compile(r"[A-Za-z0-9._~-]{1,100}")
LARGEST_NUMBER = 2**63 - 1

Known = Annotated[Parts, Depends(parts_of)]
IfMatch = Annotated[str | None, Header(description='the version that you know, such as "3": else 412')]

router = APIRouter(
    prefix="/v1/subscriptions", tags=["subscriptions"], responses=described(401, 403, 413, 422, 429, 503)
)


class AnswerPage(BaseModel):
    subscriptions: list[Answer]
    next_cursor: str | None


@router.post("", status_code=201, response_model=Answer, responses=described(400, 409))
async def create(
    asked: Asked,
    known: Known,
    found: Writer,
    idempotency_key: IdempotencyHeader = None,
) -> Response:
    """Without `consent` a mail asks the address first, and the state is awaiting_confirmation."""
    kept = await known.register.begin(found.tenant, asked, key_of(idempotency_key, asked.model_dump_json()))
    return _told(known, kept, 201, {"Location": f"/v1/subscriptions/{kept.public_id}"})


@router.get("", response_model=AnswerPage)
async def page(
    known: Known,
    found: Reader,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(description="next_cursor of the page before")] = None,
    state: SubscriptionState | None = None,
) -> Response:
    """The tenant's own, oldest first."""
    kept = await known.register.page(found.tenant, _place(cursor), limit + 1, state)
    more, kept = len(kept) > limit, kept[:limit]
    following = _cursor(kept[-1].subscription_id) if more else None
    told = [answer(each, known.register.targets(each)) for each in kept]
    return JSONResponse({"subscriptions": told, "next_cursor": following})


@router.get("/{id}", response_model=Answer, responses=described(404))
async def read(id: str, known: Known, found: Reader) -> Response:
    return _told(known, await known.register.read(found.tenant, _known_form(id)))


@router.put("/{id}", response_model=Answer, responses={201: {"model": Answer}, **described(400, 404, 409, 412)})
async def put(id: str, asked: Asked, known: Known, found: Writer, if_match: IfMatch = None) -> Response:
    """Your own id. The same body again changes nothing; one that the person ended needs a consent given since."""
    if not PUBLIC_ID.fullmatch(id):
        raise Refused([Fault("id", "may have up to 100 letters, digits, and . _ ~ -")])
    kept, new = await known.register.put(found.tenant, id, asked, _version(if_match))
    return _told(known, kept, 201 if new else 200)


@router.patch("/{id}", response_model=Answer, responses=described(400, 404, 409, 412))
async def patch(
    id: str,
    changes: Annotated[
        dict[str, Any],
        Body(
            media_type="application/merge-patch+json",
            description="RFC 7396: what is named is replaced, null takes a field back to its default",
            examples=[{"criteria": {"levels": ["senior"]}, "cadence": {"kind": "hourly"}}],
        ),
    ],
    known: Known,
    found: Writer,
    if_match: IfMatch = None,
) -> Response:
    """Changes what is named. Another address has to confirm again, unless `consent` comes with it."""
    return _told(known, await known.register.patch(found.tenant, _known_form(id), changes, _version(if_match)))


@router.delete("/{id}", status_code=204, responses=described(404, 412))
async def end(id: str, known: Known, found: Writer, if_match: IfMatch = None) -> Response:
    """Ends it for good; it can still be read. To have everything erased, erase the person."""
    await known.register.move(found.tenant, _known_form(id), Move.END, _version(if_match))
    return Response(status_code=204)


@router.post("/{id}/pause", response_model=Answer, responses=described(404, 409))
async def pause(id: str, known: Known, found: Writer) -> Response:
    return _told(known, await known.register.move(found.tenant, _known_form(id), Move.PAUSE))


@router.post("/{id}/resume", response_model=Answer, responses=described(404, 409))
async def resume(id: str, known: Known, found: Writer) -> Response:
    return _told(known, await known.register.move(found.tenant, _known_form(id), Move.RESUME))


def _told(known: Parts, kept: Kept, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    etag = {"ETag": f'"{kept.version}"'}
    return JSONResponse(answer(kept, known.register.targets(kept)), status, headers={**etag, **(headers or {})})


def _known_form(id: str) -> str:
    """An id that we never give and never take is one that does not exist."""
    if not PUBLIC_ID.fullmatch(id):
        raise NotFound
    return id


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    number = if_match.strip().removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or int(number) > LARGEST_NUMBER:
        raise Refused([Fault("If-Match", 'is a version in quotes, such as "3"')])
    return int(number)


def _cursor(after: int) -> str:
    return base64.urlsafe_b64encode(str(after).encode()).decode().rstrip("=")


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        after = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except ValueError:
        after = -1
    if not 0 <= after <= LARGEST_NUMBER:
        raise Refused([Fault("cursor", "is not one that we gave")])
    return after
