"""Breezy: an employer's positions in one JSON list. Off unless the operator has permission: its terms forbid it.

Pay is free text without a period: «$1.40k - $1.80k».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Flag, Ident, Maybe, Title, Words, country_code, line, lines, rows_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert, Place, WorkMode

EXPECTED = "the JSON of a Breezy board, a list of positions"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.breezy\.hr")
NOTICE = "Breezy's terms of use forbid automated reading"


class _Named(Wire):
    id: Words = None
    name: Words = None


class _Location(Wire):
    name: Words = None
    city: Words = None
    state: Maybe[_Named] = None
    country: Maybe[_Named] = None
    is_remote: Flag = None
    remote_details: Words = None


class _Position(Wire):
    id: Ident
    name: Title
    url: Words = None
    published_date: Words = None
    type: Words = None
    experience: Words = None
    location: Maybe[_Location] = None
    locations: Each[_Location] = ()
    department: Words = None
    salary: Words = None
    description: Words = None
    company: Words = None
    state: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    token = quote((board.token or "").lower(), safe="")
    return (f"{(board.base_url or f'https://{token}.breezy.hr').rstrip('/')}/json?verbose=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("positions",), alone=("id", "name"))
    positions, complete = read_rows(rows, _Position, "Breezy positions with `id` and `name`")
    public = (position for position in positions if position.state in (None, "published"))
    return Snapshot(tuple(_advert(position, board) for position in public), complete)


def detect(url: str) -> str | None:
    found = SITE_HOST.fullmatch((urlsplit(url).hostname or "").lower())
    return found[1] if found and found[1] not in ("www", "app", "api", "developer") else None


def _advert(position: _Position, board: Board) -> Advert:
    stated = position.locations or tuple(filter(None, [position.location]))
    detailed = next(filter(None, (work_mode(location.remote_details) for location in stated)), None)
    remote = any(location.is_remote for location in stated)
    return Advert(
        native_id=position.id,
        title=position.name,
        company=position.company or board.name or board.token,
        locations=lines(map(_line, stated)),
        places=_cities(stated),
        work_mode=detailed or (WorkMode.REMOTE if remote else None),
        employment_type=position.type,
        level=position.experience,
        pay_text=position.salary,
        description=position.description or "",
        posted_at=moment(position.published_date),
        url=position.url,
        apply_url=position.url,
        department=position.department,
    )


def _line(location: _Location) -> str | None:
    state, country = location.state or _Named(), location.country or _Named()
    return line(location.city, state.name, country.name) if location.city else location.name or country.name


def _cities(stated: Iterable[_Location]) -> tuple[Place, ...]:
    return tuple(
        Place(city=location.city, country=country_code(location.country.id))
        for location in stated
        if location.city and location.country and country_code(location.country.id) and not work_mode(location.city)
    )


BREEZY = Source("breezy", addresses, read, detect, notice=NOTICE)
