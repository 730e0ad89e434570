"""The whole service on the real Kafka: what is changed is on the topic at once, and nobody's address is."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from jobalerts.embedded.kafka import Kafka
from jobalerts_shared.database import migrate, open_pool
from jobalerts_shared.events import PushedEvent, SubscriptionEvent
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import PUSHED, SUBSCRIPTIONS, Topic
from jobalerts_shared.topics_admin import ensure_topics_now
from jobalerts_subscriptions.main import MIGRATIONS, NAME, make_service
from tests.integration.subscriptions.house import CONSENT, WANTED

ADDRESS = "very-unusual-person@unusual.example"
WEBHOOK = "https://hooks.slack.com/services/T0UNUSUAL/B0UNUSUAL/unusualsecret"
PATIENCE = 30


@dataclass
class Running:
    client: httpx.AsyncClient
    topic: AIOKafkaConsumer
    log: io.StringIO

    async def next(self) -> ConsumerRecord:
        async with asyncio.timeout(PATIENCE):
            return await self.topic.getone()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    assert settings.database_url is not None and settings.operator_api_key is not None
    log = io.StringIO()
    configure_logs(NAME, settings, stream=log)
    url = settings.database_url.get_secret_value()
    await asyncio.to_thread(migrate, url, NAME, MIGRATIONS)
    await ensure_topics_now(settings)
    headers = {"Authorization": f"Bearer {settings.operator_api_key.get_secret_value()}"}
    base = f"http://127.0.0.1:{settings.http_port}"
    async with open_pool(url, NAME) as pool, httpx.AsyncClient(base_url=base, headers=headers) as client:
        service = make_service(settings, pool)
        serving = asyncio.ensure_future(service.run())
        try:
            async with whole_topic(settings) as topic:
                await ready(client)
                yield Running(client, topic, log)
        finally:
            service.stop()
            await serving


@asynccontextmanager
async def whole_topic(settings: Settings, read: Topic[Any] = SUBSCRIPTIONS) -> AsyncIterator[AIOKafkaConsumer]:
    name = settings.kafka_topic_prefix + read.name
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(name, number) for number in range(read.partitions)])
        await consumer.seek_to_beginning()
        yield consumer
    finally:
        await consumer.stop()


async def ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await client.get("/healthz/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


@pytest.fixture
def served(settings: Settings, unused_tcp_port: int) -> Settings:
    return settings.model_copy(update={"http_port": unused_tcp_port})


async def test_a_subscription_on_its_way_from_the_api_to_the_topic(served: Settings) -> None:
    async with running(served) as service:
        body = {"email": ADDRESS, "criteria": WANTED, "targets": [{"channel": "slack", "webhook_url": WEBHOOK}]}
        told = (await service.client.post("/v1/subscriptions", json={**body, "consent": CONSENT})).json()
        records = [await service.next()]
        event = SubscriptionEvent.model_validate_json(records[0].value)
        assert records[0].key == str(event.subscription_id).encode()
        assert (event.version, event.state, str(event.person_id)) == (1, "active", told["person_id"])
        path = f"/v1/subscriptions/{told['id']}"
        await service.client.patch(path, json={"criteria": {"levels": ["senior"]}})
        records.append(await service.next())
        assert SubscriptionEvent.model_validate_json(records[1].value).criteria.levels == ("senior",)
        await service.client.delete(f"/v1/people/{told['person_id']}")
        records.append(await service.next())
        assert (records[2].key, records[2].value) == (records[0].key, None)
        metrics = (await service.client.get("/metrics")).text
        assert 'jobalerts_http_requests_total{method="PATCH",route="/v1/subscriptions/{id}",status="200"}' in metrics
        seen = (
            b"".join((record.key or b"") + (record.value or b"") for record in records)
            + str([record.headers for record in records]).encode()
        )
        for secret in (b"very-unusual", b"unusual.example", b"unusualsecret"):
            assert secret not in seen
            assert secret.decode() not in metrics


async def test_a_pushed_posting_on_its_way_from_the_api_to_the_topic(served: Settings) -> None:
    assert served.operator_api_key is not None
    job = {"native_id": "R-17", "title": "Engineer", "company": "Acme", "description": "<p>A text.</p>"}
    async with running(served) as service:
        headers = {"Idempotency-Key": "unusualsecret"}
        answer = await service.client.post("/v1/postings", json=[job, job | {"native_id": "2"}], headers=headers)
        assert answer.status_code == 202
        ids = [posting["id"] for posting in answer.json()["postings"]]
        async with whole_topic(served, PUSHED) as topic, asyncio.timeout(PATIENCE):
            records = [await topic.getone(), await topic.getone()]
        metrics = (await service.client.get("/metrics")).text
    events = {record.key.decode(): PushedEvent.model_validate_json(record.value) for record in records}
    assert [events[id].posting.native_id for id in ids] == ["R-17", "2"]
    assert {event.source for event in events.values()} == {"push:own"}
    assert 'jobalerts_postings_pushed_total{outcome="taken"}' in metrics and "push:own" not in metrics
    seen = b"".join(record.key + record.value for record in records).decode() + str([each.headers for each in records])
    for secret in ("unusual", served.operator_api_key.get_secret_value()):
        assert secret not in seen + metrics + service.log.getvalue()


async def test_while_kafka_is_away_a_push_is_answer_within_seconds(served: Settings, tmp_path: Path) -> None:
    kafka = Kafka(tmp_path / "kafka", session_timeout_ms=3000)
    await asyncio.to_thread(kafka.start)
    own = served.model_copy(update={"kafka_bootstrap_servers": kafka.bootstrap_servers})
    jobs = [{"native_id": str(number), "title": "Engineer", "company": "Acme"} for number in range(20)]
    try:
        async with running(own) as service:
            kafka.kill()
            began = time.monotonic()
            answer = await service.client.post("/v1/postings", json=jobs, timeout=60)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert time.monotonic() - began < 15
            await asyncio.to_thread(kafka.start)
            async with asyncio.timeout(120):
                while answer.status_code != 202:
                    await asyncio.sleep(1)
                    answer = await service.client.post("/v1/postings", json=jobs, timeout=60)
            async with whole_topic(own, PUSHED) as topic, asyncio.timeout(PATIENCE):
                seen: set[bytes] = set()
                while len(seen) < len(jobs):
                    seen.add((await topic.getone()).key)
    finally:
        await asyncio.to_thread(kafka.stop)


async def test_no_address_link_or_secret_is_logged(served: Settings) -> None:
    async with running(served) as service:
        body = {"email": ADDRESS, "criteria": WANTED, "targets": [{"channel": "slack", "webhook_url": WEBHOOK}]}
        told = (await service.client.post("/v1/subscriptions", json=body)).json()
        await service.client.post("/", data={"email": ADDRESS, "roles": "baker", "to_email": "on"})
        await service.client.post("/", data={"email": f"{ADDRESS}@", "roles": "baker"})
        await service.client.post("/v1/subscriptions", content="{" + ADDRESS)
        await service.client.get(f"/confirm/unusualsecret-{ADDRESS}")
        await service.client.post("/unsubscribe/unusualsecret")
        await service.client.get(f"/v1/people/{told['person_id']}")
        await service.client.delete(f"/v1/people/{told['person_id']}")
        await service.next()
    log = service.log.getvalue()
    assert "The service is ready." in log and "unusual" not in log


async def test_what_was_owed_when_the_service_died_is_said_by_the_next(served: Settings) -> None:
    async with running(served) as service:
        await service.client.post("/v1/subscriptions", json={"email": ADDRESS, "criteria": WANTED, "consent": CONSENT})
        first = await service.next()
    assert served.database_url is not None
    async with open_pool(served.database_url.get_secret_value(), NAME) as pool, pool.connection() as connection:
        await connection.execute("UPDATE subscription SET published_version = 0")
    async with running(served) as service:
        again = [await service.next(), await service.next()]
    assert [record.value for record in again] == [first.value, first.value]
