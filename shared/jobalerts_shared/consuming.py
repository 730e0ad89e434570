"""One subscriber of a consumer group: at least once, in batches, whatever fails and whoever joins or leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from faststream.kafka import KafkaBroker, Topic
from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage
from faststream.middlewares import AckPolicy
from pydantic import BaseModel

from jobalerts_shared.lag import Lag
from jobalerts_shared.loops import CURRENT, Loops
from jobalerts_shared.metrics import outages_total
from jobalerts_shared.outages import is_outage, wait_before
from jobalerts_shared.taking import Taking

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer
    from faststream.kafka.subscriber.usecase import BatchSubscriber

E = TypeVar("E", bound=BaseModel)

POLL_MS = 100
SESSION_MS = 10_000  # a killed member that does not come back is missed after this long
HEARTBEAT_MS = 3_000
REBALANCE_MS = 60_000
MAX_POLL_MS = 300_000
HANDOVER_SECONDS = 30.0  # a batch in hand may take this long to end before its partitions go to another
COMMIT_TRIES = 5
COMMIT_SECONDS = 10.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Membership:
    """`instance` is the same after a restart, so that a killed member gets its partitions back at once."""

    group: str
    instance: str | None
    batch: int


class Consuming(ConsumerRebalanceListener, Generic[E]):  # type: ignore[misc]  # aiokafka is not typed
    """FastStream's batch subscriber with acknowledging in our own hands.

    Offsets are committed by name, for what was settled and nothing else; whatever was not settled is read again.
    FastStream's `ack` commits all that was read, and its `nack` stops at the first partition that has gone.
    """

    def __init__(self, topic: str, full_name: str, taking: Taking[E], membership: Membership, loops: Loops) -> None:
        self.name = f"consume {topic}"
        self.lag = Lag(membership.group)
        self._topic = topic
        self._full_name = full_name
        self._taking = taking
        self._membership = membership
        self._loops = loops
        self._failures = 0
        self._interrupted = asyncio.Event()
        self._stopping = False
        self._subscriber: BatchSubscriber | None = None

    def attach(self, broker: KafkaBroker, event: type[E]) -> None:
        async def settle(records: Any) -> None:  # Any: annotated below, for the AsyncAPI document
            await self._on_batch(records)

        settle.__annotations__ = {"records": list[event], "return": None}  # type: ignore[valid-type]  # known at run time
        self._subscriber = broker.subscriber(
            Topic(self._full_name, declare=False),
            batch=True,
            max_records=self._membership.batch,
            batch_timeout_ms=POLL_MS,
            group_id=self._membership.group,
            group_instance_id=self._membership.instance,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            listener=self,
            parser=_parse,
            decoder=_decode,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            rebalance_timeout_ms=REBALANCE_MS,
            max_poll_interval_ms=MAX_POLL_MS,
            title=f"{self._topic}:{self._membership.group}",
        )
        self._subscriber(settle)

    async def start(self) -> None:
        assert self._subscriber
        self._loops.watch(self.name)
        await self._subscriber.start()
        consumer = self._consumer()
        getmany = consumer.getmany

        async def counted(*arguments: Any, **named: Any) -> Any:  # Any: passed on as it is
            records = await getmany(*arguments, **named)
            self._loops.watch(self.name)
            return records

        consumer.getmany = counted

    async def stop(self) -> None:
        """Take no more, finish the batch in hand, commit it, leave the group."""
        if not self._subscriber:
            return
        self._stopping = True
        self._interrupted.set()
        if self._subscriber.consumer:
            # aiokafka does not let a member with a fixed name say goodbye; ours should not wait for the session's end.
            self._consumer()._coordinator._group_instance_id = None
        await self._subscriber.stop()
        self._loops.forget(self.name)

    async def measure(self) -> None:
        if self._subscriber and self._subscriber.consumer:
            await self.lag.measure(self._consumer())

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Let the batch in hand end and be committed before its partitions go: nothing is taken twice."""
        self._interrupted.set()
        if self._subscriber:
            await self._subscriber.lock.wait_release(HANDOVER_SECONDS)  # type: ignore[attr-defined]  # a MultiLock
        self.lag.forget(revoked)

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        if not self._stopping:
            self._interrupted.clear()
        numbers = sorted(partition.partition for partition in assigned)
        log.info("Partitions are ours to read.", topic=self._full_name, partitions=numbers)

    async def _on_batch(self, records: tuple[ConsumerRecord, ...]) -> None:
        CURRENT.set(self.name)
        settled = False
        try:
            await self._taking.settle(records)
            settled = True
        except Exception as error:  # noqa: BLE001  # whatever it was, nothing is settled: the batch is read again
            await self._wait_out(error)
        finally:
            if not settled:
                self._rewind(records)
        if settled:
            self._failures = 0
            await self._commit(records)

    async def _wait_out(self, error: Exception) -> None:
        """Wait a little and return, so that the poll goes on however long the outage lasts; then read again."""
        self._failures += 1
        outages_total.labels(self._topic).inc()
        seconds = wait_before(self._failures)
        told = "Something is down; we wait and try again." if is_outage(error) else "A batch failed; we try it again."
        log.warning(told, loop=self.name, attempt=self._failures, seconds=round(seconds, 2), exc_info=error)
        await self._sleep(seconds)

    def _rewind(self, records: Sequence[ConsumerRecord]) -> None:
        consumer = self._consumer()
        for partition, (first, _) in _extent(records).items():
            try:
                consumer.seek(partition, first)
            except IllegalStateError:
                continue  # it went to another member, who reads from what was committed

    async def _commit(self, records: Sequence[ConsumerRecord]) -> None:
        """What cannot be committed is taken again after a restart; the next commit covers it otherwise."""
        offsets = {partition: last + 1 for partition, (_, last) in _extent(records).items()}
        for attempt in range(1, COMMIT_TRIES + 1):
            if not (ours := self._still_ours(offsets)):
                return
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await self._consumer().commit(ours)
            except (CommitFailedError, IllegalStateError):
                log.warning(
                    "Partitions went to another member before our commit; it repeats the batch.", loop=self.name
                )
                return
            except (KafkaError, TimeoutError) as error:
                log.warning("A commit failed; we try it again.", loop=self.name, attempt=attempt, exc_info=error)
                await self._sleep(wait_before(attempt))
            else:
                self.lag.committed(ours)
                return

    def _still_ours(self, offsets: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
        assigned = self._consumer().assignment()
        return {partition: offset for partition, offset in offsets.items() if partition in assigned}

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but not through a stop or a handover."""
        try:
            async with asyncio.timeout(seconds):
                await self._interrupted.wait()
        except TimeoutError:
            return

    def _consumer(self) -> AIOKafkaConsumer:
        assert self._subscriber and self._subscriber.consumer
        return self._subscriber.consumer


def _extent(records: Sequence[ConsumerRecord]) -> dict[TopicPartition, tuple[int, int]]:
    """The first and last offset of each partition in a batch."""
    extent: dict[TopicPartition, tuple[int, int]] = {}
    for record in records:
        partition = TopicPartition(record.topic, record.partition)
        first, last = extent.get(partition, (record.offset, record.offset))
        extent[partition] = (min(first, record.offset), max(last, record.offset))
    return extent


async def _parse(records: tuple[ConsumerRecord, ...]) -> KafkaMessage:
    """Headers are not read at all: one that is not UTF-8 would cost the whole batch."""
    return KafkaMessage(body=b"", raw_message=records, consumer=FAKE_CONSUMER)


async def _decode(message: KafkaMessage) -> Any:  # Any: the records, read one by one in `Taking`
    return message.raw_message
