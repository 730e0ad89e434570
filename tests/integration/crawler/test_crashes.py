"""A crash between any two steps repeats, and never loses: every step of a crawl and of the relay fails once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from jobalerts_crawler.relay import Relay
from jobalerts_shared.events import PostingEvent
from tests.fakes.boards import Boards, Job
from tests.integration.crawler.conftest import House, Told

ACME = "greenhouse:acme"
JOBS = [Job(1, "Engineer 1"), Job(2, "Engineer 2"), Job(3, "Engineer 3")]
LATER = [Job(1, "Senior Engineer 1"), Job(3, "Engineer 3"), Job(4, "Engineer 4")]
DUE = {("1", "changed", 2), ("2", "closed", 2), ("4", "opened", 1)}


class Crash(BaseException):
    """As kill -9: no handler of ours sees it."""


class Crasher:
    """Ends everything before or after the n-th step; steps are statements, the fetch and the publishing."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.after = False

    def wrap(self, step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            mine = self._is_the_one()
            if mine and not self.after:
                raise Crash
            done = await step(*args, **kwargs)
            if mine:
                raise Crash
            return done

        return wrapped

    def _is_the_one(self) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        return self.left == 0


@pytest.fixture
def crasher(monkeypatch: pytest.MonkeyPatch) -> Crasher:
    crasher = Crasher()
    for owner, name in (
        (psycopg.AsyncConnection, "execute"),
        (psycopg.AsyncCursor, "executemany"),
        (psycopg.AsyncConnection, "commit"),
    ):
        monkeypatch.setattr(owner, name, crasher.wrap(getattr(owner, name)))
    monkeypatch.setattr("jobalerts_crawler.crawl.fetch", crasher.wrap(fetching()))
    monkeypatch.setattr(Told, "publish", crasher.wrap(Told.publish))
    return crasher


def fetching() -> Callable[..., Awaitable[Any]]:
    from jobalerts_crawler.fetch import fetch

    return fetch


async def settle(house: House, relay: Relay) -> None:
    """A worker after the crash: its predecessor's lease is over."""
    async with house.pool.connection() as connection:
        await connection.execute("UPDATE source SET lease_until = now() - interval '1 s'")
    for _ in range(2):
        await house.crawl(ACME)
        while await relay.tell():
            pass


async def before(house: House, boards: Boards, relay: Relay) -> None:
    async with house.pool.connection() as connection:
        await connection.execute("TRUNCATE source, posting, opening, host")
    boards.greenhouse["acme"] = JOBS
    await house.watch({"kind": "greenhouse", "token": "acme", "base_url": boards.url, "baseline": False})
    await house.crawl(ACME)
    boards.greenhouse["acme"] = [JOBS[0], JOBS[2]]
    await house.crawl(ACME)
    await relay.tell()
    boards.greenhouse["acme"] = LATER


def seen(events: list[PostingEvent]) -> set[tuple[str, str, int]]:
    return {(event.posting.native_id, event.change.value, event.version) for event in events}


@pytest.mark.parametrize("after", [False, True], ids=["before each step", "after each step"])
async def test_every_step_may_be_the_last(house: House, boards: Boards, crasher: Crasher, after: bool) -> None:
    crasher.after = after
    for step in range(1, 200):
        told = Told()
        relay = Relay(house.parts.store, told)
        await before(house, boards, relay)
        told.events.clear()
        crasher.left = step
        try:
            await house.crawl(ACME)
            await relay.tell()
        except Crash:
            crasher.left = None
            await settle(house, relay)
            assert seen(told.events) == DUE, f"step {step}"
            assert len(told.events) <= 2 * len(DUE)
            openings = {event.posting.native_id: event.opening_id for event in told.events}
            assert len(set(openings.values())) == len(DUE)
        else:
            assert step > 8, "the walk has more steps than this"
            assert seen(told.events) == DUE and len(told.events) == len(DUE)
            return
    raise AssertionError("the walk did not end")


async def test_events_of_one_posting_that_nobody_heard_become_one(house: House, boards: Boards) -> None:
    """While Kafka is away a posting may open and change; what is owed is how it now stands, as opened."""
    boards.greenhouse["acme"] = [JOBS[0]]
    await house.watch({"kind": "greenhouse", "token": "acme", "base_url": boards.url, "baseline": False})
    await house.crawl(ACME)
    boards.greenhouse["acme"] = [LATER[0]]
    await house.crawl(ACME)
    [event] = await house.told()
    assert (event.change, event.version, event.posting.title) == ("opened", 2, "Senior Engineer 1")


async def test_what_changes_while_it_is_told_is_told_again(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = [JOBS[0]]
    await house.watch({"kind": "greenhouse", "token": "acme", "base_url": boards.url})
    await house.crawl(ACME)
    told = await house.parts.store.owed(10)
    boards.greenhouse["acme"] = [LATER[0]]
    await house.crawl(ACME)
    await house.parts.store.published(told)
    [event] = await house.told()
    assert event.version == 2 and event.posting.title == "Senior Engineer 1"
