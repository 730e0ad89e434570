"""What a page tells of its one advert beside its text: facts under the heading, its end, its script, its cards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobalerts_crawler.board import Board, Page, Unreadable
from jobalerts_crawler.look import read_saved
from jobalerts_shared.posting import Posting

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
LONG = "<p>" + "We make things that people like, and we want you to help us with them. " * 6 + "</p>"


def page(
    body: str, title: str = "Careers", head: str = "", path: str = "jobs/7", lang: str = ""
) -> tuple[Posting, ...]:
    html = f"<!doctype html><html lang='{lang}'><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_saved(Board("page"), Page(f"https://northwind.example/{path}", html.encode()), NOW).postings


def told(posting: Posting) -> tuple[str, ...]:
    place = posting.places[0] if posting.places else None
    posted = posting.posted_at and posting.posted_at.date().isoformat()
    said = (place and place.city, posting.work_mode, posting.employment_type, posted)
    return tuple(str(each) for each in said if each)


@pytest.mark.parametrize(
    ("title", "facts", "sections", "button", "expected"),
    [
        pytest.param("Welder", ("Location: Leeds, UK", "Full-time", "Hybrid", "Posted: 3 August 2026"),
                     ("Responsibilities", "Requirements"), "Apply now", ("Leeds", "hybrid", "FULL_TIME", "2026-08-03"),
                     id="English"),
        pytest.param("Schweißer (m/w/d)", ("Standort: München", "Vollzeit", "Veröffentlicht am 03.08.2026"),
                     ("Deine Aufgaben", "Dein Profil"), "Jetzt bewerben", ("Munich", "FULL_TIME", "2026-08-03"),
                     id="German"),
        pytest.param("Soudeur (H/F)", ("Lieu : Lyon", "CDI - Temps plein", "Publié le 3 août 2026"),
                     ("Vos missions", "Profil recherché"), "Postuler", ("Lyon", "FULL_TIME", "2026-08-03"),
                     id="French"),
        pytest.param("Ingeniero de Datos", ("Ubicación: Madrid, España", "Jornada completa", "Presencial"),
                     ("Funciones", "Requisitos"), "Inscribirme", ("Madrid", "onsite", "FULL_TIME"), id="Spanish"),
        pytest.param("Analista de Dados", ("Local: São Paulo, SP", "Tempo integral", "Híbrido"),
                     ("Responsabilidades", "Requisitos"), "Candidatar-se", ("São Paulo", "hybrid", "FULL_TIME"),
                     id="Portuguese"),
        pytest.param("Verpleegkundige", ("Locatie: Utrecht", "Deeltijd", "Geplaatst op 3 augustus 2026"),
                     ("Wat ga je doen", "Functie-eisen"), "Solliciteer", ("Utrecht", "PART_TIME", "2026-08-03"),
                     id="Dutch"),
    ],
)  # fmt: skip
def test_facts_in_a_list_under_the_heading(
    title: str, facts: tuple[str, ...], sections: tuple[str, str], button: str, expected: tuple[str, ...]
) -> None:
    stated = "".join(f"<li>{fact}</li>" for fact in facts)
    text = "".join(f"<h2>{section}</h2>{LONG}" for section in sections)
    [found] = page(f"<main><h1>{title}</h1><ul>{stated}</ul>{text}<a href='/apply'>{button}</a></main>")
    assert (found.title, told(found)) == (title, expected)


def test_labels_in_a_list_of_terms_the_last_day_is_not_the_first() -> None:
    terms = (("Location", "Leeds, UK"), ("Salary", "£32,000 to £36,000 per annum"), ("Closing date", "30 August 2026"))
    stated = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in terms)
    [found] = page(
        f"<h1>Welder</h1><dl>{stated}</dl><h2>Duties</h2>{LONG}<h2>Requirements</h2>{LONG}<a href=/apply>Apply</a>"
    )
    assert told(found) == ("Leeds",) and found.valid_through == datetime(2026, 8, 30, 23, 59, 59, tzinfo=UTC)
    assert found.pay and (found.pay.min, found.pay.max, found.pay.currency) == (32000, 36000, "GBP")


@pytest.mark.parametrize(
    ("lang", "posted"),
    [
        pytest.param("es", "2026-08-05", id="the day first"),
        pytest.param("en-GB", "2026-08-05", id="in Britain too"),
        pytest.param("en-US", "2026-05-08", id="the month first"),
        pytest.param("en", None, id="nobody can tell"),
    ],
)
def test_a_date_of_figures_is_read_in_the_order_of_the_pages_language(lang: str, posted: str | None) -> None:
    facts = "<p>Location: Leeds, UK</p><p>Full-time</p><p>Posted: 5/8/2026</p>"
    [found] = page(f"<main><h1>Welder</h1><div>{facts}</div><h2>Requirements</h2>{LONG}<a href=/apply>Apply</a></main>",
                   lang=lang)  # fmt: skip
    assert (found.posted_at and found.posted_at.date().isoformat()) == posted


def test_a_lower_heading_is_the_title_where_the_windows_title_repeats_it() -> None:
    [found] = page(
        f"<div><div><h2>Welder</h2><div class='location'>Leeds, UK</div><div>Full-time</div></div>{LONG}"
        f"<h3>Requirements</h3>{LONG}<a href='/7/apply'>Apply for this job</a></div>",
        title="Northwind - Welder",
    )
    assert (found.title, *told(found)) == ("Welder", "Leeds", "FULL_TIME")


def test_markup_that_tells_too_little_is_completed_by_the_page() -> None:
    markup = (
        '<script type="application/ld+json">{"@type":"JobPosting","title":"Cook","datePosted":"2026-08-01"}</script>'
    )
    [found] = page(f"<main><h1>Cook</h1><div><p>Location</p><p>Porto, Portugal</p><p>Part-time</p></div>{LONG}</main>",
                   head=markup)  # fmt: skip
    assert told(found) == ("Porto", "PART_TIME", "2026-08-01")


def test_adverts_that_a_page_recommends_are_not_its_own_wherever_it_was_fetched_from() -> None:
    other = '{"@type":"JobPosting","title":"%s","url":"https://other.example/%s"}'
    head = "".join(
        f'<script type="application/ld+json">{other % (title, title)}</script>' for title in ("Cook", "Smith")
    )
    facts = "<p>Northwind</p><p>Remote</p><p>Full-time</p>"
    body = f"<h1>Senior Welder</h1>{facts}{LONG}<h2>Requirements</h2>{LONG}<a href=/apply>Apply</a>"
    [found] = page(body, title="Senior Welder", head=head)
    assert (found.title, found.work_mode) == ("Senior Welder", "remote")
    assert len(page(f"<h1>Welder jobs</h1>{LONG}", head=head)) == 2


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("This position is no longer available.", id="English"),
        pytest.param("Sorry, this job has expired", id="expired"),
        pytest.param("We are no longer accepting applications for this role", id="no more applications"),
        pytest.param("Diese Stelle ist nicht mehr verfügbar.", id="German"),
        pytest.param("Cette offre n'est plus disponible.", id="French"),
        pytest.param("Esta oferta ya no está disponible.", id="Spanish"),
        pytest.param("Esta vaga foi encerrada", id="Portuguese"),
        pytest.param("Questa posizione non è più disponibile.", id="Italian"),
        pytest.param("Deze vacature is gesloten", id="Dutch"),
    ],
)
def test_a_page_that_says_that_it_is_over(line: str) -> None:
    others = "<h2>Other jobs</h2><ul><li><a href='/jobs/1'>Cook</a></li></ul>"
    for body in (f"<main><h1>Data Engineer</h1><p>{line}</p>{others}</main>", f"<main><h1>{line}</h1>{others}</main>"):
        [found] = page(body, title="Data Engineer | Northwind")
        assert (found.title, found.closed, found.native_id) == ("Data Engineer", True, "northwind.example/jobs/7")


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        pytest.param(
            '<script>window.__appData = {"organization":{"name":"Northwind"},"posting":{"id":"u-1","title":"Smith",'
            '"locationName":"Leeds","employmentType":"FullTime","isListed":true}};</script>',
            ["Smith"], id="an assignment",
        ),
        pytest.param(
            "<script>var phApp = phApp || {}; phApp.ddo = {\"list\":{\"jobs\":[{\"jobId\":\"R1\",\"title\":\"Cook\","
            "\"city\":\"Leeds\",\"country\":\"United Kingdom\"}]}}; phApp.x = 1;</script>",
            ["Cook"], id="a property",
        ),
        pytest.param(
            "<div data-page='{\"props\":{\"jobs\":[{\"id\":1,\"title\":\"Cook\",\"location\":\"Leeds\"},"
            "{\"id\":2,\"title\":\"Nurse\",\"location\":\"York\",\"is_internal\":true}]}}'></div>",
            ["Cook"], id="an attribute, one row internal",
        ),
        pytest.param(
            r'<script>self.__next_f.push([1,"a:[{\"jobs\":[{\"id\":1,\"title\":\"Cook\","])</script>'
            r'<script>self.__next_f.push([1,"\"location\":\"Leeds\"}]}]"])</script>',
            ["Cook"], id="a stream in pieces",
        ),
        pytest.param(
            r'<script>state = JSON.parse("{\"jobs\":[{\"id\":1,\"title\":\"Cook\",\"city\":\"Leeds\"}]}")</script>',
            ["Cook"], id="a string",
        ),
        pytest.param(
            r"""<script>state = JSON.parse('{"jobs":[{"id":1,"title":"Cook\'s Mate","city":"Leeds"}]}')</script>""",
            ["Cook's Mate"], id="a string in single quotes",
        ),
    ],
)  # fmt: skip
def test_the_pages_own_script(body: str, titles: list[str]) -> None:
    found = page(f"<div id='app'></div>{body}")
    assert [posting.title for posting in found] == titles
    assert all(posting.places and posting.places[0].country == "GB" for posting in found)


def test_a_script_that_also_tells_other_jobs_is_about_the_one_that_the_heading_names() -> None:
    rows = ",".join(f'{{"id":{n},"title":"{title}","location":"Leeds"}}' for n, title in ((1, "Cook"), (2, "Nurse")))
    script = f'<script id="__NEXT_DATA__" type="application/json">{{"job":[{rows}]}}</script>'
    [found] = page(f"<h1>Nurse</h1>{script}")
    assert (found.title, found.native_id) == ("Nurse", "northwind.example/jobs/7")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(
            '<meta property="og:title" content="Data Engineer at Northwind"><meta property="og:description" '
            'content="Leeds, UK">', ("Data Engineer", "Northwind", ("Leeds, UK",)), id="title at employer, place",
        ),
        pytest.param(
            '<meta property="og:title" content="Northwind - Data Engineer"><meta property="og:site_name" '
            'content="Northwind"><meta name="twitter:label1" value="x" content="Location"><meta name="twitter:data1" '
            'content="Leeds">', ("Data Engineer", "Northwind", ("Leeds",)), id="employer first, a card's labels",
        ),
    ],
)  # fmt: skip
def test_an_empty_page_tells_its_advert_to_those_that_link_to_it(head: str, expected: tuple[object, ...]) -> None:
    [found] = page("<div id='app'></div>", head=head)
    assert (found.title, found.company, found.locations) == expected


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param("Just a moment...", "<h1>Just a moment...</h1><p>Enable JavaScript and cookies</p>", id="a wall"),
        pytest.param("Northwind", "<h1>Page not found</h1><p>Position not found</p>", id="nothing is named"),
        pytest.param("Northwind", "<div id='app'></div>", id="an employer's front"),
    ],
)
def test_a_page_without_an_advert(title: str, body: str) -> None:
    with pytest.raises(Unreadable, match="found an HTML page titled"):
        page(body, title=title, head='<meta property="og:title" content="Northwind, makers of things">', path="")
