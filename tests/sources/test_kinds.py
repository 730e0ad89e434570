"""What all kinds promise beyond one saved response: addresses, several pages, odd fields, refused documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobalerts_crawler.board import Board, Page, Snapshot, Unreadable
from jobalerts_crawler.detect import detect
from jobalerts_crawler.sources import PARSED, SOURCES

HERE = Path(__file__).parent
SAVED = sorted(path for path in HERE.glob("*/*.json") if not path.name.endswith(".expected.json"))
ODD = (None, 17, "word", True, {"a": []}, [None, {"b": 1}])
FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
JOBS = b"<jobs></jobs>"


def read(kind: str, *bodies: bytes, token: str | None = "northwind") -> Snapshot:
    return PARSED[kind].read([Page(None, body) for body in bodies], Board(kind, token=token))


@pytest.mark.parametrize(
    ("pasted", "source"),
    [
        pytest.param("https://jobs.ashbyhq.com/HighNoon/1f2e-3d", "ashby:HighNoon", id="ashby keeps its case"),
        pytest.param("https://jobs.ashbyhq.com/High%20Noon", "ashby:High Noon", id="ashby with a blank"),
        pytest.param("https://api.ashbyhq.com/posting-api/job-board/acme", "ashby:acme", id="ashby's interface"),
        pytest.param("https://acme.recruitee.com/o/cook", "recruitee:acme", id="recruitee"),
        pytest.param("https://docs.recruitee.com/x", "page:https://docs.recruitee.com/x", id="a vendor's own page"),
        pytest.param("https://apply.workable.com/Acme/j/0AB5665160/", "workable:acme", id="workable"),
        pytest.param(
            "https://apply.workable.com/j/0AB5665160", "page:https://apply.workable.com/j/0AB5665160", id="no account"
        ),
        pytest.param("https://www.workable.com/api/accounts/acme?details=true", "workable:acme", id="its interface"),
        pytest.param("https://acme.workable.com/", "workable:acme", id="workable's older host"),
        pytest.param("https://careers.smartrecruiters.com/Acme1", "smartrecruiters:Acme1", id="smartrecruiters"),
        pytest.param(
            "https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/x", "workday:acme.wd5/Careers", id="workday"
        ),
        pytest.param(
            "https://wd5.myworkdaysite.com/en-US/recruiting/acme/Jobs", "workday:acme.wd5/Jobs", id="workday, shared"
        ),
        pytest.param(
            "https://acme.wd1.myworkdayjobs.com/wday/cxs/acme/Ext/jobs", "workday:acme.wd1/Ext", id="its interface"
        ),
        pytest.param("https://acme.jobs.personio.com/job/1", "personio:acme", id="personio"),
        pytest.param("https://acme.teamtailor.com/jobs", "teamtailor:acme", id="teamtailor"),
        pytest.param(
            "https://acme.na.teamtailor.com/jobs", "teamtailor:acme.na.teamtailor.com", id="teamtailor, elsewhere"
        ),
        pytest.param("https://ats.rippling.com/en-GB/acme/jobs", "rippling:acme", id="rippling"),
        pytest.param("https://acme.pinpointhq.com/en/postings/1", "pinpoint:acme", id="pinpoint"),
        pytest.param("https://acme.breezy.hr/p/1", "breezy:acme", id="breezy"),
        pytest.param("https://jobs.gem.com/acme/am9i", "gem:acme", id="gem"),
        pytest.param("https://join.com/companies/acme/1-x", "join:acme", id="join"),
        pytest.param(
            "https://www.comeet.co/careers-api/2.0/company/F6.003/positions?token=AB", "comeet:F6.003/AB", id="comeet"
        ),
        pytest.param("https://acme.applytojob.com/apply", "jazzhr:acme", id="jazzhr"),
        pytest.param("https://acme.bamboohr.com/careers", "bamboohr:acme", id="bamboohr"),
        pytest.param("https://acme.hrmdirect.com/employment/", "hrmdirect:acme", id="hrmdirect"),
        pytest.param(
            "https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/jobs",
            "oracle:acme.fa.us2.oraclecloud.com/CX_1",
            id="oracle",
        ),
        pytest.param(
            "https://careers.acme.example/us/en/search-results?s=1", "phenom:careers.acme.example/us/en", id="phenom"
        ),
        pytest.param(
            "https://careers.acme.example/global/en/job/R-101/Cook",
            "phenom:careers.acme.example/global/en",
            id="a job of phenom",
        ),
        pytest.param("https://careers-acme.icims.com/jobs/1001/cook/job", "icims:careers-acme.icims.com", id="icims"),
        pytest.param(
            "https://jobs.acme.example/api/jobs?page=1&internal=false",
            "icims:jobs.acme.example",
            id="icims, its newer site",
        ),
        pytest.param(
            "https://acme.example/api/jobs", "page:https://acme.example/api/jobs", id="anybody's interface of jobs"
        ),
        pytest.param("https://jobs.acme.example/googlefeed.xml", "successfactors:jobs.acme.example", id="its feed"),
        pytest.param(
            "https://recruiting2.ultipro.com/ACM1000ACME/JobBoard/F11A0B52-5153-4C12-AD2C-B7F3B0A74112/?q=",
            "ukg:recruiting2.ultipro.com/ACM1000ACME/f11a0b52-5153-4c12-ad2c-b7f3b0a74112",
            id="ukg",
        ),
        pytest.param(
            "https://recruiting.paylocity.com/recruiting/jobs/All/f11a0b52-5153-4c12-ad2c-b7f3b0a74112/Acme",
            "paylocity:f11a0b52-5153-4c12-ad2c-b7f3b0a74112",
            id="paylocity",
        ),
        pytest.param("https://www.governmentjobs.com/careers/iowa", "governmentjobs:iowa", id="an agency"),
        pytest.param("https://torre.ai/", "torre:all", id="torre"),
        pytest.param("https://remotive.com/remote-jobs/sales", "remotive:sales", id="a category of remotive"),
        pytest.param("https://remoteok.com/", "remoteok:all", id="remoteok"),
        pytest.param("https://himalayas.app/jobs", "himalayas:all", id="himalayas"),
        pytest.param(
            "https://himalayas.app/companies/acme",
            "page:https://himalayas.app/companies/acme",
            id="one employer's page",
        ),
        pytest.param(
            "https://weworkremotely.com/categories/remote-design-jobs", "weworkremotely:design", id="a category"
        ),
        pytest.param("https://news.ycombinator.com/item?id=48000000", "hn:48000000", id="a thread"),
        pytest.param("https://www.adzuna.co.uk/search?q=x", "adzuna:gb", id="adzuna"),
        pytest.param("https://acme.example/jobs.rss", "rss:https://acme.example/jobs.rss", id="a feed"),
    ],
)
def test_an_address_names_its_board(pasted: str, source: str) -> None:
    assert detect(pasted).id == source


@pytest.mark.parametrize("kind", SOURCES)
def test_a_board_has_an_address_whatever_its_name(kind: str) -> None:
    for token in ("acme", "acme.wd5/Careers", "https://acme.example/feed.rss", "ä/../?x=1#y"):
        assert SOURCES[kind].addresses(Board(kind, token=token))
        own = SOURCES[kind].addresses(Board(kind, token=token, base_url="http://127.0.0.1:1/"))
        assert kind in ("rss", "page", "sitemap") or all(address.startswith("http://127.0.0.1:1/") for address in own)


@pytest.mark.parametrize("kind", ["smartrecruiters", "breezy", "bamboohr"])
def test_a_kind_that_needs_permission_says_why(kind: str) -> None:
    assert len(SOURCES[kind].notice or "") > 20


def _paths(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _paths(each, (*at, key))


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in SAVED])
def test_an_odd_field_costs_its_row_at_most(path: Path) -> None:
    kind, text = path.parent.name, path.read_text()
    for at in _paths(json.loads(text)):
        for odd in ODD:
            answer: Any = json.loads(text)
            node = answer
            for key in at[:-1]:
                node = node[key]
            node[at[-1]] = odd
            try:
                snapshot = read(kind, json.dumps(answer).encode())
            except Unreadable:
                continue
            assert all(advert.native_id and advert.title for advert in snapshot.adverts), (at, odd)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param("rss", FEED, id="rss"),
        pytest.param("teamtailor", FEED, id="teamtailor"),
        pytest.param("personio", b"<workzag-jobs></workzag-jobs>", id="personio"),
        pytest.param("jazzhr", JOBS, id="jazzhr"),
    ],
)
def test_a_document_type_is_refused(kind: str, body: bytes) -> None:
    assert read(kind, body).adverts == ()
    bomb = b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]>"
    disguised = (bomb + body).decode().encode("utf-16")
    for prolog in (b"", b"<?xml version='1.0'?>\n<!-- <x> -->\n", b"\xef\xbb\xbf", b"\x00"):
        with pytest.raises(Unreadable):
            read(kind, prolog + bomb + body)
    with pytest.raises(Unreadable):
        read(kind, disguised)


def test_another_root_is_not_an_account_of_personio() -> None:
    with pytest.raises(Unreadable, match="root is <rss>"):
        read("personio", FEED)


def test_a_broken_position_of_personio_costs_itself_and_the_completeness() -> None:
    whole = "<position><id>1</id><name>Cook</name></position>"
    broken = "<position><id>2</id><name>Cook & Baker</name></position>"
    snapshot = read("personio", f"<workzag-jobs>{whole}{broken}</workzag-jobs>".encode())
    assert [advert.title for advert in snapshot.adverts] == ["Cook"] and not snapshot.complete
    cut = read("personio", f"<workzag-jobs>{whole}<position><id>3".encode())
    assert len(cut.adverts) == 1 and not cut.complete
    with pytest.raises(Unreadable):
        read("personio", f"<workzag-jobs>{broken}</workzag-jobs>".encode())


def _workday(total: int, *numbers: int) -> bytes:
    rows = [{"title": f"Job {n}", "externalPath": f"/job/Bonn/J_R{n}", "bulletFields": [f"R{n}"]} for n in numbers]
    return json.dumps({"total": total, "jobPostings": rows}).encode()


@pytest.mark.parametrize(
    ("pages", "adverts", "complete"),
    [
        pytest.param([_workday(2, 1, 2)], 2, True, id="one page is all"),
        pytest.param([_workday(3, 1, 2), _workday(0, 3)], 3, True, id="only the first page counts them"),
        pytest.param([_workday(4, 1, 2), _workday(0, 1, 2)], 2, False, id="the second page repeats the first"),
        pytest.param([_workday(2000, *range(2000))], 2000, False, id="a site stops counting at 2,000"),
        pytest.param([_workday(0)], 0, True, id="an empty site"),
    ],
)
def test_pages_of_workday(pages: list[bytes], adverts: int, complete: bool) -> None:
    snapshot = read("workday", *pages, token="acme.wd5/Careers")
    assert (len(snapshot.adverts), snapshot.complete) == (adverts, complete)


def _phenom(total: int, *numbers: int) -> bytes:
    jobs = [{"jobId": str(n), "title": f"Job {n}"} for n in numbers]
    return json.dumps({"refineSearch": {"totalHits": total, "data": {"jobs": jobs}}}).encode()


def _icims(total: int, *numbers: int) -> bytes:
    jobs = [{"data": {"slug": str(n), "title": f"Job {n}"}} for n in numbers]
    return json.dumps({"totalCount": total, "jobs": jobs}).encode()


def _ukg(total: int, *numbers: int) -> bytes:
    jobs = [{"Id": str(n), "Title": f"Job {n}"} for n in numbers]
    return json.dumps({"totalCount": total, "opportunities": jobs}).encode()


@pytest.mark.parametrize(
    ("kind", "pages", "adverts", "complete"),
    [
        pytest.param("phenom", [_phenom(2, 1, 2)], 2, True, id="phenom, one page is all"),
        pytest.param("phenom", [_phenom(3, 1, 2), _phenom(3, 1, 2)], 2, False, id="phenom, a page repeats"),
        pytest.param("icims", [_icims(3, 1, 2), _icims(3, 3)], 3, True, id="icims, two pages"),
        pytest.param("icims", [_icims(3, 1, 2)], 2, False, id="icims, one of two pages"),
        pytest.param("ukg", [_ukg(2, 1, 2)], 2, True, id="ukg, one page is all"),
        pytest.param("ukg", [_ukg(4, 1, 2), _ukg(4, 1, 2)], 2, False, id="ukg, a page repeats"),
        pytest.param("ukg", [_ukg(0)], 0, True, id="ukg, an empty board"),
    ],
)
def test_pages_that_are_counted(kind: str, pages: list[bytes], adverts: int, complete: bool) -> None:
    snapshot = read(kind, *pages)
    assert (len(snapshot.adverts), snapshot.complete) == (adverts, complete)


@pytest.mark.parametrize(
    ("kind", "token", "bodies", "following"),
    [
        pytest.param("phenom", "a.example/us/en", [_phenom(11, *range(10))],
                     "https://a.example/us/en/search-results?s=1&from=10", id="phenom"),
        pytest.param("phenom", "a.example/us/en", [_phenom(11, *range(10)), _phenom(11, 10)], None, id="phenom, all"),
        pytest.param("icims", "a.example", [_icims(3, 1, 2)],
                     "https://a.example/api/jobs?limit=100&page=2", id="icims"),
        pytest.param("icims", "a.example", [_icims(2, 1, 2)], None, id="icims, all"),
        pytest.param("ukg", "h.example/C/b", [_ukg(60, *range(50))],
                     "https://h.example/C/JobBoard/b/JobBoardView/LoadSearchResults", id="ukg"),
        pytest.param("ukg", "h.example/C/b", [_ukg(50, *range(50))], None, id="ukg, all"),
    ],
)  # fmt: skip
def test_what_is_asked_next(kind: str, token: str, bodies: list[bytes], following: str | None) -> None:
    more = SOURCES[kind].more
    request = more([Page(None, body) for body in bodies], Board(kind, token=token)) if more else None
    assert (request and request.address) == following


def test_pages_of_an_older_icims_site_end_where_nothing_new_is_listed() -> None:
    source, board = SOURCES["icims"], Board("icims", token="careers-acme.icims.com")
    page = Page(None, (HERE / "icims" / "list.html").read_bytes())
    first = source.more and source.more([page], board)
    assert first and first.address == "https://careers-acme.icims.com/jobs/search?in_iframe=1&pr=1"
    nothing = Page(None, b"<html><body><h1>Jobs</h1><p>Sorry, no jobs were found.</p></body></html>")
    assert source.more and source.more([page, page], board) is None and source.more([page, nothing], board) is None


def test_an_advert_of_an_older_icims_site_is_read_from_its_page() -> None:
    source, board = SOURCES["icims"], Board("icims", token="careers-acme.icims.com")
    listed = source.read([Page(None, (HERE / "icims" / "list.html").read_bytes())], board).adverts[0]
    assert source.detail and source.read_detail
    request = source.detail(listed, board)
    assert request and request.address.startswith("https://careers-northwind.icims.com/jobs/1001/")
    advert = source.read_detail(Page(request.address, (HERE / "icims" / "advert.html").read_bytes()), board, listed)
    assert (advert.native_id, advert.company, advert.description) == ("1001", "Northwind Health", "<p>You care.</p>")


def test_an_advert_of_workday_leads_to_its_page() -> None:
    [advert] = read("workday", _workday(1, 7), token="acme.wd5/Careers").adverts
    assert advert.url == "https://acme.wd5.myworkdayjobs.com/Careers/job/Bonn/J_R7"


def test_a_page_of_smartrecruiters_that_repeats_is_not_the_whole() -> None:
    page = json.dumps({"totalFound": 2, "content": [{"id": "1", "name": "Cook"}]}).encode()
    snapshot = read("smartrecruiters", page, page)
    assert len(snapshot.adverts) == 1 and not snapshot.complete


def test_one_position_in_two_places_is_one_job_of_comeet() -> None:
    same = read("comeet", (HERE / "comeet" / "positions.json").read_bytes()).same_job
    assert same["18.767"] == same["18.767-9B.20A"] != same["20.1"]


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in SAVED])
def test_no_mailbox_is_kept(path: Path) -> None:
    kept = [advert.model_dump_json() for advert in read(path.parent.name, path.read_bytes()).adverts]
    assert not any(word in advert for advert in kept for word in ("jo@", "jobs+f6@", "jobb@", "ola@", "[at]", "user1"))
