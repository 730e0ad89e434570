"""Nothing is lost, whoever is killed; nothing is repeated when nobody is killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from pydantic import SecretStr

from jobalerts.embedded.kafka import Kafka
from jobalerts.embedded.ports import free_port
from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts_shared.events import SubscriptionEvent
from jobalerts_shared.records import as_event
from jobalerts_shared.runtime import Received, Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import SUBSCRIPTIONS
from tests.integration.frame.conftest import Cluster, Running, open_cluster, until
from tests.unit.shared.wire_events import posting_event

SEED = 20261101


class Worker:
    """The process under test, at the same port after every restart, as a supervisor would keep it."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._port = free_port()
        self._settings = settings
        self._log = log
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        assert self._settings.database_url
        environment = {
            "JOBALERTS_DATABASE_URL": self._settings.database_url.get_secret_value(),
            "JOBALERTS_KAFKA_BOOTSTRAP_SERVERS": self._settings.kafka_bootstrap_servers or "",
            "JOBALERTS_KAFKA_TOPIC_PREFIX": self._settings.kafka_topic_prefix,
        }
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.integration.frame.worker", str(self._port)],
                env=os.environ | environment,
                stderr=log,
            )

    async def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, 60)

    async def restart(self, number: signal.Signals) -> int:
        code = await self.end(number)
        self.process = self._start()
        return code

    def log(self) -> str:
        return self._log.read_text()


class Workers:
    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self.all: list[Worker] = []

    def start(self, settings: Settings | None = None) -> Worker:
        worker = Worker(settings or self._settings, self._folder / f"worker-{len(self.all)}.log")
        self.all.append(worker)
        return worker


async def joined(settings: Settings, count: int) -> None:
    present = 0
    async with asyncio.timeout(60):
        while present != count:
            await asyncio.sleep(0.2)
            present = await members(settings)


@pytest.fixture
def workers(settings: Settings, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(settings, tmp_path)
    yield workers
    for worker in workers.all:
        if worker.process.poll() is None:
            worker.process.kill()
            worker.process.wait(30)


class Load:
    """Writes postings at a steady pace until told to end, and knows the keys that Kafka has acknowledged."""

    def __init__(self, cluster: Cluster) -> None:
        self.keys: list[str] = []
        self._cluster = cluster
        self._ending = asyncio.Event()
        self._value = posting_event().model_dump_json().encode()
        self._task = asyncio.ensure_future(self._write())

    async def end(self) -> None:
        self._ending.set()
        await self._task

    async def _write(self) -> None:
        while not self._ending.is_set():
            keys = [f"posting-{len(self.keys) + number}" for number in range(10)]
            await asyncio.gather(*(self._cluster.write("postings", key.encode(), self._value) for key in keys))
            self.keys.extend(keys)
            await asyncio.sleep(0.04)


async def taken(settings: Settings) -> dict[str, int]:
    """How often each key was stored."""
    assert settings.database_url
    connection = await psycopg.AsyncConnection.connect(settings.database_url.get_secret_value())
    async with connection:
        found = await connection.execute("SELECT to_regclass('frame.taken')")
        if (await found.fetchone()) == (None,):
            return {}
        rows = await connection.execute("SELECT key, times FROM frame.taken")
        return dict(await rows.fetchall())


async def all_taken(settings: Settings, keys: list[str], *, seconds: float = 60) -> dict[str, int]:
    """What was stored once every key is, or once our patience ends."""
    stored: dict[str, int] = {}
    try:
        async with asyncio.timeout(seconds):
            while not stored.keys() >= set(keys):
                await asyncio.sleep(0.2)
                stored = await taken(settings)
    except TimeoutError:
        pass
    return stored


async def matched(cluster: Cluster) -> set[str]:
    return {record.key.decode() for record in await cluster.read("matches")}


async def members(settings: Settings) -> int:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    try:
        answers = await admin.describe_consumer_groups([f"{settings.kafka_topic_prefix}worker"])
        return sum(len(group[5]) for answer in answers for group in answer.groups)
    finally:
        await admin.close()


async def test_killed_at_random_points_nothing_is_lost(settings: Settings, cluster: Cluster, workers: Workers) -> None:
    chance = random.Random(SEED)
    both = [workers.start(), workers.start()]
    load = Load(cluster)
    for _ in range(8):
        await asyncio.sleep(chance.uniform(0.2, 2.0))
        await chance.choice(both).restart(chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
    await load.end()
    stored = await all_taken(settings, load.keys)
    assert stored.keys() == set(load.keys)
    assert await matched(cluster) == set(load.keys)


async def test_a_clean_stop_and_a_new_member_repeat_nothing(
    settings: Settings, cluster: Cluster, workers: Workers
) -> None:
    chance = random.Random(SEED)
    first, load = workers.start(), Load(cluster)
    assert await all_taken(settings, ["posting-0"])
    second = workers.start()
    codes = []
    for worker in (first, second, first):
        await joined(settings, 2)  # one that is still being started knows no signal yet
        await asyncio.sleep(chance.uniform(0.5, 2.0))
        codes.append(await worker.restart(signal.SIGTERM))
    await load.end()
    stored = await all_taken(settings, load.keys)
    assert codes == [0, 0, 0]
    assert stored == dict.fromkeys(load.keys, 1)


async def test_a_clean_stop_leaves_the_group(settings: Settings, cluster: Cluster, workers: Workers) -> None:
    worker, load = workers.start(), Load(cluster)
    assert await all_taken(settings, ["posting-0"])
    before = await members(settings)
    code = await worker.end(signal.SIGTERM)
    await load.end()
    assert (code, before, await members(settings)) == (0, 1, 0)


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Kafka]:
    server = Kafka(tmp_path / "kafka", session_timeout_ms=3000)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_postgresql(tmp_path: Path) -> Iterator[PostgreSQL]:
    server = PostgreSQL(tmp_path / "postgresql")
    server.start()
    yield server
    server.stop()


async def test_kafka_and_postgresql_killed_under_load_nothing_is_lost(
    settings: Settings, own_kafka: Kafka, own_postgresql: PostgreSQL, workers: Workers, running: Running
) -> None:
    chance = random.Random(SEED)
    own = settings.model_copy(
        update={
            "kafka_bootstrap_servers": own_kafka.bootstrap_servers,
            "database_url": SecretStr(own_postgresql.url),
        }
    )
    followed: list[str] = []

    async def follow(batch: Sequence[Received[SubscriptionEvent]]) -> None:
        followed.extend(record.key for record in batch)

    follower = Service("follower", own, port=0)
    follower.follow(SUBSCRIPTIONS, follow, as_event(SUBSCRIPTIONS))
    async with open_cluster(own) as cluster, running(follower):
        worker, load = workers.start(own), Load(cluster)
        for server in (own_postgresql, own_kafka, own_postgresql, own_kafka):
            await asyncio.sleep(chance.uniform(1.0, 3.0))
            server.kill()
            await asyncio.sleep(chance.uniform(0.0, 2.0))
            await asyncio.to_thread(server.start)
        await asyncio.sleep(1)
        await load.end()
        await cluster.write("subscriptions", b"1", None)
        stored = await all_taken(own, load.keys)
        await until(lambda: followed == ["1"])
        assert stored.keys() == set(load.keys)
        assert await matched(cluster) == set(load.keys)
        assert not await cluster.read("postings.dead"), "an outage is not the record's fault"
        own_kafka.kill()
        assert await worker.end(signal.SIGTERM) == 0, "it stops in order without Kafka, too"
