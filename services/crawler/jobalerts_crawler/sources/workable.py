"""Workable accounts: the public list of an account's jobs, and what its own pages ask for.

https://workable.readme.io/reference/jobs-1 (v1: `name`, `jobs`); the pages of apply.workable.com page through `results`
(v3) and read one job at a time (v2). A job in several places is a row for each, with one shortcode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    country_code,
    covers,
    line,
    pay_of,
    rows_of,
    told,
    words_of,
)
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert, Pay, Place, WorkMode

HOST = "https://www.workable.com"
PAGES = "https://apply.workable.com"
EXPECTED = "the JSON of a Workable account, an object with `jobs` or `results`"
APPLY_HOSTS = re.compile(r"(?:apply|www|jobs)\.workable\.com")
ACCOUNT_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.workable\.com")
API_PATHS = re.compile(r"^/(?:api/(?:v\d/)?(?:widget/)?accounts/)?([A-Za-z0-9][A-Za-z0-9-]*)(?:/|$)")
NO_ACCOUNT = {"api", "j", "view", "jobs", "search", "company", "_"}
UNPUBLISHED = {"draft", "closed", "archived"}  # `state` is a region in one answer, and what became of the job in others
ALONE = ("shortcode", "title")
TYPES = {"full": "Full-time", "part": "Part-time"}


class _Place(Wire):
    country: Words = None
    countryCode: Words = None
    country_code: Words = None
    city: Words = None
    region: Words = None
    hidden: Flag = None
    telecommuting: Flag = None
    workplace_type: Words = None


class _Salary(Wire):
    salary_from: Figure = None
    salary_to: Figure = None
    salary_currency: Words = None


class _Job(Wire):
    shortcode: Ident
    title: Title
    employment_type: Words = None
    type: Words = None
    telecommuting: Flag = None
    remote: Flag = None
    workplace: Words = None
    workplace_type: Words = None
    department: Words = None
    url: Words = None
    shortlink: Words = None
    application_url: Words = None
    published_on: Words = None
    published: Words = None
    created_at: Words = None
    country: Words = None
    city: Words = None
    state: Words = None
    location: Maybe[_Place] = None
    locations: Each[_Place] = ()
    experience: Words = None
    description: Words = None
    requirements: Words = None
    benefits: Words = None
    isInternal: Flag = None
    salary: Maybe[_Salary] = None


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/api/accounts/{quote((board.token or '').lower(), safe='')}?details=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("jobs", "results"), alone=ALONE)]
    jobs, complete = read_rows(rows, _Job, "Workable jobs with `shortcode` and `title`")
    company = words_of(told(answers[0], "name"))
    grouped: dict[str, list[_Job]] = {}
    for job in jobs:
        if not job.isInternal and (job.state or "").casefold() not in UNPUBLISHED:
            grouped.setdefault(job.shortcode, []).append(job)
    return Snapshot(
        tuple(_advert(same, company, board) for same in grouped.values()),
        complete=complete and not told(answers[-1], "nextPage") and covers(answers[0], len(rows), "total"),
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """Only the list that the account's own pages ask for is paged: by a token."""
    following = words_of(told(parse_json(pages[-1], EXPECTED), "nextPage"))
    if not following:
        return None
    base = (board.base_url or PAGES).rstrip("/")
    account = quote((board.token or "").lower(), safe="")
    return Request(f"{base}/api/v3/accounts/{account}/jobs", {"query": "", "token": following})


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if APPLY_HOSTS.fullmatch(host):
        found = API_PATHS.match(parts.path)
        return found[1].lower() if found and found[1] not in NO_ACCOUNT and host != "jobs.workable.com" else None
    named = ACCOUNT_HOST.fullmatch(host)
    return named[1] if named and named[1] not in {"help", "resources", "developer", "support"} else None


def _advert(same: Sequence[_Job], company: str | None, board: Board) -> Advert:
    job = same[0]
    url = job.url or job.shortlink or f"{PAGES}/j/{quote(job.shortcode, safe='')}"
    kind = job.employment_type or job.type
    places = tuple(dict.fromkeys(place for row in same for place in _shown(row)))
    return Advert(
        native_id=job.shortcode,
        title=job.title,
        company=company or board.name or board.token,
        locations=tuple(dict.fromkeys(filter(None, (line(p.city, p.region, p.country) for p in places)))),
        places=_cities(places),
        work_mode=_work_mode(job),
        employment_type=TYPES.get(kind or "", kind),
        level=job.experience,
        pay=_pay(job.salary),
        description="\n".join(part for part in (job.description, job.requirements, job.benefits) if part),
        posted_at=moment(job.published_on) or moment(job.published) or moment(job.created_at),
        url=url,
        apply_url=job.application_url or url,
        department=job.department,
    )


def _shown(job: _Job) -> tuple[_Place, ...]:
    """The places that the employer lets be seen."""
    shown = tuple(place for place in job.locations or filter(None, [job.location]) if not place.hidden)
    return shown or (
        _Place(city=job.city, region=None if job.state == "published" else job.state, country=job.country),
    )


def _cities(places: Iterable[_Place]) -> tuple[Place, ...]:
    return tuple(
        Place(city=place.city, country=country_code(place.countryCode or place.country_code))
        for place in places
        if place.city and country_code(place.countryCode or place.country_code) and not work_mode(place.city)
    )


def _pay(salary: _Salary | None) -> Pay | None:
    return pay_of(salary.salary_from, salary.salary_to, salary.salary_currency) if salary else None


def _work_mode(job: _Job) -> WorkMode | None:
    """`false` says only that the job is not wholly remote."""
    where = job.location or _Place()
    stated = work_mode(job.workplace or job.workplace_type or where.workplace_type)
    return stated or (WorkMode.REMOTE if job.telecommuting or job.remote or where.telecommuting else None)


WORKABLE = Source("workable", addresses, read, detect, more=more, documented=True)
