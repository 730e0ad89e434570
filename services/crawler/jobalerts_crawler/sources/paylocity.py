"""Paylocity: an employer's jobs, from its feed for job boards or the page that people see.

The page carries them for its own script, with the names of the feed's fields in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Flag, Ident, Maybe, Title, Words, line, lines, rows_of, told, words_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable, Wire, describe, parse_json, read_rows
from jobalerts_crawler.pages.states import states
from jobalerts_crawler.pages.tree import parse
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert, WorkMode

HOST = "https://recruiting.paylocity.com"
EXPECTED = "the jobs of a Paylocity employer, JSON with `jobs` or a page with `pageData`"
BOARD_PATH = re.compile(r"^/recruiting/(?:jobs/All|v2/api/feed/jobs)/([0-9a-fA-F-]{36})", re.IGNORECASE)


class _Place(Wire):
    name: Words = None
    city: Words = None
    state: Words = None
    country: Words = None


class _Job(Wire):
    jobid: Ident
    title: Title
    companyname: Words = None
    locationname: Words = None
    place: Maybe[_Place] = None
    publisheddate: Words = None
    hiringdepartment: Words = None
    isinternal: Flag = None
    isremote: Flag = None
    workplacetype: Words = None
    jobtype: Words = None
    salarydescription: Words = None
    description: Words = None
    requirements: Words = None
    displayurl: Words = None
    applyurl: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is the employer's key, as its page has it."""
    base = f"{(board.base_url or HOST).rstrip('/')}/recruiting"
    return (f"{base}/v2/api/feed/jobs/{quote(board.token or '', safe='-')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    page = pages[0]
    answer = parse_json(page, EXPECTED) if page.text.lstrip()[:1] in ("{", "[") else _state(page)
    rows = rows_of(answer, EXPECTED, ("jobs", "Jobs"), alone=("JobId", "JobTitle"))
    found, complete = read_rows(map(_folded, rows), _Job, "Paylocity jobs with an id and a title")
    company = words_of(told(answer, "companyName")) or words_of(told(answer, "CompanyName"))
    public = (job for job in found if not job.isinternal)
    return Snapshot(tuple(_advert(job, company, board) for job in public), complete)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = BOARD_PATH.match(parts.path) if parts.hostname == "recruiting.paylocity.com" else None
    return found[1].lower() if found else None


def _state(page: Page) -> object:
    for state in states(parse(page)):
        if isinstance(told(state, "Jobs"), list):
            return state
    raise Unreadable(EXPECTED, describe(page))


def _folded(row: object) -> object:
    """The fields of both shapes under one name."""
    if not isinstance(row, Mapping):
        return row
    named = {str(key).lower(): value for key, value in row.items()}
    place = named.get("joblocation") or named.get("location")
    return {
        **named,
        "title": named.get("title") or named.get("jobtitle"),
        "place": {str(key).lower(): value for key, value in place.items()} if isinstance(place, Mapping) else None,
    }


def _advert(job: _Job, company: str | None, board: Board) -> Advert:
    place = job.place or _Place()
    own = line(place.city, place.state, place.country) if place.city else job.locationname or place.name
    url = job.displayurl or f"{HOST}/Recruiting/Jobs/Details/{quote(job.jobid, safe='')}"
    return Advert(
        native_id=job.jobid,
        title=job.title,
        company=job.companyname or company or board.name,
        locations=lines([own]),
        work_mode=work_mode(job.workplacetype) or (WorkMode.REMOTE if job.isremote else None),
        employment_type=job.jobtype,
        pay_text=job.salarydescription,
        description="\n".join(part for part in (job.description, job.requirements) if part),
        posted_at=moment(job.publisheddate),
        url=url,
        apply_url=job.applyurl or url,
        department=job.hiringdepartment,
    )


PAYLOCITY = Source("paylocity", addresses, read, detect)
