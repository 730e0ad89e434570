"""The topics in Kafka: made where they are missing, and compared with the shared table where they are not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import InvalidReplicationFactorError, KafkaError, for_code

from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import KEPT_BY_TIME, TOPICS

TIMEOUT_MS = 30_000
START_SECONDS = 60.0
TRIES = 5  # a node that has just started, or is short of time, now and then knows no leader yet
ALREADY_THERE = 36  # Kafka protocol, TOPIC_ALREADY_EXISTS: another start made it at the same moment
# A dead letter is the record as it came and our headers: its topic must take what the other one took.
DEAD_CONFIG = {**KEPT_BY_TIME, "max.message.bytes": str(8 * 1024 * 1024)}

log = structlog.get_logger()


class KafkaMissing(Exception):
    """Kafka, or a topic in it, is not there; the text is fit to be shown as it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One topic as it should be, under its full name."""

    name: str
    partitions: int
    config: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one topic: `created`, or how it differs from what we want."""

    name: str
    created: bool
    differences: tuple[str, ...]


def wanted_topics(prefix: str) -> list[Wanted]:
    """Every topic and its dead letters."""
    return [
        wanted
        for topic in TOPICS.values()
        for wanted in (
            Wanted(prefix + topic.name, topic.partitions, topic.config),
            Wanted(prefix + topic.dead, 1, DEAD_CONFIG),
        )
    ]


def ensure_topics(settings: Settings) -> list[Found]:
    """Create what is missing; change nothing that is there, as more partitions would break the order per key."""
    return asyncio.run(ensure_topics_now(settings))


async def ensure_topics_now(settings: Settings) -> list[Found]:
    """The same, for who is in a loop already. Waits for a Kafka that is starting."""
    await wait_for_topics(settings, (), seconds=START_SECONDS)
    for _ in range(TRIES):
        try:
            return await _ensure(settings)
        except KafkaError as error:
            # A node that is just starting counts for no replica yet.
            if not error.retriable and not isinstance(error, InvalidReplicationFactorError):
                raise
            await asyncio.sleep(1)
    return await _ensure(settings)


async def _ensure(settings: Settings) -> list[Found]:
    async with admin_client(settings) as admin:
        wanted = wanted_topics(settings.kafka_topic_prefix)
        there = {topic["topic"]: topic for topic in await admin.describe_topics()}
        missing = [topic for topic in wanted if topic.name not in there]
        await _create(admin, missing)
        present = [topic for topic in wanted if topic.name in there]
        configs = await _configs(admin, present)
    return [
        *(Found(topic.name, True, ()) for topic in missing),
        *(Found(topic.name, False, tuple(_differences(topic, there, configs))) for topic in present),
    ]


async def wait_for_topics(settings: Settings, names: Iterable[str], *, seconds: float) -> dict[str, int]:
    """The number of partitions of each topic, once Kafka answers and has them all; `KafkaMissing` after the time."""
    until = time.monotonic() + seconds
    while True:
        fault = None
        try:
            partitions = await _partitions(settings)
            fault = "; ".join(f"the topic {name} is missing" for name in names if name not in partitions)
        except (KafkaError, OSError, TimeoutError) as error:
            fault = f"it does not answer ({type(error).__name__})"
        if not fault:
            return {name: partitions[name] for name in names}
        where = f"Kafka at {settings.kafka_bootstrap_servers}"
        if time.monotonic() >= until:
            raise KafkaMissing(f"We waited {seconds:g} s for {where}: {fault}.")
        log.warning("Kafka is not ready; we wait for it.", servers=settings.kafka_bootstrap_servers, fault=fault)
        await asyncio.sleep(min(2.0, seconds / 10))


@asynccontextmanager
async def admin_client(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=settings.kafka_bootstrap_servers, request_timeout_ms=TIMEOUT_MS, client_id="jobalerts"
    )
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def _partitions(settings: Settings) -> dict[str, int]:
    async with admin_client(settings) as admin, asyncio.timeout(10):
        return {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics()}


async def _create(admin: AIOKafkaAdminClient, missing: list[Wanted]) -> None:
    if not missing:
        return
    answer = await admin.create_topics([_new(topic) for topic in missing], timeout_ms=TIMEOUT_MS)
    for name, code, *_ in answer.topic_errors:
        if code not in (0, ALREADY_THERE):
            raise for_code(code)(f"{name} could not be made")


def _new(topic: Wanted) -> NewTopic:
    new = NewTopic(topic.name, topic.partitions, 1, topic_configs=topic.config)
    new.replication_factor = -1  # the cluster's own default; the constructor refuses what the protocol allows
    return new


async def _configs(admin: AIOKafkaAdminClient, topics: list[Wanted]) -> dict[str, dict[str, str]]:
    if not topics:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    answers = await admin.describe_configs(asked)
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in answers
        for _code, _message, _kind, name, entries in answer.resources
    }


def _differences(topic: Wanted, there: dict[str, Any], configs: dict[str, dict[str, str]]) -> Iterator[str]:
    # Any: the client library's own description of a topic
    if (found := len(there[topic.name]["partitions"])) != topic.partitions:
        yield f"{found} partitions, not {topic.partitions}"
    for name, value in topic.config.items():
        if configs[topic.name].get(name) != value:
            yield f"{name} is {configs[topic.name].get(name)}, not {value}"
