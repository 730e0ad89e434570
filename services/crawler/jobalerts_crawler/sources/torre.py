"""Torre: the newest opportunities of many employers, most of them copied from an employer's own board.

Its search answers any site. Who published an opportunity is personal and is not kept; the address to apply at is that
of the board which it was copied from.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    country_code,
    lines,
    pay_of,
    rows_of,
    spaced,
    words_of,
)
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import end_of, moment
from jobalerts_shared.posting import Advert, Pay, WorkMode

HOST = "https://search.torre.co"
PAGES = "https://torre.ai/post"
ALL = "all"
EXPECTED = "the JSON of Torre's search, an object with `results`"
SITES = ("torre.ai", "torre.co")
TYPES = {"flexible jobs": "contract", "freelance gigs": "freelance"}


class _Amounts(Wire):
    visible: Flag = None
    currency: Words = None
    minAmount: Figure = None
    maxAmount: Figure = None
    periodicity: Words = None


class _Compensation(_Amounts):
    data: Maybe[_Amounts] = None


class _Area(Wire):
    countryCode: Words = None


class _Where(Wire):
    remote: Flag = None
    location: Each[_Area] = ()


class _Opportunity(Wire):
    id: Ident
    objective: Title
    slug: Words = None
    type: Words = None
    commitment: Words = None
    organizations: Each[object] = ()
    locations: Each[str] = ()
    place: Maybe[_Where] = None
    remote: Flag = None
    compensation: Maybe[_Compensation] = None
    created: Words = None
    deadline: Words = None
    status: Words = None
    externalApplicationUrl: Words = None
    details: Words = None
    tagline: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    return (f"{(board.base_url or HOST).rstrip('/')}/opportunities/_search/?size=50&offset=0",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """The newest: what leaves them is not closed."""
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("results",), alone=("id", "objective"))
    found, _ = read_rows(rows, _Opportunity, "Torre's opportunities with `id` and `objective`")
    return Snapshot(tuple(map(_advert, found)), complete=False)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    return ALL if (parts.hostname or "").removeprefix("www.") in SITES and len(parts.path) < 2 else None


def _advert(one: _Opportunity) -> Advert:
    where = one.place or _Where()
    url = f"{PAGES}/{quote(one.id, safe='')}" + (f"-{quote(one.slug, safe='-')}" if one.slug else "")
    kind = (one.type or "").replace("-", " ")
    remote = one.remote if one.remote is not None else where.remote
    codes = (country_code(area.countryCode) for area in where.location) if remote else ()
    return Advert(
        native_id=one.id,
        title=one.objective,
        company=next(filter(None, map(words_of, one.organizations)), None),
        locations=lines(one.locations),
        work_mode=WorkMode.REMOTE if remote else None,
        remote_countries=tuple(dict.fromkeys(code for code in codes if code)),
        employment_type=spaced(one.commitment) or TYPES.get(kind, kind) or None,
        pay=_pay(one.compensation),
        description=one.details or one.tagline or "",
        posted_at=moment(one.created),
        valid_through=end_of(one.deadline),
        closed=(one.status or "open").casefold() == "closed",
        url=url,
        apply_url=absolute(one.externalApplicationUrl, None) or url,
    )


def _pay(stated: _Compensation | None) -> Pay | None:
    """What the employer does not show is not pay that is said."""
    if stated is None or stated.visible is False:
        return None
    told = stated.data or stated
    return pay_of(told.minAmount, told.maxAmount, told.currency, told.periodicity)


TORRE = Source("torre", addresses, read, detect, body={"and": [{"status": {"code": "open"}}]})
