"""How far a consumer group is behind, under the name that known dashboards look for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aiokafka import TopicPartition

from jobalerts_shared.metrics import kafka_consumergroup_lag

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

MEASURE_SECONDS = 10.0


class Lag:
    """The end of each of our partitions minus what was committed."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._committed: dict[TopicPartition, int] = {}

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        self._committed.update(offsets)

    def forget(self, partitions: Iterable[TopicPartition]) -> None:
        """Another member tells of these from now on."""
        for partition in partitions:
            self._committed.pop(partition, None)
            kafka_consumergroup_lag.remove(self._group, partition.topic, str(partition.partition))

    async def measure(self, consumer: AIOKafkaConsumer) -> None:
        """Ask Kafka; while it is down the last known figures stand."""
        async with asyncio.timeout(MEASURE_SECONDS):
            assigned = consumer.assignment()
            ends: dict[TopicPartition, int] = await consumer.end_offsets(list(assigned)) if assigned else {}
            for partition, end in ends.items():
                done = await self._done(consumer, partition)
                label = kafka_consumergroup_lag.labels(self._group, partition.topic, str(partition.partition))
                label.set(max(0, end - done))

    async def _done(self, consumer: AIOKafkaConsumer, partition: TopicPartition) -> int:
        if partition not in self._committed:
            committed = await consumer.committed(partition)
            if committed is None:
                committed = (await consumer.beginning_offsets([partition]))[partition]
            self._committed[partition] = committed
        return self._committed[partition]
