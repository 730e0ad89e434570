"""Boards of several pages, lists whose text stands elsewhere, and sites read by their sitemaps."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from jobalerts_crawler import gather
from jobalerts_crawler.fetch import Outcome
from tests.fakes.boards import Boards, Fault
from tests.integration.crawler.conftest import House

WORKDAY = "workday:acme.wd1/Careers"
JOBS = "/wday/cxs/acme/Careers/jobs"
SITEMAP = "sitemap:{}/careers"


def workday(boards: Boards, numbers: list[int], *, repeats: bool = False) -> None:
    """Twenty a page; what is asked for beyond the end begins anew, as Workday does, or at once where it `repeats`."""

    def listed(query: str, asked: bytes) -> str:
        offset, limit = (json.loads(asked)[name] for name in ("offset", "limit"))
        shown = numbers[:limit] if repeats else numbers[offset : offset + limit] or numbers[:limit]
        rows = [
            {
                "title": f"Engineer {number}",
                "externalPath": f"/job/London/Engineer_R-{number}",
                "locationsText": "London, UK",
                "bulletFields": [f"R-{number}"],
            }
            for number in shown
        ]
        return json.dumps({"total": len(numbers) if offset == 0 else 0, "jobPostings": rows})

    boards.answers[JOBS] = listed
    for number in numbers:
        info = {"title": f"Engineer {number}", "jobReqId": f"R-{number}", "jobDescription": f"<p>Text {number}.</p>"}
        body = json.dumps({"jobPostingInfo": {**info, "location": "London, UK"}})
        boards.page(f"/wday/cxs/acme/Careers/job/London/Engineer_R-{number}", body, "application/json")


def watched(boards: Boards, **more: object) -> dict[str, object]:
    return {"kind": "workday", "token": "acme.wd1/Careers", "name": "Acme", "base_url": boards.url, **more}


async def test_all_pages_are_read_and_the_text_of_each_posting_once(house: House, boards: Boards) -> None:
    workday(boards, list(range(45)))
    await house.watch(watched(boards))
    done = await house.crawl(WORKDAY)
    assert (done.outcome, done.listed, done.words) == (Outcome.READ, 45, None)
    assert {event.posting.description for event in await house.told()} == {f"Text {n}." for n in range(45)}
    asked = boards.requests.total()
    workday(boards, [*range(1, 45), 99])
    await house.crawl(WORKDAY)
    [event] = await house.told()
    assert (event.posting.native_id, event.change, event.posting.description) == ("R-99", "opened", "Text 99.")
    assert boards.requests.total() - asked == 3 + 1, "three pages and one detail"
    await house.crawl(WORKDAY)
    assert await house.changes() == {"Engineer 0": "closed"}


async def test_a_later_page_that_fails_closes_nothing(house: House, boards: Boards) -> None:
    workday(boards, list(range(45)))
    await house.watch(watched(boards))
    await house.crawl(WORKDAY)
    await house.told()
    workday(boards, list(range(44)))
    for _ in range(3):
        boards.after(JOBS, 1, Fault.SERVER_ERROR)
        done = await house.crawl(WORKDAY)
        assert done.outcome is Outcome.READ and done.words == "page 2: HTTP 503" and done.listed == 20
    assert await house.told() == []


async def test_pages_that_repeat_the_first_close_nothing(house: House, boards: Boards) -> None:
    workday(boards, list(range(45)))
    await house.watch(watched(boards))
    await house.crawl(WORKDAY)
    await house.told()
    workday(boards, list(range(45)), repeats=True)
    for _ in range(3):
        assert (await house.crawl(WORKDAY)).listed == 20
    assert await house.told() == []


async def test_a_detail_that_is_away_does_not_hide_a_new_posting(
    house: House, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "MOST_DETAILS", 2)
    workday(boards, [1])
    await house.watch(watched(boards, baseline=False))
    await house.crawl(WORKDAY)
    await house.told()
    workday(boards, [1, 2])
    boards.fault("/wday/cxs/acme/Careers/job/London/Engineer_R-2", Fault.SERVER_ERROR)
    await house.crawl(WORKDAY)
    [event] = await house.told()
    assert (event.change, event.posting.native_id, event.posting.description) == ("opened", "R-2", "")
    await house.crawl(WORKDAY)
    [event] = await house.told()
    assert (event.change, event.posting.description) == ("changed", "Text 2.")


async def test_more_new_ones_than_may_be_asked_for_wait_for_the_next_crawl(
    house: House, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "MOST_DETAILS", 2)
    workday(boards, [1])
    await house.watch(watched(boards))
    await house.crawl(WORKDAY)
    await house.told()
    workday(boards, list(range(1, 6)))
    told: list[str] = []
    for _ in range(3):
        await house.crawl(WORKDAY)
        events = await house.told()
        assert all(event.posting.description and event.change == "opened" for event in events)
        told += [event.posting.native_id for event in events]
    assert sorted(told) == ["R-2", "R-3", "R-4", "R-5"]


async def test_a_kind_that_needs_permission_is_refused_with_the_reason(house: House) -> None:
    await house.watch({"kind": "smartrecruiters", "token": "acme"})
    done = await house.crawl("smartrecruiters:acme")
    assert done.outcome is Outcome.NOT_PERMITTED and done.words
    assert "robots.txt bars crawlers" in done.words and "permitted = true" in done.words


async def test_a_permitted_list_is_paged_and_its_details_read(house: House, boards: Boards) -> None:
    numbers = [str(number) for number in range(1000, 1103)]
    postings = "/v1/companies/acme/postings"

    def listed(query: str, asked: bytes) -> str:
        offset = int(parse_qs(query)["offset"][0])
        rows = [{"id": number, "name": f"Engineer {number}"} for number in numbers[offset : offset + 100]]
        return json.dumps({"totalFound": len(numbers), "content": rows})

    boards.answers[postings] = listed
    boards.robots = "User-agent: *\nDisallow: /"
    for number in numbers:
        ad = {"jobAd": {"sections": {"jobDescription": {"title": "Work", "text": f"Text {number}."}}}}
        boards.page(f"{postings}/{number}", json.dumps({"id": number, "name": f"Engineer {number}", **ad}))
    source = {"kind": "smartrecruiters", "token": "acme", "base_url": boards.url}
    await house.watch(source)
    assert (await house.crawl("smartrecruiters:acme")).outcome is Outcome.ROBOTS
    await house.watch({**source, "permitted": True})
    done = await house.crawl("smartrecruiters:acme")
    assert (done.outcome, done.listed) == (Outcome.READ, 103)
    described = [event.posting.native_id for event in await house.told() if event.posting.description]
    assert len(described) == gather.MOST_DETAILS, "a first read takes the others as they are listed"
    await house.crawl("smartrecruiters:acme")
    assert len(await house.told()) == 43, "and reads their texts after that"


def advert_page(title: str) -> str:
    posting = {
        "@type": "JobPosting",
        "title": title,
        "description": f"<p>We look for a {title}.</p>",
        "hiringOrganization": {"name": "Acme"},
        "jobLocation": {"address": {"addressLocality": "London", "addressCountry": "GB"}},
    }
    return f'<html><h1>{title}</h1><script type="application/ld+json">{json.dumps(posting)}</script></html>'


def site(boards: Boards, **lastmods: str) -> None:
    rows = "".join(
        f"<url><loc>{boards.url}/jobs/{name}-1000</loc><lastmod>{day}</lastmod></url>" for name, day in lastmods.items()
    )
    boards.page("/map-jobs.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')


async def test_a_site_is_read_by_its_sitemap(house: House, boards: Boards) -> None:
    boards.robots = f"User-agent: *\nDisallow:\n\nSitemap: {boards.url}/index.xml"
    boards.page("/index.xml", f"<sitemapindex><sitemap><loc>{boards.url}/map-jobs.xml</loc></sitemap></sitemapindex>")
    site(boards, cook="2026-01-01", nurse="2026-01-02", culture="2026-01-03")
    for name in ("cook", "nurse"):
        boards.page(f"/jobs/{name}-1000", advert_page(name.title()))
    boards.page("/jobs/culture-1000", "<html><p>Hi.</html>")
    source_id = SITEMAP.format(boards.url)
    await house.watch({"kind": "sitemap", "url": f"{boards.url}/careers", "name": "Acme"})
    assert (await house.crawl(source_id)).outcome is Outcome.READ
    assert await house.changes() == {"Cook": "opened", "Nurse": "opened"}

    boards.page("/jobs/nurse-1000", advert_page("Head Nurse"))
    site(boards, cook="2026-01-01", nurse="2026-02-02", culture="2026-01-03")
    await house.crawl(source_id)
    assert await house.changes() == {"Head Nurse": "changed"}
    assert boards.requests["/jobs/cook-1000"] == 1 and boards.requests["/jobs/culture-1000"] == 1

    site(boards, cook="2026-01-01", culture="2026-01-03")
    await house.crawl(source_id)
    assert await house.told() == []
    await house.crawl(source_id)
    assert await house.changes() == {"Head Nurse": "closed"}


async def test_a_page_that_is_gone_closes_though_the_sitemap_still_names_it(house: House, boards: Boards) -> None:
    site(boards, cook="2026-01-01", nurse="2026-01-02")
    for name in ("cook", "nurse"):
        boards.page(f"/jobs/{name}-1000", advert_page(name.title()))
    await house.watch({"kind": "sitemap", "url": f"{boards.url}/map-jobs.xml"})
    source_id = f"sitemap:{boards.url}/map-jobs.xml"
    await house.crawl(source_id)
    await house.told()
    del boards.pages["/jobs/nurse-1000"]
    site(boards, cook="2026-01-01", nurse="2026-03-02")
    await house.crawl(source_id)
    assert await house.changes() == {"Nurse": "closed"}
    await house.crawl(source_id)
    assert await house.told() == []
