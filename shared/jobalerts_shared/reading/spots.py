"""A structured address brought to the gazetteer's names and given its coordinates."""

from __future__ import annotations

from functools import lru_cache

from jobalerts_shared.posting import Place
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
    return read[0]
