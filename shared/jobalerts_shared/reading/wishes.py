"""A wish for a place, and whether a posting meets it: by containment, by distance, or by the scope of remote work.

- A place contains the places in it: a city lies in its region, its country, and every area of countries.
- A metropolitan area, and `within 40 km of Leeds`, is a circle; only places with coordinates can be inside or outside.
- `London` is met by any London posting, whatever its work mode (that is a criterion of its own). It is met by remote
  work for a whole country or area that includes Great Britain, since that job can be done from London. Remote work
  listed under another city of the country does not say whether London will do: not stated.
- `remote: GB` is met by remote work alone, and only where its scope includes GB; hybrid and onsite work never meets it.
  What the scope leaves out (`Canada, excluding Quebec`) is met by neither kind of wish.
  Remote work of no stated scope: not stated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from jobalerts_shared.posting import Place, Posting, WorkMode
from jobalerts_shared.reading.cutting import cut
from jobalerts_shared.reading.drafts import Draft
from jobalerts_shared.reading.gazetteer import Kind, gazetteer, place_key
from jobalerts_shared.reading.grouping import read_alternative
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.work_mode import REMOTE
from jobalerts_shared.verdicts import Answer

LONGEST = 200  # characters of a wish; criteria allow no more
EARTH_KM = 6371.0
KM_PER_MILE = 1.609344
SAME_SPOT_KM = 0.5  # one entry of the gazetteer under two of its names
SAME_CITY_KM = 40.0  # two places of one name and country so close are one city

_UNIT = r"(km|kilomet(?:er|re)s?|kms|mi|miles?|meilen)"
RADIUS_FIRST = re.compile(
    rf"^(?:within|in|up to|max\.?|<|≤|~|umkreis(?: von)?|im umkreis von|dans un rayon de|à|a|en un radio de|entro|"
    rf"binnen|raio de)?\s*"
    rf"(\d{{1,4}}(?:\.\d)?)\s*{_UNIT}\s*(?:of|from|around|near|radius of|radius around|um|von|rund um|de|autour de|"
    rf"del?|di|da|van|rond)?\s+(.+)$",
    re.IGNORECASE,
)
RADIUS_LAST = re.compile(
    rf"^(.+?)[\s,(+/±-]+(?:within|radius|umkreis|max\.?)?\s*(\d{{1,4}}(?:\.\d)?)\s*{_UNIT}(?: radius)?\)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One wanted place: countries alone, a region of one, or a city; with a radius, a circle around the city."""

    countries: frozenset[str]
    region: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    districts: frozenset[str] = field(default=frozenset(), compare=False)  # their keys, see `place_key`


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """What was typed, understood.

    Without spots: `remote` alone wants remote work anywhere, else `key` is a name unknown to us.
    """

    spots: tuple[Spot, ...]
    remote: bool = False
    key: str = ""
    text: str = field(default="", compare=False)

    @property
    def known(self) -> bool:
        return self.remote or bool(self.spots)


class PlaceAnswer(NamedTuple):
    """Whether a posting meets a wish for a place, with the posting's words that decided."""

    answer: Answer
    words: str | None


@lru_cache(maxsize=8192)
def read_place_wish(text: str) -> PlaceWish:
    name, radius = _radius(" ".join(text[:LONGEST].split()))
    remote = REMOTE.search(name) is not None
    pieces = cut(name)
    spots: list[Spot] = []
    for atoms in pieces.alternatives:
        found = read_alternative(atoms)
        spots += [Spot(macro.countries) for macro in found.macros]
        spots += [_spot(draft, radius) for draft in found.drafts if draft.country]
    return PlaceWish(tuple(dict.fromkeys(spots)), remote, "" if spots or remote else place_key(name), text)


def _radius(text: str) -> tuple[str, float | None]:
    if found := RADIUS_FIRST.match(text):
        return found[3], _km(found[1], found[2])
    if found := RADIUS_LAST.match(text):
        return found[1], _km(found[2], found[3])
    return text, None


def _km(amount: str, unit: str) -> float:
    return float(amount) * (KM_PER_MILE if unit.lower().startswith("m") else 1.0)


def _spot(draft: Draft, radius: float | None) -> Spot:
    found = draft.found if draft.found and draft.found.kind in (Kind.CITY, Kind.METRO) else None
    reach = radius if radius is not None else (found.radius_km or None if found else None)
    return Spot(
        countries=frozenset((draft.country,) if draft.country else ()),
        region=draft.region,
        city=gazetteer().place(found.number).name if found else draft.city,
        latitude=found.latitude if found else None,
        longitude=found.longitude if found else None,
        radius_km=reach if found else None,
        districts=found.districts if found else frozenset(),
    )


def place_wanted(wish: PlaceWish, posting: Posting) -> PlaceAnswer:
    if wish.remote:
        return _remote_wanted(wish, posting)
    if not wish.spots:
        return _name_wanted(wish, posting)
    answers = [_spot_wanted(spot, posting) for spot in wish.spots]
    best = min(answers, key=lambda answer: _ORDER[answer.answer])
    return best


_ORDER = {Answer.YES: 0, Answer.NOT_STATED: 1, Answer.NO: 2}


def _spot_wanted(spot: Spot, posting: Posting) -> PlaceAnswer:
    vague = False
    for place in posting.places:
        inside = _contains(spot, place)
        if inside is Answer.YES:
            return PlaceAnswer(Answer.YES, _words(place, posting))
        vague = vague or inside is Answer.NOT_STATED
    if posting.work_mode == WorkMode.REMOTE:
        return _within_scope(spot, posting, vague=vague)
    if not posting.places:
        return _in_area(spot, posting)
    return PlaceAnswer(Answer.NOT_STATED if vague else Answer.NO, _lines(posting))


def _contains(spot: Spot, place: Place) -> Answer:
    if place.country is None:
        return Answer.NOT_STATED
    if place.country not in spot.countries:
        return Answer.NO
    if spot.city is not None:
        return _is_city(spot, place)
    if spot.region is None or place.region == spot.region:
        return Answer.YES
    return Answer.NOT_STATED if place.region is None else Answer.NO


def _is_city(spot: Spot, place: Place) -> Answer:
    away = _distance(spot, place)
    if spot.radius_km is not None and away is not None:
        return Answer.YES if away <= spot.radius_km else Answer.NO
    if place.city is None:
        near = place.region is None or spot.region is None or place.region == spot.region
        return Answer.NOT_STATED if near else Answer.NO
    if away is not None and away < SAME_SPOT_KM:
        return Answer.YES
    if place.city != spot.city and not _bears_its_name(spot, place_key(place.city)):
        return Answer.NO
    if away is not None:
        return Answer.YES if away <= SAME_CITY_KM else Answer.NO
    return Answer.YES if place.region is None or spot.region is None or place.region == spot.region else Answer.NO


def _bears_its_name(spot: Spot, name: str) -> bool:
    """Whoever wants a city wants its districts; whoever wants a district does not want all of its city."""
    return name == place_key(spot.city or "") or name in spot.districts


def _distance(spot: Spot, place: Place) -> float | None:
    """Kilometres on the great circle."""
    if spot.latitude is None or spot.longitude is None or place.latitude is None or place.longitude is None:
        return None
    north, east = radians(place.latitude - spot.latitude), radians(place.longitude - spot.longitude)
    half = sin(north / 2) ** 2 + cos(radians(spot.latitude)) * cos(radians(place.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _within_scope(spot: Spot, posting: Posting, *, vague: bool) -> PlaceAnswer:
    """Remote work that lies in no wanted place may still be done from one."""
    words = _lines(posting)
    if _is_excluded(spot, posting):
        return PlaceAnswer(Answer.NO, words)
    if posting.remote_anywhere:
        return PlaceAnswer(Answer.YES, words)
    if not posting.remote_countries:
        stated = bool(posting.places) and not vague
        return PlaceAnswer(Answer.NO if stated else Answer.NOT_STATED, words)
    if not spot.countries & frozenset(posting.remote_countries):
        return PlaceAnswer(Answer.NO, words)
    here = [place for place in posting.places if place.country in spot.countries]
    if any(place.city is None and place.region is None for place in here) or not here:
        return PlaceAnswer(Answer.YES, words)
    by_regions = all(place.city is None for place in here)
    return PlaceAnswer(Answer.NO if by_regions and not vague else Answer.NOT_STATED, words)


def _in_area(spot: Spot, posting: Posting) -> PlaceAnswer:
    """A posting of no place, perhaps of an area such as DACH, and not said to be remote."""
    area = frozenset(posting.remote_countries)
    if area and not area & spot.countries:
        return PlaceAnswer(Answer.NO, _lines(posting))
    whole = bool(area) and area <= spot.countries and spot.city is None and spot.region is None
    return PlaceAnswer(Answer.YES if whole else Answer.NOT_STATED, _lines(posting))


def _remote_wanted(wish: PlaceWish, posting: Posting) -> PlaceAnswer:
    words = _lines(posting)
    if posting.work_mode != WorkMode.REMOTE:
        return PlaceAnswer(Answer.NOT_STATED if posting.work_mode is None else Answer.NO, words)
    if not wish.spots:
        return PlaceAnswer(Answer.YES, words)
    scope = frozenset(posting.remote_countries) or frozenset(place.country for place in posting.places if place.country)
    answers = [_in_remote_scope(spot, scope, posting) for spot in wish.spots]
    return PlaceAnswer(min(answers, key=_ORDER.__getitem__), words)


def _in_remote_scope(spot: Spot, scope: frozenset[str], posting: Posting) -> Answer:
    if _is_excluded(spot, posting):
        return Answer.NO
    if posting.remote_anywhere or not scope:
        return Answer.YES if posting.remote_anywhere else Answer.NOT_STATED
    if not spot.countries & scope:
        return Answer.NO
    here = [place for place in posting.places if place.country in spot.countries]
    if spot.region is None or not here or any(place.region is None or place.region == spot.region for place in here):
        return Answer.YES
    return Answer.NO if all(place.city is None for place in here) else Answer.NOT_STATED


def _is_excluded(spot: Spot, posting: Posting) -> bool:
    """Whether all of a spot lies where the posting's remote work is not allowed."""
    if not posting.remote_except:
        return False
    whole = {place.country for place in posting.remote_except if place.region is None}
    return spot.countries <= whole or any(_lies_in(spot, place) for place in posting.remote_except)


def _lies_in(spot: Spot, place: Place) -> bool:
    if place.region is None or spot.region != place.region or spot.countries != {place.country}:
        return False
    return place.city is None or spot.city == place.city


def _name_wanted(wish: PlaceWish, posting: Posting) -> PlaceAnswer:
    """A wish that we cannot place is compared by its words with the posting's lines."""
    for line in posting.locations:
        if wish.key and f" {wish.key} " in f" {place_key(line)} ":
            return PlaceAnswer(Answer.YES, line)
    return PlaceAnswer(Answer.NO if posting.locations else Answer.NOT_STATED, _lines(posting))


def _words(place: Place, posting: Posting) -> str:
    """The posting's line in which a place stands, else the place as we name it."""
    line = next((line for line in posting.locations if place in read_location(line).places), None)
    return line or ", ".join(part for part in (place.city, place.region, place.country) if part)


def _lines(posting: Posting) -> str | None:
    return "; ".join(posting.locations)[:300] or None
