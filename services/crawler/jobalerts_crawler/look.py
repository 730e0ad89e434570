"""One look at a source or a saved response, without any memory: for `source try`, `source add` and `source parse`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

import httpx

from jobalerts_crawler.behind import Candidate, found_in, found_in_robots, is_readable
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, refusal
from jobalerts_crawler.fetch import Failed, Fresh, Outcome, Stamps, Unchanged, fetch, read_robots
from jobalerts_crawler.gather import Ask, Pages, following, read_pages, with_details
from jobalerts_crawler.keyring import Keyring
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
    """Raises `Unreadable`. The same reading as the crawler's, without what is no advert for one job."""
    seen = _looked(board, PARSED[board.kind].read([page], board), now)
    return replace(seen, postings=tuple(posting for posting in seen.postings if not posting.not_a_job))


def _looked(board: Board, snapshot: Snapshot, now: datetime) -> Look:
    postings = []
    for advert in snapshot.adverts:
        posting = understand(advert, source=board.id, now=now)
        postings.append(posting.model_copy(update={"closed": posting.closed or listed(advert, now).ended}))
    return Look(tuple(postings), snapshot.complete)


class Visit:
    """Requests by one without any other memory: robots.txt once a host, each address once, a pause between any two."""

    def __init__(self, client: httpx.AsyncClient, keyring: Keyring, now: datetime, *, pause: float = 1.0) -> None:
        self.keyring = keyring
        self.now = now
        self._client = client
        self._pause = pause
        self._robots: dict[str, Robots] = {}
        self._seen: dict[str, Fresh] = {}

    async def ask(self, board: Board, request: Request) -> Fresh | Failed:
        """Raises `LookFailed` where robots.txt says no."""
        if request.body is None and request.address in self._seen:
            return self._seen[request.address]
        source = SOURCES[board.kind]
        await self._turn(request.address)
        allowed = permission(self.robots(request.address), request.address, documented=source.documented)
        if allowed is not Permission.ALLOWED and not (board.permitted and source.notice):
            raise LookFailed(f"We may not read {httpx.URL(request.address).host}: {allowed.value}.")
        secrets = self.keyring.secrets(source, board, request.address)
        answer = await fetch(self._client, request, Stamps(), max_bytes=source.max_bytes, now=self.now, secrets=secrets)
        assert not isinstance(answer, Unchanged)  # nothing was asked for by condition
        if isinstance(answer, Failed):
            return self.keyring.explained(answer, source, board)
        self._seen[request.address] = answer
        return answer

    def robots(self, address: str) -> Robots:
        return self._robots[_host(address)]

    async def _turn(self, address: str) -> None:
        if _host(address) in self._robots:
            await asyncio.sleep(self._pause)
        else:
            self._robots[_host(address)] = await read_robots(self._client, address, self.now)


async def look(visit: Visit, board: Board, *, most_details: int = 5) -> Look:
    """Fetch and read once, by the rules of robots.txt. Raises `LookFailed` or `Unreadable`."""
    source = SOURCES[board.kind]
    if refused := refusal(source, board) or visit.keyring.lacking(source, board):
        raise LookFailed(f"We do not read {board.id}: {refused}.")

    async def ask(request: Request) -> Fresh | Failed:
        return await visit.ask(board, request)

    failed = Failed(Outcome.NOT_FOUND, "no address")
    for address in source.addresses(board):
        answer = await ask(Request(address, source.body))
        if isinstance(answer, Fresh):
            pages = await following(source, board, answer.page, ask)
            return _looked(board, await _some_details(ask, source, board, pages, most_details), visit.now)
        failed = answer
        if failed.outcome is not Outcome.NOT_FOUND:
            break
    raise LookFailed(_sentence(board, failed))


async def look_behind(visit: Visit, address: str) -> tuple[Candidate, ...]:
    """The boards that a page shows, by one request; none where the page itself is to be read. Raises `LookFailed`."""
    board = Board("page", url=address)
    answer = await visit.ask(board, Request(address))
    if isinstance(answer, Failed):
        raise LookFailed(_sentence(board, answer))
    if found := await asyncio.to_thread(found_in, answer.page):
        return found
    if await asyncio.to_thread(is_readable, answer.page):
        return ()
    return found_in_robots(visit.robots(address).text or "", address)


async def _some_details(ask: Ask, source: Source, board: Board, pages: Pages, most: int) -> Snapshot:
    """The first few with all that their details tell; of a sitemap, those alone."""
    snapshot = read_pages(source, pages.read, board, whole=pages.words is None)
    if source.detail is None:
        return snapshot
    first = replace(snapshot, adverts=snapshot.adverts[:most])
    seen = await with_details(source, board, first, {}, {}, ask, baseline=True)
    rest = () if source.own_details else snapshot.adverts[most:]
    return replace(snapshot, adverts=(*seen.snapshot.adverts, *rest))


def _host(address: str) -> str:
    return httpx.URL(address).netloc.decode()


def _sentence(board: Board, failed: Failed) -> str:
    if failed.outcome is Outcome.NOT_FOUND:
        return f"There is no board {board.id} ({failed.words}); is its name right?"
    return f"We could not read {board.id}: {failed.words}."
