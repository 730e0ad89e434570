"""Jobicy: the newest remote jobs of many employers in one JSON answer, fifty at most.

https://jobicy.com/jobs-rss-feed. Entities stand in plain fields; `jobGeo` packs several places.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from urllib.parse import quote

from jobalerts_crawler.answers import Each, Figure, Ident, Title, Words, is_front, lines, pay_of, rows_of, words_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, PayPeriod, WorkMode

HOST = "https://jobicy.com"
ALL = "all"
EXPECTED = "the JSON of Jobicy, an object with `jobs`"


class _Job(Wire):
    id: Ident
    jobTitle: Title
    url: Words = None
    companyName: Words = None
    jobIndustry: Words = None
    jobType: Each[object] = ()
    jobGeo: Words = None
    jobLevel: Words = None
    jobDescription: Words = None
    jobExcerpt: Words = None
    pubDate: Words = None
    annualSalaryMin: Figure = None
    annualSalaryMax: Figure = None
    salaryMin: Figure = None
    salaryMax: Figure = None
    salaryCurrency: Words = None
    salaryPeriod: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, or those of one industry."""
    base = f"{(board.base_url or HOST).rstrip('/')}/api/v2/remote-jobs?count=50"
    return (base if board.token in (None, ALL) else f"{base}&industry={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """The newest: what leaves them is not closed."""
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("jobs",), alone=("id", "jobTitle"))
    jobs, _ = read_rows(rows, _Job, "Jobicy jobs with `id` and `jobTitle`")
    return Snapshot(tuple(map(_advert, jobs)), complete=False)


def detect(url: str) -> str | None:
    return ALL if is_front(url, "jobicy.com") else None


def _advert(job: _Job) -> Advert:
    least, most = job.annualSalaryMin or job.salaryMin, job.annualSalaryMax or job.salaryMax
    return Advert(
        native_id=job.id,
        title=unescape(job.jobTitle),
        company=unescape(job.companyName) if job.companyName else None,
        locations=lines([job.jobGeo]),
        work_mode=WorkMode.REMOTE,
        employment_type=", ".join(filter(None, map(words_of, job.jobType))) or None,
        level=None if (job.jobLevel or "").casefold() == "any" else job.jobLevel,
        pay=pay_of(least, most, job.salaryCurrency, job.salaryPeriod or PayPeriod.YEAR),
        description=job.jobDescription or job.jobExcerpt or "",
        posted_at=moment(job.pubDate),
        url=job.url,
        apply_url=job.url,
        department=unescape(job.jobIndustry) if job.jobIndustry else None,
    )


JOBICY = Source("jobicy", addresses, read, detect, documented=True)
