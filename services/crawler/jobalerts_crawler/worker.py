"""The crawler's loops: lease what is due and crawl it, keep leases alive, relay what was found, show how it goes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID, uuid4

import structlog

from jobalerts_crawler.crawl import Crawler
from jobalerts_crawler.crawled import Claim
from jobalerts_crawler.ends import Ends
from jobalerts_crawler.metrics import note_standings
from jobalerts_crawler.relay import Relay, RelayLock, relay_lock
from jobalerts_crawler.retention import PERIOD, Retention
from jobalerts_crawler.store import Store
from jobalerts_crawler.watchlist import LEASE, Watchlist
from jobalerts_shared.metrics import outbox_oldest_age_seconds
from jobalerts_shared.outages import is_outage, wait_before

SLOTS = 16  # crawls at the same time in one worker
IDLE_SECONDS = 0.2  # a host that many boards share is read once a second, hardly later
RELAY_IDLE_SECONDS = 0.5
BEAT_SECONDS = LEASE.total_seconds() / 4
SHOW_SECONDS = 10.0
END_SECONDS = 30.0

log = structlog.get_logger()


class Worker:
    """`turn` is called once a round by each loop, so that one that hangs is noticed."""

    def __init__(
        self, crawler: Crawler, watchlist: Watchlist, stopping: asyncio.Event, turn: Callable[[], None]
    ) -> None:
        self.id: UUID = uuid4()
        self.kept = asyncio.Event()
        self._crawler = crawler
        self._watchlist = watchlist
        self._stopping = stopping
        self._turn = turn
        self._running: set[asyncio.Task[None]] = set()

    async def crawl(self) -> None:
        """Until told to stop; then what is in hand is let go, to be crawled again."""
        async with asyncio.TaskGroup() as group:
            await through_outages(self._stopping, lambda: self._lease(group), turn=self._turn, idle=IDLE_SECONDS)
            for task in self._running:
                task.cancel()
        with suppress(Exception):  # a lease that cannot be given back ends by itself
            await self._watchlist.release(self.id)

    async def _lease(self, group: asyncio.TaskGroup) -> bool:
        if len(self._running) >= SLOTS:
            await asyncio.wait(self._running, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return True
        claims = await self._watchlist.lease(self.id, SLOTS - len(self._running))
        for claim in claims:
            task = group.create_task(self._crawl_one(claim))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return bool(claims)

    async def _crawl_one(self, claim: Claim) -> None:
        try:
            done = await self._crawler.crawl(claim)
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("We could not keep what we found; we crawl again.", source=claim.id, kind=type(error).__name__)
            return
        if done and done.told:
            self.kept.set()

    async def beat(self) -> None:
        async def renew() -> bool:
            await self._watchlist.renew(self.id)
            return False

        await through_outages(self._stopping, renew, turn=self._turn, idle=BEAT_SECONDS)


class RelayLoop:
    def __init__(
        self, relay: Relay, database_url: str, stopping: asyncio.Event, kept: asyncio.Event, turn: Callable[[], None]
    ) -> None:
        self._relay = relay
        self._url = database_url
        self._stopping = stopping
        self._kept = kept
        self._turn = turn

    async def run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                async with relay_lock(self._url) as lock:
                    attempt = 0
                    await self._while_locked(lock)
            except Exception as error:
                if not is_outage(error):
                    raise
                attempt += 1
                log.warning("We cannot publish for now; it is owed.", kind=type(error).__name__, attempt=attempt)
                self._turn()
                await rest(self._stopping, wait_before(attempt))

    async def _while_locked(self, lock: RelayLock) -> None:
        while not self._stopping.is_set():
            self._turn()
            if await lock.held() and await self._relay.tell():
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._kept.wait(), RELAY_IDLE_SECONDS)
            self._kept.clear()


class Show:
    """The figures that are read from the tables."""

    def __init__(self, watchlist: Watchlist, store: Store, stopping: asyncio.Event, turn: Callable[[], None]) -> None:
        self._watchlist = watchlist
        self._store = store
        self._stopping = stopping
        self._turn = turn

    async def run(self) -> None:
        await through_outages(self._stopping, self._show, turn=self._turn, idle=SHOW_SECONDS)

    async def _show(self) -> bool:
        note_standings(await self._watchlist.standings())
        outbox_oldest_age_seconds.set(await self._store.oldest_owed_seconds())
        return False


class Ending:
    """What is over by its own word or by its age is closed, whoever listed it."""

    def __init__(self, ends: Ends, stopping: asyncio.Event, kept: asyncio.Event, turn: Callable[[], None]) -> None:
        self._ends = ends
        self._stopping = stopping
        self._kept = kept
        self._turn = turn

    async def run(self) -> None:
        await through_outages(self._stopping, self._close, turn=self._turn, idle=END_SECONDS)

    async def _close(self) -> bool:
        closed = await self._ends.close()
        if closed:
            log.info("We closed what is over.", postings=closed)
            self._kept.set()
        return bool(closed)


class Tidy:
    """Once a day what nobody needs any more is deleted."""

    def __init__(self, retention: Retention, stopping: asyncio.Event, turn: Callable[[], None]) -> None:
        self._retention = retention
        self._stopping = stopping
        self._turn = turn
        self._due = 0.0

    async def run(self) -> None:
        await through_outages(self._stopping, self._tidy, turn=self._turn, idle=SHOW_SECONDS)

    async def _tidy(self) -> bool:
        now = time.monotonic()
        if now >= self._due:
            gone = await self._retention.clear()
            self._due = now + PERIOD.total_seconds()
            log.info("We deleted what has been closed for long.", postings=gone)
        return False


async def through_outages(
    stopping: asyncio.Event, act: Callable[[], Awaitable[bool]], *, turn: Callable[[], None], idle: float
) -> None:
    """Act until told to stop: at once again when there was something to do, later after an outage."""
    attempt = 0
    while not stopping.is_set():
        turn()
        try:
            busy = await act()
            attempt = 0
        except Exception as error:
            if not is_outage(error):
                raise
            attempt += 1
            log.warning("The database is away; we wait.", kind=type(error).__name__, attempt=attempt)
            await rest(stopping, wait_before(attempt))
            continue
        if not busy:
            await rest(stopping, idle)


async def rest(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
