"""The matcher's walk on a real Kafka."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from jobalerts_matcher import folding, index, routes
from jobalerts_matcher.shards import Shard
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import PostingChange, SubscriptionState
from jobalerts_shared.packing import unpack
from jobalerts_shared.settings import Settings
from tests.integration.matcher.conftest import Matching, Walk, posting_event, running, until_held
from tests.unit.matcher.test_index import subscription

ML = Criteria(roles=("machine learning engineer",))
JAVA = Criteria(roles=("java developer",))


async def test_no_posting_is_matched_before_all_subscriptions_are_known(walk: Walk, matching: Matching) -> None:
    """Written in the worst order: the posting waits already when the first subscription is read."""
    await walk.post(posting_event(1))
    await walk.subscribe(*(subscription(number, ML if number % 3 else JAVA) for number in range(1, 1501)))
    async with matching():
        (found,) = await walk.until_matched(1)
    assert found.count == 1000
    assert await walk.wanted() == {1: [number for number in range(1, 1501) if number % 3]}


async def test_a_change_an_end_and_a_newcomer_count_from_then_on(walk: Walk, matching: Matching) -> None:
    await walk.subscribe(subscription(1, ML), subscription(2, ML), subscription(3, ML))
    async with matching():
        await walk.post(posting_event(1))
        await walk.until_matched(1)
        await walk.subscribe(subscription(1, ML, version=2, state=SubscriptionState.PAUSED))
        await walk.end(2)
        await until_held(1)
        await walk.subscribe(subscription(4, ML), subscription(1, ML, version=1))
        await until_held(2)
        await walk.post(posting_event(2))
        await walk.until_matched(2)
    assert await walk.wanted() == {1: [1, 2, 3], 2: [3, 4]}


async def test_each_match_says_from_which_subscriptions_it_was_found(walk: Walk, matching: Matching) -> None:
    """Of each partition the next offset; after a restart that goes on from a snapshot, too."""
    for number in (1, 2):
        await walk.subscribe(*(subscription(number, ML, version) for version in range(1, 31)))
        async with matching():
            await walk.post(posting_event(number))
            found = (await walk.until_matched(number))[-1]
        assert sum(found.known_until) == 30 * number
        written = await walk.cluster.read("subscriptions")
        ends = [sum(record.partition == partition for record in written) for partition in range(6)]
        assert found.known_until == tuple(ends)


async def test_what_is_folded_in_beside_answers_as_before(
    walk: Walk, matching: Matching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_UNFOLDED", 100)
    monkeypatch.setattr(folding, "CHECK_SECONDS", 0.01)
    folds: list[int] = []
    take = index.Index.take
    monkeypatch.setattr(index.Index, "take", lambda self, cells: (take(self, cells), folds.append(len(cells.ids))))
    await walk.subscribe(*(subscription(number, ML) for number in range(1, 1001)))
    async with matching():
        await until_held(1000)
        for number in range(1, 1001, 2):
            await walk.end(number)
        await until_held(500)
        await walk.post(posting_event(1))
        await walk.until_matched(1)
        assert folds
    assert await walk.wanted() == {1: list(range(2, 1001, 2))}


async def test_only_what_may_alert_is_published_and_a_closing_is_passed_on(walk: Walk, matching: Matching) -> None:
    await walk.subscribe(subscription(1, ML))
    async with matching():
        await walk.post(
            posting_event(1, baseline=True),
            posting_event(2, title="Java Developer", roles=("java developer",)),
            posting_event(3, closed=True),
            posting_event(4, PostingChange.CLOSED, closed=True),
            posting_event(5, PostingChange.REOPENED),
        )
        await walk.until_all_taken()
    found = {int(event.posting.native_id): (event.change, event.count) for event in await walk.matches()}
    assert found == {4: (PostingChange.CLOSED, 0), 5: (PostingChange.REOPENED, 1)}


async def test_a_restart_loses_nothing_and_repeats_nothing(walk: Walk, matching: Matching) -> None:
    await walk.subscribe(subscription(1, ML))
    async with matching():
        await walk.post(*(posting_event(number) for number in range(1, 201)))
        await walk.until_matched(1)  # and not all: it is stopped in the middle
    await walk.post(*(posting_event(number) for number in range(201, 301)))
    async with matching():
        await walk.until_all_taken()
    numbers = [int(event.posting.native_id) for event in await walk.matches()]
    assert numbers == list(range(1, 301))


async def test_a_poisoned_record_costs_no_other(walk: Walk, matching: Matching) -> None:
    await walk.cluster.write("subscriptions", b"7", b"{")
    await walk.cluster.write("subscriptions", b"not a number", None)
    await walk.subscribe(subscription(1, ML))
    await walk.cluster.write("postings", b"k", b'{"change": "opened"}')
    await walk.post(posting_event(1))
    await walk.cluster.write("postings", b"k", None)
    async with matching():
        await walk.post(posting_event(2))
        await walk.until_matched(2)
        await walk.until_all_taken()
    assert await walk.wanted() == {1: [1], 2: [1]}
    assert len(await walk.cluster.read("subscriptions.dead")) == 2
    assert len(await walk.cluster.read("postings.dead")) == 2


async def test_two_of_a_group_share_the_postings(
    walk: Walk, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each holds all subscriptions; each posting is matched by one of them, and by the other once that has left."""
    taken: dict[int, set[str]] = {}
    plain = routes.Routes.take_postings

    async def noted(self: routes.Routes, *arguments: Any) -> None:
        taken.setdefault(id(self), set()).update(record.key for record in arguments[-1])
        await plain(self, *arguments)

    monkeypatch.setattr(routes.Routes, "take_postings", noted)
    await walk.subscribe(*(subscription(number, ML) for number in range(1, 31)))
    async with running(settings):
        async with running(settings.model_copy(update={"data_dir": tmp_path / "other"})):
            posted = 0
            async with asyncio.timeout(60):
                while len(taken) < 2:
                    await walk.post(*(posting_event(number) for number in range(posted, posted + 60)))
                    posted += 60
                    await walk.until_matched(posted)
        await walk.post(*(posting_event(number) for number in range(posted, posted + 60)))
        await walk.until_matched(posted + 60)
        await walk.until_all_taken()
    assert await walk.wanted() == {number: list(range(1, 31)) for number in range(posted + 60)}
    one, other = taken.values()
    assert one.isdisjoint(other)


@pytest.mark.parametrize("shards", [1, 3])
async def test_shards_hold_each_subscription_once(walk: Walk, settings: Settings, shards: int) -> None:
    """Every shard reads every posting; together they publish what one would."""
    await walk.subscribe(*(subscription(number, ML) for number in range(1, 31)))
    await walk.post(posting_event(1), posting_event(2))
    parts = [settings.model_copy(update={"matcher_shards": shards, "matcher_shard": part}) for part in range(shards)]
    async with AsyncExitStack() as stack:
        for part in parts:
            await stack.enter_async_context(running(part))
        found = await walk.until_matched(2 * shards)
    for posting in ("1", "2"):
        lists = [unpack(event.subscriptions) for event in found if event.posting.native_id == posting]
        assert len(lists) == shards
        assert sorted(number for one in lists for number in one) == list(range(1, 31))


def test_a_shard_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        Shard(3, 3)
