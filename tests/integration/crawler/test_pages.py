"""Pages as sources: one advert, its end, and what is stated of it."""

from __future__ import annotations

import pytest

from jobalerts_crawler.fetch import Outcome
from tests.fakes.boards import Boards, Fault
from tests.integration.crawler.conftest import House

TEXT = " ".join(f"You will train and serve model number {number} with the team." for number in range(20))
PAGE = """<!doctype html><html><head><title>Machine Learning Engineer II</title></head><body>
<nav><a href="/jobs">All jobs</a></nav><main><h1>Machine Learning Engineer II</h1>
<p>Acme Games</p><p>London, UK</p><p>{state}</p><p>{text}</p></main></body></html>"""


def page(state: str = "Posted 2 days ago") -> str:
    return PAGE.format(state=state, text=TEXT)


async def test_a_closed_page_alerts_nobody_even_without_a_baseline(house: House, boards: Boards) -> None:
    url = boards.page("/job/1", page("Applications closed"))
    await house.watch({"kind": "page", "url": url, "baseline": False})
    await house.crawl(f"page:{url}")
    [event] = await house.told()
    assert event.change == "closed" and event.posting.closed
    assert await house.rows("SELECT open FROM posting") == [{"open": False}]


async def test_the_same_page_while_it_is_open_is_told_once(house: House, boards: Boards) -> None:
    url = boards.page("/job/1", page())
    await house.watch({"kind": "page", "url": url, "baseline": False})
    for _ in range(3):
        await house.crawl(f"page:{url}")
    [event] = await house.told()
    assert (event.change, event.baseline, event.posting.closed) == ("opened", False, False)
    assert (event.posting.title, event.posting.company) == ("Machine Learning Engineer II", "Acme Games")
    boards.page("/job/1", page("Applications closed"))
    await house.crawl(f"page:{url}")
    [closed] = await house.told()
    assert closed.change == "closed" and closed.posting.closed


async def test_a_page_by_its_own_selectors(house: House, boards: Boards) -> None:
    """They are kept with the source; once they find nothing, nothing closes and the reason is shown."""
    tiles = "".join(f'<div class="k"><a href="/job/{n}"><b>Potter {n}</b></a><i>Bonn</i></div>' for n in (1, 2))
    url = boards.page("/jobs", f"<html><body>{tiles}</body></html>")
    selectors = {"row": ".k", "title": "b", "location": "i"}
    await house.watch({"kind": "page", "url": url, "name": "Acme", "selectors": selectors, "baseline": False})
    await house.crawl(f"page:{url}")
    told = await house.told()
    assert sorted(event.posting.title for event in told) == ["Potter 1", "Potter 2"]
    boards.page("/jobs", f"<html><body>{tiles.replace('class', 'id')}</body></html>")
    done = await house.crawl(f"page:{url}")
    assert (done.outcome, await house.told()) == (Outcome.UNREADABLE, [])
    assert "what the selectors name" in (done.words or "")


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.GONE])
async def test_a_page_that_is_gone_closes_its_advert(house: House, boards: Boards, fault: Fault) -> None:
    url = boards.page("/job/1", page())
    await house.watch({"kind": "page", "url": url})
    await house.crawl(f"page:{url}")
    await house.told()
    boards.fault("/job/1", fault)
    assert (await house.crawl(f"page:{url}")).outcome is Outcome.CLOSED_PAGE
    [event] = await house.told()
    assert event.change == "closed"
    await house.crawl(f"page:{url}")
    assert set((await house.changes()).values()) == {"reopened"}


async def test_a_list_that_is_gone_closes_nothing(house: House, boards: Boards) -> None:
    rows = "".join(
        f'<li class="row"><a href="/jobs/{number}"><h3>Engineer {number}</h3></a><span>London, UK</span></li>'
        for number in range(3)
    )
    url = boards.page("/careers", f"<!doctype html><html><body><ul>{rows}</ul></body></html>")
    await house.watch({"kind": "page", "url": url, "name": "Acme"})
    assert (await house.crawl(f"page:{url}")).listed == 3
    await house.told()
    boards.fault("/careers", Fault.NOT_FOUND)
    assert (await house.crawl(f"page:{url}")).outcome is Outcome.NOT_FOUND
    assert await house.told() == []


async def test_a_page_needs_a_robots_txt_that_lets_us(house: House, boards: Boards) -> None:
    url = boards.page("/job/1", page())
    boards.fault("/robots.txt", Fault.SERVER_ERROR)
    await house.watch({"kind": "page", "url": url})
    done = await house.crawl(f"page:{url}")
    assert done.outcome is Outcome.ROBOTS and boards.requests["/job/1"] == 0
