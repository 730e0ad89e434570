"""Adzuna: adverts of many sites, by country, paged JSON with cut texts; it asks for a key.

https://developer.adzuna.com/docs/search. `salary_is_predicted` marks a model's guess, which is nobody's pay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    covers,
    line,
    lines,
    pay_of,
    rows_of,
    spaced,
)
from jobalerts_crawler.board import Board, Key, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, Pay, PayPeriod
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain

HOST = "https://api.adzuna.com"
EXPECTED = "the JSON of Adzuna, an object with `results`"
SITE_HOST = re.compile(r"(?:www\.)?adzuna\.(?:com?\.)?([a-z]{2,3})")
API_PATH = re.compile(r"^/v1/api/jobs/([a-z]{2})/")
SITES = {"com": "us", "uk": "gb"}
CURRENCIES = {
    **dict.fromkeys(("AT", "BE", "DE", "ES", "FR", "IT", "NL"), "EUR"),
    "GB": "GBP",
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "CH": "CHF",
    "PL": "PLN",
    "IN": "INR",
    "BR": "BRL",
    "MX": "MXN",
    "SG": "SGD",
    "ZA": "ZAR",
}
KEY = Key(query={"app_id": "{adzuna_app_id}", "app_key": "{adzuna_app_key}"})


class _Location(Wire):
    display_name: Words = None
    area: Each[str] = ()


class _Company(Wire):
    display_name: Words = None


class _Category(Wire):
    label: Words = None


class _Job(Wire):
    id: Ident
    title: Title
    company: Maybe[_Company] = None
    location: Maybe[_Location] = None
    category: Maybe[_Category] = None
    description: Words = None
    redirect_url: Words = None
    created: Words = None
    contract_time: Words = None
    contract_type: Words = None
    salary_min: Figure = None
    salary_max: Figure = None
    salary_is_predicted: Flag = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is COUNTRY or COUNTRY/WORDS."""
    country, _, words = (board.token or "").partition("/")
    base = f"{(board.base_url or HOST).rstrip('/')}/v1/api/jobs/{quote(country, safe='')}/search/1"
    return (f"{base}?results_per_page=50&sort_by=date" + (f"&what={quote(words, safe='')}" if words else ""),)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("results",), alone=("id", "title"))]
    jobs, complete = read_rows(rows, _Job, "Adzuna jobs with `id` and `title`")
    return Snapshot(tuple(map(_advert, jobs)), complete=complete and covers(answers[0], len(rows), "count"))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if found := API_PATH.match(parts.path):
        return found[1] if parts.hostname == "api.adzuna.com" else None
    site = SITE_HOST.fullmatch(parts.hostname or "")
    return SITES.get(site[1], site[1]) if site else None


def _advert(job: _Job) -> Advert:
    location = job.location or _Location()
    return Advert(
        native_id=job.id,
        title=plain(job.title).replace("\n", " "),
        company=job.company.display_name if job.company else None,
        locations=lines([_place(location)]),
        employment_type=" ".join(filter(None, (spaced(job.contract_time), _contract(job.contract_type)))) or None,
        pay=None if job.salary_is_predicted else _pay(job, location),
        description=job.description or "",
        posted_at=moment(job.created),
        url=job.redirect_url,
        apply_url=job.redirect_url,
        department=job.category.label if job.category else None,
    )


def _contract(kind: str | None) -> str | None:
    return "contract" if kind == "contract" else None


def _place(location: _Location) -> str:
    """A geocode, widest first: `US, Virginia, Arlington County, State Farm`."""
    return line(*reversed(location.area)) if location.area else line(location.display_name)


def _pay(job: _Job, location: _Location) -> Pay | None:
    """A year's figures in the money of the country."""
    read = read_location(location.area[0]).places if location.area else ()
    country = read[0].country if read else None
    return pay_of(job.salary_min, job.salary_max, CURRENCIES.get(country or ""), PayPeriod.YEAR)


ADZUNA = Source("adzuna", addresses, read, detect, documented=True, key=KEY)
