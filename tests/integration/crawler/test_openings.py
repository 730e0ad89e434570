"""One job under several adverts has one opening, whichever crawl finds them."""

from __future__ import annotations

import asyncio
import json
from uuid import UUID

import pytest

from tests.fakes.boards import Boards, Job
from tests.integration.crawler.conftest import House

TEXT = " ".join(f"You will care for system number {number} together with our friendly team." for number in range(30))
OTHER = " ".join(f"You will sell product number {number} to our best customers abroad." for number in range(30))


def source(boards: Boards, token: str, kind: str = "greenhouse") -> dict[str, object]:
    return {"kind": kind, "token": token, "name": "Acme", "base_url": boards.url, "baseline": False}


async def openings(house: House) -> dict[str, UUID]:
    return {event.posting.native_id: event.opening_id for event in await house.told()}


async def test_one_job_in_thirty_cities_is_one_opening(house: House, boards: Boards) -> None:
    cities = ["London", "Leeds", "Berlin", "Paris", "Madrid", "Oslo"] * 5
    boards.greenhouse["acme"] = [
        Job(number, f"Data Engineer - {city}", city, TEXT) for number, city in enumerate(cities, start=1)
    ] + [Job(99, "Data Engineer", "London", OTHER)]
    await house.watch(source(boards, "acme"))
    await house.crawl("greenhouse:acme")
    found = await openings(house)
    assert len({found[str(number)] for number in range(1, 31)}) == 1
    assert found["99"] != found["1"], "the same title over another text is another job"


async def test_two_boards_crawled_at_once_agree(house: House, boards: Boards) -> None:
    boards.greenhouse |= {"one": [Job(1, "Data Engineer", text=TEXT)], "two": [Job(2, "Data Engineer", text=TEXT)]}
    boards.lever["three"] = [Job(3, "Data Engineer", text=TEXT)]
    await house.watch(source(boards, "one"), source(boards, "two"), source(boards, "three", "lever"))
    await asyncio.gather(house.crawl("greenhouse:one"), house.crawl("greenhouse:two"), house.crawl("lever:three"))
    assert len(set((await openings(house)).values())) == 1


async def test_a_copy_of_the_text_as_it_was_edited_is_recognised(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", "Berlin", TEXT)]
    await house.watch(source(boards, "acme"))
    await house.crawl("greenhouse:acme")
    first = (await openings(house))["1"]
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", "Berlin", OTHER), Job(2, "Data Engineer", "Oslo", OTHER)]
    await house.crawl("greenhouse:acme")
    assert (await openings(house))["2"] == first, "edited and copied in one crawl"
    boards.greenhouse["acme"].append(Job(3, "Data Engineer", "Paris", OTHER))
    await house.crawl("greenhouse:acme")
    assert (await openings(house))["3"] == first


async def test_a_repost_is_the_same_opening_for_sixty_days(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", text=TEXT)]
    await house.watch(source(boards, "acme"))
    await house.crawl("greenhouse:acme")
    first = (await openings(house))["1"]
    boards.greenhouse["acme"] = [Job(2, "Data Engineer", text=TEXT)]
    for _ in range(2):
        await house.crawl("greenhouse:acme")
    assert (await openings(house))["2"] == first
    boards.greenhouse["acme"] = []
    for _ in range(2):
        await house.crawl("greenhouse:acme")
    await house.age("greenhouse:acme", "61 days")
    boards.greenhouse["acme"] = [Job(3, "Data Engineer", text=TEXT)]
    await house.crawl("greenhouse:acme")
    assert (await openings(house))["3"] != first


async def test_one_that_comes_back_after_a_long_time_is_new_again(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", text=TEXT)]
    await house.watch(source(boards, "acme"))
    await house.crawl("greenhouse:acme")
    [first] = await house.told()
    boards.greenhouse["acme"] = []
    for _ in range(2):
        await house.crawl("greenhouse:acme")
    await house.told()
    await house.age("greenhouse:acme", "61 days")
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", text=TEXT)]
    await house.crawl("greenhouse:acme")
    [again] = await house.told()
    assert (again.change, again.version) == ("opened", 3)
    assert again.opening_id != first.opening_id and again.first_seen > first.first_seen


def remotive(boards: Boards, title: str) -> dict[str, object]:
    """An aggregator that carries one job of the employer's."""
    copy = {"id": 7, "title": title, "company_name": "Acme", "description": TEXT, "url": f"{boards.url}/copy/7"}
    boards.answers["/api/remote-jobs"] = lambda query, body: json.dumps({"jobs": [copy]})
    return {"kind": "remotive", "token": "all", "base_url": boards.url, "baseline": False}


@pytest.mark.parametrize(
    ("baseline", "new"),
    [
        pytest.param(True, False, id="of a job that the employer's board had when we first read it"),
        pytest.param(False, True, id="of a new job"),
    ],
)
async def test_an_aggregators_copy(house: House, boards: Boards, baseline: bool, new: bool) -> None:
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", text=TEXT)]
    await house.watch(source(boards, "acme") | {"baseline": baseline}, remotive(boards, "Data Engineer"))
    await house.crawl("greenhouse:acme")
    await house.crawl("remotive:all")
    own, copy = sorted(await house.told(), key=lambda event: event.posting.aggregated)
    assert (own.posting.source, copy.posting.source) == ("greenhouse:acme", "remotive:all")
    assert own.opening_id == copy.opening_id
    assert copy.baseline is not new


async def test_what_only_an_aggregator_has_is_new(house: House, boards: Boards) -> None:
    boards.greenhouse["acme"] = [Job(1, "Data Engineer", text=OTHER)]
    await house.watch(source(boards, "acme") | {"baseline": True}, remotive(boards, "Data Engineer"))
    await house.crawl("greenhouse:acme")
    await house.crawl("remotive:all")
    assert [event.baseline for event in await house.told() if event.posting.aggregated] == [False]
