"""The simple solution beside which we are measured: a regular expression for levels, a split at commas, a city list.

It reads a title's level and role and a location's places, nothing of the text: no pay, no statements, no evidence.
"""

from __future__ import annotations

import re

from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.gazetteer import Kind, gazetteer, place_key

LEVEL = re.compile(
    r"\b(intern|junior|jr|mid|senior|sr|staff|principal|lead|manager|director|head of|vp|chief)\b", re.IGNORECASE
)
NOISE = re.compile(r"\([^)]*\)|\b(?:i{1,3}|iv|v)\b", re.IGNORECASE)
REMOTE = re.compile(r"\b(remote|hybrid|on-?site)\b", re.IGNORECASE)


def read_simply(advert: Advert) -> tuple[str, str | None, list[str], str | None]:
    """Role, level, countries and work mode, by pattern and list."""
    level = LEVEL.search(advert.title)
    role = re.split(r",| - | \| ", NOISE.sub("", LEVEL.sub("", advert.title)))[0].strip().lower()
    countries: list[str] = []
    for line in advert.locations:
        for piece in re.split(r"[,;/|()]| or ", line):
            found = [one for one in gazetteer().find(place_key(piece)) if one.kind in (Kind.CITY, Kind.COUNTRY)]
            countries += [one.country for one in found[:1]]
    mode = REMOTE.search(" ".join(advert.locations))
    return role, level[1].lower() if level else None, countries, mode[1].lower() if mode else None
