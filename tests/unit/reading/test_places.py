"""Location lines in all the forms that boards write, read as a careful person would."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import Basis, WorkMode
from jobalerts_shared.reading.places import LocationReading, read_location

REMOTE, HYBRID, ONSITE = WorkMode.REMOTE, WorkMode.HYBRID, WorkMode.ONSITE


def named(reading: LocationReading) -> list[str]:
    """`City, COUNTRY`, a region as `(Region), COUNTRY`, a country alone by its code."""
    return [
        f"{place.city}, {place.country}"
        if place.city
        else f"({place.region}), {place.country}"
        if place.region
        else str(place.country)
        for place in reading.places
    ]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        pytest.param("Leeds, UK", ["Leeds, GB"], id="city and country"),
        pytest.param("Leeds, England, United Kingdom", ["Leeds, GB"], id="city, region, country"),
        pytest.param("Linz, Upper Austria, Austria", ["Linz, AT"], id="region in English"),
        pytest.param("Linz, Oberösterreich, Österreich", ["Linz, AT"], id="region and country in German"),
        pytest.param("Köln", ["Cologne, DE"], id="own name"),
        pytest.param("KOELN, DEUTSCHLAND", ["Cologne, DE"], id="capitals without umlaut"),
        pytest.param("Firenze, Italia", ["Florence, IT"], id="Italian"),
        pytest.param("Łódź, Polska", ["Łódź, PL"], id="Polish letters"),
        pytest.param("Madras, India", ["Madras, IN"], id="a second English name"),
        pytest.param("Αθήνα", ["Athens, GR"], id="Greek script"),
        pytest.param("大阪, Japan", ["Osaka, JP"], id="Japanese script"),
        pytest.param("Denver, CO", ["Denver, US"], id="state code that is a country's too"),
        pytest.param("Medellín, CO", ["Medellín, CO"], id="country code that is a state's too"),
        pytest.param("Bloomington, IN", ["Bloomington, US"], id="Indiana"),
        pytest.param("Pune, IN", ["Pune, IN"], id="India"),
        pytest.param("Ottawa, CA", ["Ottawa, CA"], id="Canada"),
        pytest.param("Sacramento, CA", ["Sacramento, US"], id="California"),
        pytest.param("Haifa, IL", ["Haifa, IL"], id="Israel"),
        pytest.param("Peoria, IL", ["Peoria, US"], id="Illinois"),
        pytest.param("Augusta, ME", ["Augusta, US"], id="Maine"),
        pytest.param("Recife - PE", ["Recife, BR"], id="Brazilian state, Peru's code"),
        pytest.param("Joinville - SC", ["Joinville, BR"], id="Brazilian state, South Carolina's code"),
        pytest.param("Ribeirão Preto, SP", ["Ribeirão Preto, BR"], id="Brazilian state after a comma"),
        pytest.param("Nagpur, MH", ["Nagpur, IN"], id="Indian state, the Marshall Islands' code"),
        pytest.param("Dublin, OH", ["Dublin, US"], id="namesake by state"),
        pytest.param("Cambridge, Ontario", ["Cambridge, CA"], id="namesake by province"),
        pytest.param("Perth, Scotland", ["Perth, GB"], id="namesake by country of the kingdom"),
        pytest.param("Valencia", ["Valencia, ES"], id="namesake where boards advertise"),
        pytest.param("Athens, Georgia", ["Athens, US"], id="state that is a country's name"),
        pytest.param("Kutaisi, Georgia", ["Kutaisi, GE"], id="country that is a state's name"),
        pytest.param(
            "Georgia; Alabama; Tennessee", ["(Georgia), US", "(Alabama), US", "(Tennessee), US"], id="among states"
        ),
        pytest.param("Granada, Nicaragua", ["Granada, NI"], id="city that names a country elsewhere"),
        pytest.param("Quebec", ["(Quebec), CA"], id="province before its city"),
        pytest.param("Reading, UK", ["Reading, GB"], id="city that is a word"),
        pytest.param("Bath, England", ["Bath, GB"], id="another"),
        pytest.param("US-TX-Round Rock", ["Round Rock, US"], id="country, state, city by hyphens"),
        pytest.param("USA.MD.Bethesda", ["Bethesda, US"], id="by dots"),
        pytest.param("United States-Ohio-Cleveland", ["Cleveland, US"], id="in full by hyphens"),
        pytest.param("JPN-Kobe", ["Kobe, JP"], id="three-letter code first"),
        pytest.param("Mexico - Monterrey", ["Monterrey, MX"], id="country first"),
        pytest.param(
            "SWEDEN, MALMÖ / NORWAY, OSLO,HYBRID", ["Malmö, SE", "Oslo, NO"], id="country first, several, mode last"
        ),
        pytest.param("CHE Lausanne - Rue de Bourg (R12)", ["Lausanne, CH"], id="code, city, street"),
        pytest.param("Hamburg, , Germany", ["Hamburg, DE"], id="empty middle"),
        pytest.param("Odense, Nowherelandia, Denmark", ["Odense, DK"], id="unknown middle"),
        pytest.param("Smallville Junction, KS", ["Smallville Junction, US"], id="unknown town of a state"),
        pytest.param("Niederkleindorf, Bavaria, Germany", ["Niederkleindorf, DE"], id="unknown town of a region"),
        pytest.param("Peru - Pueblo Chiquito", ["Pueblo Chiquito, PE"], id="unknown town after its country"),
        pytest.param("Tampa FL", ["Tampa, US"], id="code without a comma"),
        pytest.param("Calgary Canada", ["Calgary, CA"], id="country without a comma"),
        pytest.param("Oakland, CA, Portland, OR", ["Oakland, US", "Portland, US"], id="pairs in one list"),
        pytest.param("Lisbon; Porto | Braga", ["Lisbon, PT", "Porto, PT", "Braga, PT"], id="strong separators"),
        pytest.param("Leipzig / Dresden", ["Leipzig, DE", "Dresden, DE"], id="slash"),
        pytest.param("Leipzig/Dresden", ["Leipzig, DE", "Dresden, DE"], id="tight slash"),
        pytest.param("Lyon or Lille", ["Lyon, FR", "Lille, FR"], id="or"),
        pytest.param("Oslo and Bergen, Norway", ["Oslo, NO", "Bergen, NO"], id="and"),
        pytest.param("Lyon, Oslo, Turin", ["Lyon, FR", "Oslo, NO", "Turin, IT"], id="comma list"),
        pytest.param("SF, NYC, LA", ["San Francisco, US", "New York, US", "Los Angeles, US"], id="short names"),
        pytest.param("Spain; Portugal; UK", ["ES", "PT", "GB"], id="countries"),
        pytest.param("Oregon | Idaho", ["(Oregon), US", "(Idaho), US"], id="states"),
        pytest.param("Greater Lyon Area", ["Lyon, FR"], id="metropolitan area"),
        pytest.param("Raum Stuttgart", ["Stuttgart, DE"], id="area in German"),
        pytest.param("Rhein-Main-Gebiet", ["(Hesse), DE"], id="area not named after its city"),
        pytest.param("Oslo HQ", ["Oslo, NO"], id="office words"),
        pytest.param("Our Vienna office", ["Vienna, AT"], id="office words around"),
        pytest.param("Seattle (Pine Street)", ["Seattle, US"], id="street in brackets"),
        pytest.param("80331 München", ["Munich, DE"], id="postal code"),
        pytest.param("Lawrence, KS, US, 66044+3 more…", ["Lawrence, US"], id="postal code and a count"),
        pytest.param("Offenbach am Main, Hesse, Germany", ["Offenbach am Main, DE"], id="the fuller form"),
        pytest.param("Frankfurt (Oder)", ["Frankfurt (Oder), DE"], id="brackets in a name"),
        pytest.param("Busan, Korea, Republic of", ["Busan, KR"], id="comma in a country's name"),
        pytest.param("Washington, D.C.", ["Washington, US"], id="comma in a city's name"),
        pytest.param("Watford, Hertfordshire, England, United Kingdom", ["Watford, GB"], id="county"),
        pytest.param("Singapore", ["Singapore, SG"], id="city state"),
        pytest.param("Deutschlandweit", ["DE"], id="all over a country"),
        pytest.param("3 Locations", [], id="a count"),
        pytest.param("Multiple locations", [], id="many"),
        pytest.param("LOCATION", [], id="a label"),
        pytest.param("Home Office", [], id="home"),
        pytest.param("Engineering", [], id="a team"),
        pytest.param("", [], id="empty"),
        pytest.param(" ,;-()/ ", [], id="separators alone"),
    ],
)
def test_places(raw: str, wanted: list[str]) -> None:
    assert named(read_location(raw)) == wanted


@pytest.mark.parametrize(
    ("raw", "mode"),
    [
        pytest.param("Remote - Spain", REMOTE, id="remote"),
        pytest.param("Ghent (Hybrid)", HYBRID, id="hybrid"),
        pytest.param("Ghent (On-site)", ONSITE, id="on-site"),
        pytest.param("Not remote - Ghent", ONSITE, id="negated"),
        pytest.param("Ghent, 2 days per week in the office", HYBRID, id="days a week"),
        pytest.param("Ghent, 3 days/week onsite", HYBRID, id="days by a slash"),
        pytest.param("Home Office möglich, Linz", HYBRID, id="German, possible"),
        pytest.param("100% Homeoffice", REMOTE, id="German"),
        pytest.param("Télétravail partiel - Nantes", HYBRID, id="French, partly"),
        pytest.param("Télétravail - Nantes", REMOTE, id="French"),
        pytest.param("Teletrabajo, Sevilla", REMOTE, id="Spanish"),
        pytest.param("Híbrido, Sevilla", HYBRID, id="Spanish hybrid"),
        pytest.param("Remoto - Brasil", REMOTE, id="Portuguese"),
        pytest.param("Smart working, Bari", REMOTE, id="Italian"),
        pytest.param("Thuiswerken", REMOTE, id="Dutch"),
        pytest.param("WFH - Cebu City", REMOTE, id="WFH"),
        pytest.param("Nantes", None, id="nothing said"),
    ],
)
def test_work_mode(raw: str, mode: WorkMode | None) -> None:
    assert read_location(raw).work_mode == mode


@pytest.mark.parametrize(
    ("raw", "inside", "outside"),
    [
        pytest.param("Remote - EMEA", {"GB", "FR", "AE", "ZA"}, {"US", "IN"}, id="EMEA"),
        pytest.param("Remote, European Union", {"FR", "PL"}, {"GB", "CH", "NO"}, id="Union without Britain"),
        pytest.param("Remote - Europe", {"GB", "CH", "FR"}, {"US"}, id="Europe with Britain"),
        pytest.param("Remote EEA", {"NO", "FR"}, {"CH", "GB"}, id="EEA"),
        pytest.param("DACH (Remote)", {"DE", "AT", "CH"}, {"NL"}, id="DACH"),
        pytest.param("Benelux (Remote)", {"BE", "NL", "LU"}, {"DE"}, id="Benelux"),
        pytest.param("Nordics - remote", {"DK", "FI", "IS", "NO", "SE"}, {"EE"}, id="Nordics"),
        pytest.param("Remote LATAM", {"BR", "MX", "AR"}, {"US", "ES"}, id="Latin America"),
        pytest.param("APAC remote", {"JP", "AU", "IN", "SG"}, {"US", "DE"}, id="APAC"),
        pytest.param("Remote, MENA", {"AE", "EG", "SA"}, {"DE"}, id="MENA"),
        pytest.param("NAMER - Remote", {"US", "CA"}, {"BR"}, id="NAMER"),
        pytest.param("Remote - US or Canada", {"US", "CA"}, {"MX"}, id="two countries"),
        pytest.param("Remote - Europe (excluding UK)", {"FR"}, {"GB"}, id="excluding"),
        pytest.param("Remote, Europe except Germany", {"FR"}, {"DE"}, id="except"),
        pytest.param("Remote within Canada", {"CA"}, {"US"}, id="within"),
        pytest.param("Utrecht (Remote)", {"NL"}, {"BE"}, id="a city's country"),
    ],
)
def test_remote_scope(raw: str, inside: set[str], outside: set[str]) -> None:
    reading = read_location(raw)
    assert inside <= set(reading.remote_countries)
    assert not outside & set(reading.remote_countries)
    assert not reading.remote_anywhere


@pytest.mark.parametrize("raw", ["Remote - Anywhere", "Worldwide", "Remote (Global)", "Work from anywhere", "Weltweit"])
def test_anywhere(raw: str) -> None:
    assert read_location(raw).remote_anywhere


@pytest.mark.parametrize(
    "raw", ["Remote", "Remote (UTC-3 to UTC+1)", "Remote, European time zones", "Remote - EST hours"]
)
def test_bare_remote_states_no_scope(raw: str) -> None:
    reading = read_location(raw)
    assert (reading.remote_countries, reading.remote_anywhere, reading.places) == ((), False, ())


def test_hints_decide_a_namesake_of_some_size_only() -> None:
    assert named(read_location("Birmingham", hints=("US",))) == ["Birmingham, US"]
    assert named(read_location("Birmingham", hints=("United States",))) == ["Birmingham, US"]
    assert named(read_location("Paris", hints=("US",))) == ["Paris, FR"]


def test_neighbours_decide_a_namesake() -> None:
    assert named(read_location("Birmingham; Atlanta, GA")) == ["Birmingham, US", "Atlanta, US"]
    assert named(read_location("Dublin; Boston; Warsaw")) == ["Dublin, IE", "Boston, US", "Warsaw, PL"]


def test_a_guess_says_so() -> None:
    (evidence,) = read_location("Cambridge").evidence
    assert evidence.basis is Basis.DERIVED
    assert "low confidence" in evidence.rule
    (evidence,) = read_location("Cambridge, England").evidence
    assert evidence.basis is Basis.STATED
    assert "low confidence" not in evidence.rule


def test_coordinates_are_kept() -> None:
    (place,) = read_location("Leeds, UK").places
    assert place.latitude == pytest.approx(53.8, abs=0.1)
    assert place.longitude == pytest.approx(-1.5, abs=0.1)
