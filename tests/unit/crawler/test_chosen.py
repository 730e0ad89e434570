"""Adverts by selectors that somebody chose for a page whose markup says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from jobalerts_crawler.board import Board, Page, Unreadable
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.posting import Advert
from jobalerts_shared.settings import Selectors, SourceSettings

URL = "https://careers.example/jobs"
LIST = """<html><body><h1>Werde Teil von uns</h1>
<div class="kachel"><a href="/jobs/7"><b>Töpfer</b></a><i>Bonn; Köln</i><time datetime="2026-08-01">neulich</time></div>
<div class="kachel"><b>Glasbläser</b><i>Jena</i><u>Vollzeit</u><s>3.500 € pro Monat</s><a href="8">mehr</a></div>
<div class="kachel"><b></b><i>Ulm</i></div>
<div class="werbung"><b>Newsletter</b></div></body></html>"""
ONE = """<html><body><div id="t">Organ Builder</div><p id="o">Bergen</p><div id="d"><p>You tune <b>pipes</b>.</p></div>
</body></html>"""
ROWS = Selectors(row=".kachel", title="b", location="i", posted="time", employment_type="u", pay="s")


def adverts(body: str, selectors: Selectors) -> tuple[Advert, ...]:
    board = Board("page", url=URL, name="Acme", selectors=selectors)
    return SOURCES["page"].read([Page(URL, body.encode())], board).adverts


def test_each_row_with_a_title_is_an_advert() -> None:
    potter, blower = adverts(LIST, ROWS)
    assert (potter.title, potter.url, potter.locations) == ("Töpfer", f"{URL}/7", ("Bonn", "Köln"))
    assert potter.posted_at == datetime(2026, 8, 1, tzinfo=UTC)
    assert (blower.title, blower.url, blower.company) == ("Glasbläser", "https://careers.example/8", "Acme")
    assert (blower.employment_type, blower.pay_text) == ("Vollzeit", "3.500 € pro Monat")


def test_without_rows_the_page_is_the_advert() -> None:
    (one,) = adverts(ONE, Selectors(title="#t", location="#o", description="#d"))
    assert (one.native_id, one.title, one.locations) == ("careers.example/jobs", "Organ Builder", ("Bergen",))
    assert "You tune <b>pipes</b>." in one.description


def test_what_the_markup_says_goes_before() -> None:
    said = (
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "Luthier", "url": "' + URL + '"}</script>'
    )
    (one,) = adverts(ONE.replace("<body>", f"<body>{said}"), Selectors(title="#t"))
    assert one.title == "Luthier"


@pytest.mark.parametrize(
    ("selectors", "said"),
    [
        pytest.param(Selectors(row=".gone", title="b"), "what the selectors name", id="a page that has changed"),
        pytest.param(Selectors(row="[[", title="b"), "selectors that are CSS", id="no CSS"),
    ],
)
def test_nothing_is_guessed(selectors: Selectors, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        adverts(LIST, selectors)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param({"kind": "greenhouse", "token": "a", "selectors": {"title": "b"}}, "only a page", id="a board"),
        pytest.param({"kind": "page", "url": URL, "selectors": {"row": "b"}}, "title", id="no title"),
        pytest.param({"kind": "page", "url": URL, "selectors": {"title": "b", "wage": "i"}}, "wage", id="no such part"),
    ],
)
def test_selectors_that_cannot_be_meant(source: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SourceSettings.model_validate(source)
