"""Which request follows the pages read so far."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from jobalerts_crawler.board import Board, Page, Request
from jobalerts_crawler.sources import SOURCES

ENTRY = "<entry><id>1</id><title>A</title></entry>"
ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="{{}}"/>{ENTRY}</feed>'
TEAMTAILOR = "<rss><channel>" + "<item><title>A</title><guid>{}</guid></item>" * 100 + "</channel></rss>"
FEED = "https://jobs.example/feed"


def json_page(value: object, url: str | None = None) -> Page:
    return Page(url, json.dumps(value).encode())


def follows(kind: str, pages: Sequence[Page], token: str = "acme") -> Request | None:
    more = SOURCES[kind].more
    assert more is not None
    return more(pages, Board(kind, token=token))


def smartrecruiters(total: int, rows: int) -> Page:
    return json_page({"totalFound": total, "content": [{"id": str(n), "name": "A"} for n in range(rows)]})


def workday(total: int, rows: int) -> Page:
    return json_page({"total": total, "jobPostings": [{"title": "A"}] * rows})


@pytest.mark.parametrize(
    ("found", "address"),
    [
        pytest.param(lambda: follows("smartrecruiters", [smartrecruiters(150, 100)]), "&offset=100", id="more"),
        pytest.param(lambda: follows("smartrecruiters", [smartrecruiters(100, 100)]), None, id="as many as it says"),
        pytest.param(lambda: follows("smartrecruiters", [smartrecruiters(150, 30)]), None, id="a short page"),
        pytest.param(lambda: follows("workday", [workday(20, 20)], "a.wd1/B"), None, id="workday, one page"),
        pytest.param(
            lambda: follows("workday", [workday(2000, 20)] * 100, "a.wd1/B"), None, id="workday, where it begins anew"
        ),
        pytest.param(
            lambda: follows("teamtailor", [Page(None, TEAMTAILOR.format(*range(100)).encode())]), "offset=100",
            id="teamtailor, a full page",
        ),
        pytest.param(
            lambda: follows("arbeitnow", [json_page({"data": [], "links": {"next": "x"}})]), "?page=2", id="arbeitnow"
        ),
        pytest.param(
            lambda: follows("himalayas", [json_page({"jobs": [{"title": "A", "companyName": "B"}] * 20})], "all"),
            "&offset=20", id="himalayas",
        ),
        pytest.param(
            lambda: follows("rss", [Page(FEED, ATOM.format("?page=2").encode())], FEED), f"{FEED}?page=2", id="a feed"
        ),
        pytest.param(
            lambda: follows("rss", [Page(FEED, ATOM.format("https://other.example/").encode())], FEED), None,
            id="a feed that leads to another host",
        ),
        pytest.param(
            lambda: follows("rss", [Page(FEED, ATOM.format(FEED).encode())], FEED), None, id="a feed that names itself"
        ),
        pytest.param(
            lambda: follows("rss", [json_page({"items": [], "next_url": f"{FEED}?after=9"}, FEED)], FEED), "?after=9",
            id="a JSON Feed",
        ),
    ],
)  # fmt: skip
def test_the_next_request(found: Callable[[], Request | None], address: str | None) -> None:
    request = found()
    assert request is None if address is None else request is not None and request.address.endswith(address)


def test_what_is_posted_names_the_place_in_the_list() -> None:
    request = follows("workday", [workday(45, 20), workday(0, 20)], "a.wd1/B")
    assert request is not None and request.body is not None and request.body["offset"] == 40
    [page] = [json_page({"results": [], "nextPage": "abc"})]
    request = follows("workable", [page])
    assert request == Request("https://apply.workable.com/api/v3/accounts/acme/jobs", {"query": "", "token": "abc"})
