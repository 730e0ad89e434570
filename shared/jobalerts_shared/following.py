"""Following a compacted topic: every instance reads all of it from its beginning, then goes on live."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from jobalerts_shared.loops import CURRENT, Loops
from jobalerts_shared.metrics import outages_total
from jobalerts_shared.outages import is_outage, wait_before
from jobalerts_shared.taking import Taking

if TYPE_CHECKING:
    from jobalerts_shared.settings import Settings

R = TypeVar("R")

POLL_MS = 200
BATCH = 1000
FETCH_BYTES = 4 << 20  # of one partition at once: with the default of 1 MiB a million need some thousand requests

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a partition was read: the next offset, and the latest time stamp (in ms) of all that is before it."""

    offset: int = 0
    latest: int = -1


class Kept(Protocol):
    """What a follower has kept of the topic from an earlier run."""

    async def marks(self) -> Mapping[int, Mark] | None:
        """Where to go on, by partition; None where nothing was kept."""
        ...

    async def restore(self) -> None:
        """It fits the topic: use it."""
        ...

    def discard(self, reason: str) -> None: ...


class TopicGrew(Exception):
    """The topic has more partitions than when we started; only a new start reads them from their beginning."""


class TopicRemade(Exception):
    """What we have read is of a topic that is no more; only a new start forgets it."""


class Following(Generic[R]):
    """No group and no commits: what was read is in memory, and what is not kept is read again at the next start."""

    def __init__(
        self,
        topic: str,
        full_name: str,
        taking: Taking[R],
        loops: Loops,
        stopping: asyncio.Event,
        kept: Kept | None = None,
    ) -> None:
        self.name = f"follow {topic}"
        self.caught_up = asyncio.Event()
        self._topic = topic
        self.full_name = full_name
        self._taking = taking
        self._loops = loops
        self._stopping = stopping
        self._kept = kept
        self._consumer: AIOKafkaConsumer | None = None
        self._marks: dict[int, Mark] = {}

    @property
    def known_until(self) -> tuple[int, ...]:
        """Of each partition, the offset before which all has been settled."""
        return tuple(mark.offset for mark in self._marks.values())

    async def all_read(self) -> Mapping[int, Mark] | None:
        """How far we have read, when that is all that the topic holds now."""
        if self._consumer is None or not self.caught_up.is_set():
            return None
        try:
            ends = await self._consumer.end_offsets(_partitions(self.full_name, len(self._marks)))
        except KafkaError:
            return None
        marks = dict(self._marks)
        return marks if all(marks[one.partition].offset >= end for one, end in ends.items()) else None

    async def run(self, settings: Settings, partitions: int) -> None:
        CURRENT.set(self.name)
        self._loops.watch()
        consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.kafka_bootstrap_servers,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            client_id="jobalerts",
            max_partition_fetch_bytes=FETCH_BYTES,
        )
        try:
            await consumer.start()
            await self._read(consumer, _partitions(self.full_name, partitions))
        finally:
            await consumer.stop()
            self._loops.forget(self.name)

    async def _read(self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        consumer.assign(partitions)
        ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        await self._begin(consumer, ends)
        self._consumer = consumer
        while not self._stopping.is_set():
            for batch in await self._poll(consumer):
                await self._settle(batch)
                self._settled(batch)
            await self._note(consumer, partitions)
            self._loops.turn()
            if not self.caught_up.is_set() and await self._reached(consumer, ends):
                log.info("We have read the whole topic and follow it live.", topic=self.full_name)
                self.caught_up.set()
            known = consumer.partitions_for_topic(self.full_name)
            if known and len(known) > len(partitions):
                raise TopicGrew(f"{self.full_name} has {len(known)} partitions now, not {len(partitions)}")

    async def _begin(self, consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> None:
        """Go on where what was kept ends, if this is still the topic that it was read from."""
        self._marks = dict.fromkeys(range(len(ends)), Mark())
        marks = await self._kept.marks() if self._kept else None
        if self._kept and marks is not None:
            misfit = await _misfit(consumer, marks, ends)
            if misfit is None:
                await self._kept.restore()
                self._marks |= marks
                for partition in ends:
                    consumer.seek(partition, marks[partition.partition].offset)
                return
            self._kept.discard(misfit)
        await consumer.seek_to_beginning(*ends)

    def _settled(self, batch: Sequence[ConsumerRecord]) -> None:
        """Unless we are being stopped, which leaves the last batch as it is."""
        number, offset = batch[-1].partition, batch[-1].offset + 1
        if not self._stopping.is_set():
            self._go_on(number, offset, max(record.timestamp for record in batch))

    async def _note(self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        """A position knows of gaps, which compaction leaves at a log's end, too."""
        for partition in partitions:
            position = await consumer.position(partition)
            if not self._stopping.is_set():
                self._go_on(partition.partition, position, -1)

    def _go_on(self, number: int, offset: int, latest: int) -> None:
        mark = self._marks[number]
        if offset < mark.offset:
            raise TopicRemade(f"{self.full_name} was made anew while we read it")
        self._marks[number] = Mark(offset, max(latest, mark.latest))

    async def _reached(self, consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
        """A position is the offset after the last record, whatever compaction has taken away before and behind it."""
        for partition, end in ends.items():
            if end and await consumer.position(partition) < end:
                return False
        return True

    async def _poll(self, consumer: AIOKafkaConsumer) -> list[Sequence[ConsumerRecord]]:
        try:
            found = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)
        except KafkaError as error:
            log.warning("Kafka does not answer; we try again.", loop=self.name, exc_info=error)
            await asyncio.sleep(wait_before(3))
            return []
        return list(found.values())

    async def _settle(self, records: Sequence[ConsumerRecord]) -> None:
        """Try until it works: nothing else will read these again for this instance."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                return await self._taking.settle(records)
            except Exception as error:
                if not is_outage(error):
                    raise
                attempt += 1
                outages_total.labels(self._topic).inc()
                log.warning(
                    "Something is down; we wait and try again.", loop=self.name, attempt=attempt, exc_info=error
                )
                self._loops.turn()
                await asyncio.sleep(wait_before(attempt))


def _partitions(topic: str, count: int) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(count)]


async def _misfit(consumer: AIOKafkaConsumer, marks: Mapping[int, Mark], ends: dict[TopicPartition, int]) -> str | None:
    """Why this cannot be the topic that was read so far."""
    if marks.keys() != {partition.partition for partition in ends}:
        return "the topic had another number of partitions"
    begins = await consumer.beginning_offsets(list(ends))
    for partition, end in ends.items():
        if not begins[partition] <= marks[partition.partition].offset <= end:
            return f"partition {partition.partition} does not hold what comes next"
    # A topic that was made anew may have grown past the mark: then what stands before it is younger than what we read.
    younger = await consumer.offsets_for_times({one: marks[one.partition].latest + 1 for one in ends})
    for partition, first in younger.items():
        if first is not None and first.offset < marks[partition.partition].offset:
            return f"partition {partition.partition} was written anew"
    return None
