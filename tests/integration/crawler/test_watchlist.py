"""Leases and pace, shared by all workers through the database."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from jobalerts_crawler.robots import Robots
from jobalerts_crawler.sources.greenhouse import GREENHOUSE
from jobalerts_crawler.watchlist import AT_ONCE, PAUSE, Watchlist
from jobalerts_shared.settings import SourceSettings
from tests.fakes.boards import Boards, Job
from tests.integration.crawler.conftest import House


def board(token: str, **more: object) -> SourceSettings:
    return SourceSettings.model_validate({"kind": "greenhouse", "token": token, **more})


async def test_each_source_is_leased_to_one_worker_only(house: House, boards: Boards) -> None:
    watchlist = house.parts.watchlist
    await watchlist.sync([board(f"b{number}", base_url=f"http://127.0.0.1:{20000 + number}") for number in range(20)])
    leased = await asyncio.gather(*(watchlist.lease(uuid4(), 5) for _ in range(8)))
    ids = [claim.id for claims in leased for claim in claims]
    assert len(ids) == len(set(ids)) == 20


async def test_a_host_that_only_details_lead_to_has_its_turns_and_its_robots(house: House) -> None:
    public = Watchlist(house.pool)
    waits = [await public.turn("jobs.acme.example") for _ in range(3)]
    assert waits[0] == timedelta(0) and waits[1] > PAUSE / 2 and waits[2] > PAUSE * 1.5
    kept = Robots("User-agent: *\nCrawl-delay: 5\n", datetime.now(UTC))
    await public.keep_robots("www.acme.example", kept, timedelta(seconds=5))
    assert await public.robots("www.acme.example") == kept
    waits = [await public.turn("www.acme.example") for _ in range(2)]
    assert waits[1] > timedelta(seconds=4)


async def test_a_host_that_many_boards_share_is_asked_in_turn(house: House) -> None:
    public = Watchlist(house.pool)
    await public.sync([board(f"b{number}") for number in range(5)])
    assert len(await public.lease(uuid4(), 5)) == 1, "one request a second to a host, over all workers"
    assert await public.lease(uuid4(), 5) == []
    async with house.pool.connection() as connection:
        for _ in range(AT_ONCE - 1):
            await connection.execute("UPDATE host SET next_at = now()")
            await connection.commit()
            assert len(await public.lease(uuid4(), 5)) == 1
        await connection.execute("UPDATE host SET next_at = now()")
        await connection.commit()
        assert await public.lease(uuid4(), 5) == [], "no more than two at the same time"


@pytest.mark.parametrize(
    ("host", "pause"),
    [
        pytest.param(
            "boards-api.greenhouse.io", timedelta(seconds=0.5), id="two fifths of all boards, no limit stated"
        ),
        pytest.param("api.rippling.com", timedelta(seconds=6), id="a hundred in ten minutes, as documented"),
        pytest.param("careers.example", PAUSE, id="any other"),
    ],
)
async def test_turns_of_a_host_stand_a_pause_apart(house: House, host: str, pause: timedelta) -> None:
    public = Watchlist(house.pool)
    waits = [await public.turn(host) for _ in range(3)]
    assert waits[2] - waits[0] > pause and waits[2] < 3 * pause


async def test_a_host_that_asks_for_peace_is_left_in_it(house: House) -> None:
    public = Watchlist(house.pool)
    await public.sync([board("acme")])
    await public.rest("boards-api.greenhouse.io", timedelta(hours=1))
    assert await public.turn("boards-api.greenhouse.io") > timedelta(minutes=59)
    assert await public.lease(uuid4(), 5) == [], "whom the host asked for peace reads none of its boards"


async def test_only_our_own_machine_is_read_without_a_pause(house: House) -> None:
    await house.parts.watchlist.sync([board("acme", base_url="http://127.0.0.1:9"), board("other")])
    pauses = await house.rows("SELECT host, pause FROM host ORDER BY host")
    assert [(row["host"], row["pause"]) for row in pauses] == [
        ("127.0.0.1:9", timedelta(0)),
        ("boards-api.greenhouse.io", GREENHOUSE.pause),
    ]


async def test_a_lease_that_ended_goes_to_the_next_worker_and_the_late_one_keeps_nothing(
    house: House, boards: Boards
) -> None:
    boards.greenhouse["acme"] = [Job(1, "Engineer")]
    watchlist = house.parts.watchlist
    await watchlist.sync([board("acme", base_url=boards.url)])
    [late] = await watchlist.lease(uuid4(), 1)
    async with house.pool.connection() as connection:
        await connection.execute("UPDATE source SET lease_until = now() - interval '1 s'")
    [taken] = await watchlist.lease(uuid4(), 1)
    assert taken.id == late.id
    assert await house.parts.crawler.crawl(late) is None
    assert await house.rows("SELECT id FROM posting") == []
    done = await house.parts.crawler.crawl(taken)
    assert done is not None and done.told == 1


async def test_leases_are_renewed_while_the_worker_lives_and_given_back_at_its_end(house: House) -> None:
    watchlist = house.parts.watchlist
    worker = uuid4()
    await watchlist.sync([board("acme")])
    await watchlist.lease(worker, 1)
    [before] = await house.rows("SELECT lease_until AS until FROM source")
    await watchlist.renew(worker)
    assert await house.rows("SELECT lease_until > %s AS later FROM source", before["until"]) == [{"later": True}]
    await watchlist.release(worker)
    assert await house.rows("SELECT lease_until, leased_by FROM source") == [{"lease_until": None, "leased_by": None}]


async def test_settings_come_and_go_and_what_was_added_by_hand_stays(house: House) -> None:
    watchlist = house.parts.watchlist
    await watchlist.add(board("mine"))
    await watchlist.sync([board("one"), board("two")])
    assert await watchlist.enabled() == ["greenhouse:mine", "greenhouse:one", "greenhouse:two"]
    await watchlist.sync([board("two", every="2h", name="Two")])
    assert await watchlist.enabled() == ["greenhouse:mine", "greenhouse:two"]
    two = next(standing for standing in await watchlist.standings() if standing.id == "greenhouse:two")
    assert (two.every, two.name) == (timedelta(hours=2), "Two")
    await watchlist.sync([board("one"), board("two")])
    assert "greenhouse:one" in await watchlist.enabled()


async def test_what_is_due_longest_comes_first_and_then_the_host_with_boards_to_go(house: House) -> None:
    """A host that thousands of boards share would else wait until every other host was read."""
    public = Watchlist(house.pool)
    own = [board(f"own{number}", base_url=f"https://own{number}.example") for number in range(5)]
    await public.sync([*own, *(board(f"shared{number}") for number in range(3))])
    await house.rows("UPDATE host SET next_at = now() - interval '1 day' RETURNING host")
    await house.rows(
        "UPDATE host SET next_at = now() - interval '1 s' WHERE host = 'boards-api.greenhouse.io' RETURNING host"
    )
    [first] = await public.lease(uuid4(), 1)
    assert first.id.startswith("greenhouse:shared")
    await house.rows("UPDATE source SET due_at = now() - interval '1 h' WHERE token = 'own3' RETURNING id")
    await house.rows("UPDATE host SET next_at = now() - interval '1 s' RETURNING host")
    [second] = await public.lease(uuid4(), 1)
    assert second.id == "greenhouse:own3"


async def test_a_lease_among_ten_thousand_boards_is_quick(house: House) -> None:
    """It once looked at every board for every host: seconds a lease."""
    await house.rows(
        "INSERT INTO host (host, pause) SELECT 'h' || n, '1s' FROM generate_series(1, 9000) n RETURNING host"
    )
    await house.rows(
        """INSERT INTO source (id, kind, token, every, baseline, origin, host)
           SELECT 'greenhouse:b' || n, 'greenhouse', 'b' || n, '15m', true, 'added', 'h' || (mod(n, 9000) + 1)
           FROM generate_series(1, 10000) n RETURNING id"""
    )
    await house.rows("UPDATE source SET lease_until = now() + interval '1 min' WHERE right(id, 1) = '7' RETURNING id")
    started = time.monotonic()
    claims = [claim for _ in range(5) for claim in await house.parts.watchlist.lease(uuid4(), 16)]
    assert len({claim.host for claim in claims}) == 80
    assert time.monotonic() - started < 10, "five leases; it was 15 s and more on a quiet machine"
