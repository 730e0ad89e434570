"""Publishing: acknowledged by Kafka, record by record, in order for each key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import structlog
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata
from faststream.kafka import KafkaBroker
from pydantic import BaseModel

from jobalerts_shared.outages import PRODUCER_BROKEN
from jobalerts_shared.topics import Topic

E = TypeVar("E", bound=BaseModel)

AT_ONCE = 1000
LARGEST = 1_000_000  # bytes; our topics take a little more (max.message.bytes)
BEAT_SECONDS = 5.0

log = structlog.get_logger()


class Publisher(Protocol):
    async def publish(self, topic: Topic[E], records: Sequence[tuple[str, E | None]]) -> None:
        """Return once Kafka has acknowledged every record, raise otherwise; an event None is a tombstone.

        A record too large for the topic is refused before any is sent (`MessageSizeTooLargeError`).
        Records of one key keep their order. While Kafka is down this waits; a repeat after an error may publish
        twice what had been acknowledged before it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record on its way, with the topic's full name."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: dict[str, str] | None = None


class KafkaPublisher:
    """`turn` is called while a publish waits for Kafka, so that waiting is not taken for a loop that hangs."""

    def __init__(
        self, broker: KafkaBroker, prefix: str, *, turn: Callable[[], None], broken: Callable[[BaseException], None]
    ) -> None:
        self._broker = broker
        self._prefix = prefix
        self._turn = turn
        self._broken = broken

    async def publish(self, topic: Topic[E], records: Sequence[tuple[str, E | None]]) -> None:
        name = self._prefix + topic.name
        outgoing = [
            Outgoing(name, key.encode(), None if event is None else event.model_dump_json(by_alias=True).encode())
            for key, event in records
        ]
        if any(len(record.value or b"") > LARGEST for record in outgoing):
            # Refused here: a refusal by Kafka would leave a gap that breaks the idempotent producer.
            raise MessageSizeTooLargeError(f"A record of {name} is larger than {LARGEST} bytes.")
        for together in rounds(outgoing):
            await self.send(together)

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send these in any order, and wait until each is acknowledged or refused before saying which it was."""
        sends: list[asyncio.Future[RecordMetadata]] = []
        errors: list[BaseException] = []
        try:
            for record in records:
                sends.append(await self._begin(record))
        except KafkaError as error:  # the rest is not begun; what was begun is waited for
            errors.append(error)
        try:
            await self._settled(sends)
        finally:
            for send in sends:
                send.cancel()
        errors += filter(None, (send.exception() for send in sends))
        for fault in errors[:1]:
            self._look_at(fault)
            raise fault

    async def _settled(self, sends: Sequence[asyncio.Future[RecordMetadata]]) -> None:
        waiting = set(sends)
        while waiting:
            _, waiting = await asyncio.wait(waiting, timeout=BEAT_SECONDS)
            self._turn()
            if waiting:
                log.warning("Kafka has not confirmed all records yet; we wait for it.", waiting=len(waiting))

    async def _begin(self, record: Outgoing) -> asyncio.Future[RecordMetadata]:
        # publish_batch would put all on one random partition, whatever their keys.
        return await self._broker.publish(
            record.value, record.topic, key=record.key, headers=record.headers, no_confirm=True
        )

    def _look_at(self, error: BaseException) -> None:
        """A plain KafkaError: the producer's own task has ended ("Unexpected error during batch delivery")."""
        if isinstance(error, PRODUCER_BROKEN) or type(error) is KafkaError:
            self._broken(error)


def rounds(records: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    """Cut into runs in which no key stands twice: two sends at once have no order between them."""
    run: list[Outgoing] = []
    keys: set[bytes | None] = set()
    for record in records:
        if record.key in keys or len(run) == AT_ONCE:
            yield run
            run, keys = [], set()
        run.append(record)
        keys.add(record.key)
    if run:
        yield run
