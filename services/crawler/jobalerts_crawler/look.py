"""One look at a source or a saved response, without any memory: for `source try`, `source add` and `source parse`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

import httpx

from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, refusal
from jobalerts_crawler.fetch import Failed, Fresh, Outcome, Stamps, Unchanged, fetch, read_robots
from jobalerts_crawler.gather import Pages, following, read_pages, with_details
from jobalerts_crawler.robots import Permission, Robots, permission
from jobalerts_crawler.snapshot import listed
from jobalerts_crawler.sources import PARSED, SOURCES
from jobalerts_shared.posting import Posting
from jobalerts_shared.reading.understand import understand


class LookFailed(Exception):
    """The text says what stood in the way, fit to be shown as it is."""


@dataclass(frozen=True, slots=True)
class Look:
    postings: tuple[Posting, ...]
    complete: bool


def read_saved(board: Board, page: Page, now: datetime) -> Look:
    """Raises `Unreadable`. The same reading as the crawler's, so that what `parse` shows is what is crawled."""
    return _looked(board, PARSED[board.kind].read([page], board), now)


def _looked(board: Board, snapshot: Snapshot, now: datetime) -> Look:
    postings = []
    for advert in snapshot.adverts:
        posting = understand(advert, source=board.id, now=now)
        postings.append(posting.model_copy(update={"closed": posting.closed or listed(advert, now).ended}))
    return Look(tuple(postings), snapshot.complete)


async def look(
    client: httpx.AsyncClient, board: Board, now: datetime, *, pause: float = 1.0, most_details: int = 5
) -> Look:
    """Fetch and read once, by the rules of robots.txt. Raises `LookFailed` or `Unreadable`."""
    source = SOURCES[board.kind]
    if refused := refusal(source, board):
        raise LookFailed(f"We do not read {board.id}: {refused}.")
    visit = Visit(client, board, now, pause)
    failed = Failed(Outcome.NOT_FOUND, "no address")
    for address in source.addresses(board):
        answer = await visit.ask(Request(address, source.body))
        if isinstance(answer, Fresh):
            pages = await following(source, board, answer.page, visit.ask)
            return _looked(board, await _some_details(visit, source, pages, most_details), now)
        failed = answer
        if failed.outcome is not Outcome.NOT_FOUND:
            break
    raise LookFailed(_sentence(board, failed))


class Visit:
    """Requests to a board's site by one who has no memory: robots.txt once a host, and a pause between any two."""

    def __init__(self, client: httpx.AsyncClient, board: Board, now: datetime, pause: float) -> None:
        self._client = client
        self.board = board
        self._source = SOURCES[board.kind]
        self._now = now
        self._pause = pause
        self._robots: dict[str, Robots] = {}

    async def ask(self, request: Request) -> Fresh | Failed:
        """Raises `LookFailed` where robots.txt says no."""
        host = httpx.URL(request.address).netloc.decode()
        if host in self._robots:
            await asyncio.sleep(self._pause)
        else:
            self._robots[host] = await read_robots(self._client, request.address, self._now)
        allowed = permission(self._robots[host], request.address, documented=self._source.documented)
        if allowed is not Permission.ALLOWED and not (self.board.permitted and self._source.notice):
            raise LookFailed(f"We may not read {httpx.URL(request.address).host}: {allowed.value}.")
        answer = await fetch(self._client, request, Stamps(), max_bytes=self._source.max_bytes, now=self._now)
        assert not isinstance(answer, Unchanged)  # nothing was asked for by condition
        return answer


async def _some_details(visit: Visit, source: Source, pages: Pages, most: int) -> Snapshot:
    """The first few with all that their details tell; of a sitemap, those alone."""
    board = visit.board
    snapshot = read_pages(source, pages.read, board, whole=pages.words is None)
    if source.detail is None:
        return snapshot
    first = replace(snapshot, adverts=snapshot.adverts[:most])
    seen = await with_details(source, board, first, {}, {}, visit.ask, baseline=True)
    rest = () if source.own_details else snapshot.adverts[most:]
    return replace(snapshot, adverts=(*seen.snapshot.adverts, *rest))


def _sentence(board: Board, failed: Failed) -> str:
    if failed.outcome is Outcome.NOT_FOUND:
        return f"There is no board {board.id} ({failed.words}); is its name right?"
    return f"We could not read {board.id}: {failed.words}."
