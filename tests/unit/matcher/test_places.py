"""The places that a posting meets are those of which `place_wanted` says so, asked one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts_matcher import areas
from jobalerts_matcher.places import ANYWHERE, Places
from jobalerts_shared.posting import Place, Posting, WorkMode
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.wishes import PlaceAnswer, PlaceWish, place_wanted, read_place_wish
from jobalerts_shared.verdicts import Answer
from tests.unit.shared.judging_cases import posting

WISHES = (
    "London, UK", "Leeds", "Berlin, Germany", "Paris", "Austin, TX", "Portland, Oregon", "Portland, Maine", "Ontario",
    "California", "England", "Scotland", "Germany", "UK", "US", "EMEA", "Europe", "DACH", "within 40 km of Leeds",
    "within 300 km of London", "100 miles around Austin", "Ruhr", "San Francisco Bay Area", "remote", "remote: GB",
    "remote: US", "remote, Europe", "Remote Texas", "London or Paris", "Xyzzyville", "Grand Xyzzyville Mall", "!!!",
    "New York", "Brooklyn", "Berlin", "Kreuzberg", "Montréal", "Quebec", "Canada", "remote: Quebec", "remote: Canada",
    "remote California", "Toronto", "remote: New York", "within 60 km of New York",
    "Singapore", "Springfield", "Newcastle", "Bradford", "Cambridge, MA", "Cambridge, UK", "Georgia", "Bavaria",
)  # fmt: skip
LINES = (
    "London", "Leeds, UK", "Bradford, England", "United Kingdom", "England", "Berlin", "Germany", "Munich, Bavaria",
    "Austin, TX", "Texas", "United States", "Portland, OR", "Remote - US", "Remote, EMEA", "Remote", "Anywhere",
    "Xyzzyville", "The Grand Xyzzyville Mall, Leeds", "Oakland, CA", "DACH", "Paris or London", "Essen", "Cambridge",
    "Brooklyn, NY", "Kreuzberg, Berlin", "Canada (Remote, excluding Quebec)", "Remote - US (except CA, NY)",
    "Remote, Canada (not available in Montréal)", "Remote, worldwide except Canada", "Remote - Europe (excluding UK)",
    "Remote - California", "Foobarton, Ontario", "Remote (UK, Germany)", "Croydon, London", "Singapore",
)  # fmt: skip
NOWHERE_KNOWN = Place(city="Foobarton")
BARE = Place(city="Leeds", country="GB")
DISTRICT = Place(city="Brooklyn", region="New York", country="US")
ODD = (
    NOWHERE_KNOWN,
    BARE,
    DISTRICT,
    Place(region="Texas", country="US"),
    Place(city="Portland", country="US"),
    Place(),
)


@st.composite
def located(draw: st.DrawFn) -> Posting:
    lines = draw(st.lists(st.sampled_from(LINES), max_size=3, unique=True))
    readings = [read_location(line) for line in lines]
    odd = draw(st.lists(st.sampled_from(ODD), max_size=1))
    countries = {code for reading in readings for code in reading.remote_countries}
    stated = draw(st.sampled_from([None, *WorkMode]))
    return posting(
        locations=tuple(lines) if draw(st.booleans()) else (),
        places=tuple(place for reading in readings for place in reading.places) + tuple(odd),
        work_mode=next((reading.work_mode for reading in readings if reading.work_mode), stated),
        remote_countries=tuple(sorted(countries)) if draw(st.booleans()) else (),
        remote_anywhere=any(reading.remote_anywhere for reading in readings),
        remote_except=tuple(place for reading in readings for place in reading.remote_except),
    )


def typed() -> st.SearchStrategy[list[tuple[str, bool]]]:
    return st.lists(st.tuples(st.sampled_from(WISHES), st.booleans()), max_size=40, unique=True)


@settings(max_examples=300, deadline=None)
@given(typed(), typed(), st.lists(located(), min_size=1, max_size=4))
def test_each_place_is_met_as_if_asked_by_itself(
    first: list[tuple[str, bool]], later: list[tuple[str, bool]], found: list[Posting]
) -> None:
    """Those that come later are asked of postings that are remembered, too."""
    places = Places()
    numbers: dict[tuple[str, bool], tuple[int, ...]] = {}
    for wishes in (first, later):
        numbers |= {(words, lenient): places.numbers([words], lenient=lenient) for words, lenient in wishes}
        for one in found:
            met = places.met(one).tolist()
            assert len(met) == len(set(met))
            assert ANYWHERE in met
            for (words, lenient), wanted in numbers.items():
                answer = place_wanted(read_place_wish(words), one).answer
                expected = answer is Answer.YES or (lenient and answer is Answer.NOT_STATED)
                assert (not set(wanted).isdisjoint(met)) == expected, (words, lenient)


def test_many_cities_of_one_country_are_asked_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A posting for the whole country would otherwise be compared with each of its cities."""
    names = ("Leeds", "York", "Hull", "Derby", "Bristol", "Bath", "Dover", "Exeter", "Leicester", "Norwich")
    asked: list[PlaceWish] = []

    def counting(wish: PlaceWish, one: Posting) -> PlaceAnswer:
        asked.append(wish)
        return place_wanted(wish, one)

    monkeypatch.setattr(areas, "place_wanted", counting)
    places = Places()
    numbers = {name: places.numbers([f"{name}, UK"], lenient=True) for name in names}
    met = set(places.met(posting(places=(Place(country="GB"),), locations=("UK",))).tolist())
    assert all(set(number) <= met for number in numbers.values())
    assert len(asked) == 1
