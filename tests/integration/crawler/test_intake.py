"""Pushed postings on the real database: once, in whatever order and however often they are read."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from jobalerts_crawler.intake import Intake
from jobalerts_crawler.metrics import state_of
from jobalerts_crawler.relay import Relay
from jobalerts_shared.events import PushedEvent
from jobalerts_shared.posting import posting_id
from jobalerts_shared.pushed import PushedPosting
from jobalerts_shared.records import Received
from tests.fakes.boards import Boards, Job
from tests.integration.crawler.conftest import House, Told
from tests.integration.crawler.test_crashes import Crash, Crasher, crasher, seen
from tests.integration.crawler.test_openings import TEXT

__all__ = ["crasher"]

ACME = "push:acme"
START = datetime.now(UTC) - timedelta(hours=1)


def pushed(second: float = 0, native_id: str = "1", source: str = ACME, **more: Any) -> PushedEvent:
    said = {"native_id": native_id, "title": "Data Engineer", "company": "Acme", "locations": ["Berlin"]} | more
    at = START + timedelta(seconds=second)
    return PushedEvent(source=source, pushed_at=at, posting=PushedPosting.model_validate(said))


def received(events: Sequence[PushedEvent]) -> list[Received[PushedEvent]]:
    return [
        Received(str(posting_id(event.source, event.posting.native_id)), event, "pushed", 0, offset)
        for offset, event in enumerate(events)
    ]


@dataclass
class Door:
    """The intake, and what it has led to."""

    house: House

    async def push(self, *events: PushedEvent) -> list[tuple[str, str]]:
        """What is told of it: native id and change."""
        await self.take(*events)
        return sorted((event.posting.native_id, event.change.value) for event in await self.house.told())

    async def take(self, *events: PushedEvent) -> None:
        await Intake(self.house.pool, asyncio.Event()).take(received(events))

    async def posting(self, native_id: str = "1", source: str = ACME) -> dict[str, Any]:
        [row] = await self.house.rows("SELECT * FROM posting WHERE id = %s", posting_id(source, native_id))
        return row


@pytest.fixture
def door(house: House) -> Door:
    return Door(house)


async def test_a_posting_from_its_first_push_to_its_last(door: Door) -> None:
    assert await door.push(pushed(0)) == [("1", "opened")]
    row = await door.posting()
    assert (row["baseline"], row["posting"]["roles"], row["posting"]["source"]) == (False, ["data engineer"], ACME)
    assert await door.push(pushed(1)) == [], "pushed again as it was"
    assert await door.push(pushed(2, title="Senior Data Engineer")) == [("1", "changed")]
    assert await door.push(pushed(3, "2")) == [("2", "opened")], "absence closes nothing"
    assert await door.push(pushed(4, closed=True)) == [("1", "closed")]
    assert await door.push(pushed(5, title="Senior Data Engineer")) == [("1", "reopened")]
    assert (await door.posting("2"))["open"]


async def test_a_push_read_again_or_late_undoes_nothing(door: Door) -> None:
    first, closing = pushed(0), pushed(1, closed=True)
    await door.push(first)
    await door.push(closing)
    for again in (first, closing, first):
        assert await door.push(again) == []
    assert await door.push(first, closing) == [] and await door.push(closing, first) == []
    assert not (await door.posting())["open"]


async def test_a_closing_that_overtakes_its_opening(door: Door) -> None:
    assert await door.push(pushed(1, closed=True)) == [("1", "closed")]
    assert await door.push(pushed(0)) == []


async def test_whatever_order_and_batches_the_end_is_that_of_the_latest(door: Door) -> None:
    chance = random.Random(20261127)
    for turn in range(15):
        source = f"push:tenant-{turn}"
        history = [
            pushed(second, chance.choice("ab"), source, title=f"Engineer {second}", closed=chance.random() < 0.3)
            for second in range(10)
        ]
        last = {event.posting.native_id: event for event in history}
        sent = [*history, *chance.choices(history, k=10)]
        chance.shuffle(sent)
        while sent:
            size = chance.randint(1, 5)
            await door.take(*sent[:size])
            sent = sent[size:]
        for native_id, event in last.items():
            row = await door.posting(native_id, source)
            assert row["open"] is not event.posting.closed, f"turn {turn}"
            if row["open"]:
                assert row["posting"]["title"] == event.posting.title, f"turn {turn}"


async def test_a_stated_end_closes_without_another_push(door: Door) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    assert await door.push(pushed(0, valid_through=soon), pushed(0, "2")) == [("1", "opened"), ("2", "opened")]
    assert await door.house.parts.ends.close() == 0
    await asyncio.sleep(1.1)
    assert await door.house.parts.ends.close() == 1
    assert [(event.posting.native_id, event.change, event.posting.closed) for event in await door.house.told()] == [
        ("1", "closed", True)
    ]
    assert await door.push(pushed(0, valid_through=soon)) == [], "read again"
    assert await door.push(pushed(1, valid_through=soon + timedelta(days=9))) == [("1", "reopened")]


async def test_an_end_that_moves_by_an_hour_is_heeded_and_not_told(door: Door) -> None:
    noon = datetime.now(UTC).replace(hour=12) + timedelta(days=3)
    await door.push(pushed(0, valid_through=noon))
    assert await door.push(pushed(1, valid_through=noon + timedelta(hours=1))) == []
    assert (await door.posting())["ends_at"] == noon + timedelta(hours=1)


async def test_reopened_late_it_is_a_new_opening_or_the_same_one_s_repost(door: Door) -> None:
    """After fourteen days it is opened anew; within sixty it is known for the same job, and alerts nobody twice."""
    await door.push(pushed(0, description=TEXT))
    first = (await door.posting())["opening_id"]
    await door.push(pushed(1, description=TEXT, closed=True))
    await door.house.age(ACME, "20 days")
    assert await door.push(pushed(2, description=TEXT)) == [("1", "opened")]
    assert (await door.posting())["opening_id"] == first


async def test_a_copy_on_a_board_is_the_same_opening(door: Door, boards: Boards) -> None:
    house = door.house
    await door.push(pushed(0, title="Data Engineer", description=TEXT))
    boards.greenhouse["copies"] = [Job(7, "Data Engineer", "Berlin", TEXT)]
    await house.watch(
        {"kind": "greenhouse", "token": "copies", "name": "Acme", "base_url": boards.url, "baseline": False}
    )
    await house.crawl("greenhouse:copies")
    [copy] = await house.told()
    assert copy.opening_id == (await door.posting())["opening_id"]
    await door.push(pushed(0, "other", "push:union", title="Data Engineer", description=TEXT, company="Acme GmbH"))
    assert (await door.posting("other", "push:union"))["opening_id"] == copy.opening_id


async def test_the_same_job_of_two_tenants_in_one_batch(door: Door) -> None:
    await door.push(pushed(0, description=TEXT), pushed(0, "x", "push:union", description=TEXT))
    assert (await door.posting())["opening_id"] == (await door.posting("x", "push:union"))["opening_id"]


async def test_a_pushed_source_is_seen_and_never_leased(door: Door) -> None:
    house = door.house
    await door.push(pushed(0), pushed(0, "2"))
    [standing] = await house.parts.watchlist.standings()
    assert (standing.id, state_of(standing), standing.open_postings) == (ACME, "ok", 2)
    assert standing.success_at and standing.due_at is None and standing.every is None
    changed = "SELECT changed_at FROM source"
    before = await house.rows(changed)
    await door.push(pushed(0), pushed(1, "2"))
    assert await house.rows(changed) == before, "pushed again as they were"
    await door.push(pushed(2, "2", closed=True))
    assert await house.rows(changed) != before
    assert await house.lease() == [] and await house.lease(ACME) == []
    assert await house.parts.watchlist.enabled() == [], "crawl --once does not wait for it"
    await house.watch()
    assert await door.push(pushed(1, "3")) == [("3", "opened")], "no settings switch it off"


async def test_the_operator_switches_a_source_off_and_on(door: Door) -> None:
    watchlist = door.house.parts.watchlist
    await door.push(pushed(0))
    assert await watchlist.switch(ACME, on=False)
    assert await door.push(pushed(1, title="Spam"), pushed(1, "2", "push:union")) == [("2", "opened")]
    assert (await door.posting())["posting"]["title"] == "Data Engineer"
    assert await watchlist.switch(ACME, on=True)
    assert await door.push(pushed(2, title="Data Scientist")) == [("1", "changed")]
    assert not await watchlist.switch("push:nobody", on=False)


async def test_intakes_at_once_agree(door: Door) -> None:
    """As while partitions go from one crawler to another: all see a posting that nobody knew before."""
    await door.take(pushed(0, "there before"))
    for turn in range(5):
        ids = [f"{turn}-{number}" for number in range(4)]
        batches = [[pushed(second, id, title=f"Engineer {second}") for id in ids] for second in (4, 1, 3, 2)]
        await asyncio.gather(*(door.take(*batch) for batch in batches))
        assert [(await door.posting(id))["posting"]["title"] for id in ids] == ["Engineer 4"] * 4


@pytest.mark.parametrize("after", [False, True], ids=["before each step", "after each step"])
async def test_every_step_may_be_the_last(door: Door, crasher: Crasher, after: bool) -> None:
    """The batch is read again, as Kafka gives again what was not acknowledged."""
    crasher.after = after
    crasher.left = None
    batch = [pushed(2, "1", title="Data Scientist"), pushed(2, "2", closed=True), pushed(2, "4")]
    due = {("1", "changed", 2), ("2", "closed", 2), ("4", "opened", 1)}
    for step in range(1, 200):
        async with door.house.pool.connection() as connection:
            await connection.execute("TRUNCATE source, posting, opening")
        told = Told()
        relay = Relay(door.house.parts.store, told)
        await door.take(pushed(0, "1"), pushed(0, "2"), pushed(0, "3"))
        await relay.tell()
        told.events.clear()
        crasher.left = step
        try:
            await door.take(*batch)
            await relay.tell()
        except Crash:
            crasher.left = None
            await door.take(*batch)
            while await relay.tell():
                pass
            assert seen(told.events) == due, f"step {step}"
        else:
            assert step > 8, "the walk has more steps than this"
            assert seen(told.events) == due and len(told.events) == len(due)
            crasher.left = None
            return
        crasher.left = None
    raise AssertionError("the walk did not end")


async def test_what_the_database_cannot_hold_is_refused_and_costs_nothing_else(door: Door) -> None:
    """The frame halves the batch and buries it; see its tests."""
    with pytest.raises(psycopg.DataError):
        await door.take(pushed(0), pushed(0, "a\x00b"))
    assert await door.house.rows("SELECT id FROM source") == []
