"""The walk: subscriptions fill the index; a posting is matched on arrival, and its match events are published."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from jobalerts_matcher import metrics
from jobalerts_matcher.arrivals import Arrival
from jobalerts_matcher.index import Index
from jobalerts_matcher.matching import Matched, match
from jobalerts_shared.events import MatchEvent, PostingEvent
from jobalerts_shared.following import Following
from jobalerts_shared.runtime import Publisher, Received
from jobalerts_shared.topics import MATCHES

AT_A_STRETCH = 0.005  # seconds; a batch takes longer, and subscriptions and Kafka's heartbeat go on in between


class Routes:
    def __init__(self, index: Index, publisher: Publisher) -> None:
        self._index = index
        self._publisher = publisher

    async def take_subscriptions(self, received: Sequence[Received[Arrival]]) -> None:
        """Every instance holds all subscriptions of its shard; a tombstone is obeyed at once."""
        for record in received:
            if record.event is None:
                self._index.drop(int(record.key))
            elif record.event.standing:
                self._index.enter(record.event.number, record.event.standing)
        metrics.count_subscriptions(self._index.states)

    async def take_postings(
        self, subscriptions: Following[Arrival], received: Sequence[Received[PostingEvent]]
    ) -> None:
        """Publish first, commit second: a crash repeats a match, which the ledger knows, and never loses one."""
        records: list[tuple[str, MatchEvent | None]] = []
        began = time.monotonic()
        for record in received:
            if record.event:
                matched = self._match(record.event, subscriptions.known_until)
                records.extend((record.key, event) for event in matched.events)
            if time.monotonic() > began + AT_A_STRETCH:
                await asyncio.sleep(0)
                began = time.monotonic()
        await self._publisher.publish(MATCHES, records)

    def _match(self, event: PostingEvent, known_until: tuple[int, ...]) -> Matched:
        with metrics.match_duration_seconds.time():
            matched = match(event, self._index, known_until)
        metrics.matches_total.inc(matched.count)
        metrics.postings_matched_total.labels(event.change, matched.outcome).inc()
        return matched
