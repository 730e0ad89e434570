"""Himalayas: remote jobs of many employers, paged JSON with stamps in seconds.

https://himalayas.app/docs/remote-jobs-api. A currency stands there even without pay; the figures are a year's.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Title,
    Words,
    covers,
    is_front,
    lines,
    pay_of,
    rows_of,
    stamp,
    words_of,
)
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, PayPeriod, WorkMode

HOST = "https://himalayas.app"
ALL = "all"
PER_PAGE = 20
MOST_PAGES = 10
EXPECTED = "the JSON of Himalayas, an object with `jobs`"


class _Job(Wire):
    title: Title
    guid: Words = None
    companyName: Words = None
    employmentType: Words = None
    minSalary: Figure = None
    maxSalary: Figure = None
    currency: Words = None
    salaryPeriod: Words = None
    seniority: Each[object] = ()
    locationRestrictions: Each[object] = ()
    parentCategories: Words = None
    description: Words = None
    excerpt: Words = None
    pubDate: Words = None
    expiryDate: Words = None
    applicationLink: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, or those that a word finds."""
    base = f"{(board.base_url or HOST).rstrip('/')}/jobs/api"
    found = "" if board.token in (None, ALL) else f"/search?q={quote(board.token or '', safe='')}"
    return (f"{base}{found or '?limit=20&offset=0'}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("jobs",), alone=("title", "companyName"))]
    jobs, complete = read_rows(rows, _Job, "Himalayas jobs with a `title`")
    return Snapshot(tuple(map(_advert, jobs)), complete=complete and covers(answers[0], len(rows), "totalCount"))


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """The newest come first: some pages of them. A search is not paged."""
    first = addresses(board)[0]
    last = rows_of(parse_json(pages[-1], EXPECTED), EXPECTED, ("jobs",), alone=("title", "companyName"))
    if len(last) < PER_PAGE or not first.endswith("&offset=0"):
        return None
    return Request(f"{first.removesuffix('0')}{len(pages) * PER_PAGE}")


def detect(url: str) -> str | None:
    return ALL if is_front(url, "himalayas.app") else None


def _advert(job: _Job) -> Advert:
    return Advert(
        native_id=job.guid or job.applicationLink or derived_id(job.title, job.companyName or ""),
        title=job.title,
        company=job.companyName,
        locations=lines(map(words_of, job.locationRestrictions)),
        work_mode=WorkMode.REMOTE,
        employment_type=job.employmentType,
        level=", ".join(filter(None, map(words_of, job.seniority))) or None,
        pay=pay_of(job.minSalary, job.maxSalary, job.currency, job.salaryPeriod or PayPeriod.YEAR),
        description=job.description or job.excerpt or "",
        posted_at=stamp(job.pubDate) or moment(job.pubDate),
        valid_through=stamp(job.expiryDate) or moment(job.expiryDate),
        url=absolute(job.guid, None) or job.applicationLink,
        apply_url=job.applicationLink,
        department=job.parentCategories,
    )


HIMALAYAS = Source("himalayas", addresses, read, detect, more=more, most_pages=MOST_PAGES, documented=True)
