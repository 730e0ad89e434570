"""A wish for a place against postings: containment, distance, remote scope, and what is not stated."""

from __future__ import annotations

from uuid import UUID

import pytest

from jobalerts_shared.posting import Posting
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.wishes import place_wanted, read_place_wish
from jobalerts_shared.verdicts import Answer

YES, NO, OPEN = Answer.YES, Answer.NO, Answer.NOT_STATED


def posting(*lines: str) -> Posting:
    """A posting of which only the location lines are known."""
    readings = [read_location(line) for line in lines]
    return Posting(
        id=UUID(int=1),
        source="test:one",
        native_id="1",
        title="Baker",
        locations=lines,
        places=tuple(place for reading in readings for place in reading.places),
        work_mode=next((reading.work_mode for reading in readings if reading.work_mode), None),
        remote_countries=tuple(sorted({code for reading in readings for code in reading.remote_countries})),
        remote_anywhere=any(reading.remote_anywhere for reading in readings),
        remote_except=tuple(place for reading in readings for place in reading.remote_except),
    )


@pytest.mark.parametrize(
    ("wish", "line", "answer"),
    [
        pytest.param("Leeds", "Leeds, England, United Kingdom", YES, id="the city"),
        pytest.param("Leeds, UK", "Leeds (Hybrid)", YES, id="whatever the mode"),
        pytest.param("Leeds", "York, UK", NO, id="another city"),
        pytest.param("Leeds", "Oslo; Leeds; Rome", YES, id="one of several"),
        pytest.param("Cologne", "Köln", YES, id="in another language"),
        pytest.param("Bombay", "Mumbai, India", YES, id="former name"),
        pytest.param("England", "Leeds", YES, id="city in region"),
        pytest.param("England", "Cardiff, UK", NO, id="city in another region"),
        pytest.param("England", "United Kingdom", OPEN, id="the country alone"),
        pytest.param("Ohio", "Cleveland, OH", YES, id="state by its code"),
        pytest.param("California", "Ottawa, CA", NO, id="a code that is Canada's"),
        pytest.param("Germany", "Leipzig", YES, id="city in country"),
        pytest.param("Germany", "Vienna", NO, id="city in another country"),
        pytest.param("EMEA", "Nairobi", YES, id="city in area"),
        pytest.param("DACH", "Graz, Austria", YES, id="city in smaller area"),
        pytest.param("European Union", "London", NO, id="city outside the area"),
        pytest.param("Europe", "Benelux", YES, id="area in area"),
        pytest.param("Belgium", "Benelux", OPEN, id="area around country"),
        pytest.param("London, Ontario", "London, UK", NO, id="namesake"),
        pytest.param("Batumi, Georgia", "Atlanta, Georgia", NO, id="country and state of one name"),
        pytest.param("NYC", "New York, NY", YES, id="short name"),
        pytest.param("NYC", "Albany, NY", NO, id="state is not city"),
        pytest.param("San Francisco Bay Area", "San Mateo, CA", YES, id="metropolitan area"),
        pytest.param("San Francisco Bay Area", "Fresno, CA", NO, id="outside the metropolitan area"),
        pytest.param("Munich", "Greater Munich Metropolitan Area", YES, id="area named after the city"),
        pytest.param("within 40 km of Leeds", "Bradford, UK", YES, id="inside the circle"),
        pytest.param("within 40 km of Leeds", "Hull, UK", NO, id="outside the circle"),
        pytest.param("30 miles around Cambridge, MA", "Boston, MA", YES, id="miles"),
        pytest.param("Leeds +25 km", "York, UK", NO, id="radius after the name"),
        pytest.param("Umkreis 30 km um Köln", "Bonn", YES, id="German radius"),
        pytest.param("Oslo or Bergen", "Bergen, Norway", YES, id="either"),
        pytest.param("Leeds", "Remote - UK", YES, id="remote for the whole country"),
        pytest.param("Leeds", "Remote - Germany", NO, id="remote for another country"),
        pytest.param("Leeds", "Remote, Europe", YES, id="remote for the continent"),
        pytest.param("Leeds", "Bristol, UK (Remote)", OPEN, id="remote, listed under another city"),
        pytest.param("Leeds", "Remote", OPEN, id="remote of no stated scope"),
        pytest.param("Leeds", "Anywhere (Remote)", YES, id="remote from anywhere"),
        pytest.param("Leeds", "Multiple locations", OPEN, id="no place said"),
        pytest.param("remote: GB", "Remote - UK", YES, id="remote there"),
        pytest.param("remote UK", "Remote, EMEA", YES, id="remote in an area around"),
        pytest.param("remote UK", "Remote - European Union", NO, id="remote in the Union"),
        pytest.param("remote UK", "Remote - Europe (excluding UK)", NO, id="excluded"),
        pytest.param("remote UK", "London (Hybrid)", NO, id="hybrid is not remote"),
        pytest.param("remote UK", "London (On-site)", NO, id="nor is on-site"),
        pytest.param("remote UK", "London", OPEN, id="mode not said"),
        pytest.param("remote UK", "London (Remote)", YES, id="remote in a city of it"),
        pytest.param("remote UK", "Remote", OPEN, id="scope not said"),
        pytest.param("remote UK", "Remote - Anywhere", YES, id="anywhere"),
        pytest.param("remote", "Remote - Japan", YES, id="remote wherever"),
        pytest.param("remote Texas", "Remote - US", YES, id="country around region"),
        pytest.param("remote Texas", "Remote - Ohio; Remote - Texas", YES, id="the region named"),
        pytest.param("remote Texas", "Remote - Ohio; Remote - Utah", NO, id="other regions named"),
        pytest.param("remote: Quebec", "Canada (Remote, excluding Quebec)", NO, id="region taken out"),
        pytest.param("Montréal", "Canada (Remote, excluding Quebec)", NO, id="city of a region taken out"),
        pytest.param("remote: Ontario", "Canada (Remote, excluding Quebec)", YES, id="another region stays"),
        pytest.param("remote: Canada", "Canada (Remote, excluding Quebec)", YES, id="the country stays"),
        pytest.param("remote: California", "Remote - US (except CA, NY)", NO, id="states taken out by their codes"),
        pytest.param("Buffalo, NY", "Remote - US (except CA, NY)", NO, id="city of a state taken out"),
        pytest.param("Austin, TX", "Remote - US (except CA, NY)", YES, id="city of a state that stays"),
        pytest.param("Atlanta", "Remote US, excluding Georgia", NO, id="the namesake that lies in the scope"),
        pytest.param("remote: US", "Remote, worldwide except US", NO, id="country out of everywhere"),
        pytest.param("Denver", "Remote, worldwide except US", NO, id="city of a country out of everywhere"),
        pytest.param("remote: FR", "Remote, worldwide except US", YES, id="another country of everywhere"),
        pytest.param("Montréal", "Remote, Canada (not available in Montréal)", NO, id="a city taken out"),
        pytest.param("Québec City", "Remote, Canada (not available in Montréal)", YES, id="its region stays"),
        pytest.param("New York", "Brooklyn, NY", YES, id="district of the city"),
        pytest.param("Brooklyn", "New York, NY", NO, id="city around the district"),
        pytest.param("Brooklyn", "Brooklyn, NY", YES, id="the district"),
        pytest.param("Queens", "Brooklyn, NY", NO, id="another district"),
        pytest.param("London", "Camden, London", YES, id="district beside its city"),
        pytest.param("London", "Croydon, UK", YES, id="district and country"),
        pytest.param("Berlin", "Berlin-Mitte", YES, id="district in the city's name"),
        pytest.param("Kreuzberg", "Kreuzberg, Berlin", YES, id="district wanted, both named"),
        pytest.param("Kreuzberg, Berlin", "Berlin", NO, id="both wanted, city named"),
        pytest.param("Neukölln", "Kreuzberg, Berlin", NO, id="another district of the city"),
        pytest.param("Camden, NJ", "Camden, London", NO, id="namesake of a district"),
        pytest.param("Kleinkleckersdorf", "Kleinkleckersdorf am See", YES, id="unknown name, by its words"),
        pytest.param("Kleinkleckersdorf", "Leeds", NO, id="unknown name, elsewhere"),
    ],
)
def test_place_wanted(wish: str, line: str, answer: Answer) -> None:
    assert place_wanted(read_place_wish(wish), posting(line)).answer is answer


def test_the_words_are_the_postings_own() -> None:
    found = place_wanted(read_place_wish("Germany"), posting("Oslo, Norway", "München (Hybrid)"))
    assert found == (YES, "München (Hybrid)")


def test_a_posting_of_no_place_says_nothing() -> None:
    assert place_wanted(read_place_wish("Leeds"), posting()) == (OPEN, None)


def test_equal_wishes_are_one_however_they_are_typed() -> None:
    assert read_place_wish("UK") == read_place_wish("United Kingdom")
    assert len({read_place_wish("remote: GB"), read_place_wish("remote UK"), read_place_wish("UK")}) == 2


def test_what_is_known_says_so() -> None:
    assert read_place_wish("Leeds").known
    assert read_place_wish("remote").known
    assert not read_place_wish("Kleinkleckersdorf").known
