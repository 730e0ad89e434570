"""Postings that end without being listed as ended: by a stated end, or by having left their feed for long."""

from __future__ import annotations

import pytest

from tests.fakes.boards import Boards, Fault, Job
from tests.integration.crawler.conftest import House

PATH = "/feed.xml"


def item(number: int, more: str = "") -> str:
    return (
        f"<item><title>Engineer {number}</title><link>https://jobs.example/{number}</link>"
        f"<guid>{number}</guid>{more}</item>"
    )


async def read(house: House, boards: Boards, *items: str) -> None:
    address = boards.page(PATH, f"<rss><channel>{''.join(items)}</channel></rss>", "application/rss+xml")
    await house.watch({"kind": "rss", "url": address, "every": "15m", "baseline": False})
    await house.crawl(f"rss:{address}")


async def ended(house: House) -> set[str]:
    """Titles that are told as closed, once all that is over is closed."""
    while await house.parts.ends.close():
        pass
    events = await house.told()
    assert all(event.posting.closed for event in events if event.change == "closed")
    return {event.posting.title for event in events if event.change == "closed"}


async def test_what_left_its_feed_closes_by_its_age_and_what_stands_there_never(house: House, boards: Boards) -> None:
    source = f"rss:{boards.url}{PATH}"
    await read(house, boards, item(1), item(2))
    for _ in range(4):
        await house.age(source, "10 days")
        await read(house, boards, item(2))
        assert await ended(house) == set()
    await house.age(source, "6 days")
    assert await ended(house) == set(), "not read since: nothing is known"
    await read(house, boards, item(2))
    assert await ended(house) == {"Engineer 1"}
    await house.age(source, "100 days")
    await read(house, boards, item(2))
    assert await ended(house) == set(), "it still stands there"


async def test_a_feed_that_cannot_be_read_closes_nothing_however_long(house: House, boards: Boards) -> None:
    source = f"rss:{boards.url}{PATH}"
    await read(house, boards, item(1))
    await house.age(source, "100 days")
    boards.fault(PATH, Fault.SERVER_ERROR)
    await read(house, boards, item(1))
    assert await ended(house) == set()
    await read(house, boards, item(1))
    assert await ended(house) == set(), "read again, it still stands there"


@pytest.mark.parametrize(
    ("end", "closes"),
    [
        pytest.param("<validThrough>{soon}</validThrough>", True, id="a stated end"),
        pytest.param("<validThrough>9999-12-31</validThrough>", False, id="never, as some write it"),
        pytest.param("<validThrough>soon</validThrough>", False, id="a word"),
        pytest.param("", False, id="not stated"),
    ],
)
async def test_a_stated_end_closes_what_no_feed_shows_any_more(
    house: House, boards: Boards, end: str, closes: bool
) -> None:
    [row] = await house.rows("SELECT (now() + interval '2 days')::text AS soon")
    await read(house, boards, item(1, end.format(soon=row["soon"])))
    await read(house, boards)
    assert await ended(house) == set()
    await house.age(f"rss:{boards.url}{PATH}", "3 days")
    assert await ended(house) == ({"Engineer 1"} if closes else set())


async def test_a_complete_board_is_not_judged_by_age(house: House, boards: Boards) -> None:
    """There, absence is counted; what a partial reading does not show may well stand further down."""
    boards.greenhouse["acme"] = [Job(1, "Engineer 1")]
    await house.watch({"kind": "greenhouse", "token": "acme", "base_url": boards.url, "baseline": False})
    await house.crawl("greenhouse:acme")
    async with house.pool.connection() as connection:
        await connection.execute("UPDATE posting SET listed_at = listed_at - interval '100 days'")
    assert await ended(house) == set()
