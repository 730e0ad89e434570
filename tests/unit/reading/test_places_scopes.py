"""What a location line says of remote work: its scope, what is left out of it, and the mode in many words."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.spots import written

REMOTE, HYBRID, ONSITE = WorkMode.REMOTE, WorkMode.HYBRID, WorkMode.ONSITE


@pytest.mark.parametrize(
    ("raw", "mode"),
    [
        pytest.param("Lyon - 2 jours de télétravail", HYBRID, id="French days"),
        pytest.param("Toulouse (2j de télétravail/semaine)", HYBRID, id="French days in short"),
        pytest.param("Amsterdam, 2 dagen thuiswerken", HYBRID, id="Dutch days"),
        pytest.param("Madrid, 2 días de teletrabajo", HYBRID, id="Spanish days"),
        pytest.param("Milano, 2 giorni in smart working", HYBRID, id="Italian days"),
        pytest.param("3 Tage Homeoffice, Frankfurt", HYBRID, id="German days"),
        pytest.param("Mobiles Arbeiten möglich - Hannover", HYBRID, id="German mobile work"),
        pytest.param("Austin, TX - 4 days in office", HYBRID, id="days in the office"),
        pytest.param("Warszawa lub zdalnie", REMOTE, id="Polish"),
        pytest.param("Telecommute - Minnesota", REMOTE, id="telecommute as a noun"),
        pytest.param("Remote_US", REMOTE, id="underscore"),
        pytest.param("Anywhere in the US", REMOTE, id="anywhere in a country"),
        pytest.param("Presencial - São Paulo", ONSITE, id="Portuguese on-site"),
        pytest.param("In person - San Francisco", ONSITE, id="in person"),
        pytest.param("No remote, Paris", ONSITE, id="negated"),
        pytest.param("Flexible location", None, id="flexible says nothing"),
        pytest.param("Nationwide (UK)", None, id="nationwide says nothing"),
    ],
)
def test_mode(raw: str, mode: WorkMode | None) -> None:
    assert read_location(raw).work_mode is mode


@pytest.mark.parametrize(
    ("raw", "countries"),
    [
        pytest.param("Remote - Anywhere in the United States", ("US",), id="anywhere in a country"),
        pytest.param("Remote throughout the United States", ("US",), id="throughout"),
        pytest.param("Remote - any US location", ("US",), id="any location of a country"),
        pytest.param("US Pacific Time (Remote)", ("US",), id="time zone of a country"),
        pytest.param("Remote in: California, Oregon, Washington", ("US",), id="states"),
        pytest.param("Remote / Brazil / Argentina", ("AR", "BR"), id="countries"),
        pytest.param("Remote - UK & Ireland", ("GB", "IE"), id="two countries"),
        pytest.param("Remote (must be based in the UK)", ("GB",), id="must be based"),
        pytest.param("Home based, UK", ("GB",), id="home based"),
    ],
)
def test_scope(raw: str, countries: tuple[str, ...]) -> None:
    assert read_location(raw).remote_countries == countries


@pytest.mark.parametrize(
    ("raw", "outside"),
    [
        pytest.param("Canada (Remote, excluding Quebec)", ["Quebec, CA"], id="region"),
        pytest.param("Remote - US (except CA, NY)", ["California, US", "New York, US"], id="codes of states"),
        pytest.param("Remote US, excluding Georgia", ["Georgia, US"], id="namesake in the scope"),
        pytest.param("Remote, Canada (not available in Montréal)", ["Montréal, Quebec, CA"], id="city"),
        pytest.param("Remote USA excluding Hawaii & Alaska", ["Hawaii, US", "Alaska, US"], id="two states"),
        pytest.param("Remote, worldwide except US", ["US"], id="country out of everywhere"),
        pytest.param("Remote - Europe (excluding UK)", [], id="country out of an area: it is not in the scope"),
        pytest.param("Remote - US", [], id="nothing"),
    ],
)
def test_what_is_left_out(raw: str, outside: list[str]) -> None:
    assert [written(place) for place in read_location(raw).remote_except] == outside


def test_what_is_left_out_is_quoted() -> None:
    (said,) = (
        one for one in read_location("Canada (Remote, excluding Quebec)").evidence if one.field == "remote_except"
    )
    assert said.words == "Quebec"
