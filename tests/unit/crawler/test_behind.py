"""The board behind a careers page: every vendor's ways to stand on one, and what must not be taken for a board."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts_crawler.behind import BOARDS, Reason, found_in, found_in_robots, is_readable
from jobalerts_crawler.board import Page
from jobalerts_crawler.sources import SOURCES

SITE = "https://www.acme.example/careers"
GTM = """<script async src="https://www.googletagmanager.com/gtag/js?id=G-1ABC"></script>
<script>window.dataLayer = window.dataLayer || []; gtag('config', 'G-1ABC');</script>
<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js" data-domain-script="f3a1"></script>
<script src="https://js.hs-scripts.com/123456.js" id="hs-script-loader" defer></script>"""
NAV = """<header><nav><a href="/">Acme</a><a href="/about">About</a><a href="/careers">Careers</a></nav></header>"""
FOOT = """<footer><a href="https://www.linkedin.com/company/acme">LinkedIn</a> <a href="/privacy">Privacy</a>
<a href="https://www.greenhouse.io/">Powered by Greenhouse</a> <a href="https://www.lever.co/">Lever</a>
<a href="https://www.ashbyhq.com/">Ashby</a> <a href="https://www.teamtailor.com/?utm_source=x">Teamtailor</a>
<a href="https://www.workable.com/?utm_source=x">Workable</a> <a href="https://www.personio.de/">Personio</a></footer>"""


def page(body: str, head: str = "", url: str = SITE) -> Page:
    words = "<p>We build rockets that land. Look at our open roles and write to us.</p>"
    text = f"<!doctype html><html lang='en'><head><title>Careers | Acme</title>{GTM}{head}</head>"
    return Page(url, f"{text}<body>{NAV}<main><h1>Work with us</h1>{words}{body}</main>{FOOT}</body></html>".encode())


def found(seen: Page) -> list[tuple[str, Reason]]:
    return [(candidate.source.id, candidate.reason) for candidate in found_in(seen)]


def links(pattern: str, count: int = 3) -> str:
    return "<ul>" + "".join(f'<li><a href="{pattern.format(n)}">Engineer {n}</a></li>' for n in range(count)) + "</ul>"


COMEET = """<script>window.comeetInit = function() { COMEET.init({ "token": "6F30AB12", "company-uid": "F6.003",
"company-name": "acme", "color": "278fe6" }); };</script><script src="//www.comeet.co/careers-api/api.js"></script>"""
WORKABLE = """<script src="https://www.workable.com/assets/embed.js" type="text/javascript"></script>
<script type="text/javascript" charset="utf-8">whr(document).ready(function(){
whr_embed(545246, {detail: 'titles', base: 'jobs', zoom: 'country', grouping: 'none'}); });</script>"""
LEVER_OPTIONS = """<script>window.leverJobsOptions = {accountName: 'acme', includeCss: true};</script>
<div id="lever-jobs-container"></div>"""
SMART = """<script src="https://static.smartrecruiters.com/job-widget/1.6.2/script/smart_widget.js"></script>
<script>widget({"company_code": "AcmeInc", "bg_color_widget": "#ffffff", "job_ad_language": "en"});</script>"""


@pytest.mark.parametrize(
    ("body", "board", "reason"),
    [
        pytest.param(
            '<div id="app"></div><script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>',
            "greenhouse:acme", Reason.SCRIPT, id="greenhouse, script"),
        pytest.param(
            '<script src="https://boards.eu.greenhouse.io/embed/job_board/js?for=acme&amp;b=https%3A%2F%2Facme.example">'
            "</script>", "greenhouse:acme", Reason.SCRIPT, id="greenhouse in Europe"),
        pytest.param(
            '<iframe id="grnhse_iframe" src="https://boards.greenhouse.io/embed/job_board?for=acme&validityToken=x">'
            "</iframe>", "greenhouse:acme", Reason.FRAME, id="greenhouse, frame"),
        pytest.param(
            "<script>fetch('https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true').then(show)</script>",
            "greenhouse:acme", Reason.SCRIPT, id="greenhouse, asked by the page's own script"),
        pytest.param(
            '<script>var url = "https://api.lever.co/v0/postings/acme?group=team&mode=json"; $.getJSON(url)</script>',
            "lever:acme", Reason.SCRIPT, id="lever, asked"),
        pytest.param(LEVER_OPTIONS, "lever:acme", Reason.SCRIPT, id="lever, told"),
        pytest.param(links("https://jobs.lever.co/acme/0f8a2f0e-1111-4b6f-00000000{}"), "lever:acme",
                     Reason.LINKS, id="lever, links"),
        pytest.param('<div id="ashby_embed"></div><script src="https://jobs.ashbyhq.com/Acme/embed?version=2"></script>',
                     "ashby:Acme", Reason.SCRIPT, id="ashby, embed keeps the case"),
        pytest.param(r'<script>window.__d={"u":"https:\/\/api.ashbyhq.com\/posting-api\/job-board\/acme"}</script>',
                     "ashby:acme", Reason.SCRIPT, id="ashby, in escaped JSON"),
        pytest.param(WORKABLE, "workable:545246", Reason.SCRIPT, id="workable, by its number"),
        pytest.param(links("https://apply.workable.com/acme/j/0AB566516{}/"), "workable:acme", Reason.LINKS,
                     id="workable, links"),
        pytest.param(links("https://acme.recruitee.com/o/cook-{}"), "recruitee:acme", Reason.LINKS, id="recruitee"),
        pytest.param("<script>fetch(`//acme.recruitee.com/api/offers/`)</script>", "recruitee:acme", Reason.SCRIPT,
                     id="recruitee, asked"),
        pytest.param('<iframe src="https://acme.jobs.personio.de/?language=en" width="100%"></iframe>', "personio:acme",
                     Reason.FRAME, id="personio"),
        pytest.param('<a href="https://acme.teamtailor.com/jobs">See our jobs</a>', "teamtailor:acme", Reason.LINKS,
                     id="teamtailor, one link to the board of its own name"),
        pytest.param('<iframe src="https://ats.rippling.com/en-GB/acme/jobs"></iframe>', "rippling:acme", Reason.FRAME,
                     id="rippling"),
        pytest.param("<script>load('https://acme.pinpointhq.com/postings.json')</script>", "pinpoint:acme",
                     Reason.SCRIPT, id="pinpoint"),
        pytest.param('<div id="BambooHR" data-domain="acme.bamboohr.com" data-version="1.0.0"></div>'
                     '<script src="https://acme.bamboohr.com/js/embed.js" async defer></script>', "bamboohr:acme",
                     Reason.SCRIPT, id="bamboohr"),
        pytest.param('<div id="BambooHR" data-domain="acme.bamboohr.com"></div>', "bamboohr:acme", Reason.SCRIPT,
                     id="bamboohr, by its element"),
        pytest.param(COMEET, "comeet:F6.003/6F30AB12", Reason.SCRIPT, id="comeet"),
        pytest.param('<script src="https://app.jazz.co/widgets/basic/create/acme" charset="utf-8"></script>',
                     "jazzhr:acme", Reason.SCRIPT, id="jazzhr"),
        pytest.param(links("https://acme.applytojob.com/apply/xY{}/Engineer"), "jazzhr:acme", Reason.LINKS,
                     id="jazzhr, links"),
        pytest.param('<script src="https://acme.breezy.hr/embed/js?inject=1"></script>', "breezy:acme", Reason.SCRIPT,
                     id="breezy"),
        pytest.param(SMART, "smartrecruiters:AcmeInc", Reason.SCRIPT, id="smartrecruiters"),
        pytest.param(links("https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/London/Engineer_R-{}"),
                     "workday:acme.wd5/Careers", Reason.LINKS, id="workday"),
        pytest.param(links("https://jobs.gem.com/acme/am9i{}"), "gem:acme", Reason.LINKS, id="gem"),
        pytest.param('<iframe src="https://acme.hrmdirect.com/employment/job-openings.php?nohd=1"></iframe>',
                     "hrmdirect:acme", Reason.FRAME, id="hrmdirect"),
        pytest.param(links("https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/job/{}"),
                     "oracle:acme.fa.us2.oraclecloud.com/CX_1", Reason.LINKS, id="oracle"),
        pytest.param(links("https://acme.eightfold.ai/careers?domain=a.example&pid={}"), "eightfold:acme/a.example",
                     Reason.LINKS, id="eightfold"),
        pytest.param('<a href="https://join.com/companies/acme">Open positions</a>', "join:acme", Reason.LINKS,
                     id="join"),
    ],
)  # fmt: skip
def test_a_vendors_board_on_an_employers_page(body: str, board: str, reason: Reason) -> None:
    assert found(page(body)) == [(board, reason)]


@pytest.mark.parametrize(
    ("seen", "board", "reason"),
    [
        pytest.param(page("", url="https://jobs.lever.co/acme"), "lever:acme", Reason.LED, id="redirected"),
        pytest.param(page("", '<link rel="canonical" href="https://jobs.gem.com/acme">'), "gem:acme",
                     Reason.ITSELF, id="its canonical address"),
        pytest.param(page("", '<meta property="og:url" content="https://jobs.ashbyhq.com/acme">'), "ashby:acme",
                     Reason.ITSELF, id="its og:url"),
        pytest.param(
            page(links("/jobs/100{}-engineer"), '<link rel="alternate" type="application/rss+xml" title="Jobs" '
                 'href="/jobs.rss"><script src="https://assets-aws.teamtailor-cdn.com/assets/packs/careersite.js">'
                 "</script>", "https://careers.acme.example/"),
            "teamtailor:careers.acme.example", Reason.SERVED, id="teamtailor under the employer's name"),
        pytest.param(
            page(links("/o/engineer-{}"), '<link rel="stylesheet" href="https://recruiteecdn.com/assets/site.css">',
                 "https://jobs.acme.example/"),
            "recruitee:jobs.acme.example", Reason.SERVED, id="recruitee under the employer's name"),
        pytest.param(
            page("", '<link rel="alternate" type="application/rss+xml" title="Acme news" href="/feed/">'
                 '<link rel="alternate" type="application/rss+xml" title="Open positions" href="/careers/feed/">'),
            "rss:https://www.acme.example/careers/feed/", Reason.FEED, id="a feed of jobs beside one of news"),
    ],
)  # fmt: skip
def test_what_the_page_says_of_itself(seen: Page, board: str, reason: Reason) -> None:
    assert found(seen) == [(board, reason)]


JSONLD = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting",
"title": "Engineer", "hiringOrganization": {"@type": "Organization", "name": "Acme"}}</script>"""


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(page(""), id="a page without a board"),
        pytest.param(page('<p>Our friends at <a href="https://jobs.lever.co/initech">Initech</a> hire too.</p>'),
                     id="a stray link to another company's board"),
        pytest.param(page('<a href="https://apply.workable.com/initech/">x</a><a href="https://jobs.lever.co/hooli">y</a>'),
                     id="two stray links"),
        pytest.param(page("".join(f'<a href="https://jobs.lever.co/{c}/1">1</a><a href="https://jobs.lever.co/{c}/2">2</a>'
                                  for c in ("initech", "hooli", "piedpiper"))), id="a list of many companies"),
        pytest.param(page('<script src="https://evil.example/x.js?u=https://boards.greenhouse.io/embed/job_board/js?for=no">'
                          "</script>"), id="an address inside another"),
        pytest.param(page("<script>track('https://t.example/?to=https://api.lever.co/v0/postings/initech')</script>"),
                     id="an address inside another, in a script"),
        pytest.param(page('<script src="https://boards.greenhouse.io.evil.example/embed/job_board/js?for=acme"></script>'),
                     id="a host that only begins like the vendor's"),
        pytest.param(page("<pre>&lt;script src=\"https://boards.greenhouse.io/embed/job_board/js?for=acme\"&gt;</pre>"),
                     id="instructions for people"),
        pytest.param(page('<!-- <script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script> -->'),
                     id="a script that is commented out"),
        pytest.param(page('<script src="https://boards.greenhouse.io/embed/job_board/js?for={{board}}"></script>'),
                     id="a template that was not filled in"),
        pytest.param(page('<script src="https://boards.greenhouse.io/embed/job_board/js"></script>'),
                     id="a vendor's script without a board"),
        pytest.param(page('<div class="teamtailor-jobs-widget" data-teamtailor-api-key="k"></div>'
                          '<script src="https://scripts.teamtailor-cdn.com/widgets/production/jobs.js"></script>'),
                     id="a widget that does not say its board"),
        pytest.param(page("", '<link rel="alternate" type="application/rss+xml" title="Acme feed" href="/feed/">'
                          '<link rel="alternate" type="application/rss+xml" title="Careers Comments Feed" '
                          'href="/careers/feed/">'), id="feeds of news and of comments"),
        pytest.param(page('<a href="https://jobs.lever.co/acme/1">apply</a>', JSONLD), id="an advert is read itself"),
        pytest.param(page('<a href="http://[broken/">x</a><iframe src="//"></iframe><script src="::"></script>'),
                     id="broken addresses"),
        pytest.param(Page(SITE, b'{"jobs": []}'), id="no HTML"),
        pytest.param(Page(SITE, b"<html><body>" + b"<div>" * 5000), id="markup without end"),
        pytest.param(Page(None, b"<html><body><h1>Careers</h1></body></html>"), id="no address"),
    ],
)  # fmt: skip
def test_what_is_no_board(seen: Page) -> None:
    assert found(seen) == []


def test_the_board_that_most_links_lead_to_wins() -> None:
    many = links("https://job-boards.greenhouse.io/spacely/jobs/100{}", 5)
    assert found(page(many + '<a href="https://jobs.lever.co/initech">friends</a>')) == [
        ("greenhouse:spacely", Reason.LINKS)
    ]


def test_a_script_says_more_than_links() -> None:
    script = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>'
    assert found(page(script + links("https://jobs.lever.co/initech/{}", 9))) == [("greenhouse:acme", Reason.SCRIPT)]


def test_boards_that_nothing_tells_apart_are_both_named() -> None:
    script = '<script src="https://boards.greenhouse.io/embed/job_board/js?for={}"></script>'
    assert [board for board, _ in found(page(script.format("acme") + script.format("acmelabs")))] == [
        "greenhouse:acme", "greenhouse:acmelabs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        pytest.param("User-agent: *\nAllow: /\nSitemap: https://www.acme.example/sitemap.xml\n", True, id="named"),
        pytest.param("User-agent: *\nAllow: /\n", False, id="not named"),
        pytest.param("", False, id="no robots.txt"),
    ],
)
def test_a_sitemap_is_what_is_left(robots: str, expected: bool) -> None:
    named = [candidate.source.id for candidate in found_in_robots(robots, SITE)]
    assert named == (["sitemap:https://www.acme.example/"] if expected else [])


def test_a_page_without_adverts_is_not_readable() -> None:
    assert not is_readable(page("<div id='app'></div>"))


def test_every_kind_of_board_is_one_that_we_read() -> None:
    assert set(BOARDS) <= set(SOURCES)


PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<script src='", "\x00", "'>", "<iframe src=//", "<a href=//jobs.lever.co/", "a", "/b",
        "<link rel=alternate type=application/rss+xml href=/jobs title=", "http://[", "'//", "?for=", "whr_embed(", "1",
        "comeet.init({token:'a','company-uid':'b'", "<div id=BambooHR data-domain=", "boards.greenhouse.io/embed/",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=40))
def test_whatever_a_page_holds_it_is_read(pieces: list[str]) -> None:
    seen = Page(SITE, f"<html><body>{''.join(pieces)}".encode())
    assert found_in(seen) == found_in(seen)
