"""The subscriptions service without a process around it: its application, database and relay in a test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import BaseModel

from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.events import PushedEvent, SubscriptionEvent
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import Targets
from jobalerts_shared.topics import Topic
from jobalerts_subscriptions.announce import Relay
from jobalerts_subscriptions.app import build_app
from jobalerts_subscriptions.limits import Limits
from jobalerts_subscriptions.main import MIGRATIONS, NAME, make_parts
from jobalerts_subscriptions.parts import Parts

CONSENT = {"source": "a test", "at": "2026-11-01T10:00:00Z"}
WANTED = {"roles": ["machine learning engineer"], "places": ["London, UK"]}

Json = dict[str, Any]


@dataclass
class Topics:
    """A publisher that keeps what it was given, or fails as Kafka would."""

    records: list[tuple[str, SubscriptionEvent | None]] = field(default_factory=list)
    pushed: list[tuple[str, PushedEvent]] = field(default_factory=list)
    failing: Exception | None = None
    silent: bool = False

    async def publish(self, topic: Topic[Any], records: Sequence[tuple[str, BaseModel | None]]) -> None:
        if self.failing:
            raise self.failing
        if self.silent:
            await asyncio.sleep(60)
        for key, event in records:
            if isinstance(event, PushedEvent):
                self.pushed.append((key, event))
                continue
            assert event is None or isinstance(event, SubscriptionEvent)
            self.records.append((key, event))

    def last(self, key: str) -> SubscriptionEvent | None:
        return [event for at, event in self.records if at == key][-1]


@dataclass
class House:
    settings: Settings
    pool: Pool
    parts: Parts
    client: httpx.AsyncClient
    topics: Topics
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def operator_key(self) -> str:
        assert self.settings.operator_api_key is not None
        return self.settings.operator_api_key.get_secret_value()

    @property
    def sealer(self) -> Sealer:
        assert self.settings.secret_key is not None
        return Sealer(self.settings.secret_key)

    async def call(self, method: str, path: str, key: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key or self.operator_key}"} | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)

    async def made(self, key: str | None = None, **more: Any) -> Json:
        """An active subscription, by the API."""
        body = {"email": "a@example.org", "criteria": WANTED, "consent": CONSENT} | more
        answer = await self.call("POST", "/v1/subscriptions", key, json=body)
        assert answer.status_code == 201, answer.text
        told: Json = answer.json()
        return told

    async def key_for(self, tenant: str, *scopes: str) -> str:
        asked = {"tenant": tenant} | ({"scopes": list(scopes)} if scopes else {})
        answer = await self.call("POST", "/v1/api-keys", json=asked)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["key"])

    async def announce(self) -> int:
        """One round of the relay."""
        relay = Relay(self.pool, self.topics, self.stopping)
        async with self.pool.connection() as connection:
            await connection.set_autocommit(True)
            try:
                return await relay.round(connection)
            finally:
                await connection.set_autocommit(False)

    async def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        async with self.pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall() if cursor.description else []

    async def number(self, public_id: str) -> str:
        """The key on the topic."""
        [row] = await self.rows("SELECT subscription_id FROM subscription WHERE public_id = %s", public_id)
        return str(row["subscription_id"])

    async def targets(self, public_id: str) -> Targets:
        [row] = await self.rows("SELECT targets_sealed FROM subscription WHERE public_id = %s", public_id)
        return self.sealer.open(row["targets_sealed"])


@asynccontextmanager
async def open_house(settings: Settings, limits: Limits | None = None) -> AsyncIterator[House]:
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    await asyncio.to_thread(migrate, url, NAME, MIGRATIONS)
    async with open_pool(url, NAME) as pool:
        topics = Topics()
        parts = make_parts(settings, pool, topics, limits)
        transport = httpx.ASGITransport(build_app(parts), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://page.test") as client:
            yield House(settings, pool, parts, client, topics)
