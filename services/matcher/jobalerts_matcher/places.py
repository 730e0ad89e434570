"""The wanted places, each once, and which of them a posting meets, without asking `place_wanted` of every one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from jobalerts_matcher.areas import Area, Atom, is_met
from jobalerts_matcher.entry import Numbers
from jobalerts_matcher.remembered import Remembered
from jobalerts_matcher.words import Single
from jobalerts_shared.posting import Place, Posting, WorkMode
from jobalerts_shared.reading.gazetteer import place_key
from jobalerts_shared.reading.wishes import PlaceWish, Spot, place_wanted, read_place_wish
from jobalerts_shared.verdicts import Answer

ANYWHERE = 0
REMEMBERED = 20_000
VAGUE = Place()
ELSEWHERE = Spot(countries=frozenset({"-"}))

Where: TypeAlias = tuple[tuple[Place, ...], WorkMode | None, tuple[str, ...], bool, tuple[Place, ...]]


class Places:
    """Wishes have numbers from 1, in the order in which they came; 0 is for who asks for no place.

    A wish for several spots is as many wishes for one: whoever accepts any of them accepts the whole. What answers is
    always `place_wanted`; it is asked once of all those that cannot differ in their answer (see `Area`).
    """

    def __init__(self) -> None:
        self._numbers: dict[Single, int] = {}
        self._atoms: list[Atom] = []
        self._typed: dict[tuple[str, bool], tuple[int, ...]] = {}
        self._areas: dict[tuple[bool, str], Area] = {}
        self._wide: list[Atom] = []  # several countries, or remote from anywhere
        self._names: dict[str, list[Atom]] = {}
        self._unnamed: list[Atom] = []  # the lenient of them: who states no location denies no name
        self._where: Remembered[Where] = Remembered(REMEMBERED)

    def numbers(self, typed: Sequence[str], *, lenient: bool) -> tuple[int, ...]:
        """The numbers of the places that somebody asks for by these words."""
        if len(typed) == 1:
            return self._read(typed[0], lenient)
        found = dict.fromkeys(number for words in typed for number in self._read(words, lenient))
        return tuple(found) or (ANYWHERE,)

    @property
    def wishes(self) -> tuple[Single, ...]:
        """By their numbers."""
        return tuple(self._numbers)

    def restore(self, wishes: Iterable[Single]) -> None:
        """Into what is still empty."""
        for single in wishes:
            self._number(single)

    def knows(self, typed: Sequence[str], *, lenient: bool) -> bool:
        return all((words, lenient) in self._typed for words in typed)

    def met(self, posting: Posting) -> Numbers:
        where = _where(posting)
        known = self._where.recall(where, len(self._atoms))
        if known is None or known.seen < len(self._atoms):
            bare = _bare(posting, where)
            if known is None:
                known = self._where.keep(where, self._spots_met(bare), len(self._atoms))
            else:
                known = self._where.extend(where, self._newer_met(bare, known.seen), len(self._atoms))
        named = self._names_met(posting)
        return np.concatenate((known.numbers, np.array(named, np.int64))) if named else known.numbers

    def _read(self, words: str, lenient: bool) -> tuple[int, ...]:
        found = self._typed.get((words, lenient))
        if found is None:
            singles = (Single(one, lenient) for one in _one_by_one(read_place_wish(words)))
            found = self._typed[words, lenient] = tuple(dict.fromkeys(map(self._number, singles)))
        return found

    def _number(self, single: Single) -> int:
        number = self._numbers.get(single)
        if number is None:
            number = self._numbers[single] = len(self._atoms) + 1
            self._file(Atom(number, single.wish, single.lenient))
        return number

    def _file(self, atom: Atom) -> None:
        self._atoms.append(atom)
        wish = atom.wish
        if not wish.known:
            self._file_name(atom)
        elif wish.spots and len(wish.spots[0].countries) == 1:
            (country,) = wish.spots[0].countries
            self._areas.setdefault((wish.remote, country), Area()).add(atom)
        else:
            self._wide.append(atom)

    def _file_name(self, atom: Atom) -> None:
        words = atom.wish.key.split()
        if words:
            rarest = min(words, key=lambda word: len(self._names.get(word, ())))
            self._names.setdefault(rarest, []).append(atom)
        if atom.lenient:
            self._unnamed.append(atom)

    def _spots_met(self, posting: Posting) -> Numbers:
        named = {place.country for place in (*posting.places, *posting.remote_except) if place.country}
        countries = named | set(posting.remote_countries)
        found = [np.array([ANYWHERE, *(atom.number for atom in self._wide if is_met(atom, posting))], np.int64)]
        for remote in (False, True):
            near = [self._areas[remote, one] for one in sorted(countries) if (remote, one) in self._areas]
            found += [area.met(posting) for area in near]
            answer = place_wanted(PlaceWish((ELSEWHERE,), remote), posting).answer
            if answer is not Answer.NO:
                far = (area for (kind, one), area in self._areas.items() if kind is remote and one not in countries)
                found += [area.all_met(answer) for area in far]
        return np.concatenate(found)

    def _newer_met(self, posting: Posting, seen: int) -> list[int]:
        return [atom.number for atom in self._atoms[seen:] if atom.wish.known and is_met(atom, posting)]

    def _names_met(self, posting: Posting) -> list[int]:
        """Names that we do not know are compared by their words with the posting's lines."""
        if not posting.locations:
            near: Iterable[Atom] = self._unnamed
        elif self._names:
            words = {word for line in posting.locations for word in _words(line)}
            near = {atom.number: atom for word in words for atom in self._names.get(word, ())}.values()
        else:
            near = ()
        return [atom.number for atom in near if is_met(atom, posting)]


def _one_by_one(wish: PlaceWish) -> list[PlaceWish]:
    if not wish.spots:
        return [PlaceWish((), wish.remote, wish.key)]
    return [PlaceWish((spot,), wish.remote) for spot in wish.spots]


def _where(posting: Posting) -> Where:
    """All that decides about a spot; a place of no known country is vague, whatever its name."""
    places = tuple(dict.fromkeys(place if place.country else VAGUE for place in posting.places))
    return places, posting.work_mode, posting.remote_countries, posting.remote_anywhere, posting.remote_except


def _bare(posting: Posting, where: Where) -> Posting:
    """Without the lines, which are only looked up to be quoted."""
    return posting.model_copy(update={"places": where[0], "locations": ()})


@lru_cache(maxsize=8192)
def _words(line: str) -> tuple[str, ...]:
    return tuple(place_key(line).split())
