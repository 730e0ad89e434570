"""Who calls: a bearer key of the operator or of one tenant."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from jobalerts_subscriptions.keys import Caller, Scope
from jobalerts_subscriptions.parts import network, parts_of

bearer = HTTPBearer(auto_error=False, description="an API key; the operator makes them")


class NoKey(Exception):
    """No key, or one that is nobody's."""


class NotAllowed(Exception):
    """The key is good, but not for this; `words` says what is missing."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


async def caller(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]) -> Caller:
    """Counts each call to its key; one with a wrong key counts to where it comes from."""
    parts = parts_of(request)
    found = await parts.keys.caller(given.credentials) if given else None
    if found is None:
        await parts.meter.spend(parts.meter.limits.address_strangers, network(request))
        raise NoKey
    if not found.operator:
        await parts.meter.spend(parts.meter.limits.key_calls, str(found.key_id))
    return found


async def reader(found: Annotated[Caller, Depends(caller)]) -> Caller:
    return _with(found, Scope.READ)


async def writer(found: Annotated[Caller, Depends(caller)]) -> Caller:
    return _with(found, Scope.WRITE)


async def operator(found: Annotated[Caller, Depends(caller)]) -> Caller:
    if not found.operator:
        raise NotAllowed("Only the operator's key may do this.")
    return found


def _with(found: Caller, scope: Scope) -> Caller:
    if scope not in found.scopes:
        raise NotAllowed(f"This key lacks the scope {scope}.")
    return found


Reader = Annotated[Caller, Depends(reader)]
Writer = Annotated[Caller, Depends(writer)]
Operator = Annotated[Caller, Depends(operator)]
