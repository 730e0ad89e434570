"""The routes of /v1/people: export and erase."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel

from jobalerts_subscriptions.api.callers import Reader, Writer
from jobalerts_subscriptions.api.problems import described
from jobalerts_subscriptions.kept import Answer
from jobalerts_subscriptions.keys import Caller
from jobalerts_subscriptions.parts import Parts, parts_of
from jobalerts_subscriptions.refusals import NotFound

router = APIRouter(prefix="/v1/people", tags=["people"], responses=described(401, 403, 404, 422, 429, 503))


class Export(BaseModel):
    person_id: UUID
    email: str
    created_at: AwareDatetime
    confirmed_at: AwareDatetime | None
    subscriptions: list[Answer]


@router.get("/{id}", response_model=Export)
async def export(id: str, found: Reader, known: Annotated[Parts, Depends(parts_of)]) -> Response:
    """All that your tenant keeps of the person; with the operator's key, all that anybody does."""
    return JSONResponse(await known.people.export(_person(id), _reach(found)))


@router.delete("/{id}", status_code=204)
async def erase(id: str, found: Writer, known: Annotated[Parts, Depends(parts_of)]) -> Response:
    """Erases all that your tenant keeps of the person; with the operator's key, all that anybody does."""
    await known.people.erase(_person(id), _reach(found))
    return Response(status_code=204)


def _reach(found: Caller) -> str | None:
    return None if found.operator else found.tenant


def _person(id: str) -> UUID:
    try:
        return UUID(id)
    except ValueError:
        raise NotFound from None
