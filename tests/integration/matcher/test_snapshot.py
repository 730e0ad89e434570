"""The matcher's restart from what it has kept on disk, on a real Kafka."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from jobalerts_matcher.arrivals import Arrival, Arrivals
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import SubscriptionState
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics_admin import ensure_topics_now
from tests.integration.matcher.conftest import Matching, Walk, posting_event, running, until_held
from tests.unit.matcher.test_index import subscription

ML = Criteria(roles=("machine learning engineer",))
JAVA = Criteria(roles=("java developer",))


@pytest.fixture
def path(settings: Settings) -> Path:
    return settings.data_dir / "matcher" / "matcher.snapshot"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whose records were read, one after the other."""
    numbers: list[int] = []
    plain = Arrivals.read

    def noted(self: Arrivals, record: bytes) -> Arrival:
        arrival = plain(self, record)
        numbers.append(arrival.number)
        return arrival

    monkeypatch.setattr(Arrivals, "read", noted)
    return numbers


async def until_there(path: Path) -> None:
    async with asyncio.timeout(30):
        while not is_there(path):  # noqa: ASYNC110  # the disk tells nobody by itself
            await asyncio.sleep(0.05)


def is_there(path: Path) -> bool:
    return path.exists()


def forget(path: Path) -> None:
    path.unlink()


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


async def test_a_restart_reads_only_what_came_since(
    walk: Walk, matching: Matching, path: Path, read: list[int]
) -> None:
    await walk.subscribe(*(subscription(number, ML) for number in range(1, 101)))
    async with matching():
        await until_there(path)
    assert sorted(read) == list(range(1, 101))
    read.clear()
    await walk.subscribe(subscription(1, JAVA, version=2), subscription(101, ML))
    await walk.subscribe(subscription(2, ML, version=2, state=SubscriptionState.PAUSED))
    await walk.end(3)
    await walk.post(posting_event(1))
    async with matching():
        await walk.until_matched(1)
    assert await walk.wanted() == {1: list(range(4, 102))}
    assert sorted(read) == [1, 2, 101]


async def test_nothing_is_kept_where_that_is_switched_off(
    walk: Walk, settings: Settings, matching: Matching, path: Path, read: list[int]
) -> None:
    await walk.subscribe(subscription(1, ML))
    async with matching():
        await until_there(path)
    forget(path)
    for _ in range(2):
        async with running(settings.model_copy(update={"matcher_snapshot": False})):
            await until_held(1)
            await asyncio.sleep(1)
    assert read == [1, 1, 1]
    assert not is_there(path)


async def test_a_damaged_snapshot_costs_a_fill_and_no_answer(
    walk: Walk, matching: Matching, path: Path, read: list[int]
) -> None:
    await walk.subscribe(*(subscription(number, ML) for number in range(1, 11)))
    async with matching():
        await until_there(path)
    damage(path)
    read.clear()
    await walk.post(posting_event(1))
    async with matching():
        await walk.until_matched(1)
    assert await walk.wanted() == {1: list(range(1, 11))}
    assert sorted(read) == list(range(1, 11))


@pytest.mark.parametrize("count", [pytest.param(3, id="shorter"), pytest.param(300, id="grown past what was read")])
async def test_a_topic_that_was_made_anew_is_read_anew(
    walk: Walk, settings: Settings, matching: Matching, path: Path, count: int
) -> None:
    """Else those whom only the old one held would be told, and those at the new one's beginning would not."""
    await walk.subscribe(*(subscription(number, ML) for number in range(1, 31)))
    async with matching():
        await until_there(path)
    await _make_anew(settings)
    await walk.subscribe(*(subscription(number, ML) for number in range(1001, 1001 + count)))
    await walk.post(posting_event(1))
    async with matching():
        await walk.until_matched(1)
    assert await walk.wanted() == {1: list(range(1001, 1001 + count))}


async def _make_anew(settings: Settings) -> None:
    topic = settings.kafka_topic_prefix + "subscriptions"
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    try:
        await admin.delete_topics([topic])
        async with asyncio.timeout(30):
            while topic in await admin.list_topics():  # noqa: ASYNC110  # Kafka tells nobody by itself
                await asyncio.sleep(0.1)
    finally:
        await admin.close()
    await ensure_topics_now(settings)
