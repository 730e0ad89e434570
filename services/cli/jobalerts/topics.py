"""The topics in Kafka: made where they are missing, and compared with the shared table where they are not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import KEPT_BY_TIME, TOPICS

TIMEOUT_MS = 30_000
ALREADY_THERE = 36  # Kafka protocol, TOPIC_ALREADY_EXISTS: another start made it at the same moment


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
            Wanted(prefix + topic.dead, 1, KEPT_BY_TIME),
        )
    ]


class KafkaUnreachable(Exception):
    """No answer from Kafka, or one that refuses; the text is a sentence."""


def ensure_topics(settings: Settings) -> list[Found]:
    """Create what is missing; change nothing that is there, as more partitions would break the order per key."""
    servers = settings.kafka_bootstrap_servers or ""
    try:
        return asyncio.run(_ensure(servers, wanted_topics(settings.kafka_topic_prefix)))
    except KafkaError as error:
        raise KafkaUnreachable(f"We cannot set up the topics in Kafka at {servers}: {error}") from None


async def _ensure(servers: str, wanted: list[Wanted]) -> list[Found]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=TIMEOUT_MS)
    try:
        await admin.start()
        there = {topic["topic"]: topic for topic in await admin.describe_topics()}
        missing = [topic for topic in wanted if topic.name not in there]
        await _create(admin, missing)
        present = [topic for topic in wanted if topic.name in there]
        configs = await _configs(admin, present)
        differing = [
            Found(topic.name, False, tuple(_differences(topic, there[topic.name], configs[topic.name])))
            for topic in present
        ]
        return [*(Found(topic.name, True, ()) for topic in missing), *differing]
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, missing: list[Wanted]) -> None:
    if not missing:
        return
    answer = await admin.create_topics([_new(topic) for topic in missing], timeout_ms=TIMEOUT_MS)
    for name, code, *_ in answer.topic_errors:
        if code not in (0, ALREADY_THERE):
            raise KafkaError(f"{name} could not be made: {for_code(code).__name__}")


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


def _differences(topic: Wanted, there: dict[str, Any], config: dict[str, str]) -> Iterator[str]:
    if (found := len(there["partitions"])) != topic.partitions:
        yield f"{found} partitions, not {topic.partitions}"
    for name, value in topic.config.items():
        if config.get(name) != value:
            yield f"{name} is {config.get(name)}, not {value}"
