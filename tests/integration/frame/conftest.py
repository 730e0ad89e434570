"""Topics for the frame's tests, a way to write raw records, and a service that runs beside the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

import pytest
import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import ConsumerRecord

from jobalerts_shared.runtime import Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics_admin import ensure_topics_now

Headers: TypeAlias = Sequence[tuple[str, bytes]]


class Cluster:
    """The test's own eyes and hands in Kafka, apart from the code under test."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self.servers = settings.kafka_bootstrap_servers
        self.prefix = settings.kafka_topic_prefix
        self._producer = producer

    async def write(
        self, topic: str, key: bytes | None, value: bytes | None, *, headers: Headers = (), partition: int | None = None
    ) -> None:
        await self._producer.send_and_wait(
            self.prefix + topic, value, key=key, headers=list(headers), partition=partition
        )

    async def read(self, topic: str) -> list[ConsumerRecord[Any, Any]]:
        """Everything in the topic now."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.servers, group_id=None, auto_offset_reset="earliest")
        await consumer.start()
        try:
            return await _read_all(consumer, self.prefix + topic)
        finally:
            await consumer.stop()

    async def committed(self, group: str, topic: str) -> int:
        """What the group has put behind it, over all partitions."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.servers, group_id=self.prefix + group, enable_auto_commit=False
        )
        await consumer.start()
        try:
            partitions = await _partitions(consumer, self.prefix + topic)
            return sum([await consumer.committed(partition) or 0 for partition in partitions])
        finally:
            await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    numbers = await consumer._client._wait_on_metadata(topic)
    return [TopicPartition(topic, number) for number in numbers]


async def _read_all(consumer: AIOKafkaConsumer, topic: str) -> list[ConsumerRecord[Any, Any]]:
    partitions = await _partitions(consumer, topic)
    consumer.assign(partitions)
    ends = await consumer.end_offsets(partitions)
    records: list[ConsumerRecord[Any, Any]] = []
    while any([await consumer.position(partition) < end for partition, end in ends.items()]):
        for found in (await consumer.getmany(timeout_ms=200)).values():
            records.extend(found)
    return records


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> None:
    """Whatever a test before this one has made of them."""
    structlog.reset_defaults()


@asynccontextmanager
async def open_cluster(settings: Settings) -> AsyncIterator[Cluster]:
    await ensure_topics_now(settings)
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers, max_request_size=8_000_000, enable_idempotence=True
    )
    await producer.start()
    try:
        yield Cluster(settings, producer)
    finally:
        await producer.stop()


@pytest.fixture
async def cluster(settings: Settings) -> AsyncIterator[Cluster]:
    async with open_cluster(settings) as cluster:
        yield cluster


Running: TypeAlias = Callable[[Service], AbstractAsyncContextManager[None]]


@pytest.fixture
def running() -> Running:
    @asynccontextmanager
    async def run(service: Service) -> AsyncIterator[None]:
        task = asyncio.ensure_future(service.run())
        try:
            yield
        finally:
            service.stop()
            await task

    return run


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for what is to happen; the time is how long we are patient, not a measure."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # the condition is of another's making
            await asyncio.sleep(0.02)
