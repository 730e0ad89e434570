"""Pinpoint: an employer's postings in one JSON answer, complete, with pay and a true end.

The same list that the careers site's own page is filled from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Figure, Flag, Ident, Maybe, Title, Words, line, lines, pay_of, rows_of, spaced
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import end_of, moment, work_mode
from jobalerts_shared.posting import Advert

EXPECTED = "the JSON of a Pinpoint site, an object with `data`"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.pinpointhq\.com")
SECTIONS = (
    ("description", None),
    ("key_responsibilities", "key_responsibilities_header"),
    ("skills_knowledge_expertise", "skills_knowledge_expertise_header"),
    ("benefits", "benefits_header"),
)


class _Location(Wire):
    name: Words = None
    city: Words = None
    province: Words = None
    country: Words = None


class _Job(Wire):
    department: Words = None


class _Posting(Wire):
    id: Ident
    title: Title
    url: Words = None
    path: Words = None
    location: Maybe[_Location] = None
    job: Maybe[_Job] = None
    description: Words = None
    key_responsibilities: Words = None
    key_responsibilities_header: Words = None
    skills_knowledge_expertise: Words = None
    skills_knowledge_expertise_header: Words = None
    benefits: Words = None
    benefits_header: Words = None
    compensation: Words = None
    compensation_minimum: Figure = None
    compensation_maximum: Figure = None
    compensation_currency: Words = None
    compensation_frequency: Words = None
    compensation_visible: Flag = None
    employment_type: Words = None
    employment_type_text: Words = None
    workplace_type: Words = None
    workplace_type_text: Words = None
    deadline_at: Words = None
    published_at: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    token = (board.token or "").lower()
    host = quote(token if "." in token else f"{token}.pinpointhq.com", safe="")
    return (f"{(board.base_url or f'https://{host}').rstrip('/')}/postings.json",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("data", "postings"), alone=("id", "title"))
    postings, complete = read_rows(rows, _Posting, "Pinpoint postings with `id` and `title`")
    return Snapshot(tuple(_advert(posting, pages[0], board) for posting in postings), complete)


def detect(url: str) -> str | None:
    found = SITE_HOST.fullmatch((urlsplit(url).hostname or "").lower())
    return found[1] if found and found[1] not in ("www", "app", "developers") else None


def _advert(posting: _Posting, page: Page, board: Board) -> Advert:
    location = posting.location or _Location()
    base = page.url or next(iter(addresses(board)) if board.token else iter(()), None)
    url = absolute(posting.url or posting.path, base)
    place = line(location.city, location.province, location.country) if location.city else location.name
    shown = posting.compensation_visible is not False
    return Advert(
        native_id=posting.id,
        title=posting.title,
        company=board.name or board.token,
        locations=lines([place]),
        work_mode=work_mode(posting.workplace_type) or work_mode(posting.workplace_type_text),
        employment_type=posting.employment_type_text or spaced(posting.employment_type),
        pay=pay_of(
            posting.compensation_minimum,
            posting.compensation_maximum,
            posting.compensation_currency,
            posting.compensation_frequency,
        )
        if shown
        else None,
        pay_text=posting.compensation if shown else None,
        description=_description(posting),
        posted_at=moment(posting.published_at),
        valid_through=end_of(posting.deadline_at),
        url=url,
        apply_url=url,
        department=posting.job.department if posting.job else None,
    )


def _description(posting: _Posting) -> str:
    said = posting.model_dump()
    parts = [(said.get(header or ""), said[name]) for name, header in SECTIONS if said[name]]
    return "\n".join(f"<h3>{header}</h3>{body}" if header else body for header, body in parts)


PINPOINT = Source("pinpoint", addresses, read, detect)
