"""Crawls that are held back: shown, believed or not by an operator; and what is deleted in time."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from click.testing import Result
from typer.testing import CliRunner

from jobalerts.source import app
from jobalerts_crawler.decisions import Decisions
from jobalerts_crawler.fetch import Outcome
from jobalerts_crawler.retention import Retention
from jobalerts_crawler.snapshot import Decision, Doubt
from jobalerts_crawler.watchlist import PATIENCE
from tests.fakes.boards import Boards, Job
from tests.integration.crawler.conftest import House
from tests.integration.crawler.test_crawl import ACME, acme, jobs


@pytest.fixture
def decisions(house: House) -> Decisions:
    return Decisions(house.pool)


async def shrunk(house: House, boards: Boards) -> None:
    """A board of eight that lists two of them and a new one."""
    boards.greenhouse["acme"] = jobs(*range(1, 9))
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.greenhouse["acme"] = jobs(1, 2, 99)
    done = await house.crawl(ACME)
    assert done.outcome is Outcome.HELD_BACK
    await house.told()


async def test_what_is_held_back_can_be_seen(house: House, boards: Boards, decisions: Decisions) -> None:
    await shrunk(house, boards)
    held = await decisions.held(ACME)
    assert held is not None and held.doubt == Doubt.SHRUNK and held.decision is None
    assert held.gone == tuple(f"Engineer {number}" for number in range(3, 9))
    assert held.counts == {"opened": 1, "changed": 0, "gone": 6}


async def test_an_accepted_crawl_closes_what_is_gone_with_the_second_read(
    house: House, boards: Boards, decisions: Decisions
) -> None:
    await shrunk(house, boards)
    assert await decisions.decide(ACME, Decision.ACCEPTED)
    assert (await house.crawl(ACME)).outcome is Outcome.READ
    assert await house.told() == []
    await house.crawl(ACME)
    assert set((await house.changes()).values()) == {"closed"}
    await house.crawl(ACME)
    assert await decisions.held(ACME) is None
    [standing] = await house.parts.watchlist.standings()
    assert standing.decision is None and standing.doubt is None and standing.open_postings == 3


async def test_a_rejected_crawl_is_never_believed(house: House, boards: Boards, decisions: Decisions) -> None:
    await shrunk(house, boards)
    assert await decisions.decide(ACME, Decision.REJECTED)
    await house.age(ACME, "30 days")
    for _ in range(3):
        assert (await house.crawl(ACME)).outcome is Outcome.HELD_BACK
    assert await house.told() == []
    boards.greenhouse["acme"] = jobs(*range(1, 9), 99)
    assert (await house.crawl(ACME)).outcome is Outcome.READ
    assert not await decisions.decide(ACME, Decision.ACCEPTED), "nothing is held back any more"


async def test_a_board_that_loses_its_places_is_held_back_and_what_is_new_is_told(
    house: House, boards: Boards, decisions: Decisions
) -> None:
    boards.greenhouse["acme"] = jobs(*range(1, 7))
    await house.watch(acme(boards))
    await house.crawl(ACME)
    await house.told()
    boards.greenhouse["acme"] = [Job(number, f"Engineer {number}", place="") for number in range(1, 8)]
    done = await house.crawl(ACME)
    assert (done.outcome, done.words) == (Outcome.HELD_BACK, Doubt.THINNED.value)
    assert await house.changes() == {"Engineer 7": "opened"}
    held = await decisions.held(ACME)
    assert held is not None and held.counts == {"opened": 1, "changed": 6, "gone": 0}


async def test_long_closed_postings_are_deleted_and_count_on_when_they_come_back(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1, 2)
    await house.watch(acme(boards, baseline=False))
    await house.crawl(ACME)
    boards.greenhouse["acme"] = jobs(1)
    await house.crawl(ACME)
    await house.crawl(ACME)
    retention = Retention(house.pool, timedelta(days=90))
    await house.age(ACME, "91 days")
    assert await retention.clear() == 0, "nobody was told of its closing yet"
    await house.told()
    await house.rows("UPDATE opening SET added_at = now() - interval '91 days' RETURNING key")
    assert await retention.clear() == 1
    kept = {row["key"] for row in await house.rows("SELECT key FROM opening")}
    assert "greenhouse:1" in kept and "greenhouse:2" not in kept
    boards.greenhouse["acme"] = jobs(1, 2)
    await house.crawl(ACME)
    [event] = await house.told()
    assert (event.posting.native_id, event.change, event.version) == ("2", "opened", 3)


async def test_a_host_that_fails_board_after_board_is_left_alone(house: House) -> None:
    watchlist = house.parts.watchlist
    await house.watch({"kind": "greenhouse", "token": "acme", "base_url": "https://boards.example"})

    async def rest() -> float:
        [row] = await house.rows("SELECT extract(epoch FROM next_at - now())::float8 AS s FROM host")
        return float(str(row["s"]))

    for _ in range(PATIENCE - 1):
        await watchlist.stumbled("boards.example")
    assert await rest() < 1
    await watchlist.stumbled("boards.example")
    first = await rest()
    await watchlist.stumbled("boards.example")
    assert 50 < first < 61 and 110 < await rest() < 121
    for _ in range(20):
        await watchlist.stumbled("boards.example")
    assert await rest() < 3601
    await watchlist.answered("boards.example")
    await house.rows("UPDATE host SET next_at = now() RETURNING host")
    await watchlist.stumbled("boards.example")
    assert await rest() < 1


async def test_the_verbs_show_and_decide(
    house: House, boards: Boards, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBALERTS_DATABASE_URL", postgresql_url)

    async def run(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, [*words])

    assert (await run("diff", ACME)).exit_code == 2
    await shrunk(house, boards)
    shown = await run("diff", ACME)
    assert shown.exit_code == 0 and "+ Engineer 99" in shown.stdout and shown.stdout.count("\n- Engineer") == 6
    assert "source diff greenhouse:acme" in (await run("list")).stdout
    told = json.loads((await run("diff", ACME, "--json")).stdout)
    assert told["counts"] == {"opened": 1, "changed": 0, "gone": 6} and told["decision"] is None
    assert (await run("reject", ACME)).exit_code == 0
    assert "rejected" in (await run("list")).stdout
    assert (await run("accept", ACME)).exit_code == 0
    assert "Accepted" in (await run("diff", ACME)).stdout.title()
    assert (await run("accept", "greenhouse:other")).exit_code == 1


def test_the_starter_list_is_told_and_its_names_are_checked() -> None:
    rows = [json.loads(line) for line in CliRunner().invoke(app, ["starter", "--json"]).stdout.splitlines()]
    assert {"greenhouse:sonyinteractiveentertainmentglobal", "ashby:linear"} <= {row["id"] for row in rows}
    wrong = CliRunner().invoke(app, ["add", "--starter", "nobody"])
    assert wrong.exit_code == 2 and "nobody" in wrong.output
    assert CliRunner().invoke(app, ["add"]).exit_code == 2
