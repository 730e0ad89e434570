"""The walk of an alert: what is due to a person becomes a message, and each of its deliveries is sent and written down.

1. `gather` takes one person's turn after the other: due alerts become a message and its deliveries, in one transaction.
2. `claim` takes a few deliveries of one channel, with a lease. Whoever dies with one leaves it to the next.
3. `say` looks up what may still be told: active subscriptions, open postings, a target that is not dead.
4. `send` makes one try, which ends in an outcome; `record` writes it down at once, each for itself.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import uuid4

import structlog

from jobalerts_notifier import metrics
from jobalerts_notifier.channel import Channel
from jobalerts_notifier.conclusions import Claimed, Conclusion, cancel, conclude
from jobalerts_notifier.contents import Contents, Speech
from jobalerts_notifier.gather import gather
from jobalerts_notifier.outcomes import Outcome, Reason, RetryLater
from jobalerts_notifier.report import fields, report, report_taken_over
from jobalerts_notifier.store.outbox import Outbox
from jobalerts_shared.database import Pool
from jobalerts_shared.metrics import outbox_oldest_age_seconds
from jobalerts_shared.outages import is_outage, wait_before
from jobalerts_shared.sealing import Sealer

T = TypeVar("T")

LEASE = timedelta(seconds=120)  # longer than any try may take
PEOPLE_AT_ONCE = 20
POLL = 0.25
MEASURE_EVERY = 5.0

log = structlog.get_logger()


class Walk:
    """All loops of one process; any number of processes walk beside each other."""

    def __init__(
        self,
        pool: Pool,
        sealer: Sealer,
        contents: Contents,
        channels: dict[str, Channel],
        stopping: asyncio.Event,
        turn: Callable[[], None] = lambda: None,
    ) -> None:
        self._pool = pool
        self._sealer = sealer
        self._contents = contents
        self._channels = channels
        self._stopping = stopping
        self._turn = turn
        self._outbox = Outbox(pool)
        self._owner = str(uuid4())
        self._news = {name: asyncio.Event() for name in channels}

    @property
    def channel_names(self) -> tuple[str, ...]:
        return tuple(self._channels)

    async def gather(self) -> None:
        """Until told to stop, turn what is due into messages."""
        while not self._stopping.is_set():
            if await self._surely(lambda: gather(self._pool, self._sealer, PEOPLE_AT_ONCE)):
                for news in self._news.values():
                    news.set()
            else:
                await self._rest(POLL)

    async def deliver(self, name: str) -> None:
        """Until told to stop, send what waits for this channel; then finish what is in hand."""
        channel, news = self._channels[name], self._news[name]
        in_hand: set[Claimed] = set()
        async with asyncio.TaskGroup() as group:
            while not self._stopping.is_set():
                news.clear()
                for claimed in await self._surely(lambda: self._claim(name, channel, in_hand)):
                    in_hand.add(claimed)
                    ended = partial(self._ended, claimed, in_hand, news)
                    group.create_task(self._try(channel, claimed)).add_done_callback(ended)
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), POLL)

    async def measure(self) -> None:
        while not self._stopping.is_set():
            outbox_oldest_age_seconds.set(await self._surely(self._outbox.oldest_age))
            await self._rest(MEASURE_EVERY)

    async def _claim(self, name: str, channel: Channel, in_hand: set[Claimed]) -> list[Claimed]:
        free = channel.at_once - len(in_hand)
        if free <= 0:
            return []
        load = Counter(claimed.destination for claimed in in_hand)
        busy = [destination for destination, count in load.items() if count >= channel.each]
        return await self._outbox.claim(name, self._owner, LEASE, free, channel.each, busy)

    @staticmethod
    def _ended(claimed: Claimed, in_hand: set[Claimed], news: asyncio.Event, _: asyncio.Task[None]) -> None:
        in_hand.discard(claimed)
        news.set()

    async def _try(self, channel: Channel, claimed: Claimed) -> None:
        """One try, from claim to record. What nobody foresaw costs this delivery a try, and no other anything."""
        if claimed.taken_over:
            report_taken_over(claimed)
        said = None
        try:
            said = await self._surely(lambda: self._contents.say(claimed))
            if isinstance(said, Speech):
                conclusion = self._conclude(channel, claimed, await self._send(channel, claimed, said))
            else:
                conclusion = cancel(said)
        except Exception as error:  # where it comes from is told; the others go on
            log.error("A delivery cannot be made.", **fields(claimed), exc_info=error)
            conclusion = self._conclude(channel, claimed, RetryLater(Reason.BROKEN))
        await self._record(claimed, conclusion, said if isinstance(said, Speech) else None)

    async def _send(self, channel: Channel, claimed: Claimed, speech: Speech) -> Outcome:
        started = time.monotonic()
        try:
            return await channel.send(speech.message, speech.recipient)
        finally:
            metrics.notification_send_duration_seconds.labels(claimed.channel).observe(time.monotonic() - started)

    def _conclude(self, channel: Channel, claimed: Claimed, outcome: Outcome) -> Conclusion:
        spread = random.random()  # noqa: S311  # spreads the tries, guards nothing
        return conclude(claimed, outcome, resend_in_doubt=channel.resend_in_doubt, spread=spread)

    async def _record(self, claimed: Claimed, conclusion: Conclusion, speech: Speech | None) -> None:
        """Until it is written, however long PostgreSQL is away: what was sent must not be sent again for that."""
        told = speech.alerts if speech else frozenset()
        at = await self._surely(lambda: self._outbox.record(claimed, conclusion, told))
        if at is None:
            log.warning("The lease was lost before the try was recorded.", **fields(claimed))
        else:
            report(claimed, conclusion, speech, at)

    async def _surely(self, attempt: Callable[[], Awaitable[T]]) -> T:
        return await through_outages(attempt, self._turn)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def through_outages(attempt: Callable[[], Awaitable[T]], turn: Callable[[], None] = lambda: None) -> T:
    """Try until nothing is down; any other error goes up. Waiting is being alive: each try is a turn of the loop."""
    tries = 0
    while True:
        turn()
        try:
            return await attempt()
        except Exception as error:
            if not is_outage(error):
                raise
            tries += 1
            if tries == 1:
                log.warning("PostgreSQL is away; we wait for it.", error=type(error).__name__)
            await asyncio.sleep(wait_before(tries))
