"""Sitemaps: where they are, what they name, and when their stamps are believed."""

from __future__ import annotations

import gzip

import pytest

from jobalerts_crawler.board import Board, Page, Request, Unreadable
from jobalerts_crawler.sources.sitemap import SITEMAP, addresses, more, read

SITE = "https://acme.example"
BOARD = Board("sitemap", url=f"{SITE}/careers")


def urlset(*urls: str, lastmod: tuple[str, ...] = ()) -> bytes:
    stamps = [*lastmod, *[""] * len(urls)]
    rows = (f"<url><loc>{u}</loc><lastmod>{s}</lastmod></url>" for u, s in zip(urls, stamps, strict=False))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</urlset>'.encode()


def page(path: str, body: bytes) -> Page:
    return Page(f"{SITE}{path}", body)


def test_robots_name_the_sitemaps_and_an_index_names_more() -> None:
    assert addresses(BOARD) == (f"{SITE}/robots.txt", f"{SITE}/sitemap.xml")
    pages = [page("/robots.txt", b"User-agent: *\nDisallow: /x\nSitemap: /a.xml\nsitemap:https://acme.example/b.xml\n")]
    assert more(pages, BOARD) == Request(f"{SITE}/a.xml")
    index = f"<sitemapindex><sitemap><loc>{SITE}/c.xml.gz</loc></sitemap></sitemapindex>".encode()
    pages.append(page("/a.xml", index))
    assert more(pages, BOARD) == Request(f"{SITE}/b.xml")
    pages.append(page("/b.xml", urlset(f"{SITE}/jobs/1001")))
    assert not read(pages, BOARD).complete
    assert more(pages, BOARD) == Request(f"{SITE}/c.xml.gz")
    pages.append(page("/c.xml.gz", gzip.compress(urlset(f"{SITE}/jobs/1002"))))
    snapshot = read(pages, BOARD)
    assert more(pages, BOARD) is None and snapshot.complete
    assert [advert.native_id for advert in snapshot.adverts] == ["acme.example/jobs/1001", "acme.example/jobs/1002"]


def test_without_a_line_in_robots_the_usual_place_is_tried() -> None:
    assert more([page("/robots.txt", b"User-agent: *\nDisallow:")], BOARD) == Request(f"{SITE}/sitemap.xml")


@pytest.mark.parametrize(
    ("lastmod", "believed"),
    [
        pytest.param(("2026-01-01", "2026-02-01", "2026-03-01"), True, id="each its own"),
        pytest.param(("2026-01-01",) * 3, False, id="the day of the sitemap"),
        pytest.param((), False, id="none"),
        pytest.param(("2026-01-01", "2026-01-01", "2026-02-01"), False, id="mostly alike"),
    ],
)
def test_stamps_are_believed_only_where_they_differ(lastmod: tuple[str, ...], believed: bool) -> None:
    body = urlset(*(f"{SITE}/jobs/100{n}" for n in range(3)), lastmod=lastmod)
    assert bool(read([page("/sitemap.xml", body)], BOARD).revisions) is believed


@pytest.mark.parametrize(
    ("path", "pattern", "job"),
    [
        pytest.param("/jobs/123456", None, True, id="a number"),
        pytest.param("/en/careers/senior-data-engineer-london", None, True, id="words"),
        pytest.param("/stellenangebote/4711/pfleger", None, True, id="German"),
        pytest.param("/careers", None, False, id="the list"),
        pytest.param("/careers/benefits", None, False, id="about working there"),
        pytest.param("/blog/2026/how-we-hire-people", None, False, id="a blog"),
        pytest.param("/p/77", r"/p/\d+$", True, id="a pattern of the operator's"),
        pytest.param("/jobs/123456", r"/p/\d+$", False, id="which goes over ours"),
    ],
)
def test_which_addresses_are_jobs(path: str, pattern: str | None, job: bool) -> None:
    board = Board("sitemap", url=SITE, pattern=pattern)
    assert bool(read([page("/sitemap.xml", urlset(SITE + path))], board).adverts) is job


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(urlset(f"{SITE}/jobs/1001"))[:-9], id="cut gzip"),
        pytest.param(b"\x1f\x8b" + b"x" * 50, id="broken gzip"),
        pytest.param(gzip.compress(b" " * (60 << 20)), id="a bomb"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><urlset/>', id="a document type"),
    ],
)
def test_what_cannot_be_unpacked_or_parsed_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        SITEMAP.read([page("/sitemap.xml.gz", body)], BOARD)
