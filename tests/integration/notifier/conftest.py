"""A ledger in the real PostgreSQL, and the intake that writes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pydantic import AnyHttpUrl, SecretStr

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels import CHANNELS
from jobalerts_notifier.contents import Contents
from jobalerts_notifier.deliver import Walk
from jobalerts_notifier.routes import Routes
from jobalerts_notifier.store.outbox import Outbox
from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.events import MatchEvent, SubscriptionEvent
from jobalerts_shared.settings import Settings
from jobalerts_shared.tokens import Tokens
from tests.fakes.events import SEALER, SECRET, matches, subscriptions
from tests.fakes.http import HttpReceiver
from tests.fakes.slack import FakeSlack
from tests.fakes.smtp import FakeSmtp

WINDOW = timedelta(seconds=60)


class Ledger:
    """Looks into the tables, and moves time by moving what is written."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        async with self.pool.connection() as connection:
            return await (await connection.execute(query.encode(), values)).fetchall()

    async def run(self, statement: str, *values: object) -> None:
        async with self.pool.connection() as connection:
            await connection.execute(statement.encode(), values)

    async def count(self, table: str) -> int:
        [row] = await self.rows(f"SELECT count(*) AS n FROM {table}")
        return int(row["n"])

    async def all_due(self) -> None:
        """As if the gathering windows and the digests' hours had come, and every pause and lease had ended."""
        await self.run(
            "UPDATE alert SET due_at = now() - interval '1 second' WHERE state = 'pending' AND due_at > now()"
        )
        await self.run("UPDATE person SET next_due = now() WHERE next_due > now()")
        await self.run("UPDATE delivery SET not_before = now() WHERE state = 'pending'")
        await self.run("UPDATE destination SET paused_until = now()")


@pytest.fixture
async def pool(postgresql_url: str) -> AsyncIterator[Pool]:
    migrate(postgresql_url, "notifier", "jobalerts_notifier.migrations")
    async with open_pool(postgresql_url, "notifier", max_size=12) as opened:
        yield opened


@pytest.fixture
def ledger(pool: Pool) -> Ledger:
    return Ledger(pool)


@pytest.fixture
def routes(pool: Pool) -> Routes:
    return Routes(pool, SEALER, WINDOW)


class Stage:
    """The whole notifier but for Kafka: intake by hand, then any number of walkers over the same ledger."""

    def __init__(self, ledger: Ledger, routes: Routes, settings: Settings) -> None:
        self.ledger, self.routes, self.settings = ledger, routes, settings

    async def hear(self, *events: SubscriptionEvent) -> None:
        await self.routes.take_subscriptions(subscriptions(*events))

    async def find(self, *events: MatchEvent) -> None:
        await self.routes.take_matches(matches(*events))

    def contents(self, outbox: Outbox | None = None) -> Contents:
        return Contents(outbox or Outbox(self.ledger.pool), SEALER, Tokens(SECRET), self.settings.page_url)

    def walk(self, channels: dict[str, Channel]) -> tuple[Walk, asyncio.Event]:
        stopping = asyncio.Event()
        return Walk(self.ledger.pool, SEALER, self.contents(), channels, stopping), stopping

    @asynccontextmanager
    async def channels(self, *names: str) -> AsyncIterator[dict[str, Channel]]:
        async with AsyncExitStack() as stack:
            yield {name: await stack.enter_async_context(CHANNELS[name](self.settings)) for name in names or ("email",)}

    async def send_all(self, *names: str, walkers: int = 1) -> None:
        """Let time pass, and walk until nothing more can be done now."""
        await self.ledger.all_due()
        async with self.channels(*names) as channels:
            await self.walk_until(self.nothing_due, *[self.walk(channels) for _ in range(walkers)])

    async def walk_until(
        self, condition: Callable[[], Awaitable[bool]], *walks: tuple[Walk, asyncio.Event], seconds: float = 20
    ) -> None:
        async with asyncio.TaskGroup() as group:
            for walk, _ in walks:
                for run in loops(walk):
                    group.create_task(run())
            try:
                await wait_until(condition, seconds)
            finally:
                for _, stopping in walks:
                    stopping.set()

    async def nothing_due(self) -> bool:
        [row] = await self.ledger.rows(
            """SELECT (SELECT count(*) FROM person WHERE next_due <= now())
                    + (SELECT count(*) FROM delivery d WHERE state = 'pending'
                          AND (not_before <= now() OR lease_until > now())
                          AND NOT EXISTS (SELECT 1 FROM destination t WHERE t.destination = d.destination
                                             AND t.paused_until > now())) AS left_over"""
        )
        return bool(row["left_over"] == 0)


def loops(walk: Walk) -> list[Callable[[], Awaitable[None]]]:
    return [walk.gather, *(partial(walk.deliver, name) for name in walk.channel_names)]


async def wait_until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110  # what is waited for is a row, or another process
            await asyncio.sleep(0.02)


@pytest.fixture
async def smtp() -> AsyncIterator[FakeSmtp]:
    async with FakeSmtp().served() as served:
        yield served


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    fake = FakeSlack()
    async with fake.served():
        yield fake


@pytest.fixture
async def receiver() -> AsyncIterator[HttpReceiver]:
    async with HttpReceiver().served() as served:
        yield served


@pytest.fixture
def stage(ledger: Ledger, routes: Routes, smtp: FakeSmtp, slack: FakeSlack) -> Stage:
    settings = Settings(
        smtp_url=SecretStr(smtp.url),
        mail_from="Job alerts <alerts@jobs.example>",
        slack_base_url=AnyHttpUrl(slack.url),
        public_url=AnyHttpUrl("https://alerts.example"),
        allow_private_networks=True,
        secret_key=SECRET,
    )
    return Stage(ledger, routes, settings)


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"jobalerts_{name}", labels) or 0.0
