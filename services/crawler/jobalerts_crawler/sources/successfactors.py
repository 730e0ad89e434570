"""SuccessFactors (SAP): a careers site's feed for search engines, RSS with Google's fields, and the pages of its jobs.

A title repeats the place behind it in brackets. What the feed leaves out is not known to be closed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.board import MEBIBYTE, Board, Page, Snapshot, Source
from jobalerts_crawler.pages.tree import is_html
from jobalerts_crawler.sources.page import PAGE
from jobalerts_crawler.sources.rss import RSS
from jobalerts_crawler.words import fold_title
from jobalerts_shared.posting import Advert

FEED_PATH = "/googlefeed.xml"
BEHIND = re.compile(r"\s*\(([^()]{2,80})\)\s*$")
NUMBERED = re.compile(r"/job/[^?#]*?/(\d{4,})/?(?:[?#]|$)")
ZIP = re.compile(r",\s*[A-Z0-9][A-Z0-9 -]{2,9}$")


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is the site's host."""
    host = quote((board.token or "").lower(), safe=".:")
    return (f"{(board.base_url or f'https://{host}').rstrip('/')}{FEED_PATH}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    if is_html(pages[0].text) and "<rss" not in pages[0].text[:2000]:
        return PAGE.read(pages, Board("page", url=pages[0].url, name=board.name))
    snapshot = RSS.read(pages, board)
    adverts = {advert.native_id: advert for advert in map(_own, snapshot.adverts)}
    return Snapshot(tuple(adverts.values()), complete=False)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    return (parts.hostname or "").lower() or None if parts.path == FEED_PATH else None


def _own(advert: Advert) -> Advert:
    """Known by its number; its title without the place that stands in another field."""
    stated = NUMBERED.search(advert.url or "")
    behind = BEHIND.search(advert.title)
    locations = tuple(_without_zip(place) for place in advert.locations)
    town = fold_title(locations[0].split(",")[0]) if locations else None
    repeated = behind and town and fold_title(behind[1]).startswith(town)
    return advert.model_copy(
        update={
            "native_id": stated[1] if stated else advert.native_id,
            "title": advert.title[: behind.start()] if behind and repeated else advert.title,
            "locations": locations,
        }
    )


def _without_zip(place: str) -> str:
    found = ZIP.search(place)
    return place[: found.start()] if found and any(letter.isdigit() for letter in found[0]) else place


SUCCESSFACTORS = Source("successfactors", addresses, read, detect, max_bytes=32 * MEBIBYTE)
