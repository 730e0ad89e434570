"""GovernmentJobs (NEOGOV): the feed of one agency of the United States, RSS with fields of NEOGOV's own.

https://www.governmentjobs.com, «RSS feed of jobs» of an agency's page. Rows that have ended stay listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urlsplit

from jobalerts_crawler.board import Board, Page, Snapshot, Source
from jobalerts_crawler.sources.rss import RSS
from jobalerts_shared.posting import Advert

HOST = "https://www.governmentjobs.com"
HOSTS = re.compile(r"(?:www|agency)\.(?:governmentjobs|schooljobs)\.com")
AGENCY_PATH = re.compile(r"^/(?:careers|jobs)/([a-z0-9_-]+)", re.IGNORECASE)
NUMBERED = re.compile(r"/jobs/(?:newprint/)?(\d+)")


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/SearchEngine/JobsFeed?agency={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    return Snapshot(tuple(map(_numbered, RSS.read(pages, board).adverts)), complete=False)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if not HOSTS.fullmatch((parts.hostname or "").lower()):
        return None
    asked = parse_qs(parts.query).get("agency")
    found = AGENCY_PATH.match(parts.path)
    return asked[0].lower() if asked else found[1].lower() if found and found[1] != "home" else None


def _numbered(advert: Advert) -> Advert:
    found = NUMBERED.search(advert.url or "")
    return advert.model_copy(update={"native_id": found[1]}) if found else advert


GOVERNMENTJOBS = Source("governmentjobs", addresses, read, detect)
