"""What the routes work with, and how they come by it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from jobalerts_shared.tokens import Tokens
from jobalerts_subscriptions.keys import Keys
from jobalerts_subscriptions.limits import Meter, network_of
from jobalerts_subscriptions.people import People
from jobalerts_subscriptions.pushes import Pushes
from jobalerts_subscriptions.register import Register


@dataclass(frozen=True, slots=True)
class Parts:
    register: Register
    people: People
    keys: Keys
    meter: Meter
    pushes: Pushes
    tokens: Tokens


def parts_of(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


def network(request: Request) -> str:
    """Who calls, as far as the network tells; counted by, never kept in the clear."""
    return network_of(request.client.host if request.client else None)
