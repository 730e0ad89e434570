"""Phenom: the jobs that a careers site's pages carry for their own script, and what its search answers.

Undocumented. A search page holds ten jobs and says how many there are; from the two-thousandth on it tells none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Flag, Title, Words, country_code, line, lines, number, told
from jobalerts_crawler.board import (
    MEBIBYTE,
    Board,
    Page,
    Request,
    Snapshot,
    Source,
    Unreadable,
    Wire,
    describe,
    parse_json,
    read_rows,
)
from jobalerts_crawler.pages.states import states
from jobalerts_crawler.pages.tree import absolute, parse
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert, Place, WorkMode

EXPECTED = "a Phenom search, JSON with `refineSearch` or a page with `eagerLoadRefineSearch`"
SITE_PATH = re.compile(r"^/([a-z]{2,6}/[a-z]{2}(?:_[a-z]{2})?)/(?:search-results|job/[A-Za-z0-9_-]+/|c/[\w-]+-jobs)")
SEARCHES = ("eagerLoadRefineSearch", "refineSearch")
PER_PAGE = 10
MOST = 2000


class _Elsewhere(Wire):
    location: Words = None


class _Job(Wire):
    title: Title
    jobId: Words = None
    reqId: Words = None
    jobSeqNo: Words = None
    companyName: Words = None
    location: Words = None
    cityStateCountry: Words = None
    city: Words = None
    state: Words = None
    country: Words = None
    countryCode: Words = None
    multi_location: Each[str] = ()
    multi_location_array: Each[_Elsewhere] = ()
    postedDate: Words = None
    dateCreated: Words = None
    type: Words = None
    employmentType: Words = None
    category: Words = None
    experienceLevel: Words = None
    workplaceType: Words = None
    workLocation: Words = None
    remote: Flag = None
    isRemote: Flag = None
    applyUrl: Words = None
    description: Words = None
    descriptionTeaser: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is HOST/COUNTRY/LANGUAGE."""
    host, _, site = (board.token or "").partition("/")
    base = (board.base_url or f"https://{quote(host, safe='.:')}").rstrip("/")
    return (f"{base}/{quote(site, safe='/')}/search-results?s=1",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """Whole when there are as many different jobs as the first page counts."""
    answers = [_answer(page) for page in pages]
    rows = [row for answer in answers for row in _rows(answer)]
    jobs, complete = read_rows(rows, _Job, "Phenom jobs with a `title`")
    known: dict[str, _Job] = {}
    for job in jobs:
        if its_own := _number(job):
            known.setdefault(its_own, job)
    total = _total(answers[0])
    return Snapshot(
        tuple(_advert(job, pages[0], board) for job in known.values()),
        complete=complete and total is not None and total <= len(known),
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    offset = len(pages) * PER_PAGE
    if not _rows(_answer(pages[-1])) or offset >= min(_total(_answer(pages[0])) or MOST, MOST):
        return None
    return Request(f"{addresses(board)[0]}&from={offset}")


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = SITE_PATH.match(parts.path)
    return f"{parts.hostname}/{found[1]}" if found and parts.hostname else None


def _answer(page: Page) -> object:
    """The JSON of a search or a job, or the state of a page that holds one."""
    held = [parse_json(page, EXPECTED)] if page.text.lstrip()[:1] == "{" else list(states(parse(page)))
    for state in held:
        for name in SEARCHES:
            if isinstance(told(state, name, "data"), dict):
                return told(state, name)
        if isinstance(told(state, "jobDetail", "data", "job"), dict):
            return told(state, "jobDetail")
        if isinstance(told(state, "data", "jobs"), list):
            return state
    raise Unreadable(EXPECTED, describe(page))


def _rows(answer: object) -> list[object]:
    jobs = told(answer, "data", "jobs")
    alone = told(answer, "data", "job")
    return list(jobs) if isinstance(jobs, list) else [alone] if alone else []


def _total(answer: object) -> int | None:
    return number(told(answer, "totalHits"))


def _number(job: _Job) -> str | None:
    return job.jobId or job.reqId or job.jobSeqNo


def _advert(job: _Job, page: Page, board: Board) -> Advert:
    host, _, site = (board.token or "").partition("/")
    number = _number(job) or ""
    url = f"https://{host}/{site}/job/{quote(number, safe='')}" if host and site else None
    own = job.cityStateCountry or (line(job.city, job.state, job.country) if job.city else job.location) or job.country
    code = country_code(job.countryCode)
    return Advert(
        native_id=number,
        title=job.title,
        company=job.companyName or board.name,
        locations=lines([own, *job.multi_location, *(place.location for place in job.multi_location_array)]),
        places=(Place(city=job.city, country=code),) if code and job.city and not work_mode(job.city) else (),
        work_mode=_work_mode(job),
        employment_type=job.employmentType or job.type,
        level=job.experienceLevel,
        description=job.description or job.descriptionTeaser or "",
        posted_at=moment(job.postedDate) or moment(job.dateCreated),
        url=url,
        apply_url=absolute(job.applyUrl, page.url) or url,
        department=job.category,
    )


def _work_mode(job: _Job) -> WorkMode | None:
    stated = work_mode(job.workplaceType) or work_mode(job.workLocation)
    return stated or (WorkMode.REMOTE if job.remote or job.isRemote else None)


PHENOM = Source("phenom", addresses, read, detect, more=more, most_pages=200, max_bytes=8 * MEBIBYTE)
