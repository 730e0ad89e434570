"""The matcher in this process, between topics of its own in a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID, uuid5

import pytest
from prometheus_client import REGISTRY

from jobalerts_matcher.main import matcher
from jobalerts_shared.events import MatchEvent, PostingChange, PostingEvent, SubscriptionEvent
from jobalerts_shared.packing import unpack
from jobalerts_shared.posting import NAMESPACE
from jobalerts_shared.settings import Settings
from tests.integration.frame.conftest import Cluster, open_cluster
from tests.unit.shared.judging_cases import posting

SEEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
Matching: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]


def posting_event(number: int, change: PostingChange = PostingChange.OPENED, **said: Any) -> PostingEvent:
    """Posting `number`; `baseline` among what is said is the event's."""
    baseline = said.pop("baseline", False)
    return PostingEvent(
        change=change,
        posting=posting(id=uuid5(NAMESPACE, f"{number}"), native_id=f"{number}", **said),
        opening_id=UUID(int=number),
        version=1,
        baseline=baseline,
        first_seen=SEEN,
        at=SEEN,
        rules_version="1",
    )


class Walk:
    """What goes into the matcher, and what has come out of it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    async def subscribe(self, *events: SubscriptionEvent) -> None:
        writes = (self._write("subscriptions", str(event.subscription_id), event) for event in events)
        await asyncio.gather(*writes)

    async def end(self, subscription_id: int) -> None:
        await self.cluster.write("subscriptions", str(subscription_id).encode(), None)

    async def post(self, *events: PostingEvent) -> None:
        await asyncio.gather(*(self._write("postings", str(event.posting.id), event) for event in events))

    async def _write(self, topic: str, key: str, event: SubscriptionEvent | PostingEvent) -> None:
        await self.cluster.write(topic, key.encode(), event.model_dump_json(by_alias=True).encode())

    async def matches(self) -> list[MatchEvent]:
        found = [MatchEvent.model_validate_json(record.value) for record in await self.cluster.read("matches")]
        return sorted(found, key=lambda event: int(event.posting.native_id))

    async def wanted(self) -> dict[int, list[int]]:
        """Who wants which posting; repeats fold into one."""
        return {int(event.posting.native_id): unpack(event.subscriptions) for event in await self.matches()}

    async def until_matched(self, count: int) -> list[MatchEvent]:
        async with asyncio.timeout(30):
            while len(found := await self.matches()) < count:  # noqa: ASYNC110  # Kafka is asked, and tells nobody by itself
                await asyncio.sleep(0.05)
        return found

    async def until_all_taken(self) -> None:
        """Every posting event written is behind the matcher's group."""
        written = len(await self.cluster.read("postings"))
        async with asyncio.timeout(30):
            while await self.cluster.committed("matcher", "postings") < written:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)


def held(state: str = "active") -> float:
    return REGISTRY.get_sample_value("jobalerts_subscriptions", {"state": state}) or 0


async def until_held(count: int) -> None:
    async with asyncio.timeout(30):
        while held() != count:  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.02)


@pytest.fixture
async def walk(settings: Settings) -> AsyncIterator[Walk]:
    async with open_cluster(settings) as cluster:
        yield Walk(cluster)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    service = matcher(settings)
    task = asyncio.ensure_future(service.run())
    try:
        yield
    finally:
        service.stop()
        await task


@pytest.fixture
def matching(settings: Settings) -> Matching:
    """The matcher, running within the block; each time a new process would start from nothing, so does this."""
    return partial(running, settings)
