"""Remotive: remote jobs of many employers in one JSON answer; a few calls a day, and the source is to be named.

https://remotive.com/remote-jobs/api. Pay is free text: «$31,2k- $52k», «OTE $25k - $35k», «-».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Ident, Title, Words, covers, lines, rows_of, spaced
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, WorkMode

HOST = "https://remotive.com"
ALL = "all"
ON_TARGET = re.compile(r"^\s*OTE\b[\s:]*", re.IGNORECASE)  # earnings on target are all that its field for pay may say
EXPECTED = "the JSON of Remotive, an object with `jobs`"


class _Job(Wire):
    id: Ident
    title: Title
    url: Words = None
    company_name: Words = None
    category: Words = None
    job_type: Words = None
    publication_date: Words = None
    candidate_required_location: Words = None
    salary: Words = None
    description: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, or one category."""
    base = f"{(board.base_url or HOST).rstrip('/')}/api/remote-jobs"
    return (base if board.token in (None, ALL) else f"{base}?category={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    parsed = parse_json(pages[0], EXPECTED)
    rows = rows_of(parsed, EXPECTED, ("jobs",), alone=("id", "title"))
    jobs, complete = read_rows(rows, _Job, "Remotive jobs with `id` and `title`")
    return Snapshot(tuple(map(_advert, jobs)), complete=complete and covers(parsed, len(rows), "total-job-count"))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") not in ("remotive.com", "remotive.io"):
        return None
    path = [part for part in parts.path.split("/") if part]
    return path[1] if path[:1] == ["remote-jobs"] and len(path) > 1 else ALL


def _advert(job: _Job) -> Advert:
    return Advert(
        native_id=job.id,
        title=job.title,
        company=job.company_name,
        locations=lines([job.candidate_required_location]),
        work_mode=WorkMode.REMOTE,
        employment_type=spaced(job.job_type),
        pay_text=ON_TARGET.sub("", job.salary or "") or None,
        description=job.description or "",
        posted_at=moment(job.publication_date),
        url=job.url,
        apply_url=job.url,
        department=job.category,
    )


REMOTIVE = Source("remotive", addresses, read, detect, documented=True)
