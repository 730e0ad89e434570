"""Lever boards: one public JSON list per site, complete and unpaged.

https://github.com/lever/postings-api, and what captured answers do beyond it (`onsite` without its hyphen).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable, Wire, parse_json, read_rows
from jobalerts_crawler.words import period_of, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, Place

HOSTS = ("https://api.lever.co", "https://api.eu.lever.co")
EXPECTED = "the JSON of a Lever board, a list of postings"
SITE_HOSTS = re.compile(r"(?:jobs|api)(?:\.eu)?\.lever\.co")


class _Categories(Wire):
    location: str | None = None
    allLocations: list[str | None] | None = None
    commitment: str | None = None
    team: str | None = None
    department: str | None = None


class _Salary(Wire):
    currency: str | None = None
    interval: str | None = None
    min: float | None = None
    max: float | None = None


class _List(Wire):
    text: str | None = None
    content: str | None = None


class _Posting(Wire):
    id: str
    text: str
    categories: _Categories | None = None
    country: str | None = None
    workplaceType: str | None = None
    createdAt: int | None = None
    hostedUrl: str | None = None
    applyUrl: str | None = None
    description: str | None = None
    descriptionPlain: str | None = None
    lists: list[_List] | None = None
    additional: str | None = None
    salaryRange: _Salary | None = None
    salaryDescription: str | None = None
    salaryDescriptionPlain: str | None = None


def addresses(board: Board) -> tuple[str, ...]:
    """The world's host first, then Europe's: a site is on one of them and its name does not tell."""
    hosts = (board.base_url.rstrip("/"),) if board.base_url else HOSTS
    return tuple(f"{host}/v0/postings/{quote(board.token or '', safe='')}?mode=json" for host in hosts)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    parsed = parse_json(pages[0], EXPECTED)
    if not isinstance(parsed, list):
        raise Unreadable(EXPECTED, "a JSON object" if isinstance(parsed, dict) else "a bare JSON value")
    postings, complete = read_rows(parsed, _Posting, "Lever postings with `id` and `text`")
    return Snapshot(tuple(_advert(posting, board) for posting in postings), complete)


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
        title=" ".join(posting.text.split()),
        # Lever names no employer; its site's name is what there is.
        company=board.name or board.token,
        locations=locations,
        places=_country(posting.country, locations),
        work_mode=work_mode(posting.workplaceType),
        employment_type=categories.commitment,
        pay=_pay(posting.salaryRange),
        pay_text=posting.salaryDescriptionPlain or posting.salaryDescription,
        description=_description(posting),
        posted_at=_created(posting.createdAt),
        url=posting.hostedUrl,
        apply_url=posting.applyUrl,
        department=categories.department or categories.team,
    )


def _locations(categories: _Categories) -> tuple[str, ...]:
    named = [categories.location, *(categories.allLocations or [])]
    return tuple(dict.fromkeys(place for name in named if name for place in split_places(name)))


def _country(code: str | None, locations: tuple[str, ...]) -> tuple[Place, ...]:
    """The country is that of the first place; with several places it says nothing of the others."""
    if code and re.fullmatch("[A-Za-z]{2}", code) and len(locations) <= 1:
        return (Place(country=code.upper()),)
    return ()


def _created(milliseconds: int | None) -> datetime | None:
    if not milliseconds or not 0 < milliseconds < 7_000_000_000_000:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _pay(salary: _Salary | None) -> Pay | None:
    if not salary or not (salary.min or salary.max):
        return None
    currency = (salary.currency or "").upper()
    return Pay(
        min=salary.min or None,
        max=salary.max or None,
        currency=currency if re.fullmatch("[A-Z]{3}", currency) else None,
        period=period_of(salary.interval or ""),
    )


def _description(posting: _Posting) -> str:
    sections = [f"<h3>{section.text or ''}</h3><ul>{section.content or ''}</ul>" for section in posting.lists or []]
    opening = posting.description or posting.descriptionPlain or ""
    return "\n".join(part for part in (opening, *sections, posting.salaryDescription, posting.additional) if part)


LEVER = Source("lever", addresses, read, detect, documented=True)
