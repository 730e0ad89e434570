"""Lever boards: one public JSON list per site, complete and unpaged.

https://github.com/lever/postings-api, and what captured answers do beyond it (`onsite` without its hyphen).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Figure, Ident, Maybe, Title, Words, country_of, pay_of, rows_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay

HOSTS = ("https://api.lever.co", "https://api.eu.lever.co")
EXPECTED = "the JSON of a Lever board, a list of postings"
PUBLIC = ("published", "closed")  # of the states that an employer's own export has
SITE_HOSTS = re.compile(r"(?:jobs|api)(?:\.eu)?\.lever\.co")


class _Categories(Wire):
    location: Words = None
    allLocations: Each[Words] = ()
    commitment: Words = None
    team: Words = None
    department: Words = None


class _Salary(Wire):
    currency: Words = None
    interval: Words = None
    min: Figure = None
    max: Figure = None


class _List(Wire):
    text: Words = None
    content: Words = None


class _Posting(Wire):
    id: Ident
    text: Title
    state: Words = None
    categories: Maybe[_Categories] = None
    country: Words = None
    workplaceType: Words = None
    createdAt: Words = None
    hostedUrl: Words = None
    applyUrl: Words = None
    description: Words = None
    descriptionPlain: Words = None
    lists: Each[_List] = ()
    additional: Words = None
    salaryRange: Maybe[_Salary] = None
    salaryDescription: Words = None
    salaryDescriptionPlain: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """The world's host first, then Europe's: a site is on one of them and its name does not tell."""
    hosts = (board.base_url.rstrip("/"),) if board.base_url else HOSTS
    return tuple(f"{host}/v0/postings/{quote(board.token or '', safe='')}?mode=json" for host in hosts)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("data", "postings"), alone=("id", "text"))
    postings, complete = read_rows(rows, _Posting, "Lever postings with `id` and `text`")
    public = (posting for posting in postings if (posting.state or "published") in PUBLIC)
    return Snapshot(tuple(_advert(posting, board) for posting in public), complete)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if not SITE_HOSTS.fullmatch(parts.hostname or ""):
        return None
    path = [part for part in parts.path.split("/") if part]
    if path[:2] == ["v0", "postings"]:
        path = path[2:]
    return path[0] if path else None


def _advert(posting: _Posting, board: Board) -> Advert:
    categories = posting.categories or _Categories()
    locations = _locations(categories)
    return Advert(
        native_id=posting.id,
        title=posting.text,
        # Lever names no employer; its site's name is what there is.
        company=board.name or board.token,
        locations=locations,
        places=country_of(posting.country, locations),
        work_mode=work_mode(posting.workplaceType),
        employment_type=categories.commitment,
        pay=_pay(posting.salaryRange),
        pay_text=posting.salaryDescriptionPlain or posting.salaryDescription,
        description=_description(posting),
        posted_at=moment(posting.createdAt),
        closed=posting.state == "closed",
        url=posting.hostedUrl,
        apply_url=posting.applyUrl,
        department=categories.department or categories.team,
    )


def _locations(categories: _Categories) -> tuple[str, ...]:
    named = [categories.location, *categories.allLocations]
    return tuple(dict.fromkeys(place for name in named if name for place in split_places(name)))


def _pay(salary: _Salary | None) -> Pay | None:
    return pay_of(salary.min, salary.max, salary.currency, salary.interval) if salary else None


def _description(posting: _Posting) -> str:
    sections = [f"<h3>{section.text or ''}</h3><ul>{section.content or ''}</ul>" for section in posting.lists]
    opening = posting.description or posting.descriptionPlain or ""
    return "\n".join(part for part in (opening, *sections, posting.salaryDescription, posting.additional) if part)


LEVER = Source("lever", addresses, read, detect, documented=True)
