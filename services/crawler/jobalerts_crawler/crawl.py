"""THE WALK of one board: may we, ask, read, compare, keep.

Nothing is told here: what a crawl found is kept in one transaction with the source's state, and the relay tells it.
A crash between any two lines leaves the source leased for some seconds, then it is crawled again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ParamSpec, TypeVar

import httpx
import structlog

from jobalerts_crawler.board import Request, Snapshot, Source, Unreadable, refusal
from jobalerts_crawler.compare import Found, compare
from jobalerts_crawler.crawled import Claim, Crawled, LeaseLost, Report
from jobalerts_crawler.fetch import SUCCESSES, Failed, Fresh, Outcome, Stamps, Unchanged, fetch, read_robots
from jobalerts_crawler.gather import TROUBLE, Ask, Pages, following, read_pages, with_details
from jobalerts_crawler.keyring import Keyring
from jobalerts_crawler.metrics import crawl_duration_seconds, crawl_requests_total
from jobalerts_crawler.pages.tree import bare
from jobalerts_crawler.robots import Permission, Robots, crawl_delay, permission
from jobalerts_crawler.schedule import in_full, interval, next_due
from jobalerts_crawler.sources import SOURCES
from jobalerts_crawler.store import Store
from jobalerts_crawler.watchlist import Watchlist
from jobalerts_shared.outages import is_outage

READING_SECONDS = 60.0
READERS = 2  # at once: more would only keep each other, and all who wait, from the interpreter
CRAWL_SECONDS = 600.0  # a board of many pages on a host that wants a second between them
LONGEST_TURN = timedelta(seconds=30)

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class ReadingTooSlow(Exception):
    """A page took its reader longer than any page should."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """How it ended, and how many postings were opened, changed, closed or reopened."""

    source: str
    outcome: Outcome
    words: str | None = None
    listed: int = 0
    told: int = 0

    @property
    def succeeded(self) -> bool:
        return self.outcome in SUCCESSES


class Crawler:
    def __init__(self, watchlist: Watchlist, store: Store, client: httpx.AsyncClient, keyring: Keyring) -> None:
        self._watchlist = watchlist
        self._store = store
        self._client = client
        self._keyring = keyring
        self._reading = asyncio.Semaphore(READERS)

    async def crawl(self, claim: Claim) -> Crawl | None:
        """One leased source, to its end; None when another worker had taken it over."""
        with crawl_duration_seconds.labels(claim.board.kind).time():
            try:
                async with asyncio.timeout(CRAWL_SECONDS):
                    done = await self._crawl(claim)
            except TimeoutError:
                done = await self._fail(claim, Failed(Outcome.TOO_SLOW, f"not read within {CRAWL_SECONDS:.0f} s"))
            except LeaseLost:
                log.info("Another worker has taken the source over.", source=claim.id)
                return None
            except Exception as error:
                if is_outage(error):
                    raise
                # Whatever one board does to its reader, the others are read.
                log.error("A source broke its reader.", source=claim.id, exc_info=error)
                done = await self._fail(claim, Failed(Outcome.BROKEN, type(error).__name__))
        crawl_requests_total.labels(claim.board.kind, done.outcome).inc()
        return done

    async def _crawl(self, claim: Claim) -> Crawl:
        source = SOURCES[claim.board.kind]
        if refused := refusal(source, claim.board):
            return await self._fail(claim, Failed(Outcome.NOT_PERMITTED, refused))
        if lacking := self._keyring.lacking(source, claim.board):
            return await self._fail(claim, Failed(Outcome.KEY_NEEDED, lacking))
        answer = await self._ask(claim, source)
        match answer:
            case Fresh():
                return await self._take(claim, source, answer)
            case Unchanged():
                await self._watchlist.unchanged(claim, self._report(claim, Outcome.UNCHANGED))
                return Crawl(claim.id, Outcome.UNCHANGED)
            case Failed(Outcome.NOT_FOUND) if source.own_page:
                return await self._close_page(claim, answer)
            case Failed():
                return await self._fail(claim, answer)

    async def _ask(self, claim: Claim, source: Source) -> Fresh | Unchanged | Failed:
        """The board's addresses in turn until one knows it, the one that knew it last time first."""
        addresses = sorted(source.addresses(claim.board), key=lambda address: address != claim.fetched_from)
        answer: Fresh | Unchanged | Failed = Failed(Outcome.NOT_FOUND, "no address")
        for number, address in enumerate(addresses):
            if refused := await self._may_not(claim, source, address, first=number == 0):
                return refused
            full = in_full(claim.now, claim.full_at) or address != claim.fetched_from
            stamps = Stamps() if full else claim.stamps
            answer = await self._fetch(claim, source, Request(address, source.body), stamps)
            if not (isinstance(answer, Failed) and answer.outcome is Outcome.NOT_FOUND):
                break
        await self._note(claim.host, answer)
        return answer

    async def _fetch(
        self, claim: Claim, source: Source, request: Request, stamps: Stamps
    ) -> Fresh | Unchanged | Failed:
        secrets = self._keyring.secrets(source, claim.board, request.address)
        answer = await fetch(self._client, request, stamps, max_bytes=source.max_bytes, now=claim.now, secrets=secrets)
        return self._keyring.explained(answer, source, claim.board) if isinstance(answer, Failed) else answer

    async def _note(self, host: str, answer: Fresh | Unchanged | Failed) -> None:
        """A host that asks for peace is left in it; one that does not answer is asked ever less."""
        if not isinstance(answer, Failed):
            await self._watchlist.answered(host)
            return
        if answer.outcome in TROUBLE:
            await self._watchlist.stumbled(host)
        if answer.outcome in (Outcome.RATE_LIMITED, Outcome.SERVER_ERROR) and answer.wait:
            await self._watchlist.rest(host, answer.wait)

    def _further(self, claim: Claim, source: Source) -> Ask:
        async def ask(request: Request) -> Fresh | Failed:
            if refused := await self._may_not(claim, source, request.address, first=False):
                return refused
            answer = await self._fetch(claim, source, request, Stamps())
            await self._note(_host(request.address), answer)
            assert not isinstance(answer, Unchanged)  # nothing was asked for by condition
            return answer

        return ask

    async def _may_not(self, claim: Claim, source: Source, address: str, *, first: bool) -> Failed | None:
        """The lease took the host's turn for the first request; each further one takes its own."""
        host = _host(address)
        robots = await self._watchlist.robots(host)
        asked = robots is None or not robots.fresh(claim.now)
        if robots is None or asked:
            robots = await self._read_robots(claim, host, address)
        allowed = permission(robots, address, documented=source.documented)
        excused = claim.board.permitted and source.notice is not None
        if allowed is not Permission.ALLOWED and not excused:
            return Failed(Outcome.ROBOTS, allowed.value)
        if first and not asked:
            return None
        wait = await self._watchlist.turn(host)
        if wait > LONGEST_TURN:
            return Failed(Outcome.RATE_LIMITED, "the host asked us to wait", wait)
        await asyncio.sleep(wait.total_seconds())
        return None

    async def _read_robots(self, claim: Claim, host: str, address: str) -> Robots:
        robots = await read_robots(self._client, address, claim.now)
        await self._watchlist.keep_robots(host, robots, timedelta(seconds=crawl_delay(robots) or 0))
        return robots

    async def _take(self, claim: Claim, source: Source, fresh: Fresh) -> Crawl:
        ask = self._further(claim, source)
        try:
            pages = await following(source, claim.board, fresh.page, ask)
            found = await self._found(claim, source, fresh, pages, ask)
        except Unreadable as error:
            return await self._fail(claim, Failed(Outcome.UNREADABLE, str(error)))
        except ReadingTooSlow:
            return await self._fail(claim, Failed(Outcome.TOO_SLOW, f"not understood within {READING_SECONDS:.0f} s"))
        outcome = Outcome.HELD_BACK if found.crawled.held else Outcome.READ
        words = found.crawled.doubt or pages.words
        await self._store.keep(claim, found.crawled, self._report(claim, outcome, words, told=found.crawled.told))
        told = found.crawled.told
        log.info("We read a source.", source=claim.id, outcome=outcome.value, listed=found.listed, told=told)
        return Crawl(claim.id, outcome, words, found.listed, told)

    async def _found(self, claim: Claim, source: Source, fresh: Fresh, pages: Pages, ask: Ask) -> Found:
        known = await self._store.known(claim.id)
        aside = await self._store.aside(claim.id) if source.own_details else {}
        snapshot: Snapshot = await self._in_time(read_pages, source, pages.read, claim.board, whole=pages.words is None)
        baseline = claim.baseline and claim.settled_at is None
        seen = await with_details(source, claim.board, snapshot, known, aside, ask, baseline=baseline)
        seen.alone = pages.alone
        return await self._in_time(compare, claim, source, fresh, seen, known)

    async def _in_time(self, read: Callable[P, T], *values: P.args, **named: P.kwargs) -> T:
        """In a thread, which cannot be stopped: too slow a reading is left behind."""
        async with self._reading:
            try:
                async with asyncio.timeout(READING_SECONDS):
                    return await asyncio.to_thread(read, *values, **named)
            except TimeoutError:
                raise ReadingTooSlow from None

    async def _close_page(self, claim: Claim, answer: Failed) -> Crawl:
        """The page is the advert's own: gone, it is closed. Of a list that is gone we know nothing."""
        known = await self._store.known(claim.id)
        own = bare(claim.board.url)
        closed = tuple(native_id for native_id, before in known.items() if before.open and native_id == own)
        if not closed and any(before.open for before in known.values()):
            return await self._fail(claim, answer)
        report = self._report(claim, Outcome.CLOSED_PAGE, answer.words)
        await self._store.keep(claim, Crawled(closed=closed, settled=False, in_full=False), report)
        return Crawl(claim.id, Outcome.CLOSED_PAGE, answer.words, told=len(closed))

    async def _fail(self, claim: Claim, failed: Failed) -> Crawl:
        """Nothing closes by a failure; the source is asked again later and later."""
        due = next_due(claim.now, claim.every, failures=claim.failures + 1, wait=failed.wait, luck=_luck())
        await self._watchlist.failed(claim, Report(failed.outcome, due, failed.words))
        log.warning(
            "We could not read a source.", source=claim.id, outcome=failed.outcome.value, words=failed.words, next=due
        )
        return Crawl(claim.id, failed.outcome, failed.words)

    def _report(self, claim: Claim, outcome: Outcome, words: str | None = None, *, told: int = 0) -> Report:
        every = interval(claim.every, claim.now, claim.now if told else claim.changed_at)
        return Report(outcome, next_due(claim.now, every, luck=_luck()), words)


def _host(address: str) -> str:
    return httpx.URL(address).netloc.decode()


def _luck() -> float:
    return random.random()  # noqa: S311  # spreads the schedule, guards nothing
