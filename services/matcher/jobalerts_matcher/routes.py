"""The walk: subscriptions fill the index; a posting is matched on arrival, and its match events are published."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from jobalerts_matcher import metrics
from jobalerts_matcher.arrivals import Arrival
from jobalerts_matcher.index import Index
from jobalerts_matcher.matching import Matched, match
from jobalerts_matcher.memory import give_back
from jobalerts_shared.events import MatchEvent, PostingEvent
from jobalerts_shared.runtime import Publisher, Received
from jobalerts_shared.topics import MATCHES

FOLD_CHECK_SECONDS = 0.5
QUIET_CHECKS = 20  # after so many without a change, whatever there is is folded in


class Routes:
    def __init__(self, index: Index, publisher: Publisher, stopping: asyncio.Event) -> None:
        self._index = index
        self._publisher = publisher
        self._stopping = stopping

    async def take_subscriptions(self, received: Sequence[Received[Arrival]]) -> None:
        """Every instance holds all subscriptions of its shard; a tombstone is obeyed at once."""
        for record in received:
            if record.event is None:
                self._index.drop(int(record.key))
            elif record.event.standing:
                self._index.enter(record.event.number, record.event.standing)
        metrics.count_subscriptions(self._index.states)

    async def take_postings(self, received: Sequence[Received[PostingEvent]]) -> None:
        """Publish first, commit second: a crash repeats a match, which the ledger knows, and never loses one."""
        records: list[tuple[str, MatchEvent | None]] = []
        for record in received:
            if record.event:
                matched = self._match(record.event)
                records.extend((record.key, event) for event in matched.events)
                await asyncio.sleep(0)  # a batch takes long; subscriptions and Kafka's heartbeat go on between postings
        await self._publisher.publish(MATCHES, records)

    async def fold(self) -> None:
        """Fold changes in beside all else, in a thread: neither a posting nor a change waits for it."""
        quiet, changes = 0, 0
        while not self._stopping.is_set():
            quiet = quiet + 1 if changes == self._index.changes else 0
            changes = self._index.changes
            if (self._index.fold_is_due or quiet == QUIET_CHECKS) and (work := self._index.fold()):
                self._index.take(await asyncio.to_thread(work))
                await asyncio.to_thread(give_back)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), FOLD_CHECK_SECONDS)

    def _match(self, event: PostingEvent) -> Matched:
        with metrics.match_duration_seconds.time():
            matched = match(event, self._index)
        metrics.matches_total.inc(matched.count)
        metrics.postings_matched_total.labels(event.change, matched.outcome).inc()
        return matched
