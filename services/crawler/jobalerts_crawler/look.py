"""One look at a source or a saved response, without any memory: for `source try`, `source add` and `source parse`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import httpx
from jobalerts_shared.reading.understand import understand

from jobalerts_crawler.board import Board, Page
from jobalerts_crawler.fetch import Failed, Fresh, Outcome, Stamps, fetch, read_robots
from jobalerts_crawler.robots import Permission, permission
from jobalerts_crawler.snapshot import listed
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.posting import Posting


class LookFailed(Exception):
    """The text says what stood in the way, fit to be shown as it is."""


@dataclass(frozen=True, slots=True)
class Look:
    postings: tuple[Posting, ...]
    complete: bool


def read_saved(board: Board, page: Page, now: datetime) -> Look:
    """Raises `Unreadable`. The same reading as the crawler's, so that what `parse` shows is what is crawled."""
    snapshot = SOURCES[board.kind].read([page], board)
    postings = []
    for advert in snapshot.adverts:
        posting = understand(advert, source=board.id, now=now)
        postings.append(posting.model_copy(update={"closed": posting.closed or listed(advert, now).ended}))
    return Look(tuple(postings), snapshot.complete)


async def look(client: httpx.AsyncClient, board: Board, now: datetime) -> Look:
    """Fetch and read once, by the rules of robots.txt. Raises `LookFailed` or `Unreadable`."""
    source = SOURCES[board.kind]
    failed = Failed(Outcome.NOT_FOUND, "no address")
    for address in source.addresses(board):
        await _ask_leave(client, address, now, documented=source.documented)
        answer = await fetch(client, address, Stamps(), max_bytes=source.max_bytes, now=now)
        if isinstance(answer, Fresh):
            return read_saved(board, answer.page, now)
        failed = answer if isinstance(answer, Failed) else failed
        if failed.outcome is not Outcome.NOT_FOUND:
            break
    raise LookFailed(_sentence(board, failed))


async def _ask_leave(client: httpx.AsyncClient, address: str, now: datetime, *, documented: bool) -> None:
    robots = await read_robots(client, address, now)
    allowed = permission(robots, address, documented=documented)
    if allowed is not Permission.ALLOWED:
        raise LookFailed(f"We may not read {httpx.URL(address).host}: {allowed.value}.")


def _sentence(board: Board, failed: Failed) -> str:
    if failed.outcome is Outcome.NOT_FOUND:
        return f"There is no board {board.id} ({failed.words}); is its name right?"
    return f"We could not read {board.id}: {failed.words}."
