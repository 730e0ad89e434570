"""UKG (UltiPro): the opportunities of an employer's job board, what the board's own page asks, paged by a body.

Undocumented. Full or part time is a truth value; the country has three letters and a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Flag, Ident, Maybe, Title, Words, line, lines, number, rows_of, told
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert

EXPECTED = "the JSON of a UKG job board, an object with `opportunities`"
HOST = re.compile(r"recruiting\d?\.ultipro\.(?:com|ca)|[a-z0-9-]+\.rec\.pro\.ukg\.net")
BOARD_PATH = re.compile(r"^/([A-Za-z0-9]+)/JobBoard/([0-9a-fA-F-]{36})")
PER_PAGE = 50
ASKED: dict[str, object] = {"Top": PER_PAGE, "QueryString": "", "Filters": []}


class _Named(Wire):
    Code: Words = None
    Name: Words = None


class _Address(Wire):
    City: Words = None
    State: Maybe[_Named] = None
    Country: Maybe[_Named] = None


class _Place(Wire):
    LocalizedName: Words = None
    LocalizedDescription: Words = None
    Address: Maybe[_Address] = None


class _Opportunity(Wire):
    Id: Ident
    Title: Title
    RequisitionNumber: Words = None
    FullTime: Flag = None
    JobCategoryName: Words = None
    Locations: Each[_Place] = ()
    PostedDate: Words = None
    BriefDescription: Words = None
    Description: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    return (f"{_base(board)}/JobBoardView/LoadSearchResults",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("opportunities",), alone=("Id", "Title"))]
    found, complete = read_rows(rows, _Opportunity, "UKG opportunities with `Id` and `Title`")
    different = {one.Id: one for one in found}
    total = number(told(answers[0], "totalCount"))
    return Snapshot(
        tuple(_advert(one, board) for one in different.values()),
        complete=complete and total is not None and total <= len(different),
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    last = rows_of(parse_json(pages[-1], EXPECTED), EXPECTED, ("opportunities",))
    offset = len(pages) * PER_PAGE
    if len(last) < PER_PAGE or offset >= (number(told(parse_json(pages[0], EXPECTED), "totalCount")) or 0):
        return None
    return Request(addresses(board)[0], {"opportunitySearch": {**ASKED, "Skip": offset}})


def detect(url: str) -> str | None:
    """`HOST/COMPANY/BOARD`: a company may have several boards, on one of several hosts."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    found = BOARD_PATH.match(parts.path)
    return f"{host}/{found[1]}/{found[2].lower()}" if found and HOST.fullmatch(host) else None


def _base(board: Board) -> str:
    host, _, rest = (board.token or "").partition("/")
    company, _, uuid = rest.partition("/")
    base = (board.base_url or f"https://{quote(host, safe='.:')}").rstrip("/")
    return f"{base}/{quote(company, safe='')}/JobBoard/{quote(uuid, safe='-')}"


def _advert(one: _Opportunity, board: Board) -> Advert:
    url = f"{_base(board)}/OpportunityDetail?opportunityId={quote(one.Id, safe='')}" if board.token else None
    hours = None if one.FullTime is None else "Full-time" if one.FullTime else "Part-time"
    return Advert(
        native_id=one.Id,
        title=one.Title,
        company=board.name,
        locations=lines(map(_line, one.Locations)),
        employment_type=hours,
        description=one.Description or one.BriefDescription or "",
        posted_at=moment(one.PostedDate),
        url=url,
        apply_url=url,
        department=one.JobCategoryName,
    )


def _line(place: _Place) -> str | None:
    address = place.Address or _Address()
    state, country = address.State or _Named(), address.Country or _Named()
    own = line(address.City, state.Name or state.Code, country.Name or country.Code)
    return own if address.City else line(place.LocalizedDescription or place.LocalizedName) or own


UKG = Source(
    "ukg", addresses, read, detect, body={"opportunitySearch": {**ASKED, "Skip": 0}}, more=more, most_pages=100
)
