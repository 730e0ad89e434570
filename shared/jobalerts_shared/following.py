"""Following a compacted topic: every instance reads all of it from its beginning, then goes on live."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

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

log = structlog.get_logger()


class TopicGrew(Exception):
    """The topic has more partitions than when we started; only a new start reads them from their beginning."""


class Following(Generic[R]):
    """No group and no commits: what was read is in memory only, and is read again at the next start."""

    def __init__(self, topic: str, full_name: str, taking: Taking[R], loops: Loops, stopping: asyncio.Event) -> None:
        self.name = f"follow {topic}"
        self.caught_up = asyncio.Event()
        self._topic = topic
        self.full_name = full_name
        self._taking = taking
        self._loops = loops
        self._stopping = stopping

    async def run(self, settings: Settings, partitions: int) -> None:
        CURRENT.set(self.name)
        self._loops.watch()
        consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.kafka_bootstrap_servers,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            client_id="jobalerts",
        )
        try:
            await consumer.start()
            await self._read(consumer, [TopicPartition(self.full_name, number) for number in range(partitions)])
        finally:
            await consumer.stop()
            self._loops.forget(self.name)

    async def _read(self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        while not self._stopping.is_set():
            for batch in await self._poll(consumer):
                await self._settle(batch)
            self._loops.turn()
            if not self.caught_up.is_set() and await _reached(consumer, ends):
                log.info("We have read the whole topic and follow it live.", topic=self.full_name)
                self.caught_up.set()
            known = consumer.partitions_for_topic(self.full_name)
            if known and len(known) > len(partitions):
                raise TopicGrew(f"{self.full_name} has {len(known)} partitions now, not {len(partitions)}")

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


async def _reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if end and await consumer.position(partition) < end:
            return False
    return True
