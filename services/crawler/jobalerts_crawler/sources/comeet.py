"""Comeet: an employer's positions in one JSON list, one row per place; the row's mailbox and token are not kept.

https://developers.comeet.com/reference/careers-api-overview. The address needs the employer's public token.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urlsplit

from jobalerts_crawler.answers import (
    Each,
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    country_code,
    line,
    lines,
    rows_of,
)
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import fold_title, work_mode
from jobalerts_shared.posting import Advert, Place, WorkMode

HOST = "https://www.comeet.co"
EXPECTED = "the JSON of a Comeet company, a list of positions"
API_PATH = re.compile(r"^/careers-api/2\.0/company/([A-Z0-9.]+)/positions")
OTHER_PLACE = re.compile(r"-[0-9A-Z]+\.[0-9A-Z]+$")  # 18.767-9B.20A is 18.767 in another place


class _Location(Wire):
    name: Words = None
    country: Words = None
    city: Words = None
    state: Words = None
    is_remote: Flag = None


class _Detail(Wire):
    name: Words = None
    value: Words = None


class _Position(Wire):
    uid: Ident
    name: Title
    company_name: Words = None
    department: Words = None
    employment_type: Words = None
    experience_level: Words = None
    workplace_type: Words = None
    location: Maybe[_Location] = None
    details: Each[_Detail] = ()
    url_active_page: Words = None
    url_comeet_hosted_page: Words = None
    is_internal: Flag = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is COMPANY/TOKEN, both as the employer's page spells them."""
    company, _, token = (board.token or "").partition("/")
    base = (board.base_url or HOST).rstrip("/")
    path = f"/careers-api/2.0/company/{quote(company, safe='')}/positions"
    return (f"{base}{path}?token={quote(token, safe='')}&details=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("positions",), alone=("uid", "name"))
    found, complete = read_rows(rows, _Position, "Comeet positions with `uid` and `name`")
    positions = [position for position in found if not position.is_internal]
    return Snapshot(
        tuple(_advert(position, board) for position in positions),
        complete,
        same_job={
            position.uid: f"comeet:{OTHER_PLACE.sub('', position.uid)}:{fold_title(position.name)}"
            for position in positions
        },
    )


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = API_PATH.match(parts.path) if re.search(r"(?:^|\.)comeet\.com?$", parts.hostname or "") else None
    token = parse_qs(parts.query).get("token")
    return f"{found[1]}/{token[0]}" if found and token else None


def _advert(position: _Position, board: Board) -> Advert:
    location = position.location or _Location()
    places = lines([line(location.city or location.name, location.state, location.country)])
    code = country_code(location.country)
    url = position.url_comeet_hosted_page or position.url_active_page
    return Advert(
        native_id=position.uid,
        title=position.name,
        company=position.company_name or board.name,
        locations=places,
        places=(Place(city=location.city, region=location.state, country=code),) if code else (),
        work_mode=work_mode(position.workplace_type) or (WorkMode.REMOTE if location.is_remote else None),
        employment_type=position.employment_type,
        level=position.experience_level,
        description="\n".join(f"<h3>{part.name or ''}</h3>{part.value}" for part in position.details if part.value),
        url=url,
        apply_url=url,
        department=position.department,
    )


COMEET = Source("comeet", addresses, read, detect, documented=True)
