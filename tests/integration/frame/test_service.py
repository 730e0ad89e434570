"""A service from its start to its end, on the real Kafka."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import httpx
import pytest
from aiokafka.errors import MessageSizeTooLargeError
from fastapi import FastAPI

from jobalerts.embedded.ports import free_port
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import PostingEvent, SubscriptionEvent, SubscriptionState
from jobalerts_shared.records import as_event
from jobalerts_shared.runtime import Received, Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS, SUBSCRIPTIONS
from tests.integration.frame.conftest import Cluster, Running, until
from tests.unit.shared.wire_events import NOON, posting_event

WIRE = posting_event().model_dump_json().encode()


def subscription(number: int, version: int = 1, *, sealed: str = "sealed") -> SubscriptionEvent:
    return SubscriptionEvent(
        subscription_id=number,
        version=version,
        person_id=UUID(int=number),
        state=SubscriptionState.ACTIVE,
        criteria=Criteria(roles=("engineer",)),
        targets_sealed=sealed,
        at=NOON,
    )


class Subscriptions:
    """What the topic says, the last of each key."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.orders: list[tuple[str, int | None]] = []

    async def take(self, batch: Sequence[Received[SubscriptionEvent]]) -> None:
        for record in batch:
            self.orders.append((record.key, record.event.version if record.event else None))
            if record.event:
                self.versions[record.key] = record.event.version
            else:
                self.versions.pop(record.key, None)


class Postings:
    def __init__(self, before: Callable[[], Awaitable[None]] | None = None) -> None:
        self.keys: list[str] = []
        self._before = before

    async def take(self, batch: Sequence[Received[PostingEvent]]) -> None:
        if self._before:
            await self._before()
        self.keys.extend(record.key for record in batch)


async def test_what_is_followed_is_known_before_the_first_record_is_consumed(
    settings: Settings, cluster: Cluster, running: Running
) -> None:
    await cluster.write("postings", b"p", WIRE)
    for number in range(1, 301):
        await cluster.write("subscriptions", str(number).encode(), subscription(number).model_dump_json().encode())
    await cluster.write("subscriptions", b"7", None)
    followed = Subscriptions()
    known_at_first: list[int] = []

    async def take(batch: Sequence[Received[PostingEvent]]) -> None:
        known_at_first.append(len(followed.versions))

    service = Service("matcher", settings, port=0)
    service.consume(POSTINGS, take)
    service.follow(SUBSCRIPTIONS, followed.take, as_event(SUBSCRIPTIONS))
    async with running(service):
        await until(lambda: bool(known_at_first))
        await cluster.write("subscriptions", b"1", subscription(1, version=2).model_dump_json().encode())
        await until(lambda: followed.versions.get("1") == 2)
    assert known_at_first == [299]
    assert "7" not in followed.versions


async def test_a_second_instance_follows_everything_too(settings: Settings, cluster: Cluster, running: Running) -> None:
    await cluster.write("subscriptions", b"1", subscription(1).model_dump_json().encode())
    first, second = Subscriptions(), Subscriptions()
    services = [Service("matcher", settings, port=0), Service("matcher", settings, port=0)]
    services[0].follow(SUBSCRIPTIONS, first.take, as_event(SUBSCRIPTIONS))
    services[1].follow(SUBSCRIPTIONS, second.take, as_event(SUBSCRIPTIONS))
    async with running(services[0]), running(services[1]):
        await until(lambda: first.versions == second.versions == {"1": 1})


async def test_one_service_takes_two_topics(settings: Settings, cluster: Cluster, running: Running) -> None:
    """Both in one group: a rebalance is of both, and gives each its own topic."""
    postings, subscriptions = Postings(), Subscriptions()
    service = Service("notifier", settings, port=0)
    service.consume(POSTINGS, postings.take)
    service.consume(SUBSCRIPTIONS, subscriptions.take)
    for number in range(1, 31):
        await cluster.write("postings", str(number).encode(), WIRE)
        await cluster.write("subscriptions", str(number).encode(), subscription(number).model_dump_json().encode())
    async with running(service):
        await until(lambda: len(postings.keys) >= 30 and len(subscriptions.versions) >= 30)
    assert sorted(map(int, postings.keys)) == [*range(1, 31)]
    assert len(subscriptions.orders) == 30


async def test_records_of_one_key_keep_their_order_and_none_is_a_tombstone(
    settings: Settings, cluster: Cluster, running: Running
) -> None:
    followed = Subscriptions()
    service = Service("subscriptions", settings, port=0)
    service.follow(SUBSCRIPTIONS, followed.take, as_event(SUBSCRIPTIONS))
    records: list[tuple[str, SubscriptionEvent | None]] = []
    for version in range(1, 21):
        records += [(str(number), subscription(number, version, sealed="x" * 7000)) for number in range(1, 6)]
    records.append(("5", None))

    async def publish() -> None:
        await service.publisher.publish(SUBSCRIPTIONS, records)

    service.task("publish", publish)
    async with running(service):
        await until(lambda: len(followed.orders) == len(records))
    assert [version for key, version in followed.orders if key == "1"] == [*range(1, 21)]
    assert [version for key, version in followed.orders if key == "5"] == [*range(1, 21), None]
    assert [record.value for record in await cluster.read("subscriptions") if record.key == b"5"][-1] is None


async def test_a_batch_in_hand_is_finished_before_its_partitions_go_to_a_new_member(
    settings: Settings, cluster: Cluster, running: Running
) -> None:
    for number in range(120):
        await cluster.write("postings", f"p{number}".encode(), WIRE)

    async def slowly() -> None:
        await asyncio.sleep(0.5)

    first, second = Postings(slowly), Postings(slowly)
    services = [Service("matcher", settings, port=0), Service("matcher", settings, port=0)]
    services[0].consume(POSTINGS, first.take, batch=10)
    services[1].consume(POSTINGS, second.take, batch=10)
    async with running(services[0]):
        await until(lambda: bool(first.keys))
        async with running(services[1]):
            for number in range(120, 180):  # on all partitions: the first may have emptied those that it gives away
                await cluster.write("postings", f"p{number}".encode(), WIRE)
            await until(lambda: len(first.keys) + len(second.keys) >= 180)
    assert second.keys
    assert sorted(first.keys + second.keys) == sorted(f"p{number}" for number in range(180))


async def test_an_outage_longer_than_the_poll_may_take_loses_and_buries_nothing(
    settings: Settings, cluster: Cluster, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobalerts_shared.consuming.MAX_POLL_MS", 2000)
    monkeypatch.setattr("jobalerts_shared.outages.LONGEST_WAIT", 1.0)
    outage = asyncio.Event()

    async def down() -> None:
        if not outage.is_set():
            raise ConnectionRefusedError

    for number in range(50):
        await cluster.write("postings", f"p{number}".encode(), WIRE)
    await cluster.write("postings", b"unreadable", b"{")
    postings, other = Postings(down), Postings(down)
    services = [Service("matcher", settings, port=0), Service("matcher", settings, port=0)]
    services[0].consume(POSTINGS, postings.take)
    services[1].consume(POSTINGS, other.take)
    async with running(services[0]), running(services[1]):
        await asyncio.sleep(5)
        outage.set()
        await until(lambda: len(postings.keys) + len(other.keys) >= 50)
    assert sorted(postings.keys + other.keys) == sorted(f"p{number}" for number in range(50))
    assert [record.key for record in await cluster.read("postings.dead")] == [b"unreadable"]


async def test_the_batch_in_hand_is_finished_and_committed_on_stop(settings: Settings, cluster: Cluster) -> None:
    in_hand = asyncio.Event()

    async def slowly() -> None:
        in_hand.set()
        await asyncio.sleep(1)

    await cluster.write("postings", b"p", WIRE)
    postings = Postings(slowly)
    service = Service("matcher", settings, port=0)
    service.consume(POSTINGS, postings.take)
    run = asyncio.ensure_future(service.run())
    await in_hand.wait()
    service.stop()
    await run
    assert postings.keys == ["p"]
    assert await cluster.committed("matcher", "postings") == 1


async def test_metrics_probes_and_an_application_stand_side_by_side(
    settings: Settings, cluster: Cluster, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobalerts_shared.runtime.MEASURE_EVERY", 0.1)
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "hello"

    postings, answers = Postings(), {"database": True}

    async def database() -> bool:
        return answers["database"]

    port = free_port()
    service = Service("matcher", settings, port=port)
    service.consume(POSTINGS, postings.take)
    service.ready("database", database)
    service.mount(app)
    await cluster.write("postings", b"p", WIRE)
    await cluster.write("postings", b"q", b"{")
    lag = re.compile(rf'kafka_consumergroup_lag{{consumergroup="{cluster.prefix}matcher",.*}} 0.0')
    async with running(service), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        await until(lambda: postings.keys == ["p"])
        text = ""
        async with asyncio.timeout(20):
            while len(lag.findall(text)) < POSTINGS.partitions:
                text = (await client.get("/metrics")).text
        slash = await client.get("/metrics/")
        ready, live = await client.get("/healthz/ready"), await client.get("/healthz/live")
        answers["database"] = False
        not_ready, said, missing = [await client.get(path) for path in ("/healthz/ready", "/hello", "/nowhere")]
    assert slash.status_code == 200
    assert ready.json() == {"ok": True, "started": True, "kafka": True, "database": True}
    assert live.json().keys() == {"ok", "consume postings"}
    assert (not_ready.status_code, not_ready.json()["database"]) == (503, False)
    assert (said.json(), missing.status_code) == ("hello", 404)
    assert 'jobalerts_dead_letters_total{reason="not_json",topic="postings"}' in text
    assert 'jobalerts_build_info{service="matcher"' in text
    assert "faststream_received_messages_total" in text


async def test_our_own_loops_may_finish_what_they_do(settings: Settings, cluster: Cluster) -> None:
    ended: list[str] = []
    service = Service("crawler", settings, port=0)

    async def orderly() -> None:
        await service.stopping.wait()
        await service.publisher.publish(POSTINGS, [("last", posting_event())])
        ended.append("in order")

    service.task("relay", orderly)
    run = asyncio.ensure_future(service.run())
    await until(lambda: bool(service._running))
    service.stop()
    await run
    assert ended == ["in order"]
    assert [record.key for record in await cluster.read("postings")] == [b"last"]


def test_the_asyncapi_document_names_topics_and_events(settings: Settings) -> None:
    service = Service("matcher", settings, port=0)
    service.consume(POSTINGS, Postings().take)
    service.publishes(SUBSCRIPTIONS)
    document = service.asyncapi()
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {f"{settings.kafka_topic_prefix}{name}" for name in ("postings", "subscriptions")}
    assert {"PostingEvent", "SubscriptionEvent"} <= document["components"]["schemas"].keys()


async def test_a_record_too_large_is_refused_and_the_producer_goes_on(
    settings: Settings, cluster: Cluster, running: Running
) -> None:
    event = posting_event()
    huge = event.model_copy(update={"posting": event.posting.model_copy(update={"description": "x" * 1_100_000})})
    refused: list[Exception] = []
    service = Service("crawler", settings, port=0)

    async def publish() -> None:
        try:
            await service.publisher.publish(POSTINGS, [("small", event), ("huge", huge)])
        except MessageSizeTooLargeError as error:
            refused.append(error)
        await service.publisher.publish(POSTINGS, [("next", event)])
        service.stop()

    service.task("publish", publish)
    await service.run()
    assert len(refused) == 1
    assert [record.key for record in await cluster.read("postings")] == [b"next"]
