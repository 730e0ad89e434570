"""A crawler on a database of its own, beside a local web of boards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from jobalerts_crawler.crawl import Crawl
from jobalerts_crawler.crawled import Claim
from jobalerts_crawler.main import Parts, assemble
from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.events import PostingEvent
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings, SourceSettings
from jobalerts_shared.topics import E, Topic
from tests.fakes.boards import Boards


@dataclass
class House:
    """The crawler's parts, and short words for what tests do with them."""

    parts: Parts
    pool: Pool
    worker: UUID = field(default_factory=uuid4)

    async def watch(self, *sources: dict[str, object]) -> None:
        await self.parts.watchlist.sync([SourceSettings.model_validate(source) for source in sources])

    async def lease(self, *only: str) -> list[Claim]:
        return await self.parts.watchlist.lease(self.worker, 16, only=list(only) or None)

    async def crawl(self, source_id: str) -> Crawl:
        """This source now, due or not, once its host's turn has come."""
        for _ in range(600):
            if claims := await self.lease(source_id):
                done = await self.parts.crawler.crawl(claims[0])
                assert done is not None
                return done
            await asyncio.sleep(0.05)
        raise AssertionError(f"{source_id} could not be leased")

    async def told(self) -> list[PostingEvent]:
        """What is owed now, marked as published."""
        events = await self.parts.store.owed(10_000)
        await self.parts.store.published(events)
        return events

    async def changes(self) -> dict[str, str]:
        """Title by title what is owed now, marked as published."""
        return {event.posting.title: event.change.value for event in await self.told()}

    async def rows(self, statement: str, *values: object) -> list[dict[str, object]]:
        async with self.pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall()

    async def age(self, source_id: str, interval: str) -> None:
        """Let time pass for a source and its postings."""
        values = {"by": interval, "id": source_id}
        async with self.pool.connection() as connection:
            await connection.execute(
                """UPDATE source SET full_at = full_at - %(by)s::interval,
                     doubted_since = doubted_since - %(by)s::interval,
                     first_read_at = first_read_at - %(by)s::interval WHERE id = %(id)s""",
                values,
            )
            await connection.execute(
                """UPDATE posting SET closed_at = closed_at - %(by)s::interval,
                     ends_at = ends_at - %(by)s::interval, listed_at = listed_at - %(by)s::interval,
                     first_seen = first_seen - %(by)s::interval WHERE source_id = %(id)s""",
                values,
            )


@pytest.fixture
def boards() -> Iterator[Boards]:
    with Boards().served() as served:
        yield served


@pytest.fixture
def plain_settings(postgresql_url: str) -> Settings:
    """Enough to crawl, without Kafka."""
    return Settings.model_validate({"database_url": postgresql_url, "allow_private_networks": True})


@pytest_asyncio.fixture
async def house(plain_settings: Settings, postgresql_url: str) -> AsyncIterator[House]:
    migrate(postgresql_url, "crawler", "jobalerts_crawler.migrations")
    async with open_pool(postgresql_url, "crawler") as pool, outgoing_client(plain_settings) as client:
        yield House(assemble(plain_settings, pool, client), pool)


@dataclass
class Told:
    """Stands for Kafka: keeps what was acknowledged, in order."""

    events: list[PostingEvent] = field(default_factory=list)

    async def publish(self, topic: Topic[E], records: Sequence[tuple[str, E | None]]) -> None:
        for key, event in records:
            assert isinstance(event, PostingEvent) and key == str(event.posting.id) and topic.name == "postings"
            self.events.append(event)
