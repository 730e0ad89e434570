"""The board behind a careers page, by what the page embeds, says it is, links to or names as its feed. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from jobalerts_crawler.board import Board, Page, Unreadable
from jobalerts_crawler.pages.structured import job_postings
from jobalerts_crawler.pages.traces import Traces, traces
from jobalerts_crawler.pages.tree import is_html, parse
from jobalerts_crawler.sources import SOURCES
from jobalerts_crawler.sources.sitemap import SITEMAP_LINE
from jobalerts_shared.settings import SourceSettings

# The kinds that carry one employer's board each: a feed of many employers is nobody's careers page.
BOARDS = (
    "greenhouse", "lever", "ashby", "smartrecruiters", "workable", "recruitee", "personio", "teamtailor", "workday",
    "rippling", "pinpoint", "breezy", "gem", "join", "comeet", "jazzhr", "bamboohr", "hrmdirect", "oracle", "eightfold",
    "phenom", "icims", "successfactors", "ukg", "paylocity", "governmentjobs",
)  # fmt: skip
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._%/-]{0,100}")
NO_TOKEN = {"embed", "widget", "widgets", "assets", "static", "js", "css", "api", "public"}
NO_NAME = {"www", "careers", "career", "jobs", "job", "work", "apply", "hiring", "team", "com", "net", "org", "gov"}
SHORTEST_NAME = 3  # letters that an employer's site and its board may have in common by chance


class Reason(StrEnum):
    """Why we take it for the page's board."""

    LED = "the address leads there"
    SCRIPT = "embedded script"
    FRAME = "embedded frame"
    ITSELF = "the address that the page gives itself"
    SERVED = "the vendor serves the page"
    LINKS = "its links"
    FEED = "the feed that it names"
    SITEMAP = "it shows no advert, and robots.txt names a sitemap"


@dataclass(frozen=True, slots=True)
class Candidate:
    source: SourceSettings
    reason: Reason


def found_in(page: Page) -> tuple[Candidate, ...]:
    """The board by the strongest evidence; several where nothing tells them apart.

    None where the page itself is to be read, as one with the words of a JobPosting is.
    """
    if led := _board(page.url or ""):
        return (Candidate(led, Reason.LED),)
    try:
        tree = parse(page) if is_html(page.text) else None
    except Unreadable:
        return ()
    if tree is None or job_postings(tree):
        return ()
    for reason, boards in _evidence(traces(tree, page.url), page.url):
        counted = Counter(board.id for board in boards).most_common()
        if first := [board_id for board_id, count in counted if count == counted[0][1]]:
            named = {board.id: board for board in boards}
            return tuple(Candidate(named[board_id], reason) for board_id in first)
    return ()


def is_readable(page: Page) -> bool:
    """Whether the page shows adverts by itself."""
    try:
        return bool(SOURCES["page"].read([page], Board("page", url=page.url)).adverts)
    except Unreadable:
        return False


def found_in_robots(robots: str, address: str) -> tuple[Candidate, ...]:
    if not SITEMAP_LINE.search(robots):
        return ()
    parts = urlsplit(address)
    site = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
    return (Candidate(SourceSettings(kind="sitemap", url=site), Reason.SITEMAP),)


def _evidence(found: Traces, base: str | None) -> Iterator[tuple[Reason, list[SourceSettings]]]:
    """The strongest first."""
    told = [SourceSettings(kind=kind, token=token) for kind, token in found.told]
    yield Reason.SCRIPT, [*_boards(found.scripts), *told]
    yield Reason.FRAME, _boards(found.frames)
    yield Reason.ITSELF, _boards(found.itself)
    yield Reason.SERVED, list(_served(found, base))
    yield Reason.LINKS, _linked(_boards(found.links), base)
    yield Reason.FEED, [SourceSettings(kind="rss", url=address) for address in dict.fromkeys(found.feeds)]


def _boards(addresses: Iterable[str]) -> list[SourceSettings]:
    return [board for board in map(_board, addresses) if board]


def _board(address: str) -> SourceSettings | None:
    for kind in BOARDS:
        token = SOURCES[kind].detect(address)
        if token and TOKEN.fullmatch(token) and token.lower() not in NO_TOKEN:
            return SourceSettings(kind=kind, token=token)
    return None


def _served(found: Traces, base: str | None) -> Iterator[SourceSettings]:
    """A vendor's pages under the employer's own name: its files, beside what only its own pages have."""
    host = (urlsplit(base or "").hostname or "").lower()
    own = [urlsplit(address).path for address in (*found.links, *found.feeds) if urlsplit(address).hostname == host]
    hosts = {urlsplit(address).hostname or "" for address in found.assets}
    if any(name.endswith("teamtailor-cdn.com") for name in hosts) and any(path.endswith("/jobs.rss") for path in own):
        yield SourceSettings(kind="teamtailor", token=host)
    if any(name.endswith("recruiteecdn.com") for name in hosts) and any(path.startswith("/o/") for path in own):
        yield SourceSettings(kind="recruitee", token=host)


def _linked(boards: list[SourceSettings], base: str | None) -> list[SourceSettings]:
    """The board that most of the links lead to; a single link only to a board of the site's own name."""
    counted = Counter(board.id for board in boards)
    return [
        board
        for board in boards
        if counted[board.id] * 2 > len(boards) and (counted[board.id] > 1 or _is_own(board, base))
    ]


def _is_own(board: SourceSettings, base: str | None) -> bool:
    token = _letters(re.split(r"[./]", board.token or "")[0])
    names = map(_letters, (urlsplit(base or "").hostname or "").split("."))
    own = [name for name in names if len(name) >= SHORTEST_NAME and name not in NO_NAME]
    return len(token) >= SHORTEST_NAME and any(name in token or token in name for name in own)


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.casefold())
