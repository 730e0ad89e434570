"""Arbeitnow: jobs of many employers, most of them in Germany; paged JSON with stamps in seconds.

https://www.arbeitnow.com/blog/job-board-api. `remote: false` is a default; a company's name may be its short name.
"""

from __future__ import annotations

from collections.abc import Sequence

from jobalerts_crawler.answers import (
    Each,
    Flag,
    Ident,
    Title,
    Words,
    is_front,
    lines,
    number,
    rows_of,
    stamp,
    told,
    words_of,
)
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, WorkMode

HOST = "https://www.arbeitnow.com"
ALL = "all"
MOST_PAGES = 10
EXPECTED = "the JSON of Arbeitnow, an object with `data`"


class _Job(Wire):
    slug: Ident
    title: Title
    company_name: Words = None
    description: Words = None
    remote: Flag = None
    url: Words = None
    tags: Words = None
    job_types: Each[object] = ()
    location: Words = None
    created_at: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    return (f"{(board.base_url or HOST).rstrip('/')}/api/job-board-api?page=1",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """Whole when it begins with the first page and the last one names no next."""
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("data", "jobs"), alone=("slug", "title"))]
    jobs, complete = read_rows(rows, _Job, "Arbeitnow jobs with `slug` and `title`")
    first = number(told(answers[0], "meta", "current_page")) == 1
    return Snapshot(tuple(map(_advert, jobs)), complete=complete and first and not told(answers[-1], "links", "next"))


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """The newest come first: some pages of them, as long as there is a next."""
    if not told(parse_json(pages[-1], EXPECTED), "links", "next"):
        return None
    return Request(f"{addresses(board)[0].removesuffix('1')}{len(pages) + 1}")


def detect(url: str) -> str | None:
    return ALL if is_front(url, "arbeitnow.com") else None


def _advert(job: _Job) -> Advert:
    return Advert(
        native_id=job.slug,
        title=job.title,
        company=job.company_name,
        locations=lines([job.location]),
        work_mode=WorkMode.REMOTE if job.remote else None,
        employment_type=", ".join(filter(None, map(words_of, job.job_types))) or None,
        description=job.description or "",
        posted_at=stamp(job.created_at) or moment(job.created_at),
        url=job.url,
        apply_url=job.url,
        department=job.tags,
    )


ARBEITNOW = Source("arbeitnow", addresses, read, detect, more=more, most_pages=MOST_PAGES, documented=True)
