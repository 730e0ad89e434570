"""How we understand what was typed, through the shared reading. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jobalerts_shared.reading.roles import read_role
from jobalerts_shared.reading.wishes import Spot, read_place_wish

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """`sure` is false for what we cannot make out."""

    words: str
    sure: bool


def unreadable(place: str) -> str | None:
    """Why a place cannot be looked for, in words; None for one that can."""
    if read_place_wish(place).known:
        return None
    return "is not a place we know; one is London, UK, or remote: GB"


def role_seen(text: str) -> Seen:
    roles = read_role(text)
    return Seen(" or ".join(roles), True) if roles else Seen(f"{text}: we see no role in it", False)


def place_seen(text: str) -> Seen:
    wish = read_place_wish(text)
    if not wish.known:
        return Seen(f"{text}: we know no such place", False)
    where = " or ".join(_spot(spot) for spot in wish.spots) or "anywhere"
    return Seen(f"remote: {where}" if wish.remote else where, True)


def _spot(spot: Spot) -> str:
    countries = sorted(spot.countries)
    named = [part for part in (spot.city, spot.region) if part]
    if not named:
        return (
            f"all of {', '.join(countries)}" if len(countries) <= MOST_NAMED else f"all of {len(countries)} countries"
        )
    where = ", ".join(dict.fromkeys([*named, *countries]))
    return f"within {spot.radius_km:.0f} km of {where}" if spot.radius_km else where
