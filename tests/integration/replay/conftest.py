"""Topics and a ledger of one's own, written by the matcher's and the notifier's own routes, for the verbs to read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import BaseModel

from jobalerts_matcher.main import matcher
from jobalerts_notifier.routes import Routes
from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.events import PostingChange, PostingEvent, SubscriptionEvent
from jobalerts_shared.records import Reader, Received, as_event
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import MATCHES, POSTINGS, SUBSCRIPTIONS, TOPICS, Topic
from tests.fakes.events import SEALER, opening, posting
from tests.integration.frame.conftest import Cluster, open_cluster

E = TypeVar("E", bound=BaseModel)

SEEN = datetime.fromisoformat("2026-11-01T09:00:00+00:00")


def posted(
    native_id: str = "1",
    *,
    of: str = "the opening",
    change: PostingChange = PostingChange.OPENED,
    version: int = 1,
    baseline: bool = False,
    minute: float = 0,
    rules_version: str = "1",
    **fields: Any,  # Any: whatever a Posting has
) -> PostingEvent:
    return PostingEvent(
        change=change,
        posting=posting(native_id, **fields),
        opening_id=opening(of),
        version=version,
        baseline=baseline,
        first_seen=SEEN,
        at=SEEN + timedelta(minutes=minute),
        rules_version=rules_version,
    )


class Scene:
    """The stream as it runs, but for the loops: what is written is taken when a test says so."""

    def __init__(self, settings: Settings, cluster: Cluster, pool: Pool) -> None:
        self.settings, self.cluster, self.pool = settings, cluster, pool
        self._intake = Routes(pool, SEALER, timedelta(seconds=60))

    async def publish(self, topic: Topic[E], records: Sequence[tuple[str, E | None]]) -> None:
        """As the services' publisher does."""
        for key, event in records:
            value = None if event is None else event.model_dump_json(by_alias=True).encode()
            await self.cluster.write(topic.name, key.encode(), value)

    async def subscribe(self, *events: SubscriptionEvent) -> None:
        await self.publish(SUBSCRIPTIONS, [(str(event.subscription_id), event) for event in events])

    async def post(self, *events: PostingEvent) -> None:
        await self.publish(POSTINGS, [(str(event.posting.id), event) for event in events])

    async def match(self) -> None:
        """The matcher runs until it has put every posting behind it."""
        service = matcher(self.settings)
        running = asyncio.ensure_future(service.run())
        written = len(await self.cluster.read("postings"))
        try:
            async with asyncio.timeout(30):
                while await self.cluster.committed("matcher", "postings") < written:  # noqa: ASYNC110  # Kafka tells nobody
                    await asyncio.sleep(0.05)
        finally:
            service.stop()
            await running

    async def take(self) -> None:
        """The notifier's intake reads all there is, and commits."""
        await self._intake.take_subscriptions(await self._all(SUBSCRIPTIONS))
        await self._intake.take_matches(await self._all(MATCHES))
        await self._commit("notifier", "subscriptions", "matches")

    async def run(self, statement: str, *values: object) -> None:
        async with self.pool.connection() as connection:
            await connection.execute(statement.encode(), values)

    async def _all(self, topic: Topic[E]) -> list[Received[E]]:
        reader = Reader(topic, as_event(topic))
        found = [reader.read(record) for record in await self.cluster.read(topic.name)]
        return [record for record in found if isinstance(record, Received)]

    async def _commit(self, group: str, *topics: str) -> None:
        prefix = self.settings.kafka_topic_prefix
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.settings.kafka_bootstrap_servers, group_id=prefix + group, enable_auto_commit=False
        )
        await consumer.start()
        try:
            places = [
                TopicPartition(prefix + topic, number) for topic in topics for number in range(TOPICS[topic].partitions)
            ]
            consumer.assign(places)
            await consumer.commit({place: end for place, end in (await consumer.end_offsets(places)).items() if end})
        finally:
            await consumer.stop()


@asynccontextmanager
async def open_scene(settings: Settings) -> AsyncIterator[Scene]:
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    migrate(url, "notifier", "jobalerts_notifier.migrations")
    async with open_cluster(settings) as cluster, open_pool(url, "notifier") as pool:
        yield Scene(settings, cluster, pool)


@pytest.fixture
async def scene(settings: Settings) -> AsyncIterator[Scene]:
    async with open_scene(settings) as opened:
        yield opened
    structlog.reset_defaults()  # a verb keeps the logs quiet for the rest of its process
