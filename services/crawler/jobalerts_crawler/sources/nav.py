"""NAV: the adverts of Norway's public job site as a feed of changes; who has ended is said so.

https://navikt.github.io/pam-stilling-feed. It asks for a token in a header. A page of the feed is a list of what
changed, never of all; an entry has the text, the employer and the places. Contacts in it are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from jobalerts_crawler.answers import Each, Ident, Maybe, Title, Words, is_front, line, lines, rows_of, told
from jobalerts_crawler.board import (
    Board,
    Key,
    Page,
    Request,
    Snapshot,
    Source,
    Unreadable,
    Wire,
    describe,
    parse_json,
    read_rows,
)
from jobalerts_crawler.words import end_of, moment
from jobalerts_shared.posting import Advert

HOST = "https://pam-stilling-feed.nav.no"
PAGES = "https://arbeidsplassen.nav.no/stillinger/stilling"
ALL = "all"
EXPECTED = "the JSON of NAV's feed, an object with `items` or `ad_content`"
EXTENTS = {"heltid": "Full-time", "deltid": "Part-time"}
TEMPORARY = {"vikariat", "engasjement", "sesong", "prosjekt", "åremål"}
KEY = Key(headers={"Authorization": "Bearer {nav_token}"})


class _Employer(Wire):
    name: Words = None


class _Place(Wire):
    city: Words = None
    municipal: Words = None
    county: Words = None
    country: Words = None


class _Ad(Wire):
    uuid: Ident
    title: Title
    status: Words = None
    businessName: Words = None
    employer: Maybe[_Employer] = None
    municipal: Words = None
    workLocations: Each[_Place] = ()
    description: Words = None
    published: Words = None
    expires: Words = None
    applicationDue: Words = None
    applicationUrl: Words = None
    link: Words = None
    sourceurl: Words = None
    extent: Words = None
    engagementtype: Words = None
    jobtitle: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    return (f"{(board.base_url or HOST).rstrip('/')}/api/v1/feed?last=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    rows = [_flat(row) for page in pages for row in _rows(parse_json(page, EXPECTED))]
    ads, _ = read_rows(rows, _Ad, "NAV's adverts with `uuid` and `title`")
    return Snapshot(tuple({ad.uuid: _advert(ad) for ad in ads}.values()), complete=False)


def detail(advert: Advert, board: Board) -> Request | None:
    return Request(f"{(board.base_url or HOST).rstrip('/')}/api/v1/feedentry/{quote(advert.native_id, safe='')}")


def read_detail(page: Page, board: Board, listed: Advert) -> Advert:
    adverts = [advert for advert in read([page], board).adverts if advert.native_id == listed.native_id]
    if not adverts:
        raise Unreadable("the NAV entry that was asked for", describe(page))
    return adverts[0]


def detect(url: str) -> str | None:
    return ALL if is_front(url, "arbeidsplassen.nav.no") else None


def _rows(answer: object) -> list[object]:
    if isinstance(told(answer, "ad_content"), dict) or isinstance(told(answer, "uuid"), str):
        return [answer]
    return rows_of(answer, EXPECTED, ("items", "content"))


def _flat(row: object) -> object:
    """A feed's item has its advert under `_feed_entry`, an entry under `ad_content`, an ended entry nowhere."""
    if not isinstance(row, Mapping):
        return row
    content, entry = row.get("ad_content"), row.get("_feed_entry")
    inner = [part for part in (entry, content) if isinstance(part, Mapping)]
    return {**row, **{key: value for part in inner for key, value in part.items() if value is not None}}


def _advert(ad: _Ad) -> Advert:
    url = ad.link or f"{PAGES}/{quote(ad.uuid, safe='')}"
    limited = "temporary" if (ad.engagementtype or "").casefold() in TEMPORARY else None
    extent = EXTENTS.get((ad.extent or "").casefold(), ad.extent)
    return Advert(
        native_id=ad.uuid,
        title=ad.title,
        company=(ad.employer and ad.employer.name) or ad.businessName,
        locations=_locations(ad),
        employment_type=" ".join(filter(None, (limited, extent))) or None,
        description=ad.description or "",
        posted_at=moment(ad.published),
        valid_through=end_of(ad.expires) or end_of(ad.applicationDue),
        closed=ad.status is not None and ad.status.upper() != "ACTIVE",
        url=url,
        apply_url=ad.applicationUrl or ad.sourceurl or url,
        department=ad.jobtitle,
    )


def _locations(ad: _Ad) -> tuple[str, ...]:
    """Places stand in capitals: `OSLO`, `NORGE`."""
    named = (line(place.city or place.municipal, place.county, place.country) for place in ad.workLocations)
    return lines(place.title() for place in named) or lines([(ad.municipal or "").title()])


NAV = Source("nav", addresses, read, detect, detail=detail, read_detail=read_detail, documented=True, key=KEY)
