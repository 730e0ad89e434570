"""An advert understood field by field: what is believed before what, and the words that are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobalerts_shared.posting import (
    Advert,
    Basis,
    EmploymentType,
    Evidence,
    Level,
    Pay,
    PayPeriod,
    Place,
    Posting,
    WorkMode,
    posting_id,
)
from jobalerts_shared.reading.understand import understand

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
REMOTE, HYBRID, ONSITE = WorkMode.REMOTE, WorkMode.HYBRID, WorkMode.ONSITE


def read(title: str = "Baker", **said: Any) -> Posting:  # Any: fields of Advert
    return understand(Advert(native_id="1", title=title, **said), source="test:one", now=NOW)


def why(posting: Posting, field: str) -> Evidence:
    return next(evidence for evidence in posting.evidence if evidence.field == field)


def test_identity_and_words_are_kept() -> None:
    posting = read("  Baker  #LI-AB1", company=" Bread\u00a0& Co ", locations=("Oslo",), url="https://example.org/1")
    assert (posting.id, posting.title, posting.company) == (posting_id("test:one", "1"), "Baker", "Bread & Co")
    assert (posting.locations, posting.url) == (("Oslo",), "https://example.org/1")


@pytest.mark.parametrize(
    ("said", "mode", "rule"),
    [
        pytest.param(
            {"work_mode": HYBRID, "locations": ("Remote",)}, HYBRID, "board_field", id="the board's field first"
        ),
        pytest.param(
            {"locations": ("Oslo (Remote)",), "description": "#LI-Hybrid"}, REMOTE, "location", id="then the location"
        ),
        pytest.param(
            {"locations": ("Oslo (Hybrid)", "Remote - Norway")}, REMOTE, "location", id="the freest of several lines"
        ),
        pytest.param({"description": "We bake. #LI-Hybrid"}, HYBRID, "mark", id="then a recruiter's mark"),
        pytest.param({"title": "Baker (Remote)"}, REMOTE, "title", id="then the title"),
        pytest.param({"description": "This role is fully remote."}, REMOTE, "text_states", id="then the text"),
        pytest.param(
            {"work_mode": REMOTE, "description": "This is not a remote role."},
            ONSITE,
            "text_contradicts",
            id="a contradiction",
        ),
        pytest.param(
            {"locations": ("Remote",), "description": "2 days a week in our Oslo office."},
            HYBRID,
            "text_contradicts",
            id="another",
        ),
        pytest.param(
            {"work_mode": ONSITE, "description": "This role is fully remote."}, ONSITE, "board_field", id="onsite stays"
        ),
        pytest.param(
            {"description": "Unless formally approved to work fully remotely."}, None, "nothing_said", id="boilerplate"
        ),
    ],
)
def test_work_mode(said: dict[str, Any], mode: WorkMode | None, rule: str) -> None:
    posting = read(**said)
    assert posting.work_mode == mode
    assert why(posting, "work_mode").rule == f"work_mode.{rule}"


def test_a_contradiction_is_quoted() -> None:
    posting = read(work_mode=REMOTE, description="We bake bread.\nThis is not a remote role. Come by.")
    assert why(posting, "work_mode").words == "This is not a remote role."


@pytest.mark.parametrize(
    ("address", "city", "region"),
    [
        pytest.param(Place(city="Shibuya-ku", region="Tokyo", country="JP"), "Shibuya", "Tokyo", id="ward"),
        pytest.param(Place(city="Kreuzberg", region="Berlin", country="DE"), "Kreuzberg", "Berlin", id="district"),
        pytest.param(Place(city="Brooklyn", region="NY", country="US"), "Brooklyn", "New York", id="borough"),
        pytest.param(Place(city="Berlin", region="Berlin", country="DE"), "Berlin", "Berlin", id="the city itself"),
    ],
)
def test_a_structured_district_keeps_its_name(address: Place, city: str, region: str) -> None:
    (place,) = read(places=(address,)).places
    assert (place.city, place.region, place.country) == (city, region, address.country)
    assert place.latitude is not None


def test_a_structured_address_is_brought_to_english_and_located() -> None:
    posting = read(places=(Place(city="München", country="DE"),), locations=("München, Deutschland",))
    (place,) = posting.places
    assert (place.city, place.region, place.country) == ("Munich", "Bavaria", "DE")
    assert place.latitude is not None


def test_a_line_adds_what_the_address_lacks() -> None:
    posting = read(places=(Place(country="NO"),), locations=("Oslo; Stockholm",))
    assert [(place.city, place.country) for place in posting.places] == [("Oslo", "NO"), ("Stockholm", "SE")]


def test_a_country_decides_a_namesake() -> None:
    posting = read(places=(Place(country="US"),), locations=("Birmingham",))
    assert [(place.city, place.country) for place in posting.places] == [("Birmingham", "US")]


@pytest.mark.parametrize(
    ("said", "countries", "anywhere"),
    [
        pytest.param(
            {"work_mode": REMOTE, "remote_countries": ("SE", "NO")}, ("NO", "SE"), False, id="the board's list"
        ),
        pytest.param({"locations": ("Remote - Benelux",)}, ("BE", "LU", "NL"), False, id="an area"),
        pytest.param({"locations": ("Remote - Worldwide",)}, (), True, id="anywhere"),
        pytest.param({"work_mode": REMOTE, "locations": ("Oslo, Norway",)}, ("NO",), False, id="the place's country"),
        pytest.param({"work_mode": REMOTE}, (), False, id="not stated"),
    ],
)
def test_scope(said: dict[str, Any], countries: tuple[str, ...], anywhere: bool) -> None:
    posting = read(**said)
    assert (posting.remote_countries, posting.remote_anywhere) == (countries, anywhere)


@pytest.mark.parametrize(
    ("title", "said", "levels", "rule"),
    [
        pytest.param("Senior Data Engineer", {"level": "Entry level"}, {Level.SENIOR}, None, id="the title first"),
        pytest.param("Data Engineer", {"level": "Senior"}, {Level.SENIOR}, "board_field", id="then the board's field"),
        pytest.param(
            "Data Engineer",
            {"description": "We are looking for a senior data engineer to join."},
            {Level.SENIOR},
            "text",
            id="then the text's head",
        ),
        pytest.param("Buyer", {"level": "Executive"}, {Level.EXECUTIVE}, "board_field", id="a field, one word"),
        pytest.param("Buyer", {"level": "Mid-Senior level"}, {Level.MID, Level.SENIOR}, "board_field", id="two in one"),
        pytest.param(
            "Data Engineer",
            {"description": "Work with our senior data engineers."},
            set(),
            "nothing_said",
            id="never a word alone",
        ),
        pytest.param(
            "Data Engineer",
            {"description": "x " * 400 + "We are looking for a senior data engineer."},
            set(),
            "nothing_said",
            id="nor far down",
        ),
        pytest.param(
            "Data Engineer",
            {"description": "About us\nWe are looking for a senior data engineer."},
            set(),
            "nothing_said",
            id="nor in an aside",
        ),
    ],
)
def test_levels(title: str, said: dict[str, Any], levels: set[Level], rule: str | None) -> None:
    posting = read(title, **said)
    assert set(posting.levels) == levels
    assert rule is None or f"levels.{rule}" in {evidence.rule for evidence in posting.evidence}


@pytest.mark.parametrize(
    ("said", "pay", "rule"),
    [
        pytest.param(
            {"pay": Pay(min=40, max=50, currency="EUR", period=PayPeriod.HOUR), "pay_text": "€90k"},
            (40, 50),
            "pay.board_field",
            id="structured",
        ),
        pytest.param(
            {"pay": Pay(min=0, max=0, currency="USD"), "pay_text": "$90k - $95k"},
            (90000, 95000),
            "pay.line",
            id="zeros, then the line",
        ),
        pytest.param({"description": "Salary: $90k - $95k a year"}, (90000, 95000), "pay.text", id="the text"),
        pytest.param({"pay_text": "Competitive"}, None, "pay.nothing_said", id="none"),
    ],
)
def test_pay(said: dict[str, Any], pay: tuple[float, float] | None, rule: str) -> None:
    posting = read(**said)
    assert (posting.pay and (posting.pay.min, posting.pay.max)) == pay
    assert why(posting, "pay").rule == rule


def test_a_dollar_is_that_of_the_place() -> None:
    posting = read(locations=("Toronto, ON",), description="Salary: $90,000 - $95,000 a year")
    assert posting.pay is not None
    assert posting.pay.currency == "CAD"


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        pytest.param({"closed": True}, True, id="the source says so"),
        pytest.param({"valid_through": datetime(2026, 8, 1, tzinfo=UTC)}, True, id="its end is past"),
        pytest.param({"valid_through": datetime(2026, 9, 1, tzinfo=UTC)}, False, id="its end is to come"),
        pytest.param({"description": "Applications closed\nWe bake."}, True, id="the text says so"),
        pytest.param({}, False, id="open"),
    ],
)
def test_closed(said: dict[str, Any], closed: bool) -> None:
    assert read(**said).closed is closed


def test_dates_from_an_age_are_derived() -> None:
    posting = read(posted_text="Posted 8 days ago")
    assert posting.posted_at == datetime(2026, 8, 14, tzinfo=UTC)
    assert why(posting, "posted_at").basis is Basis.DERIVED
    assert read(posted_at=NOW, posted_text="3 years ago").posted_at == NOW


def test_an_invitation_is_not_a_job() -> None:
    assert read("Open application").not_a_job
    assert not read("Baker").not_a_job


def test_an_internship_is_an_internship() -> None:
    assert read("Bakery Intern").employment_type is EmploymentType.INTERN
    assert read("Baker", employment_type="FullTime").employment_type is EmploymentType.FULL_TIME


def test_the_text_is_what_a_person_reads() -> None:
    served = "&lt;p&gt;We bake &amp;amp; sell.#LI-AB1&lt;/p&gt;&lt;p&gt;Share this job&lt;/p&gt;"
    assert read(description=served).description == "We bake & sell."


def test_asides_are_shown_beside_the_fields() -> None:
    posting = read(description="You bring 3-5 years of baking experience.\nWe offer visa sponsorship.")
    assert (why(posting, "years").value, why(posting, "sponsorship").value) == ("3-5", "yes")
    assert posting.levels == ()


def test_what_is_not_said_says_so() -> None:
    posting = read()
    unsaid = {evidence.field for evidence in posting.evidence if evidence.basis is Basis.NOT_STATED}
    assert {"places", "work_mode", "levels", "employment_type", "pay", "language"} <= unsaid


def test_the_language_is_told_by_small_words() -> None:
    german = "Wir suchen für unser Team eine Bäckerin, die mit uns das Brot für die Stadt und den Markt bäckt."
    assert read(description=german).language == "de"
    assert (
        read(description="We are looking for a baker to join the team in our town, and you will be with us.").language
        == "en"
    )
