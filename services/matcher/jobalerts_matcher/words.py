"""The roles, places and conditions that cells refer to by number, in their order: to be kept and read again. Pure."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple, TypeAlias

from pydantic import TypeAdapter

from jobalerts_shared.judging.wish import RoleWish
from jobalerts_shared.reading.wishes import PlaceWish


class Single(NamedTuple):
    """A wish for one spot, and whether "not stated" is good enough for it."""

    wish: PlaceWish
    lenient: bool


Condition: TypeAlias = tuple[Hashable, ...]  # its kind, and what of it


class Words(NamedTuple):
    roles: Sequence[RoleWish]
    places: Sequence[Single]
    conditions: Sequence[Condition]


_ROLES = TypeAdapter(Sequence[RoleWish])
_PLACES = TypeAdapter(Sequence[Single])


def to_json(words: Words) -> bytes:
    said = {
        "roles": _ROLES.dump_python(words.roles, mode="json"),
        "places": _PLACES.dump_python(words.places, mode="json"),
        "conditions": words.conditions,
    }
    return json.dumps(said, default=sorted).encode()  # a set has no order of its own


def from_json(said: bytes) -> Words:
    """Raises ValueError for what `to_json` did not write."""
    found = json.loads(said)
    return Words(
        _ROLES.validate_python(found["roles"]),
        _PLACES.validate_python(found["places"]),
        tuple(map(_condition, found["conditions"])),
    )


def _condition(said: Sequence[Any]) -> Condition:  # Any: JSON
    return tuple(frozenset(part) if isinstance(part, list) else part for part in said)
