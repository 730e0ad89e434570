"""How we understand what was typed, through the shared reading. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobalerts_shared.posting import Level
from jobalerts_shared.reading.roles import read_role
from jobalerts_shared.reading.titles import read_title
from jobalerts_shared.reading.wishes import Spot, read_place_wish

MOST_NAMED = 4
# Who leads is named by the role itself («head of sales»), which other words may name too («sales director»).
SAID_BESIDE_A_ROLE = frozenset(
    {Level.INTERN, Level.JUNIOR, Level.MID, Level.SENIOR, Level.STAFF, Level.PRINCIPAL, Level.LEAD}
)


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
    if not roles:
        return Seen(f"{text}: we see no role in it", False)
    levels = ", ".join(levels_said([text]))
    return Seen(" or ".join(roles) + (f" ({levels})" if levels else ""), True)


def levels_said(roles: Sequence[str]) -> tuple[Level, ...]:
    """The levels that the wanted roles name («senior data engineer»), where each of them names one; rising."""
    said = [SAID_BESIDE_A_ROLE.intersection(read_title(role).levels) for role in roles]
    return tuple(level for level in Level if any(level in one for one in said)) if all(said) else ()


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
