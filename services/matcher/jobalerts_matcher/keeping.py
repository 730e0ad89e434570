"""Keeping the index between runs: when it is written to disk, and whether what was written may be used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from jobalerts_matcher.index import Index
from jobalerts_matcher.shards import Shard
from jobalerts_matcher.snapshot import Facts, Snapshot, Unusable, code, read, write
from jobalerts_shared.following import Mark
from jobalerts_shared.topics import SUBSCRIPTIONS

Clock = Callable[[], datetime]

EVERY = timedelta(minutes=10)  # after changes
AT_LEAST_EVERY = timedelta(hours=6)  # so that it is never too old
FILLED_WITHIN = timedelta(days=7)  # words that only ended subscriptions asked for are kept no longer
CLOCKS_DIFFER = timedelta(minutes=10)
# Kafka forgets an ended subscription's tombstone after this time: who was ended since, we would not hear of.
OLDEST = timedelta(milliseconds=int(SUBSCRIPTIONS.config["delete.retention.ms"])) - timedelta(hours=2)

log = structlog.get_logger()


class Keeping:
    """One file for one shard. Whatever is wrong with it costs a fill from the beginning, and never an answer."""

    def __init__(self, index: Index, path: Path, topic: str, shard: Shard, clock: Clock = lambda: datetime.now(UTC)):
        self._index = index
        self._path = path
        self._topic = topic
        self._shard = shard
        self._clock = clock
        self._loaded: Snapshot | None = None
        self._changes = 0
        self._kept: datetime | None = None
        self._filled: datetime | None = None

    async def marks(self) -> Mapping[int, Mark] | None:
        """Where to go on reading; None where there is nothing that may be used."""
        if not await asyncio.to_thread(self._path.exists):
            return None
        try:
            snapshot = await asyncio.to_thread(read, self._path)
            self._check(snapshot.facts, await asyncio.to_thread(code))
        except Unusable as error:
            self.discard(str(error))
            return None
        self._loaded = snapshot
        return snapshot.facts.marks

    async def restore(self) -> None:
        """The topic is the one that was read: take what was kept into the index."""
        assert self._loaded
        facts, cells, words = self._loaded
        self._loaded = None
        self._index.restore(cells, words)
        self._changes, self._kept, self._filled = self._index.changes, facts.as_of, facts.filled
        log.info("We go on from our snapshot.", subscriptions=len(self._index), as_of=facts.as_of.isoformat())

    def discard(self, reason: str) -> None:
        self._loaded = None
        log.warning("We read all subscriptions anew, without the snapshot.", reason=reason, path=str(self._path))

    @property
    def is_due(self) -> bool:
        if self._kept is None:
            return True
        since = self._clock() - self._kept
        return since >= AT_LEAST_EVERY or (since >= EVERY and self._index.changes != self._changes)

    async def keep(self, marks: Mapping[int, Mark], as_of: datetime) -> None:
        """Write what is folded. `marks`: how far we had read before the fold began, which was all there was `as_of`."""
        shard = self._shard
        self._changes, self._kept, self._filled = self._index.changes, as_of, self._filled or as_of
        cells, words = self._index.folded
        facts = Facts(
            code=await asyncio.to_thread(code),
            topic=self._topic,
            shard=shard.number,
            shards=shard.count,
            as_of=as_of,
            filled=self._filled,
            marks=marks,
        )
        try:
            await asyncio.to_thread(write, self._path, Snapshot(facts, cells, words))
        except OSError as error:
            self._changes = -1  # so that it is tried again
            log.warning("We could not write our snapshot.", path=str(self._path), error=error.strerror)
        else:
            log.info("We have written our snapshot.", subscriptions=len(self._index), as_of=as_of.isoformat())

    def _check(self, facts: Facts, ours: str) -> None:
        age = self._clock() - facts.as_of
        if facts.code != ours:
            raise Unusable("it was written by another version")
        if (facts.topic, facts.shard, facts.shards) != (self._topic, self._shard.number, self._shard.count):
            raise Unusable(f"it is of shard {facts.shard} of {facts.shards} of {facts.topic}")
        if age > OLDEST:
            raise Unusable("it is so old that Kafka may have forgotten who has ended since")
        if self._clock() - facts.filled > FILLED_WITHIN:
            raise Unusable("all subscriptions are read anew once a week")
        if age < -CLOCKS_DIFFER:
            raise Unusable("it is of a time to come")
