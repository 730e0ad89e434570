from __future__ import annotations

import pytest

from jobalerts_subscriptions.understood import place_seen, role_seen, unreadable


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("London", "London, England, GB", id="a city"),
        pytest.param("Paris, TX", "Paris, Texas, US", id="a city with its region"),
        pytest.param("Germany", "all of DE", id="a country"),
        pytest.param("DACH", "all of AT, CH, DE", id="an area"),
        pytest.param("remote: GB", "remote: all of GB", id="remote work"),
        pytest.param("remote", "remote: anywhere", id="remote work from anywhere"),
        pytest.param("within 40 km of Leeds", "within 40 km of Leeds, England, GB", id="a circle"),
    ],
)
def test_a_place_as_we_understand_it(typed: str, words: str) -> None:
    seen = place_seen(typed)
    assert (seen.words, seen.sure) == (words, True)
    assert unreadable(typed) is None


def test_a_large_area_is_told_by_its_size() -> None:
    assert place_seen("EMEA").words.startswith("all of ") and place_seen("EMEA").words.endswith(" countries")


def test_a_place_that_nobody_knows() -> None:
    seen = place_seen("Qwertzuiop")
    assert not seen.sure and "Qwertzuiop" in seen.words
    assert unreadable("Qwertzuiop")


@pytest.mark.parametrize(
    ("typed", "words", "sure"),
    [
        pytest.param("ML engineer", "machine learning engineer", True, id="another name for it"),
        pytest.param("Senior Java Developer (m/w/d)", "java developer (senior)", True, id="without what is no role"),
        pytest.param("Nurse or carer", "nurse or carer", True, id="two"),
        pytest.param("!!!", "!!!: we see no role in it", False, id="none"),
    ],
)
def test_a_role_as_we_understand_it(typed: str, words: str, sure: bool) -> None:
    assert (role_seen(typed).words, role_seen(typed).sure) == (words, sure)
