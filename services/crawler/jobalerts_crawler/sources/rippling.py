"""Rippling: an employer's board as paged JSON, and the detail of one job, which alone has text, date and pay.

https://developer.rippling.com, «Job Board API»: a hundred requests in ten minutes. The older list has a row for each
place of a job, with one uuid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Maybe,
    Title,
    Words,
    country_code,
    line,
    lines,
    number,
    pay_of,
    rows_of,
    told,
)
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.words import moment, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, Place, WorkMode

HOST = "https://api.rippling.com"
EXPECTED = "the JSON of a Rippling board, a list of jobs or an object with `items`"
BOARD_HOSTS = re.compile(r"(?:ats|api)\.(?:[a-z0-9]+\.)?rippling\.com")
LANGUAGE = re.compile(r"[a-z]{2}-[A-Z]{2}")
API_PATHS = re.compile(r"^/platform/api/ats/v\d/board/([^/]+)")
KINDS = {"SALARIED_FT": "Full-time", "SALARIED_PT": "Part-time", "HOURLY_FT": "Full-time", "HOURLY_PT": "Part-time"}


class _Place(Wire):
    name: Words = None
    city: Words = None
    state: Words = None
    country: Words = None
    countryCode: Words = None
    workplaceType: Words = None


class _Range(Wire):
    rangeStart: Figure = None
    rangeEnd: Figure = None
    currency: Words = None
    frequency: Words = None


class _Description(Wire):
    company: Words = None
    role: Words = None


class _Job(Wire):
    name: Title
    id: Words = None
    uuid: Words = None
    url: Words = None
    companyName: Words = None
    department: Words = None
    locations: Each[_Place] = ()
    workLocations: Each[object] = ()
    workLocation: Words = None
    employmentType: Words = None
    createdOn: Words = None
    description: Maybe[_Description] = None
    payRangeDetails: Each[_Range] = ()


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/platform/api/ats/v2/board/{quote(board.token or '', safe='')}/jobs?page=0&pageSize=1000",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [
        row for answer in answers for row in rows_of(answer, EXPECTED, ("items", "jobs", "results"), alone=("name",))
    ]
    jobs, complete = read_rows(rows, _Job, "Rippling jobs with a `name`")
    grouped: dict[str, list[_Job]] = {}
    for job in jobs:
        grouped.setdefault(job.id or job.uuid or derived_id(job.name, job.url or ""), []).append(job)
    adverts = tuple(_advert(native_id, same, board) for native_id, same in grouped.items())
    return Snapshot(adverts, complete=complete and (number(told(answers[0], "totalPages")) or 1) <= len(pages))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if not BOARD_HOSTS.fullmatch(parts.hostname or ""):
        return None
    if found := API_PATHS.match(parts.path):
        return found[1]
    path = [part for part in parts.path.split("/") if part and not LANGUAGE.fullmatch(part)]
    return path[0] if path and path[0] not in ("api", "platform") else None


def _advert(native_id: str, same: Sequence[_Job], board: Board) -> Advert:
    job = same[0]
    places = [place for row in same for place in row.locations]
    text = job.description or _Description()
    return Advert(
        native_id=native_id,
        title=job.name,
        company=job.companyName or board.name or board.token,
        locations=_locations(same, places),
        places=_cities(places),
        work_mode=_work_mode(places),
        employment_type=KINDS.get(job.employmentType or "", (job.employmentType or "").replace("_", " ")) or None,
        pay=_pay(job.payRangeDetails),
        description="\n".join(part for part in (text.role, text.company) if part),
        posted_at=moment(job.createdOn),
        url=job.url,
        apply_url=job.url,
        department=job.department,
    )


def _locations(same: Sequence[_Job], places: Iterable[_Place]) -> tuple[str, ...]:
    """`Remote (Austin, Texas, US)` and the like stand in a name alone."""
    stated = [line(p.city, p.state, p.country) if p.city else p.name or p.country for p in places]
    named = [part for row in same for part in (row.workLocation, *row.workLocations) if isinstance(part, str)]
    return lines(place for packed in (stated or named) if packed for place in split_places(packed))


def _cities(places: Iterable[_Place]) -> tuple[Place, ...]:
    return tuple(
        Place(city=place.city, region=place.state, country=country_code(place.countryCode))
        for place in places
        if place.city and country_code(place.countryCode)
    )


def _work_mode(places: Sequence[_Place]) -> WorkMode | None:
    """Said of a place each: of the job only where all say the same."""
    modes = {work_mode(place.workplaceType) for place in places}
    return modes.pop() if len(modes) == 1 else None


def _pay(ranges: Iterable[_Range]) -> Pay | None:
    """One range for each zone: where they differ, none is the job's."""
    known = {pay for pay in (pay_of(r.rangeStart, r.rangeEnd, r.currency, r.frequency) for r in ranges) if pay}
    return known.pop() if len(known) == 1 else None


PAUSE = timedelta(seconds=6)  # its documentation allows 100 requests in 10 minutes
RIPPLING = Source("rippling", addresses, read, detect, documented=True, pause=PAUSE)
