"""Teamtailor careers sites: the public feed of all jobs, as RSS with places or as JSON Feed with schema.org's fields.

https://support.teamtailor.com/en/articles/11171756. A hundred jobs a page; the number in an advert's address is its
lasting id, the feed's own is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from jobalerts_crawler.answers import line, lines
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.sources.rss import read_json_feed
from jobalerts_crawler.words import moment, work_mode
from jobalerts_crawler.xml_page import markup_of, parse_xml, text_of
from jobalerts_shared.posting import Advert, WorkMode

EXPECTED = "the jobs feed of a Teamtailor site, RSS or JSON"
PLACES = "{https://teamtailor.com/locations}"
PER_PAGE = 100
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)(?:\.[a-z]{2,3}\d?)?\.teamtailor\.com")
VENDORS_OWN = {"www", "app", "api", "career", "support", "docs", "partner"}
NUMBERED = re.compile(r"/jobs/(\d+)")
STATUSES = {"fully": WorkMode.REMOTE, "hybrid": WorkMode.HYBRID, "none": WorkMode.ONSITE}


def addresses(board: Board) -> tuple[str, ...]:
    """A site's name on the vendor's host, or the host of its own."""
    token = (board.token or "").lower()
    host = quote(token if "." in token else f"{token}.teamtailor.com", safe="")
    base = (board.base_url or f"https://{host}").rstrip("/")
    return (f"{base}/jobs.rss?per_page={PER_PAGE}&offset=0",)


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """Until a page is short of its hundred."""
    if len(_adverts(pages[-1], board)) < PER_PAGE:
        return None
    first = addresses(board)[0].removesuffix("0")
    return Request(f"{first}{len(pages) * PER_PAGE}")


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """Whole when the last page is short of its hundred."""
    found = [_adverts(page, board) for page in pages]
    adverts = {advert.native_id: advert for page in found for advert in page}
    return Snapshot(tuple(adverts.values()), complete=len(found[-1]) < PER_PAGE)


def detect(url: str) -> str | None:
    host = (urlsplit(url).hostname or "").lower()
    found = SITE_HOST.fullmatch(host)
    if not found or found[1] in VENDORS_OWN:
        return None
    return found[1] if host.count(".") == 2 else host


def _adverts(page: Page, board: Board) -> list[Advert]:
    if page.text.lstrip()[:1] in ("{", "["):
        return [_numbered(advert) for advert in read_json_feed(page, board)]
    channel = parse_xml(page, EXPECTED, "rss").find("channel")
    publisher = text_of(channel, "title")
    items = channel.findall("item") if channel is not None else []
    return [_numbered(advert) for item in items if (advert := _advert(item, page, board.name or publisher))]


def _numbered(advert: Advert) -> Advert:
    found = NUMBERED.search(advert.url or "")
    return advert.model_copy(update={"native_id": found[1]}) if found else advert


def _advert(item: Element, page: Page, company: str | None) -> Advert | None:
    title, url = text_of(item, "title"), absolute(text_of(item, "link"), page.url)
    native_id = text_of(item, "guid") or url
    if not title or not native_id:
        return None
    status = (text_of(item, "remoteStatus") or "").casefold()
    return Advert(
        native_id=native_id,
        title=title,
        company=text_of(item, f"{PLACES}company") or company,
        locations=lines(_place(place) for place in item.iterfind(f"{PLACES}locations/{PLACES}location")),
        work_mode=STATUSES.get(status) or work_mode(status),
        description=markup_of(item, "description"),
        posted_at=moment(text_of(item, "pubDate")),
        url=url,
        apply_url=url,
        department=text_of(item, f"{PLACES}department") or text_of(item, "department"),
    )


def _place(place: Element) -> str | None:
    city, country = text_of(place, f"{PLACES}city"), text_of(place, f"{PLACES}country")
    return line(city, country) if city else text_of(place, f"{PLACES}name") or country


TEAMTAILOR = Source("teamtailor", addresses, read, detect, more=more, documented=True)
