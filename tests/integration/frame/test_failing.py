"""How a service fails: in one sentence, with exit code 1, and never half."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Sequence
from typing import Any

import pytest
import structlog
from aiokafka.errors import OutOfOrderSequenceNumber

from jobalerts.embedded.ports import free_port
from jobalerts_shared.events import PostingEvent
from jobalerts_shared.runtime import Received, Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS
from tests.integration.frame.conftest import Cluster
from tests.unit.shared.wire_events import posting_event


async def take(batch: Sequence[Received[PostingEvent]]) -> None:
    """Content with everything."""


async def run_and_fail(service: Service) -> list[Any]:
    with structlog.testing.capture_logs() as logs, pytest.raises(SystemExit) as ended:
        async with asyncio.timeout(30):
            await service.run()
    assert ended.value.code == 1
    return [line["event"] for line in logs if line["log_level"] == "error"]


async def test_a_part_that_fails_ends_the_service_and_is_told(settings: Settings, cluster: Cluster) -> None:
    async def fail() -> None:
        raise LookupError("ada@example.org")

    service = Service("crawler", settings, port=0)
    service.task("relay", fail)
    with structlog.testing.capture_logs() as logs, pytest.raises(SystemExit) as ended:
        async with asyncio.timeout(30):
            await service.run()
    assert ended.value.code == 1
    (told,) = [line for line in logs if line["log_level"] == "error"]
    assert (told["event"], told["part"]) == ("A part of the service failed; the service ends.", "task relay")
    assert isinstance(told["exc_info"], LookupError)


async def test_a_loop_that_hangs_ends_the_service(
    settings: Settings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobalerts_shared.runtime.MEASURE_EVERY", 0.1)
    monkeypatch.setattr("jobalerts_shared.runtime.STUCK_SECONDS", 0.5)
    monkeypatch.setattr("jobalerts_shared.runtime.TASK_GRACE", 0.1)
    service = Service("crawler", settings, port=0)

    async def hang() -> None:
        service.turn()
        await asyncio.Event().wait()

    service.task("relay", hang)
    with structlog.testing.capture_logs() as logs, pytest.raises(SystemExit):
        async with asyncio.timeout(30):
            await service.run()
    assert any(line.get("loops") == ["task relay"] for line in logs)


async def test_a_producer_that_can_go_on_no_more_ends_the_service(
    settings: Settings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a new process gets a new producer; until then it would refuse everything, for ever."""
    service = Service("crawler", settings, port=0)

    async def relay() -> None:
        async def gap(*arguments: object, **named: object) -> None:
            raise OutOfOrderSequenceNumber

        monkeypatch.setattr(service._publisher._producer, "send", gap)
        try:
            await service.publisher.publish(POSTINGS, [("1", posting_event())])
        except OutOfOrderSequenceNumber:
            await asyncio.Event().wait()  # a loop that takes it for an outage

    monkeypatch.setattr("jobalerts_shared.runtime.TASK_GRACE", 0.1)
    service.task("relay", relay)
    assert await run_and_fail(service) == ["The producer can go on no more; the service ends."]


async def test_kafka_that_never_comes_is_waited_for_and_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobalerts_shared.runtime.START_SECONDS", 1.5)
    away = settings.model_copy(update={"kafka_bootstrap_servers": f"127.0.0.1:{free_port()}"})
    service = Service("matcher", away, port=0)
    service.consume(POSTINGS, take)
    (sentence,) = await run_and_fail(service)
    assert re.fullmatch(r"We waited 1\.5 s for Kafka at 127.0.0.1:\d+: it does not answer \(\w+\)\.", sentence)


async def test_a_missing_topic_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobalerts_shared.runtime.START_SECONDS", 0.2)
    service = Service("matcher", settings, port=0)
    service.consume(POSTINGS, take)
    (sentence,) = await run_and_fail(service)
    assert f"the topic {settings.kafka_topic_prefix}postings is missing" in sentence


async def test_a_taken_port_is_one_sentence(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (sentence,) = await run_and_fail(Service("matcher", settings, port=port))
    assert sentence == f"We cannot listen on 127.0.0.1:{port}: Address already in use."
