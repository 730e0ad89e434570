"""Subscriptions and postings made up from a seed: many wishes for few jobs, as on a job board of all trades.

4,000 role phrases of the table (synonyms and translations too), of which some are wanted far more often than others;
cities, regions, countries, areas, remote work and circles; levels; and 42 of 100 with conditions of keywords, companies
or pay. At a million subscriptions a posting is wanted by some 390.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from bench.reading.postings import FACTS, HEADINGS, SUBJECTS, THINGS, VERBS, WAYS
from jobalerts_shared.posting import Advert
from jobalerts_shared.pushed import PushedPosting
from jobalerts_shared.reading.gazetteer import Kind, gazetteer
from jobalerts_shared.reading.roles_table import entries

ROLES = 4000
CITIES = 400
CITY_SKEW = 0.9
SKEW = 0.83  # the hundredth role is wanted a fortieth as often as the first
FURTHER = 0.42
LEVELS = ["intern", "junior", "mid", "senior", "staff", "lead", "manager", "director"]
PREFIXES = ["", "", "", "", "Senior ", "Senior ", "Junior ", "Staff ", "Lead ", "Principal ", "Intern - "]
SUFFIXES = ["", "", ", Payments", " - Platform", " (m/w/d)", " | Growth", " II"]
REGIONS = ["England, UK", "Scotland, UK", "Bavaria, Germany", "California, US", "Texas, US", "Ontario, Canada"]
COUNTRIES = ["United Kingdom", "Germany", "France", "United States", "Canada", "India", "Spain", "Poland", "Australia"]
AREAS = ["Europe", "EMEA", "DACH", "North America", "APAC"]
REMOTE = ["remote: GB", "remote: US", "remote: DE", "remote, Europe", "remote"]
WORDS = "python java sql react kubernetes excel sap german french clearance on-call travel night weekend c++ go"
KNOWN = WORDS.split()
COMPANIES = [f"{first} {second}" for first in ("Acme", "Blue", "Nord", "Polar", "Union") for second in ("Bank", "Labs")]
PAY = {"GBP": 30_000, "EUR": 35_000, "USD": 50_000}

Json = dict[str, Any]  # as the files hold them


def subscriptions(count: int, seed: int) -> Iterator[Json]:
    chance = random.Random(seed)
    for number in range(1, count + 1):
        yield {"id": number, "criteria": _criteria(chance)}


def postings(count: int, seed: int) -> Iterator[Json]:
    chance = random.Random(seed + 1)
    for number in range(1, count + 1):
        title = f"{chance.choice(PREFIXES)}{_role(chance).title()}{chance.choice(SUFFIXES)}"
        said = {"id": number, "native_id": str(number), "title": title, "company": chance.choice(COMPANIES)}
        said |= {"locations": [_location(chance)], "description": _text(chance)}
        yield said | _stated(chance)


def advert(said: Json) -> Advert:
    """Of a pushed posting; its id in the file is its native id, where it has no other."""
    return PushedPosting.model_validate({"native_id": str(said["id"]), **said}).advert()


def _criteria(chance: random.Random) -> Json:
    wanted: Json = {"roles": [_role(chance) for _ in range(chance.choice((1, 1, 2)))]}
    wanted["places"] = [_place(chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    if chance.random() < 0.5:
        first = chance.randrange(len(LEVELS) - 1)
        wanted["levels"] = LEVELS[first : first + chance.choice((1, 2, 3))]
    if chance.random() < 0.2:
        wanted["work_modes"] = chance.choice((["remote"], ["remote", "hybrid"], ["onsite"]))
    if chance.random() < 0.2:
        wanted["employment_types"] = ["FULL_TIME"]
    if chance.random() < 0.15:
        wanted["unknown"] = {chance.choice(("levels", "places", "pay")): chance.choice(("include", "exclude"))}
    if chance.random() < FURTHER:
        wanted |= _further(chance)
    return wanted


def _further(chance: random.Random) -> Json:
    match chance.randrange(4):
        case 0:
            return {"keywords": {"all": [chance.choice(KNOWN)]}}
        case 1:
            return {"keywords": {"any": chance.sample(KNOWN, 2), "none": [chance.choice(KNOWN)]}}
        case 2:
            return {"companies": {"never": chance.sample(COMPANIES, 2)}}
        case _:
            currency = chance.choice(list(PAY))
            return {"pay": {"min": PAY[currency] + 5000 * chance.randrange(12), "currency": currency}}


def _role(chance: random.Random) -> str:
    return chance.choices(_roles(), cum_weights=_weights(ROLES, SKEW))[0]


def _place(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.6:
        return _city(chance)
    if draw < 0.68:
        return f"within {chance.choice((15, 30, 50, 100))} km of {_city(chance)}"
    return chance.choice(REGIONS if draw < 0.74 else COUNTRIES if draw < 0.86 else REMOTE if draw < 0.97 else AREAS)


def _location(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.85:
        return _city(chance) + chance.choice(("", "", "", " (Hybrid)", " (Remote)"))
    return f"Remote - {chance.choice(COUNTRIES)}" if draw < 0.95 else chance.choice(COUNTRIES)


def _city(chance: random.Random) -> str:
    return chance.choices(_cities(), cum_weights=_weights(CITIES, CITY_SKEW))[0]


def _stated(chance: random.Random) -> Json:
    said: Json = {}
    if chance.random() < 0.5:
        currency = chance.choice(list(PAY))
        least = PAY[currency] + 5000 * chance.randrange(12)
        said["pay"] = {"min": least, "max": least + 15_000, "currency": currency, "period": "year"}
    if chance.random() < 0.6:
        said["employment_type"] = chance.choice(("Full-time", "Full-time", "Part-time", "Contract"))
    return said


def _text(chance: random.Random) -> str:
    sentences = (
        f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(THINGS)} {chance.choice(WAYS)}."
        for _ in range(chance.randint(10, 30))
    )
    known = ", ".join(chance.sample(KNOWN, 4))
    return "\n".join([chance.choice(HEADINGS), " ".join(sentences), f"You know {known}.", chance.choice(FACTS)])


@cache
def _roles() -> Sequence[str]:
    names = [form for line in entries() for form in (line.name, *line.close, *line.wide)]
    random.Random(0).shuffle(names)
    return list(dict.fromkeys(names))[:ROLES]


@cache
def _cities() -> Sequence[str]:
    """The largest of a few countries, with their country, so that no namesake is meant."""
    found = [gazetteer().place(number) for number in range(gazetteer().count)]
    cities = [
        one for one in found if one.kind == Kind.CITY and one.country in ("GB", "DE", "FR", "US", "CA", "ES", "PL")
    ]
    largest = sorted(cities, key=lambda one: -one.population)[:CITIES]
    return [f"{one.name}, {one.country}" for one in largest]


@cache
def _weights(count: int, skew: float) -> Sequence[float]:
    return list(accumulate((rank + 1) ** -skew for rank in range(count)))
