"""Structured addresses brought to the gazetteer's names, and merged with the places of the location lines."""

from __future__ import annotations

from functools import lru_cache

from jobalerts_shared.posting import Place
from jobalerts_shared.reading.gazetteer import place_key
from jobalerts_shared.reading.places import read_location


@lru_cache(maxsize=4096)
def located(place: Place) -> Place:
    """The same place with its English name, region and coordinates; as it stands where we do not know it."""
    if place.latitude is not None and place.longitude is not None:
        return place
    line = ", ".join(part for part in (place.city, place.region, place.country) if part)
    hints = (place.country,) if place.country else ()
    read = read_location(line, hints=hints).places
    if len(read) != 1 or (place.country and read[0].country != place.country) or (place.city and not read[0].city):
        return place
    return _district(place, read[0], hints) or read[0]


def _district(place: Place, found: Place, hints: tuple[str, ...]) -> Place | None:
    """An address whose region is the city around its district keeps the district: `Shibuya-ku, Tokyo`."""
    if not place.city or not place.region or place_key(found.city or "") != place_key(place.region):
        return None
    line = ", ".join(part for part in (place.city, place.country) if part)
    alone = read_location(line, hints=hints).places
    here = len(alone) == 1 and (alone[0].latitude, alone[0].longitude) == (found.latitude, found.longitude)
    return alone[0] if here else None


def merged(structured: tuple[Place, ...], named: tuple[Place, ...]) -> tuple[Place, ...]:
    """An address says more than the same place in a line; a country alone adds nothing to a city of it."""
    merged = list(dict.fromkeys(structured))
    for place in named:
        if not any(_covers(known, place) for known in merged):
            merged.append(place)
    cities = {place.country for place in merged if place.city}
    return tuple(
        place for place in merged if place in named or place.city or place.region or place.country not in cities
    )


def _covers(known: Place, other: Place) -> bool:
    same_country = other.country is None or known.country is None or known.country == other.country
    return (
        same_country
        and (other.city is None or other.city == known.city)
        and (other.region is None or other.city is not None or other.region == known.region)
    )


def written(place: Place) -> str:
    return ", ".join(part for part in (place.city, place.region, place.country) if part)
