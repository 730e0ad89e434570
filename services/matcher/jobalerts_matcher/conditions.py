"""What the word of an entry cannot say: keywords, companies, pay; each once, and tested once a posting. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jobalerts_matcher.entry import Flags, Numbers
from jobalerts_matcher.words import Condition
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import NOWHERE, Wish, annual, compiled
from jobalerts_shared.posting import Pay
from jobalerts_shared.wanted import Companies, Criteria, Keywords, OnUnknown, PayFloor

NO_KEYWORDS, NO_COMPANIES = Keywords(), Companies()

Said: TypeAlias = dict[str, list[int]]


@dataclass(slots=True)
class Floors:
    """The pay floors side by side."""

    numbers: list[int] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FloorColumns:
    numbers: Numbers
    least: NDArray[np.float64]
    currencies: NDArray[np.str_]


class Conditions:
    """A subscription has a row of conditions, all of which must hold. Each is one of:

    a phrase that must be said, must not be said, or one of several that must; a company that is not wanted, or several
    of which one is; a floor of pay; and the places of somebody who names very many.
    """

    def __init__(self) -> None:
        self._numbers: dict[Condition, int] = {}
        self._usual: list[bool] = []  # what holds where the posting says nothing of it
        self._usually = np.zeros(0, bool)
        self._phrases: dict[str, list[str]] = {}  # by their rarest word
        self._met_by_phrase: Said = {}
        self._missed_by_phrase: Said = {}
        self._met_by_company: Said = {}
        self._missed_by_company: Said = {}
        self._places: dict[int, frozenset[int]] = {}
        self._floors = Floors()
        self._floor_columns: FloorColumns | None = None

    def numbers(self, criteria: Criteria) -> tuple[int, ...]:
        """The row of somebody who asks for this; empty where the word of an entry says it all."""
        keywords, companies = criteria.keywords, criteria.companies
        found: list[int] = []
        if keywords.all or keywords.any or keywords.none:
            found += map(self._number, _of_words(compiled(Criteria(keywords=keywords))))
        if companies.only or companies.never:
            found += map(self._number, _of_companies(compiled(Criteria(companies=companies))))
        if criteria.pay is not None:
            found.append(self._number(_floor(criteria.pay, lenient=criteria.unknown.pay is not OnUnknown.EXCLUDE)))
        return tuple(dict.fromkeys(found))

    @property
    def asked(self) -> tuple[Condition, ...]:
        """By their numbers."""
        return tuple(self._numbers)

    def restore(self, asked: Iterable[Condition]) -> None:
        """Into what is still empty."""
        for condition in asked:
            self._number(condition)

    def one_of_places(self, places: Iterable[int]) -> int:
        return self._number(("places", frozenset(places)))

    def holding(self, facts: Facts, places: Numbers) -> Flags:
        """Of every condition, whether the posting meets it."""
        if len(self._usually) != len(self._usual):
            self._usually = np.array(self._usual, bool)
        holds = self._usually.copy()
        met, missed = self._by_words(facts)
        if facts.company is not None:
            met += self._met_by_company.get(facts.company, ())
            missed += self._missed_by_company.get(facts.company, ())
        if self._places:
            here = frozenset(places.tolist())
            met += [number for number, wanted in self._places.items() if not wanted.isdisjoint(here)]
        holds[met] = True
        holds[missed] = False
        self._test_floors(facts.posting.pay, holds)
        return holds

    def _number(self, condition: Condition) -> int:
        number = self._numbers.get(condition)
        if number is None:
            number = self._numbers[condition] = len(self._usual)
            self._usual.append(self._file(condition, number))
        return number

    def _file(self, condition: Condition, number: int) -> bool:
        """Whether it holds where the posting says nothing of it."""
        match condition:
            case "all", str(phrase):
                return self._file_phrases({phrase}, self._met_by_phrase, number, usual=False)
            case "any", frozenset(phrases):
                return self._file_phrases(phrases, self._met_by_phrase, number, usual=False)
            case "none", str(phrase):
                return self._file_phrases({phrase}, self._missed_by_phrase, number, usual=True)
            case "only", frozenset(companies):
                return _file_all(companies, self._met_by_company, number, usual=False)
            case "never", str(company):
                return _file_all({company}, self._missed_by_company, number, usual=True)
            case "pay", float(least), str(currency), bool(lenient):
                return self._file_floor(least, currency, number, usual=lenient)
            case "places", frozenset(places):
                self._places[number] = places
                return False
        raise ValueError(f"{condition[:1]} is no condition that we know")

    def _file_phrases(self, phrases: AbstractSet[str], by_phrase: Said, number: int, *, usual: bool) -> bool:
        known = phrases - {NOWHERE}
        for phrase in known:
            if phrase not in self._met_by_phrase and phrase not in self._missed_by_phrase:
                rarest = min(phrase.split(), key=lambda word: len(self._phrases.get(word, ())))
                self._phrases.setdefault(rarest, []).append(phrase)
        return _file_all(known, by_phrase, number, usual=usual)

    def _file_floor(self, least: float, currency: str, number: int, *, usual: bool) -> bool:
        self._floor_columns = None
        self._floors.numbers.append(number)
        self._floors.least.append(least)
        self._floors.currencies.append(currency)
        return usual

    def _by_words(self, facts: Facts) -> tuple[list[int], list[int]]:
        met: list[int] = []
        missed: list[int] = []
        if not self._phrases:
            return met, missed
        text = facts.text
        for word in self._phrases.keys() & set(text.split()):
            for phrase in self._phrases[word]:
                if phrase in text:
                    met += self._met_by_phrase.get(phrase, ())
                    missed += self._missed_by_phrase.get(phrase, ())
        return met, missed

    def _test_floors(self, pay: Pay | None, holds: Flags) -> None:
        """As `judging.answers.pay` answers; what is not stated is the usual case."""
        if pay is None or pay.period is None or pay.currency is None or not self._floors.numbers:
            return
        floors = self._floor_columns = self._floor_columns or _columns(self._floors)
        same = floors.currencies == pay.currency
        if pay.max is not None:
            holds[floors.numbers[same]] = annual(pay.max, pay.period) >= floors.least[same]
        elif pay.min is not None:
            holds[floors.numbers[same & (annual(pay.min, pay.period) >= floors.least)]] = True


def _of_words(wish: Wish) -> Iterator[Condition]:
    yield from (("all", phrase) for phrase in wish.all_words)
    yield from (("none", phrase) for phrase in wish.no_words)
    if wish.any_words:
        yield "any", frozenset(wish.any_words)


def _of_companies(wish: Wish) -> Iterator[Condition]:
    yield from (("never", company) for company in wish.never)
    if wish.only:
        yield "only", wish.only


def _floor(pay: PayFloor, *, lenient: bool) -> Condition:
    return "pay", float(annual(pay.min, pay.period)), pay.currency, lenient


def _file_all(names: Iterable[str], by_name: Said, number: int, *, usual: bool) -> bool:
    for name in names:
        by_name.setdefault(name, []).append(number)
    return usual


def _columns(floors: Floors) -> FloorColumns:
    return FloorColumns(
        numbers=np.array(floors.numbers, np.int64),
        least=np.array(floors.least),
        currencies=np.array(floors.currencies),
    )
