"""Publishing: acknowledged by Kafka, record by record, in order for each key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata
from pydantic import BaseModel

from jobalerts_shared.outages import PRODUCER_BROKEN
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import Topic

E = TypeVar("E", bound=BaseModel)

AT_ONCE = 1000
LARGEST_REQUEST = 8 * 1024 * 1024  # a dead letter is its record and the headers; `publish` has its own, lower limit
LARGEST_BATCH = 256 * 1024  # the default of 16 KiB holds four postings, and each batch is a request of its own
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
    """Its producer is a plain one: FastStream's way to it costs three times as much as the sending of a record.

    `turn` is called while a publish waits for Kafka, so that waiting is not taken for a loop that hangs.
    """

    def __init__(
        self, name: str, settings: Settings, *, turn: Callable[[], None], broken: Callable[[BaseException], None]
    ) -> None:
        self._name = name
        self._settings = settings
        self._prefix = settings.kafka_topic_prefix
        self._turn = turn
        self._broken = broken
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._settings.kafka_bootstrap_servers,
            client_id=f"jobalerts-{self._name}",
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            max_request_size=LARGEST_REQUEST,
            max_batch_size=LARGEST_BATCH,
        )
        await self._producer.start()

    async def stop(self) -> None:
        """What was sent is confirmed first, if Kafka is there."""
        if self._producer:
            await self._producer.stop()

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
        assert self._producer
        headers = [(name, value.encode()) for name, value in record.headers.items()] if record.headers else None
        return await self._producer.send(record.topic, record.value, key=record.key, headers=headers)  # type: ignore[no-any-return]  # aiokafka is not typed

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
