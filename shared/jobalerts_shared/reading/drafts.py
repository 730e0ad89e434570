"""What a location line may name while it is being read: atoms with their candidates, and places in the making."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, hypot, log10, radians

from jobalerts_shared.reading.gazetteer import Found, Kind, gazetteer, place_key

# Words that are names of small places somewhere, and nearly always something else in a location line.
NO_NAMES_WORDS = """
home office field union central center centre eastern western northern southern north south east west sales us apac
asia remote virtual mobile independence enterprise mission college university campus hub team local national
international regional corporate headquarters hq main downtown other any all none various multiple flexible
anywhere global online europe state city town county district region area location park plaza tower building floor
street road avenue square house airport port bay island mall market store warehouse plant site branch studio lab
hospital clinic school church police new apply now full time part permanent contract open coast plateau rivers
delta sector upper lower capital nationwide midwest northeast southeast northwest southwest
"""
DIRECTIONS = {f"{one}{gap}{other}" for one in ("north", "south") for other in ("west", "east") for gap in " -"}
NO_NAMES = frozenset(NO_NAMES_WORDS.split()) | DIRECTIONS
KM_PER_DEGREE = 111.2
BUILDING = re.compile(
    r"\d|\b(?:street|st|road|rd|avenue|ave|blvd|boulevard|floor|building|bldg|tower|suite|ste|plaza|office|campus|hq|"
    r"executive|manager|engineer|developer|specialist|account|senior|junior|lead|analyst|consultant|director|"
    r"assistant|associate|nurse|intern|nationwide|countries|anywhere|headquarters|hub|center|centre|hospital|clinic|"
    r"university|college|school|airport|park|mall|store|straße|strasse|"
    r"platz|weg|rue|calle|via|rua|team|department|engineering|marketing|sales|operations|product|design|corporate|"
    r"sector|block|phase|plot|wing|unit|group|inc|llc|ltd|gmbh|area|region|zone|site|remote|only|based|preferred|work|working|with|of|for|to|is|are|"
    r"travel|required|must|candidates?|employees?|level|open|available|temporary|contract|full|part|time)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One name of a line: what it may be by name, and what it may be as a code such as CA or DEU."""

    text: str
    names: tuple[Found, ...] = ()
    codes: tuple[Found, ...] = ()
    bracketed: bool = False
    cities: tuple[Found, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        cities = tuple(found for found in self.names if found.kind in (Kind.CITY, Kind.METRO))
        object.__setattr__(self, "cities", cities)  # asked for again and again

    @property
    def known(self) -> bool:
        return bool(self.names or self.codes)

    def first(self, kind: Kind) -> Found | None:
        return next((found for found in self.names if found.kind == kind), None)


@dataclass(slots=True)
class Draft:
    """A place in the making. `loose`: nothing beside the name said which of its namesakes is meant."""

    words: str
    city: str | None = None
    region: str | None = None
    country: str | None = None
    found: Found | None = None
    rivals: tuple[Found, ...] = ()
    loose: bool = False
    low: bool = False
    rule: str = "location.gazetteer"


@lru_cache(maxsize=8192)
def named(text: str) -> Atom:
    """What a text may name, as it stands."""
    names = gazetteer().find(place_key(text))
    is_code = 2 <= len(text) <= 3 and text.isascii() and text.isalpha() and text.isupper()
    return Atom(text, names, gazetteer().find(f"#{text.lower()}") if is_code else ())


def is_in(found: Found, area: Found) -> bool:
    """Whether a city lies in a region or country, a region in a country; of a county we know the region alone."""
    if area.kind == Kind.REGION:
        return found.parent == area.number and found.kind != Kind.REGION
    if area.kind == Kind.METRO:
        return found.country == area.country and found.number != area.number and is_near(found, area)
    if area.kind == Kind.COUNTY and area.parent is not None:
        return found.parent == area.parent
    return found.country == area.country


def is_near(city: Found, metro: Found) -> bool:
    """Whether a city lies in a metropolitan area; a flat earth is good enough for so little of it."""
    north = city.latitude - metro.latitude
    east = (city.longitude - metro.longitude) * cos(radians(metro.latitude))
    return hypot(north, east) * KM_PER_DEGREE <= metro.radius_km


def size_bonus(found: Found) -> float:
    """Half a point for each tenfold of inhabitants beyond ten thousand; a by-name counts less."""
    bonus = 0.5 * (log10(max(found.population, 300)) - 4)
    return bonus if found.first else bonus - 0.5


def region_name(found: Found) -> str | None:
    """The first-level region of a city."""
    if found.kind not in (Kind.CITY, Kind.METRO) or found.parent is None:
        return None
    return gazetteer().place(found.parent).name


def is_name(atom: Atom) -> bool:
    """Whether an unknown word can be a town's name, rather than a building, a street or a team."""
    text = atom.text
    if atom.bracketed or len(text) < 3 or len(text.split()) > 4 or not text[0].isalpha():
        return False
    return not BUILDING.search(text) and text.casefold() not in NO_NAMES and not text[0].islower()


def titled(text: str) -> str:
    """`FORT MCMURRAY` as a name is written."""
    return text.title() if text.isupper() else text
