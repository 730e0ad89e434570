"""Rows of list pages in the forms that careers pages give them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobalerts_crawler.board import Board, Page, Unreadable
from jobalerts_crawler.look import read_saved
from jobalerts_shared.posting import Posting

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


def rows(body: str) -> tuple[Posting, ...]:
    page = f"<!doctype html><html><head><title>Careers</title></head><body>{body}</body></html>"
    return read_saved(Board("page"), Page("https://northwind.example/", page.encode()), NOW).postings


def told(posting: Posting) -> tuple[str, ...]:
    """All that a row may say, in one line."""
    place = posting.places[0] if posting.places else None
    said = (
        posting.title,
        place and place.city,
        place and place.country,
        posting.work_mode,
        posting.employment_type,
        posting.posted_at and posting.posted_at.date().isoformat(),
        posting.valid_through and f"until {posting.valid_through.date().isoformat()}",
    )
    return tuple(str(each) for each in said if each)


TABLE = """<h1>Current openings</h1><table><thead><tr><th>Title</th><th>Location</th><th>Posted</th></tr></thead>
<tr><td><a href="detail?job=1">Buyer</a></td><td>Montréal, QC</td><td>2026-08-01</td></tr>
<tr><td><a href="detail?job=2">Office Manager</a></td><td>Remote</td><td>August 3, 2026</td></tr></table>"""
CARDS = """<div class="card job-1"><a href="/careers/smith">Blacksmith</a><span>Berlin, Germany</span>
<span>Full-time</span><a href="/careers/smith/apply">Apply now</a></div>
<div class="card job-2"><a href="/careers/cook">Cook</a><span>Paris, France</span><span>Hybrid</span>
<a href="/careers/cook/apply">Apply now</a></div>"""
WHOLE_ROWS = """<ul><li><a href="/o/1"><span>Sales Manager</span><span>Madrid, Spain</span></a></li>
<li><a href="/o/2"><span>Data Analyst</span><span>Lisbon, Portugal</span></a></li></ul>"""
NAMED_PARTS = """<div class="posting"><a href="/p/1"><h5>Account Executive</h5>
<span class="workplaceTypes">Hybrid — </span>
<span class="location">Chicago, IL</span><span class="commitment">Full-time</span></a></div>
<div class="posting"><a href="/p/2"><h5>Dispatcher</h5><span class="workplaceTypes">Remote — </span>
<span class="location">Austin, TX</span></a></div>"""
BESIDE = """<ul><li><a href="/careers/dev">Software Developer</a> – Oslo, Norway</li>
<li><a href="/careers/clerk">Office Clerk</a> – Bergen, Norway | Part-time</li></ul>"""
ALONE = """<h1>Careers at Northwind</h1><h2>Open positions</h2><ul><li>
<a href="/careers/head">Head of Sales</a> - Montréal, Canada</li></ul>"""
NO_LINKS = """<h1>Jobs</h1><div class="job"><h3>Barista</h3><p>Location: Bristol</p><p>You make coffee.</p></div>
<div class="job"><h3>Chef</h3><p>Location: Bath</p><p>Deadline: 2026-09-30</p></div>"""
MENU = """<nav><ul><li><a href="/careers/students">Students</a></li><li><a href="/careers/teams">Teams</a></li>
</ul></nav><ul><li><a href="/jobs/11">Electrician</a><div>Oslo</div></li>
<li><a href="/jobs/12">Plumber</a><div>Bergen</div></li></ul>"""
PHONES = """<table><tr class="data-row"><td><a href="/job/York-Cook/17/">Cook</a>
<div><a href="/job/York-Cook/17/">Cook</a>
<span class="jobLocation">York, GB</span></div></td><td><span class="jobLocation">York, GB</span></td>
<td class="colDate">Aug 12, 2026</td></tr><tr class="data-row"><td><a href="/job/Leeds-Smith/18/">Smith</a></td>
<td><span class="jobLocation">Leeds, GB</span></td><td class="colDate">Posted 2 days ago</td></tr></table>"""

MAILBOXES = """<h1>Join us</h1><div class="o"><h4>Backend Developer</h4><span>Full-time · Remote (EU)</span>
<a href="mailto:jobs@northwind.example">Apply</a></div><div class="o"><h4>Product Designer</h4>
<span>Part-time · Ghent, Belgium</span><a href="mailto:jobs@northwind.example">Apply</a></div>"""
IN_TITLES = """<h1>Careers</h1><p><a href="/careers/1">Backend Developer – Berlin, Germany</a></p>
<p><a href="/careers/2">Product Manager – Remote</a></p>"""

NUMBERS = """<table><thead><tr><th>Numéro</th><th>Titre du poste</th><th>Lieu</th><th>Date d'affichage</th></tr></thead>
<tr><td><a href="x?jobid=J1">J0826-1</a></td><td>Boulangère</td><td>Montréal</td><td>2026-08-11</td></tr>
<tr><td><a href="x?jobid=J2">J0826-2</a></td><td>Comptable</td><td>Laval, QC</td><td>2026-08-12</td></tr></table>"""
SECTIONS = """<section><h3>Ghent, Belgium</h3><ul><li class="o"><a href="/o/1"><h4>Welder</h4><p>Full-time</p></a></li>
</ul></section><section><h3>Paris, France</h3><ul><li class="o"><a href="/o/2"><h4>Nurse</h4><p>Part-time</p></a></li>
</ul></section>"""
FIGURES = """<ul><li><a href="/job/1"><h2>Welder</h2><span class="location">Austin, TX</span>
<span>08/18/2026</span></a></li>
<li><a href="/job/2"><h2>Nurse</h2><span class="location">Reno, NV</span><span>08/05/2026</span></a></li></ul>"""
FILES = """<h2>Current openings</h2><ul><li><a href="/c/welder.pdf">Welder</a> | Leeds, UK | Full-time</li>
<li><a href="/c/nurse.pdf">Nurse</a> | York, UK | Part-time</li></ul>"""
CLOCKS = """<ul><li><a href="/job/1"><h3>Welder</h3><div class="location">Leeds, UK</div>
<time datetime="2026-08-01">3 weeks ago</time></a></li><li><a href="/job/2"><h3>Nurse</h3>
<div class="location">York, UK</div><span>Posted 30+ Days Ago</span></a></li></ul>"""


def language(title: str, *facts: str, other: str, place: str) -> str:
    row = "<div class='row'><h3><a href='/jobs/1'>{}</a></h3>{}</div>"
    lines = "".join(f"<p>{fact}</p>" for fact in facts)
    return row.format(title, lines) + row.format(other, f"<p>{place}</p>").replace("/1'", "/2'")


@pytest.mark.parametrize(
    ("body", "first", "last"),
    [
        pytest.param(TABLE, ("Buyer", "Montréal", "CA", "2026-08-01"), ("Office Manager", "remote", "2026-08-03"),
                     id="a table's heads label its cells"),
        pytest.param(CARDS, ("Blacksmith", "Berlin", "DE", "FULL_TIME"), ("Cook", "Paris", "FR", "hybrid"),
                     id="cards with a button each"),
        pytest.param(WHOLE_ROWS, ("Sales Manager", "Madrid", "ES"), ("Data Analyst", "Lisbon", "PT"),
                     id="a link around the row"),
        pytest.param(NAMED_PARTS, ("Account Executive", "Chicago", "US", "hybrid", "FULL_TIME"),
                     ("Dispatcher", "Austin", "US", "remote"), id="a workplace is no place"),
        pytest.param(BESIDE, ("Software Developer", "Oslo", "NO"), ("Office Clerk", "Bergen", "NO", "PART_TIME"),
                     id="the place behind the link"),
        pytest.param(ALONE, ("Head of Sales", "Montréal", "CA"), ("Head of Sales", "Montréal", "CA"), id="one row"),
        pytest.param(NO_LINKS, ("Barista", "Bristol", "GB"), ("Chef", "Bath", "GB", "until 2026-09-30"),
                     id="rows that lead nowhere"),
        pytest.param(MENU, ("Electrician", "Oslo", "NO"), ("Plumber", "Bergen", "NO"), id="a menu is no list"),
        pytest.param(PHONES, ("Cook", "York", "GB", "2026-08-12"), ("Smith", "Leeds", "GB", "2026-08-20"),
                     id="the same link for phones"),
        pytest.param(NUMBERS, ("Boulangère", "Montréal", "CA", "2026-08-11"),
                     ("Comptable", "Laval", "CA", "2026-08-12"),
                     id="a number is linked, the title is in its own column"),
        pytest.param(SECTIONS, ("Welder", "Ghent", "BE", "FULL_TIME"), ("Nurse", "Paris", "FR", "PART_TIME"),
                     id="the place is the section's heading"),
        pytest.param(FIGURES, ("Welder", "Austin", "US", "2026-08-18"), ("Nurse", "Reno", "US", "2026-08-05"),
                     id="one date tells the order of all"),
        pytest.param(FILES, ("Welder", "Leeds", "GB", "FULL_TIME"), ("Nurse", "York", "GB", "PART_TIME"),
                     id="links that look like no job, titles that name a role"),
        pytest.param(CLOCKS, ("Welder", "Leeds", "GB", "2026-08-01"), ("Nurse", "York", "GB"),
                     id="a moment for machines, an age without a day"),
        pytest.param(MAILBOXES, ("Backend Developer", "remote", "FULL_TIME"),
                     ("Product Designer", "Ghent", "BE", "PART_TIME"), id="a mailbox is nobody's page"),
        pytest.param(IN_TITLES, ("Backend Developer – Berlin, Germany", "Berlin", "DE"),
                     ("Product Manager – Remote", "remote"), id="the place is in the title alone"),
        pytest.param(
            language("Buchhalter (m/w/d)", "Standort: Köln", "Teilzeit", "Veröffentlicht am: 05.08.2026",
                     other="Maurer (m/w/d)", place="Ort: Bonn"),
            ("Buchhalter (m/w/d)", "Cologne", "DE", "PART_TIME", "2026-08-05"), ("Maurer (m/w/d)", "Bonn", "DE"),
            id="German",
        ),
        pytest.param(
            language("Comptable (H/F)", "Lieu : Nantes", "Type de contrat : CDD", "Publié le 4 août 2026",
                     other="Boulanger (H/F)", place="Lieu : Lyon"),
            ("Comptable (H/F)", "Nantes", "FR", "TEMPORARY", "2026-08-04"), ("Boulanger (H/F)", "Lyon", "FR"),
            id="French",
        ),
        pytest.param(
            language("Ingeniero de Datos", "Ubicación: Madrid", "Jornada completa", "Presencial",
                     other="Contable", place="Ubicación: Sevilla"),
            ("Ingeniero de Datos", "Madrid", "ES", "onsite", "FULL_TIME"), ("Contable", "Seville", "ES"),
            id="Spanish",
        ),
        pytest.param(
            language("Desenvolvedor Júnior", "Local: Recife, PE", "Remoto",
                     other="Contador", place="Cidade: São Paulo, SP"),
            ("Desenvolvedor Júnior", "Recife", "BR", "remote"), ("Contador", "São Paulo", "BR"),
            id="Portuguese",
        ),
        pytest.param(
            language("Ingegnere Meccanico", "Sede: Torino", "Tempo pieno", "Ibrido",
                     other="Contabile", place="Sede: Milano"),
            ("Ingegnere Meccanico", "Turin", "IT", "hybrid", "FULL_TIME"), ("Contabile", "Milan", "IT"),
            id="Italian",
        ),
        pytest.param(
            language("Verpleegkundige", "Locatie: Utrecht", "Deeltijd", "Geplaatst op: 2026-08-04",
                     other="Accountmanager", place="Standplaats: Rotterdam"),
            ("Verpleegkundige", "Utrecht", "NL", "PART_TIME", "2026-08-04"), ("Accountmanager", "Rotterdam", "NL"),
            id="Dutch",
        ),
    ],
)  # fmt: skip
def test_rows(body: str, first: tuple[str, ...], last: tuple[str, ...]) -> None:
    found = rows(body)
    assert (told(found[0]), told(found[-1])) == (first, last)
    assert len(found) <= 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<h1>Careers</h1><p>There are no open positions at the moment.</p>", id="nothing open"),
        pytest.param(
            "<h1>Our offices</h1><ul><li><a href='/careers/berlin'>Berlin</a> Germany</li>"
            "<li><a href='/careers/paris'>Paris</a> France</li></ul>",
            id="offices",
        ),
        pytest.param(
            "<h1>Team</h1><div class='p'><h3>Jo Doe</h3><p>London</p></div>"
            "<div class='p'><h3>Al Roe</h3><p>Paris</p></div>",
            id="people",
        ),
    ],
)
def test_what_is_no_list_of_adverts(body: str) -> None:
    with pytest.raises(Unreadable):
        rows(body)
