"""Criteria made ready to be compared: roles and places read, words folded, pay worked out for a year; once each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jobalerts_shared.judging.words import company_key, spaced, words_of
from jobalerts_shared.posting import EmploymentType, Level, PayPeriod, WorkMode
from jobalerts_shared.reading.pay import PER_YEAR
from jobalerts_shared.reading.roles import read_role
from jobalerts_shared.reading.wishes import PlaceWish, read_place_wish
from jobalerts_shared.wanted import Criteria

NOWHERE = "\0"  # what holds no word is found in no text


@dataclass(frozen=True, slots=True)
class RoleWish:
    """One wanted role: its canonical name, or, where we know no such role, only the words as they were typed."""

    name: str
    known: bool
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """Compiled criteria. Two equal criteria give two equal wishes, so parts of them can be interned."""

    criteria: Criteria
    roles: tuple[RoleWish, ...]
    places: tuple[PlaceWish, ...]
    levels: frozenset[Level]
    work_modes: frozenset[WorkMode]
    employment_types: frozenset[EmploymentType]
    floor: float | None
    only: frozenset[str]
    never: frozenset[str]
    all_words: tuple[str, ...]
    any_words: tuple[str, ...]
    no_words: tuple[str, ...]


@lru_cache(maxsize=4096)
def compile_criteria(criteria: Criteria) -> Wish:
    """The same criteria are compiled once, however many postings are judged by them."""
    return compiled(criteria)


def compiled(criteria: Criteria) -> Wish:
    """For who needs it once."""
    return Wish(
        criteria=criteria,
        roles=tuple(dict.fromkeys(role for typed in criteria.roles for role in role_wishes(typed))),
        places=tuple(dict.fromkeys(read_place_wish(typed) for typed in criteria.places)),
        levels=frozenset(criteria.levels),
        work_modes=frozenset(criteria.work_modes),
        employment_types=frozenset(criteria.employment_types),
        floor=annual(criteria.pay.min, criteria.pay.period) if criteria.pay else None,
        only=frozenset(map(company_key, criteria.companies.only)),
        never=frozenset(map(company_key, criteria.companies.never)),
        all_words=_phrases(criteria.keywords.all),
        any_words=_phrases(criteria.keywords.any),
        no_words=_phrases(criteria.keywords.none),
    )


def annual(amount: float, period: PayPeriod) -> float:
    return amount * PER_YEAR[period]


@lru_cache(maxsize=4096)
def role_wishes(typed: str) -> tuple[RoleWish, ...]:
    """What was typed may name several roles (`data / ml engineer`); each of them is wanted."""
    names = read_role(typed)
    if not names:
        return (RoleWish(typed, known=False, words=frozenset(words_of(typed))),)
    return tuple(RoleWish(name, known=True, words=frozenset(words_of(name))) for name in names)


def _phrases(typed: Iterable[str]) -> tuple[str, ...]:
    return tuple(spaced(words) if (words := words_of(phrase)) else NOWHERE for phrase in typed)
