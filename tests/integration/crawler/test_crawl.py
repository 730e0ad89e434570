"""One board through the walk: what is told, what is not, and what a fault does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobalerts_crawler import crawl as walk
from jobalerts_crawler import fetch as fetching
from jobalerts_crawler.compare import compare
from jobalerts_crawler.fetch import Outcome
from jobalerts_crawler.main import assemble
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings
from tests.fakes.boards import TRANSIENT, Boards, Fault, Job
from tests.integration.crawler.conftest import House

JOBS_PATH = "/v1/boards/acme/jobs"
ACME = "greenhouse:acme"


def acme(boards: Boards, **more: Any) -> dict[str, object]:
    return {"kind": "greenhouse", "token": "acme", "name": "Acme", "base_url": boards.url, **more}


def jobs(*numbers: int) -> list[Job]:
    return [Job(number, f"Engineer {number}") for number in numbers]


async def test_the_first_crawl_is_a_baseline_and_later_finds_are_told(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1, 2)
    await house.watch(acme(boards))
    done = await house.crawl(ACME)
    assert (done.outcome, done.listed, done.told) == (Outcome.READ, 2, 2)
    first = await house.told()
    assert {event.posting.native_id: event.baseline for event in first} == {"1": True, "2": True}
    boards.greenhouse["acme"] += jobs(3)
    await house.crawl(ACME)
    [event] = await house.told()
    assert (event.posting.native_id, event.change, event.baseline, event.version) == ("3", "opened", False, 1)
    assert event.posting.source == ACME and event.first_seen > first[0].first_seen


async def test_without_a_baseline_the_first_finds_are_told_as_new(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1)
    await house.watch(acme(boards, baseline=False))
    await house.crawl(ACME)
    [event] = await house.told()
    assert not event.baseline


async def test_an_edit_is_a_change_and_a_moved_stamp_is_none(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1, 2)
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.greenhouse["acme"] = [Job(1, "Engineer 1", place="Leeds, UK"), Job(2, "Engineer 2", company="ACME ")]
    await house.crawl(ACME)
    [event] = await house.told()
    assert (event.posting.native_id, event.change, event.version, event.baseline) == ("1", "changed", 2, True)


async def test_a_posting_closes_on_its_second_absence_and_reopens_without_being_new(
    house: House, boards: Boards
) -> None:
    boards.greenhouse["acme"] = jobs(1, 2, 3)
    await house.watch(acme(boards, baseline=False))
    await house.crawl(ACME)
    opened = {event.posting.native_id: event for event in await house.told()}
    boards.greenhouse["acme"] = jobs(1, 2)
    await house.crawl(ACME)
    assert await house.told() == []
    await house.crawl(ACME)
    [closed] = await house.told()
    assert (closed.change, closed.posting.native_id, closed.posting.closed, closed.version) == ("closed", "3", True, 2)
    boards.greenhouse["acme"] = jobs(1, 2, 3)
    await house.age(ACME, "13 days")
    await house.crawl(ACME)
    [reopened] = await house.told()
    assert (reopened.change, reopened.posting.closed, reopened.version) == ("reopened", False, 3)
    assert reopened.opening_id == opened["3"].opening_id


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits that a test can wait for."""
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 1.0)
    monkeypatch.setattr(walk, "CRAWL_SECONDS", 20.0)
    yield


EXPECTED = {
    Fault.RATE_LIMITED: Outcome.RATE_LIMITED,
    Fault.SERVER_ERROR: Outcome.SERVER_ERROR,
    Fault.NOT_FOUND: Outcome.NOT_FOUND,
    Fault.BOMB: Outcome.TOO_LARGE,
    Fault.HTML: Outcome.UNREADABLE,
    Fault.CUT_JSON: Outcome.UNREADABLE,
    Fault.EMPTY: Outcome.UNREADABLE,
}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", TRANSIENT)
async def test_a_fault_closes_nothing_and_the_next_crawl_goes_on(house: House, boards: Boards, fault: Fault) -> None:
    boards.greenhouse["acme"] = jobs(1, 2, 3)
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.greenhouse["acme"] = jobs(1, 2, 4)
    boards.fault(JOBS_PATH, fault, fault, fault)
    for _ in range(3):
        done = await house.crawl(ACME)
        assert done.outcome is EXPECTED.get(fault, Outcome.UNREACHABLE), done
        assert done.words and "\n" not in done.words
    assert await house.told() == []
    [standing] = await house.parts.watchlist.standings()
    assert standing.failures == 3 and standing.open_postings == 3 and standing.words == done.words
    await house.crawl(ACME)
    assert await house.changes() == {"Engineer 4": "opened"}
    [standing] = await house.parts.watchlist.standings()
    assert standing.failures == 0


async def test_a_redirect_into_a_private_network_is_refused(house: House, boards: Boards, postgresql_url: str) -> None:
    """By the guard that everyone has who does not allow private networks: here it refuses the board itself."""
    settings = Settings.model_validate({"database_url": postgresql_url})
    async with outgoing_client(settings) as client:
        guarded = House(assemble(settings, house.pool, client), house.pool)
        await guarded.watch(acme(boards, base_url="http://localhost"))
        done = await guarded.crawl(ACME)
    assert done.outcome is Outcome.PRIVATE_ADDRESS and boards.requests == {}


async def test_unchanged_costs_no_body_and_closes_nothing(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1)
    await house.watch(acme(boards))
    await house.crawl(ACME)
    done = await house.crawl(ACME)
    assert done.outcome is Outcome.UNCHANGED and boards.unchanged[JOBS_PATH] == 1
    await house.age(ACME, "1 day")
    assert (await house.crawl(ACME)).outcome is Outcome.READ, "once a day in full, whatever the stamps say"


async def test_an_absence_is_asked_for_again_in_full(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1, 2)
    await house.watch(acme(boards))
    await house.crawl(ACME)
    boards.greenhouse["acme"] = jobs(1)
    await house.crawl(ACME)
    assert (await house.crawl(ACME)).outcome is Outcome.READ, "«unchanged» would leave the absence undecided for ever"
    assert (await house.rows("SELECT native_id FROM posting WHERE NOT open")) == [{"native_id": "2"}]


async def test_a_board_that_shrinks_at_once_is_held_back_and_seen(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(*range(1, 9))
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.fault(JOBS_PATH, *[Fault.HALF] * 3)
    for _ in range(3):
        assert (await house.crawl(ACME)).outcome is Outcome.HELD_BACK
    assert await house.told() == []
    [standing] = await house.parts.watchlist.standings()
    assert standing.doubt == "more than half of the board is gone at once" and standing.open_postings == 8
    await house.crawl(ACME)
    [standing] = await house.parts.watchlist.standings()
    assert standing.doubt is None and await house.told() == []


async def test_a_loss_that_stays_is_believed_after_two_days(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(*range(1, 9))
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.greenhouse["acme"] = jobs(1)
    await house.crawl(ACME)
    await house.age(ACME, "2 days")
    for _ in range(2):
        await house.crawl(ACME)
    assert set((await house.changes()).values()) == {"closed"}
    [standing] = await house.parts.watchlist.standings()
    assert standing.open_postings == 1
    await house.crawl(ACME)
    [standing] = await house.parts.watchlist.standings()
    assert standing.doubt is None


async def test_another_board_under_the_same_name_alerts_nobody(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(*range(1, 9))
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.greenhouse["acme"] = jobs(*range(101, 109))
    await house.crawl(ACME)
    assert await house.told() == []
    await house.age(ACME, "2 days")
    await house.crawl(ACME)
    events = await house.told()
    assert len(events) == 8 and all(event.baseline for event in events)


async def test_a_whole_board_404_closes_nothing(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1)
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    del boards.greenhouse["acme"]
    for _ in range(3):
        assert (await house.crawl(ACME)).outcome is Outcome.NOT_FOUND
    assert await house.told() == []


async def test_a_poisoned_board_harms_no_other(house: House, boards: Boards, monkeypatch: pytest.MonkeyPatch) -> None:
    boards.greenhouse |= {"acme": jobs(1), "poison": jobs(2)}

    def breaks(claim: Any, *rest: Any) -> Any:
        if claim.id == "greenhouse:poison":
            raise KeyError("a reader's own mistake")
        return compare(claim, *rest)

    monkeypatch.setattr(walk, "compare", breaks)
    await house.watch(acme(boards), acme(boards, token="poison"))
    assert (await house.crawl("greenhouse:poison")).outcome is Outcome.BROKEN
    assert (await house.crawl(ACME)).outcome is Outcome.READ


async def test_odd_characters_do_not_stop_a_board(house: House, boards: Boards) -> None:
    odd = r'{"jobs":[{"id":1,"title":"Eng\u0000ineer \ud83d","location":{"name":"Lon\u0000don"},"content":"x"}]}'
    boards.page(JOBS_PATH, odd, "application/json")
    await house.watch(acme(boards))
    assert (await house.crawl(ACME)).outcome is Outcome.READ
    [event] = await house.told()
    assert event.posting.title == "Engineer"


async def test_our_name_is_given_and_robots_are_heeded(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1)
    boards.robots = "User-agent: jobalerts\nDisallow: /v1/"
    await house.watch(acme(boards))
    assert (await house.crawl(ACME)).outcome is Outcome.ROBOTS
    assert boards.requests == {"/robots.txt": 1}
    assert all(agent.startswith("jobalerts/") and "+http" in agent for agent in boards.agents)
    await house.crawl(ACME)
    assert boards.requests["/robots.txt"] == 1, "kept for a day"


async def test_lever_is_looked_for_on_both_hosts_and_remembered(house: House, boards: Boards) -> None:
    boards.lever["acme"] = [Job(1, "Engineer")]
    await house.watch({"kind": "lever", "token": "acme", "base_url": boards.url})
    done = await house.crawl("lever:acme")
    assert done.outcome is Outcome.READ and done.listed == 1
    assert (await house.rows("SELECT fetched_from FROM source"))[0]["fetched_from"] == (
        f"{boards.url}/v0/postings/acme?mode=json"
    )
