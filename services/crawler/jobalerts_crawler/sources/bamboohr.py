"""BambooHR: an employer's openings in one JSON answer, and one in detail. Off unless the operator has permission.

Its terms forbid automated reading. `locationType` is not documented and is not read; the list has no dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Flag, Maybe, Title, Words, covers, line, lines, rows_of, told
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, WorkMode

EXPECTED = "the JSON of a BambooHR careers list, an object with `result`"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.bamboohr\.com")
CLOSED = {"closed", "filled", "cancelled", "canceled", "on hold"}
NOTICE = "BambooHR's terms of use forbid automated reading"


class _Location(Wire):
    city: Words = None
    state: Words = None
    province: Words = None
    country: Words = None
    addressCountry: Words = None


class _Opening(Wire):
    jobOpeningName: Title
    id: Words = None
    jobOpeningShareUrl: Words = None
    departmentLabel: Words = None
    employmentStatusLabel: Words = None
    location: Maybe[_Location] = None
    atsLocation: Maybe[_Location] = None
    isRemote: Flag = None
    description: Words = None
    compensation: Words = None
    minimumExperience: Words = None
    datePosted: Words = None
    jobOpeningStatus: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    token = quote((board.token or "").lower(), safe="")
    return (f"{(board.base_url or f'https://{token}.bamboohr.com').rstrip('/')}/careers/list",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    parsed = parse_json(pages[0], EXPECTED)
    single = told(parsed, "result", "jobOpening") or told(parsed, "jobOpening")
    rows = rows_of(single or parsed, EXPECTED, ("result",), alone=("jobOpeningName",))
    openings, complete = read_rows(rows, _Opening, "BambooHR openings with a `jobOpeningName`")
    adverts = tuple(_advert(opening, board) for opening in openings)
    return Snapshot(adverts, complete=complete and covers(parsed, len(rows), "meta", "totalCount"))


def detect(url: str) -> str | None:
    found = SITE_HOST.fullmatch((urlsplit(url).hostname or "").lower())
    return found[1] if found and found[1] not in ("www", "app", "api", "documentation", "help") else None


def _advert(opening: _Opening, board: Board) -> Advert:
    number = opening.id or (opening.jobOpeningShareUrl or "").rpartition("/")[2]
    url = opening.jobOpeningShareUrl
    if not url and board.token and number:
        url = f"https://{quote(board.token.lower(), safe='')}.bamboohr.com/careers/{quote(number, safe='')}"
    place = _line(opening.location or _Location(), opening.atsLocation or _Location())
    return Advert(
        native_id=number or derived_id(opening.jobOpeningName, place),
        title=opening.jobOpeningName,
        company=board.name or board.token,
        locations=lines([place]),
        work_mode=WorkMode.REMOTE if opening.isRemote else None,
        employment_type=opening.employmentStatusLabel,
        level=opening.minimumExperience,
        pay_text=opening.compensation,
        description=opening.description or "",
        posted_at=moment(opening.datePosted),
        closed=(opening.jobOpeningStatus or "open").casefold() in CLOSED,
        url=url,
        apply_url=url,
        department=opening.departmentLabel,
    )


def _line(own: _Location, ats: _Location) -> str:
    """Two fields for one place, of which either may be empty, or hold the country alone."""
    first, other = (own, ats) if own.city or not ats.city else (ats, own)
    more = other if other.city in (None, first.city) else _Location()
    state = first.state or first.province or more.state or more.province
    return line(first.city, state, first.country or first.addressCountry or more.country or more.addressCountry)


BAMBOOHR = Source("bamboohr", addresses, read, detect, notice=NOTICE)
