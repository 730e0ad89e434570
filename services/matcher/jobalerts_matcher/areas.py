"""The wanted spots of one country, asked about in groups that cannot differ in their answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from jobalerts_matcher.entry import Flags, Numbers
from jobalerts_shared.posting import Place, Posting
from jobalerts_shared.reading.gazetteer import place_key
from jobalerts_shared.reading.wishes import EARTH_KM, SAME_CITY_KM, PlaceWish, Spot, place_wanted
from jobalerts_shared.verdicts import Answer

MARGIN_KM = 1.0  # what is so close to a border is asked by itself
NAMELESS, NO_NAME = -1, -2
NO_REACH = 2.0  # no cosine is so large


@dataclass(frozen=True, slots=True)
class Atom:
    """A wish for one spot (or for remote work, or a name), with its number."""

    number: int
    wish: PlaceWish
    lenient: bool


def is_met(atom: Atom, posting: Posting) -> bool:
    return _accepts(place_wanted(atom.wish, posting).answer, atom.lenient)


def _accepts(answer: Answer, lenient: bool) -> bool:
    return answer is Answer.YES or (lenient and answer is Answer.NOT_STATED)


@dataclass(frozen=True, slots=True)
class Columns:
    """The spots of an area side by side. `kinds`: whether there is a city, a radius, coordinates."""

    numbers: Numbers
    lenient: Flags
    regions: Numbers
    names: Numbers
    kinds: Numbers
    towards: NDArray[np.float64]
    reach: NDArray[np.float64]


class Area:
    """A spot that lies near one of the posting's places, or bears its name or its city's, is asked by itself.

    Of the others, those in one region (or in none, or in one that the posting does not name) and of one kind must
    answer alike: one is asked for all.
    """

    def __init__(self) -> None:
        self._atoms: list[Atom] = []
        self._regions: dict[str | None, int] = {None: 0}
        self._names: dict[str, int] = {}
        self._districts: dict[str, list[int]] = {}
        self._columns: Columns | None = None

    def add(self, atom: Atom) -> None:
        self._atoms.append(atom)
        self._columns = None

    def all_met(self, answer: Answer) -> Numbers:
        columns = self._ready()
        return columns.numbers if answer is Answer.YES else columns.numbers[columns.lenient]

    def met(self, posting: Posting) -> Numbers:
        columns = self._ready()
        near = self._near(columns, (*posting.places, *posting.remote_except))
        alone = [self._atoms[at].number for at in near.nonzero()[0] if is_met(self._atoms[at], posting)]
        far = (~near).nonzero()[0]
        return np.concatenate((np.array(alone, np.int64), self._far_met(columns, far, posting)))

    def _far_met(self, columns: Columns, far: Numbers, posting: Posting) -> Numbers:
        mentioned = np.full(len(self._regions), 1)
        mentioned[0] = 0
        for at, place in enumerate((*posting.places, *posting.remote_except), 2):
            if place.region in self._regions:
                mentioned[self._regions[place.region]] = at if place.region else 0
        groups = mentioned[columns.regions[far]] * 8 + columns.kinds[far]
        _, firsts, members = np.unique(groups, return_index=True, return_inverse=True)
        answers = [place_wanted(self._atoms[at].wish, posting).answer for at in far[firsts]]
        yes = np.array([answer is Answer.YES for answer in answers], bool)
        open_ = np.array([answer is Answer.NOT_STATED for answer in answers], bool)
        return columns.numbers[far[yes[members] | (open_[members] & columns.lenient[far])]]

    def _near(self, columns: Columns, places: tuple[Place, ...]) -> Flags:
        near = np.zeros(len(columns.numbers), bool)
        for place in places:
            if place.latitude is not None and place.longitude is not None:
                near |= columns.towards @ _direction(place.latitude, place.longitude) >= columns.reach
            if place.city:
                near |= columns.names == self._names.get(place_key(place.city), NO_NAME)
                near[self._districts.get(place_key(place.city), [])] = True
        return near

    def _ready(self) -> Columns:
        if self._columns is None:
            spots = [atom.wish.spots[0] for atom in self._atoms]
            self._districts = _by_district(spots)
            self._columns = Columns(
                numbers=np.array([atom.number for atom in self._atoms], np.int64),
                lenient=np.array([atom.lenient for atom in self._atoms], bool),
                regions=np.array([self._regions.setdefault(spot.region, len(self._regions)) for spot in spots]),
                names=np.array([self._name(spot) for spot in spots]),
                kinds=np.array([_kind(spot) for spot in spots]),
                towards=np.array([_direction(spot.latitude or 0.0, spot.longitude or 0.0) for spot in spots]),
                reach=np.array([_reach(spot) for spot in spots]),
            )
        return self._columns

    def _name(self, spot: Spot) -> int:
        return NAMELESS if spot.city is None else self._names.setdefault(place_key(spot.city), len(self._names))


def _by_district(spots: list[Spot]) -> dict[str, list[int]]:
    """Which of the spots are cities of a district of that name."""
    found: dict[str, list[int]] = {}
    for at, spot in enumerate(spots):
        for name in spot.districts:
            found.setdefault(name, []).append(at)
    return found


def _kind(spot: Spot) -> int:
    return (spot.city is not None) + 2 * (spot.radius_km is not None) + 4 * _is_located(spot)


def _is_located(spot: Spot) -> bool:
    return spot.latitude is not None and spot.longitude is not None


def _reach(spot: Spot) -> float:
    """The cosine of the angle within which distance can matter."""
    if spot.city is None or not _is_located(spot):
        return NO_REACH
    away = (max(spot.radius_km or 0.0, SAME_CITY_KM) + MARGIN_KM) / EARTH_KM
    return cos(min(away, np.pi))


def _direction(latitude: float, longitude: float) -> NDArray[np.float64]:
    north, east = radians(latitude), radians(longitude)
    return np.array([cos(north) * cos(east), cos(north) * sin(east), sin(north)])
