"""The routes of /v1/api-keys, for the operator alone."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, Field

from jobalerts_shared.criteria import Strict
from jobalerts_subscriptions.api.callers import Operator
from jobalerts_subscriptions.api.problems import described
from jobalerts_subscriptions.keys import ApiKey, Scope
from jobalerts_subscriptions.parts import Parts, parts_of
from jobalerts_subscriptions.refusals import NotFound

Known = Annotated[Parts, Depends(parts_of)]

router = APIRouter(prefix="/v1/api-keys", tags=["api keys"], responses=described(401, 403, 422, 429, 503))


class KeyAsked(Strict):
    """Whose the key is, and what it is good for."""

    tenant: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["acme"])
    scopes: tuple[Scope, ...] = Field((Scope.READ, Scope.WRITE), min_length=1, max_length=2)


class KeyAnswer(BaseModel):
    id: UUID
    prefix: str = Field(description="how the key begins, to tell keys apart")
    tenant: str
    scopes: list[Scope]
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None
    revoked_at: AwareDatetime | None


class NewKeyAnswer(KeyAnswer):
    key: str = Field(description="the key itself; it is shown this once")


class KeyPage(BaseModel):
    api_keys: list[KeyAnswer]


@router.post("", status_code=201, response_model=NewKeyAnswer, responses=described(400, 413))
async def create(asked: KeyAsked, found: Operator, known: Known) -> Response:
    """A key for a tenant. To change a key, make a second one, use it, then revoke the first."""
    made, key = await known.keys.create(asked.tenant, tuple(dict.fromkeys(asked.scopes)))
    told = NewKeyAnswer(**_told(made).model_dump(), key=key)
    return JSONResponse(told.model_dump(mode="json"), 201)


@router.get("", response_model=KeyPage)
async def page(found: Operator, known: Known) -> KeyPage:
    return KeyPage(api_keys=[_told(each) for each in await known.keys.all()])


@router.delete("/{id}", status_code=204, responses=described(404))
async def revoke(id: str, found: Operator, known: Known) -> Response:
    """From now on the key opens nothing."""
    if not await known.keys.revoke(_number(id)):
        raise NotFound
    return Response(status_code=204)


def _told(key: ApiKey) -> KeyAnswer:
    return KeyAnswer(
        id=key.key_id,
        prefix=key.prefix,
        tenant=key.tenant,
        scopes=list(key.scopes),
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )


def _number(id: str) -> UUID:
    try:
        return UUID(id)
    except ValueError:
        raise NotFound from None
