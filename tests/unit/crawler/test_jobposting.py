"""schema.org's JobPosting as sites write it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.board import Board, Page, Unreadable, describe
from jobalerts_crawler.pages.jobposting import read_job_posting
from jobalerts_crawler.pages.jsonld import job_postings
from jobalerts_crawler.sources import SOURCES
from jobalerts_crawler.words import end_of, moment, period_of, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, PayPeriod, WorkMode


def advert(**fields: Any) -> Advert:
    found = read_job_posting({"@type": "JobPosting", "title": "Baker", **fields}, "https://a.example/jobs/")
    assert found is not None
    return found


def money(value: Any, currency: Any = "EUR", **more: Any) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": currency, "value": value, **more}


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        pytest.param(money({"minValue": 40, "maxValue": 50, "unitText": "HOUR"}), (40, 50, "EUR", "hour"), id="range"),
        pytest.param(money({"value": "50.000,00", "unitText": "YEAR"}), (50000, 50000, "EUR", "year"), id="comma"),
        pytest.param(money({"value": "1'200.50"}), (1200.5, 1200.5, "EUR", None), id="apostrophe"),
        pytest.param(money(3000), (3000, 3000, "EUR", None), id="a bare number"),
        pytest.param(money("3000", "eur", unitText="per month"), (3000, 3000, "EUR", "month"), id="words for the unit"),
        pytest.param([money({"minValue": 1, "maxValue": 2})], (1, 2, "EUR", None), id="a list of one"),
        pytest.param(money({"minValue": 40000}), (40000, None, "EUR", None), id="from"),
        pytest.param(4000, (4000, 4000, None, None), id="a number alone"),
        pytest.param(money({"minValue": 0, "maxValue": 0}), None, id="zeros are a form's defaults"),
        pytest.param(money({"value": "negotiable"}), None, id="words"),
        pytest.param(money({"value": True}), None, id="a truth value"),
        pytest.param(money({"minValue": 5, "maxValue": 6}, "peanuts"), (5, 6, None, None), id="no code of a currency"),
        pytest.param(money({"minValue": 5, "maxValue": 6}, "€"), (5, 6, "EUR", None), id="a currency's sign"),
        pytest.param(money({"minValue": 6, "maxValue": 5}), (5, 6, "EUR", None), id="the wrong way round"),
        pytest.param(money(None, minValue=5, maxValue=6, unitText="YEAR"), (5, 6, "EUR", "year"), id="not in a value"),
        pytest.param(money([{"minValue": 5, "maxValue": 6, "unitCode": "ANN"}]), (5, 6, "EUR", "year"), id="UN/CEFACT"),
        pytest.param({"minPrice": 5, "maxPrice": 6, "priceCurrency": "EUR"}, (5, 6, "EUR", None), id="a price"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_pay(salary: Any, pay: tuple[float | None, float | None, str | None, str | None] | None) -> None:
    expected = None
    if pay:
        expected = Pay(min=pay[0], max=pay[1], currency=pay[2], period=PayPeriod(pay[3]) if pay[3] else None)
    assert advert(baseSalary=salary).pay == expected


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"baseSalary": "$100,000 - $120,000 per year"}, "$100,000 - $120,000 per year", id="a string"),
        pytest.param({"baseSalary": money("50000-60000", unitText="YEAR")}, "50000-60000 EUR per year", id="a range"),
        pytest.param({"baseSalary": "4000", "salaryCurrency": "EUR"}, None, id="a figure is not words"),
    ],
)
def test_words_for_pay(fields: dict[str, Any], words: str | None) -> None:
    assert advert(**fields).pay_text == words


def test_a_figure_in_a_string_has_its_currency_beside_it() -> None:
    assert advert(baseSalary="4,000", salaryCurrency="EUR").pay == Pay(min=4000, max=4000, currency="EUR")


def test_remote_work_without_a_place_is_where_one_may_live() -> None:
    areas = [{"name": "Germany"}, {"@type": "State", "name": "Tyrol, Austria"}]
    assert advert(jobLocationType="TELECOMMUTE", applicantLocationRequirements=areas).locations == (
        "Germany",
        "Tyrol, Austria",
    )


def test_an_employer_may_be_named_by_its_legal_name_alone() -> None:
    assert advert(hiringOrganization={"legalName": "Northwind Ltd"}).company == "Northwind Ltd"


def test_a_third_partys_guess_is_no_pay() -> None:
    assert advert(estimatedSalary=money({"value": 99})).pay is None


@pytest.mark.parametrize(
    ("location", "places"),
    [
        pytest.param("Oslo, Norway", ("Oslo, Norway",), id="a string"),
        pytest.param({"address": "Oslo"}, ("Oslo",), id="an address in a string"),
        pytest.param({"name": "Christ Church, BB"}, ("Christ Church, BB",), id="a name alone"),
        pytest.param({"address": {"addressLocality": ["Oslo"], "addressCountry": {"name": ["NO"] * 9}}}, ("Oslo, NO",),
                     id="lists"),
        pytest.param({"address": {"addressRegion": "Berlin", "addressLocality": "Berlin"}}, ("Berlin",), id="repeats"),
        pytest.param({"address": {"addressLocality": "null", "addressCountry": "US"}}, ("US",), id="a template's null"),
        pytest.param([{"address": {"addressLocality": c}} for c in ("A", "B", "A")], ("A", "B"), id="several"),
        pytest.param({"address": {"addressLocality": "S&atilde;o Paulo"}}, ("São Paulo",), id="entities"),
        pytest.param({"address": {}}, (), id="empty"),
        pytest.param(17, (), id="a number"),
    ],
)  # fmt: skip
def test_places(location: Any, places: tuple[str, ...]) -> None:
    assert advert(jobLocation=location).locations == places


@pytest.mark.parametrize(
    ("fields", "mode", "countries"),
    [
        pytest.param({}, None, (), id="silence says nothing"),
        pytest.param({"jobLocationType": "TELECOMMUTE"}, WorkMode.REMOTE, (), id="telecommute"),
        pytest.param({"jobLocationType": ["TELECOMMUTE"]}, WorkMode.REMOTE, (), id="in a list"),
        pytest.param({"jobLocation": {"address": {"addressLocality": "Remote"}}}, WorkMode.REMOTE, (), id="as a place"),
        pytest.param(
            {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"name": "Germany"}},
            WorkMode.REMOTE, ("DE",), id="from one country",
        ),
        pytest.param(
            {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": [{"name": "FR"}, {"name": "Spain"}]},
            WorkMode.REMOTE, ("FR", "ES"), id="from several",
        ),
    ],
)  # fmt: skip
def test_remote(fields: dict[str, Any], mode: WorkMode | None, countries: tuple[str, ...]) -> None:
    found = advert(**fields)
    assert (found.work_mode, found.remote_countries) == (mode, countries)


@pytest.mark.parametrize(
    ("script", "titles"),
    [
        pytest.param('{"@type":"JobPosting","title":"A"}', ["A"], id="one"),
        pytest.param('[{"@type":"JobPosting","title":"A"},{"@type":"JobPosting","title":"B"}]', ["A", "B"], id="list"),
        pytest.param('{"@type":"JobPosting","title":"A"} and more }', ["A"], id="trailing garbage"),
        pytest.param(
            '{"@type":"JobPosting","title":"A"};{"@type":"JobPosting","title":"B"}', ["A", "B"], id="two values"
        ),
        pytest.param('{"@type":"JobPosting","title":"A\nB"}', ["A\nB"], id="raw line break"),
        pytest.param("{&quot;@type&quot;:&quot;JobPosting&quot;,&quot;title&quot;:&quot;A&quot;}", ["A"], id="escaped"),
        pytest.param('/*<![CDATA[*/{"@type":"JobPosting","title":"A"}/*]]>*/', ["A"], id="in a comment"),
        pytest.param('{"@type":"WebPage","mainEntity":{"@type":"JobPosting","title":"A"}}', ["A"], id="inside another"),
        pytest.param('{"@type":"schema:JobPosting","title":"A"}', ["A"], id="a prefix"),
        pytest.param('{"@type":"JobPosting","title":"A","x":{"y":[1,],},}', ["A"], id="idle commas"),
        pytest.param('{"@type":"JobPosting","title":"A","x":"It\\\'s"}', ["A"], id="an escape that JSON has not"),
        pytest.param('{"@type":"Organization"}', [], id="something else"),
        pytest.param("[" * 5000, [], id="nested without end"),
        pytest.param("", [], id="empty"),
    ],
)
def test_blocks(script: str, titles: list[str]) -> None:
    page = f'<script type="application/ld+json">{script}</script>'
    assert [node["title"] for node in job_postings(LexborHTMLParser(page))] == titles


# The first example loads tables and the alphabet of the world.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
keys = st.sampled_from(["name", "value", "address", "@value"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
    max_leaves=8,
)
NAMES = ["title", "jobLocation", "baseSalary", "datePosted", "identifier", "hiringOrganization", "jobLocationType",
         "applicantLocationRequirements", "url", "employmentType", "potentialAction", "description"]  # fmt: skip


@unhurried
@given(st.dictionaries(st.sampled_from(NAMES), values))
def test_no_value_breaks_the_reader(fields: dict[str, Any]) -> None:
    read_job_posting({"@type": "JobPosting", "title": "Baker", **fields}, None)


@unhurried
@given(st.text(max_size=300))
def test_no_page_breaks_the_reader(text: str) -> None:
    for kind, source in SOURCES.items():
        try:
            source.read([Page("https://a.example/", text.encode("utf-8", "ignore"))], Board(kind, token="a"))
        except Unreadable as error:
            assert "\n" not in str(error)


@unhurried
@given(values)
def test_no_json_breaks_the_boards(value: Any) -> None:
    for kind in ("greenhouse", "lever"):
        for body in (
            value,
            [value],
            {"jobs": value},
            {"jobs": [value]},
            [{"id": "1", "text": "a", "categories": value}],
        ):
            try:
                SOURCES[kind].read([Page(None, json.dumps(body).encode())], Board(kind, token="a"))
            except Unreadable as error:
                assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("2026-08-18", datetime(2026, 8, 18, tzinfo=UTC), id="a date"),
        pytest.param("2026-08-18T20:30:00-04:00", datetime(2026, 8, 19, 0, 30, tzinfo=UTC), id="with a zone"),
        pytest.param("2026-08-05 09:41:37 UTC", datetime(2026, 8, 5, 9, 41, 37, tzinfo=UTC), id="spelled UTC"),
        pytest.param("Tue, 18 Aug 2026 20:30:00 -0400", datetime(2026, 8, 19, 0, 30, tzinfo=UTC), id="as in mails"),
        pytest.param("August 18, 2026", datetime(2026, 8, 18, tzinfo=UTC), id="spelled out"),
        pytest.param("1787011200", datetime(2026, 8, 18, tzinfo=UTC), id="seconds"),
        pytest.param("1787011200000", datetime(2026, 8, 18, tzinfo=UTC), id="milliseconds"),
        pytest.param("/Date(1787011200000)/", datetime(2026, 8, 18, tzinfo=UTC), id="as .NET counts"),
        pytest.param("2026/8/18", datetime(2026, 8, 18, tzinfo=UTC), id="slashes"),
        pytest.param("0001-01-01T00:00:00", None, id="a database's zero"),
        pytest.param("9999-12-31T23:59:59-12:00", None, id="the end of time"),
        pytest.param("today", None, id="an age"),
        pytest.param("soon", None, id="words"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_moments(words: str | None, expected: datetime | None) -> None:
    assert moment(words) == expected


@pytest.mark.parametrize(
    ("words", "last"),
    [
        pytest.param("2026-08-18", datetime(2026, 8, 18, 23, 59, 59, tzinfo=UTC), id="a date lasts all day"),
        pytest.param("Thu, 18 Aug 2026", datetime(2026, 8, 18, 23, 59, 59, tzinfo=UTC), id="spelled out"),
        pytest.param("2026-08-18T09:00:00Z", datetime(2026, 8, 18, 9, tzinfo=UTC), id="a moment"),
        pytest.param("1787011200000", datetime(2026, 8, 18, tzinfo=UTC), id="a counted moment"),
        pytest.param("Continuous", None, id="words"),
    ],
)
def test_ends(words: str, last: datetime | None) -> None:
    assert end_of(words) == last


def test_small_readings() -> None:
    assert period_of("per-year-salary") is PayPeriod.YEAR and period_of("bi-weekly") is None
    assert work_mode("On-Site") is WorkMode.ONSITE and work_mode("Remote, Italy") is None
    assert split_places("A | B;C ; ") == ("A", "B", "C")


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        pytest.param("café".encode(), None, "café", id="utf-8"),
        pytest.param(b"\xef\xbb\xbfcaf\xc3\xa9", None, "café", id="with its mark"),
        pytest.param("café".encode("latin-1"), "iso-8859-1", "café", id="as the header says"),
        pytest.param(b'<meta charset="iso-8859-15">\xa4', None, '<meta charset="iso-8859-15">€', id="as the page says"),
        pytest.param(b"caf\xe9", "no-such-code", "café", id="a wrong name"),
    ],
)
def test_bodies_are_always_text(body: bytes, charset: str | None, text: str) -> None:
    assert Page(None, body, charset).text == text


def test_a_strange_page_is_described_in_one_short_line() -> None:
    words = describe(Page(None, b"<html><title>Sign\n in &amp; go\x07</title>" + b"x" * 9999))
    assert words == "an HTML page titled «Sign in & go»"
