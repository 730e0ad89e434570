"""The service as it runs: real Kafka in front, real PostgreSQL inside, a mail server behind."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest
from pydantic import BaseModel, SecretStr

from jobalerts_notifier.main import serve
from jobalerts_shared.database import migrate
from jobalerts_shared.settings import Settings
from tests.fakes.events import match, posting, subscription
from tests.fakes.smtp import FakeSmtp
from tests.integration.frame.conftest import Cluster, open_cluster
from tests.integration.notifier.conftest import wait_until


async def write(cluster: Cluster, topic: str, key: object, event: BaseModel | None) -> None:
    value = event.model_dump_json(by_alias=True).encode() if event else None
    await cluster.write(topic, str(key).encode(), value)


@pytest.fixture
def ours(settings: Settings, smtp: FakeSmtp) -> Settings:
    changed = {"smtp_url": SecretStr(smtp.url), "instant_window": settings.instant_window * 0}
    migrate(
        str(settings.database_url and settings.database_url.get_secret_value()),
        "notifier",
        "jobalerts_notifier.migrations",
    )
    return settings.model_copy(update=changed)


async def test_from_the_topics_to_a_mail_through_poison_and_a_restart(ours: Settings, smtp: FakeSmtp) -> None:
    async def arrived(count: int) -> None:
        async def enough() -> bool:
            return len(smtp.taken) >= count

        await wait_until(enough, 40)

    async def stopped(running: asyncio.Task[None]) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 40)

    async with open_cluster(ours) as cluster:
        first = match([1, 2], posting("1"), of="first")
        await write(cluster, "matches", first.posting.id, first)
        await cluster.write("matches", b"poison", b"{")
        running = asyncio.ensure_future(serve(ours))
        await write(cluster, "subscriptions", 1, subscription(1))
        await cluster.write("subscriptions", b"2", b'{"version": "none"}')
        await arrived(1)
        await stopped(running)
        second = match([1], posting("2"), of="second")
        for event in (second, first, second):
            await write(cluster, "matches", event.posting.id, event)
        running = asyncio.ensure_future(serve(ours))
        await arrived(2)
        await stopped(running)
        assert [mail["Subject"] for mail in smtp.to("ada@example.org")] == [
            "Machine Learning Engineer at Acme — London, UK"
        ] * 2
        assert len({mail["Message-ID"] for mail in smtp.to("ada@example.org")}) == 2
        assert len(await cluster.read("matches.dead")) == len(await cluster.read("subscriptions.dead")) == 1
        for topic in ("subscriptions", "matches"):
            assert not any(b"example.org" in (record.value or b"") for record in await cluster.read(topic))
