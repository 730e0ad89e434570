"""Pages without structured words: which are an advert, and which merely look a little like one."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from jobalerts_crawler.board import Board, Page, Unreadable
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.posting import Advert

URL = "https://www.acme.example/x/1"
TEXT = "We build rockets that land again, and we have done so for twelve years, in one hall, with people who like it. "
LONG = f"<p>{TEXT * 3}</p>"
PLAIN = TEXT * 3


def html(title: str, body: str, *, head: str = "", window: str | None = None) -> str:
    named = f"<title>{window or title} | Acme</title>"
    top = '<nav><a href="/">Acme</a> <a href="/careers">Careers</a> <a href="/blog">Blog</a></nav>'
    foot = '<footer><a href="/privacy">Privacy</a> <a href="/careers">We are hiring, apply now</a> © Acme</footer>'
    heading = f"<h1>{title}</h1>" if title else ""
    return f"<!doctype html><html><head>{named}{head}</head><body>{top}<main>{heading}{body}</main>{foot}</body></html>"


def adverts(text: str) -> tuple[Advert, ...]:
    return SOURCES["page"].read([Page(URL, text.encode())], Board("page", url=URL)).adverts


SECTIONS = f"<h2>What you'll do</h2>{LONG}<h2>Requirements</h2><ul><li>Welding</li><li>5 years of experience</li></ul>"
AUFGABEN = f"<h2>Deine Aufgaben</h2>{LONG}<h2>Dein Profil</h2><ul><li>Ausbildung</li></ul><h3>Wir bieten</h3>"
BUTTON = '<a class="btn" href="/apply/1">Apply now</a>'


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(html("Welder", f"<p>Leeds, UK</p><p>Full-time</p>{LONG}"), "Welder", id="a role and facts"),
        pytest.param(html("Welder", f"<p>Leeds, UK</p>{BUTTON}{LONG}"), "Welder", id="a role, a place, a button"),
        pytest.param(html("Welder", f"{SECTIONS}{BUTTON}"), "Welder", id="a role and sections, no facts above"),
        pytest.param(
            html("Pflegefachkraft (m/w/d)", f"<p>Standort: Köln</p>{AUFGABEN}"), "Pflegefachkraft (m/w/d)", id="German"
        ),
        pytest.param(
            html("Développeur backend H/F", f"<p>Lyon</p><p>CDI</p>{LONG}<h2>Votre profil</h2>{LONG}"),
            "Développeur backend H/F",
            id="French",
        ),
        pytest.param(
            html("Underwriting", f"<p>Location: London</p><p>Permanent</p>{SECTIONS}{BUTTON}"),
            "Underwriting",
            id="a field of work, well shown",
        ),
        pytest.param(
            html("Summer Internship", f"<p>Dublin, Ireland</p><p>Posted 3 days ago</p>{LONG}"),
            "Summer Internship",
            id="a level without a role",
        ),
        pytest.param(
            html("", f"<p>Leeds, UK</p><p>Full-time</p>{LONG}", window="Welder - Careers"),
            "Welder",
            id="named in the window's title alone",
        ),
        pytest.param(
            html("Welder", f"<p>Leeds, UK</p><p>Applications closed</p>{LONG}"), "Welder", id="one that is over"
        ),
        pytest.param(
            f"Acme\n\nWelder\n\nLeeds\n3 days ago\n\nApply now\n\nWhat you'll do\n\n{PLAIN}", "Welder", id="saved text"
        ),
    ],
)
def test_an_advert(text: str, title: str) -> None:
    assert [advert.title for advert in adverts(text)] == [title]


CARD = """<article><header><h2>Machine learning engineer in London</h2><span>active</span></header>
<ul><li>London, United Kingdom</li><li>hybrid or remote</li><li>mid, senior</li></ul>
<p>Told at once, by e-mail.</p><a role="button" href="/manage/t/1">Change</a><button>Pause</button></article>"""


def rows(link: str, *titles: str) -> str:
    cities = ("London", "Berlin", "Paris", "Madrid")
    return "".join(
        f'<li class="row"><h3><a href="{link}{number}">{title}</a></h3><span class="location">{city}</span></li>'
        for number, (title, city) in enumerate(zip(titles, cities, strict=True), 2026)
    )


LOGIN = '<form><label>E-mail <input name="e"></label><input type="password"><button>Log in</button></form>'
ROWS = "".join(
    f'<div><a href="/x/{n}">{title}</a><span>London</span><i>{n} days ago</i><a href="/x/{n}/apply">Apply</a></div>'
    for n, title in enumerate(("Welder", "Senior Welder", "Fitter", "Crane Operator"), 1)
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(html("Your subscriptions", f"<p>For a@b.example.</p>{CARD}{LONG}"), id="our own manage page"),
        pytest.param(html("Jobs that fit you", f"<p>London</p>{CARD}{LONG}"), id="a page of wishes"),
        pytest.param(
            html("We value your privacy", f"<p>We use cookies.</p>{LONG}<button>Accept</button>"), id="cookies"
        ),
        pytest.param(html("Cookie settings", f"<p>Germany</p>{LONG}"), id="cookie settings"),
        pytest.param(html("Sign in to your account", f"{LOGIN}{LONG}"), id="a login"),
        pytest.param(html("Candidate login", f"{LOGIN}<p>London</p>{LONG}"), id="a login of candidates"),
        pytest.param(
            html(
                "How we hire engineers",
                f"<p>London</p><p>12 May 2026</p>{LONG}<h2>Requirements</h2>{LONG}<h2>What you'll do</h2>{LONG}",
            ),
            id="an article on hiring",
        ),
        pytest.param(
            html("A day in the life of a data engineer", f"<p>Jane Doe</p><p>Berlin</p><p>3 May 2026</p>{LONG}"),
            id="an article on a role",
        ),
        pytest.param(
            html("Data engineer salary guide 2026", f"<p>3 May 2026</p><p>£50,000</p><p>London</p>{LONG}"), id="a guide"
        ),
        pytest.param(html("What does a product manager do?", f"<p>2 days ago</p><p>London</p>{LONG}"), id="a question"),
        pytest.param(html("Meet our CEO", f"<p>London</p><p>Full-time</p>{LONG}"), id="a portrait"),
        pytest.param(html("Jane Doe, Chief Executive Officer", f"<p>London</p>{LONG}"), id="a person"),
        pytest.param(
            html("About us", f"<p>London, Berlin</p>{LONG}<h2>What we offer</h2>{LONG}"), id="about a company"
        ),
        pytest.param(html("Rockets that land", f"<p>Leeds, UK</p>{LONG}{BUTTON}"), id="a home page"),
        pytest.param(
            html("Partner program", f"{LONG}<h2>Requirements</h2>{LONG}<h2>Benefits</h2>{BUTTON}"), id="a program"
        ),
        pytest.param(
            html("Developers", f"<p>Get started</p>{LONG}<h2>Requirements</h2><p>Python 3.11</p>"), id="a manual"
        ),
        pytest.param(html("Page not found", f"<p>Welder</p><p>London</p><p>Full-time</p>{LONG}"), id="a 404 with 200"),
        pytest.param(html("404", f"<p>It has moved.</p>{LONG}"), id="404 alone"),
        pytest.param(html("Oops! Nothing here", f"<p>London</p>{LONG}{BUTTON}"), id="an excuse"),
        pytest.param(html("Careers at Acme", f"<p>Leeds, UK</p>{LONG}<h2>Benefits</h2>{BUTTON}"), id="an entrance"),
        pytest.param(
            html("Careers", f"<p>There are no open positions right now.</p>{LONG}{BUTTON}"), id="an empty careers page"
        ),
        pytest.param(html("No open positions", f"<p>Leeds, UK</p><p>Full-time</p>{LONG}"), id="nothing open"),
        pytest.param(html("Welder jobs in London", f"<p>London</p><p>Full-time</p><p>New</p>{LONG}"), id="a search"),
        pytest.param(html("25 jobs found", f"{ROWS}{LONG}"), id="a search by its count"),
        pytest.param(html("Thank you for applying", f"<p>Welder</p><p>Leeds</p><p>Full-time</p>{LONG}"), id="thanks"),
        pytest.param(html("Acme newsletter", f"<p>London</p><p>May 2026</p>{LONG}"), id="a newsletter"),
        pytest.param(f"About us\n\nLondon\n\n{PLAIN}\n\n{PLAIN}", id="saved text about a company"),
        pytest.param(f"Your subscriptions\n\nWelder in Leeds\n\nLeeds, UK\n\n{PLAIN}", id="saved text of wishes"),
        pytest.param(
            f"Meet the team\n\nJane Doe\nWelder\nLeeds\n\nJohn Doe\nFitter\nYork\n\n{PLAIN}", id="saved portraits"
        ),
        pytest.param(
            "Results\n\nWelder\nLeeds\n2 days ago\n\nFitter\nYork\n3 days ago\n\nCrane Operator\nHull\n4 days ago\n\n"
            + PLAIN,
            id="saved results of a search",
        ),
        pytest.param(html("Events", rows("/events/", "Demo day", "Open house", "Fair", "Meetup")), id="events"),
        pytest.param(html("Stores", rows("/stores/", "Soho", "Mitte", "Marais", "Retiro")), id="shops"),
        pytest.param(
            html("Careers", rows("/careers/offices/", "London", "Berlin", "Paris", "Madrid")), id="offices of a company"
        ),
        pytest.param(f"What we do\n\n{PLAIN}\n\nLondon\n\n{PLAIN}", id="prose"),
    ],
)
def test_no_advert(text: str) -> None:
    with pytest.raises(Unreadable, match="a page with an advert"):
        raise AssertionError([advert.title for advert in adverts(text)])


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param(("Welder", "Fitter", "Nurse", "Cook"), id="roles"),
        pytest.param(("Welder", "Underwriting", "Growth", "Legal"), id="fields of work beside a role"),
        pytest.param(("Senior Welder (m/w/d)", "Praktikum Marketing", "Recht", "Einkauf"), id="German"),
    ],
)
def test_a_list_of_adverts(titles: tuple[str, ...]) -> None:
    assert [advert.title for advert in adverts(html("Careers", rows("/x/", *titles)))] == list(titles)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Welder\nLeeds\n" * 100_000, id="titles and facts without end"),
        pytest.param("Welder in Leeds " * 60 + "\nLeeds\n" + "you will " * 300_000, id="one long line"),
        pytest.param(html("jobs in " * 50_000, LONG), id="a heading without end"),
        pytest.param(html("Welder", "<p>Leeds</p>" + "<p>apply now and then</p>" * 50_000), id="many ways to apply"),
    ],
)
def test_a_hostile_page_costs_little(text: str) -> None:
    began = time.process_time()
    with suppress(Unreadable):
        adverts(text)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "title",
    ["Contact Center Agent", "Privacy Engineer", "Inside Sales Representative", "Interview Coordinator", "Job Coach",
     "Newsletter Editor", "Welcome Desk Host", "Error Analyst", "Careers Adviser", "Working Student Marketing"],
)  # fmt: skip
def test_a_title_that_begins_like_another_page(title: str) -> None:
    assert [advert.title for advert in adverts(html(title, f"<p>Leeds, UK</p>{SECTIONS}{BUTTON}"))] == [title]
