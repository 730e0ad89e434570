"""The kept topics, read again without a group: every record there is at the start, and no more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import BaseModel

from jobalerts.replay.standing import Heard, heard
from jobalerts_shared.records import Raw, Reader, Received, Unreadable, as_event
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import SUBSCRIPTIONS, Topic
from jobalerts_shared.topics_admin import admin_client, wait_for_topics

E = TypeVar("E", bound=BaseModel)

PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Ends:
    """The first offset of each partition and the one after its last."""

    bounds: dict[int, tuple[int, int]]

    def beyond(self, taken: dict[int, int]) -> int:
        """How many offsets a service that has taken so far still has before it."""
        return sum(end - max(start, min(end, taken.get(number, 0))) for number, (start, end) in self.bounds.items())


class Kept(Generic[E]):
    """One topic as it is kept; `unreadable` counts the records passed over, which stand among the dead letters."""

    def __init__(self, settings: Settings, topic: Topic[E]) -> None:
        self.settings = settings
        self.full_name = settings.kafka_topic_prefix + topic.name
        self.unreadable = 0
        self._reader = Reader(topic, as_event(topic))

    async def read(self, *, since: datetime | None = None, key: str | None = None) -> AsyncIterator[Received[E]]:
        """Each partition in its order; `since` goes by when Kafka was told, `key` leaves all others unread."""
        partitions = await self._partitions()
        sought = None if key is None else key.encode()
        consumer = _consumer(self.settings)
        await consumer.start()
        try:
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            await _begin(consumer, ends, since)
            while await _short_of(consumer, ends):
                for records in (await consumer.getmany(timeout_ms=200, max_records=1000)).values():
                    for received in self._readable(record for record in records if sought in (None, record.key)):
                        yield received
        finally:
            await consumer.stop()

    def _readable(self, records: Iterable[Raw]) -> Iterator[Received[E]]:
        for record in records:
            found = self._reader.read(record)
            if isinstance(found, Unreadable):
                self.unreadable += 1
            else:
                yield found

    async def ends(self) -> Ends:
        partitions = await self._partitions()
        consumer = _consumer(self.settings)
        await consumer.start()
        try:
            starts = await consumer.beginning_offsets(partitions)
            ends = await consumer.end_offsets(partitions)
        finally:
            await consumer.stop()
        return Ends({each.partition: (starts[each], end) for each, end in ends.items()})

    async def taken(self, group: str) -> dict[int, int]:
        """Up to which offset the service has put each partition behind it."""
        async with admin_client(self.settings) as admin:
            offsets = await admin.list_consumer_group_offsets(self.settings.kafka_topic_prefix + group)
        return {
            partition.partition: committed.offset
            for partition, committed in offsets.items()
            if partition.topic == self.full_name
        }

    async def _partitions(self) -> list[TopicPartition]:
        counts = await wait_for_topics(self.settings, [self.full_name], seconds=PATIENCE_SECONDS)
        return [TopicPartition(self.full_name, number) for number in range(counts[self.full_name])]


async def standing_now(settings: Settings) -> dict[int, Heard]:
    """Every subscription in its latest version; those that ended are gone."""
    standing: dict[int, Heard] = {}
    async for record in Kept(settings, SUBSCRIPTIONS).read():
        if record.event is None:
            standing.pop(int(record.key), None)
        else:
            news = heard(record.event)
            before = standing.get(news.subscription_id)
            if before is None or before.version <= news.version:
                standing[news.subscription_id] = news
    return standing


def _consumer(settings: Settings) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap_servers,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        client_id="jobalerts",
    )


async def _begin(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], since: datetime | None) -> None:
    if since is None:
        await consumer.seek_to_beginning(*ends)
        return
    moment = int(since.timestamp() * 1000)
    found = await consumer.offsets_for_times(dict.fromkeys(ends, moment))
    for partition, end in ends.items():
        first = found.get(partition)
        consumer.seek(partition, end if first is None else first.offset)


async def _short_of(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return True
    return False
