"""JobTech: the adverts of Sweden's public employment service (Platsbanken), JSON with stable ids and stated ends.

https://jobsearch.api.jobtechdev.se; the stream of changes has the same rows, with `removed` for what has ended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Flag, Ident, Maybe, Title, Words, covers, line, lines, rows_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import end_of, moment
from jobalerts_shared.posting import Advert, WorkMode

HOST = "https://jobsearch.api.jobtechdev.se"
PAGES = "https://arbetsformedlingen.se/platsbanken/annonser"
ALL = "all"
EXPECTED = "the JSON of JobTech, an object with `hits`"
HOSTS = re.compile(r"jobsearch\.api\.jobtechdev\.se|(?:www\.)?arbetsformedlingen\.se")
TYPES = {"heltid": "Full-time", "deltid": "Part-time", "heltid/deltid": "Full-time or part-time"}
TEMPORARY = re.compile(r"vikariat|visstid|säsong|behovs|sommar|tidsbegränsad", re.IGNORECASE)


class _Employer(Wire):
    name: Words = None
    workplace: Words = None


class _Text(Wire):
    text: Words = None
    text_formatted: Words = None


class _Address(Wire):
    city: Words = None
    municipality: Words = None
    region: Words = None
    country: Words = None


class _Application(Wire):
    url: Words = None


class _Ad(Wire):
    id: Ident
    headline: Title
    webpage_url: Words = None
    employer: Maybe[_Employer] = None
    description: Maybe[_Text] = None
    workplace_address: Maybe[_Address] = None
    employment_type: Words = None
    working_hours_type: Words = None
    salary_description: Words = None
    occupation: Words = None
    publication_date: Words = None
    application_deadline: Words = None
    last_publication_date: Words = None
    application_details: Maybe[_Application] = None
    removed: Flag = None
    remote_work: object = None


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, the newest first, or those that words find."""
    base = f"{(board.base_url or HOST).rstrip('/')}/search?limit=100&sort=pubdate-desc"
    return (base if board.token in (None, ALL) else f"{base}&q={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("hits",), alone=("id", "headline"))]
    ads, complete = read_rows(rows, _Ad, "JobTech adverts with `id` and `headline`")
    return Snapshot(tuple(map(_advert, ads)), complete=complete and covers(answers[0], len(rows), "total", "value"))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = HOSTS.fullmatch(parts.hostname or "")
    return ALL if found and ("platsbanken" in parts.path or "jobtechdev" in found[0]) else None


def _advert(ad: _Ad) -> Advert:
    employer, text, address = ad.employer or _Employer(), ad.description or _Text(), ad.workplace_address or _Address()
    url = ad.webpage_url or f"{PAGES}/{quote(ad.id, safe='')}"
    return Advert(
        native_id=ad.id,
        title=ad.headline,
        company=employer.name or employer.workplace,
        locations=lines([line(address.city or address.municipality, address.region, address.country)]),
        work_mode=WorkMode.REMOTE if ad.remote_work is True else None,
        employment_type=_employment(ad),
        pay_text=ad.salary_description,
        description=text.text_formatted or text.text or "",
        posted_at=moment(ad.publication_date),
        valid_through=end_of(ad.application_deadline) or end_of(ad.last_publication_date),
        closed=ad.removed is True,
        url=url,
        apply_url=(ad.application_details and ad.application_details.url) or url,
        department=ad.occupation,
    )


def _employment(ad: _Ad) -> str | None:
    hours = ad.working_hours_type or ""
    limited = "temporary" if TEMPORARY.search(ad.employment_type or "") else None
    return " ".join(filter(None, (limited, TYPES.get(hours.casefold(), hours)))) or None


JOBTECH = Source("jobtech", addresses, read, detect, documented=True)
