"""We Work Remotely: the newest remote jobs of many employers as RSS, all of them or one category.

The titles are «Company: Title»; the region «Anywhere in the World» is often a default.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from jobalerts_crawler.board import Board, Source
from jobalerts_crawler.sources.rss import read

HOST = "https://weworkremotely.com"
ALL = "all"
CATEGORY = re.compile(r"^/(?:remote-jobs/)?categories/(?:remote-)?([a-z0-9-]+?)(?:-jobs)?(?:\.rss)?/?$")


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    if board.token in (None, ALL):
        return (f"{base}/remote-jobs.rss",)
    return (f"{base}/categories/remote-{quote(board.token or '', safe='')}-jobs.rss",)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") != "weworkremotely.com":
        return None
    found = CATEGORY.match(parts.path)
    return found[1] if found else ALL


WEWORKREMOTELY = Source("weworkremotely", addresses, read, detect, documented=True)
