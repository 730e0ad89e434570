"""Judged as it travels: an advert in its source's words, understood, and asked for as people type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobalerts_shared.criteria import Criteria, judge
from jobalerts_shared.posting import Advert, Posting
from jobalerts_shared.reading.understand import understand


@pytest.fixture(scope="module")
def found() -> Posting:
    advert = Advert(
        native_id="1",
        title="Machine Learning Engineer II",
        company="Initech Games",
        locations=("London, UK",),
        description="As a Mid-Level Machine Learning Engineer you write Python. 80,000 to 95,000 GBP a year, hybrid.",
    )
    return understand(advert, source="page:initech", now=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("role", "place", "level", "match"),
    [
        pytest.param("machine learning engineer", "London", "mid", True, id="as the advert says"),
        pytest.param("ML Engineer", "London, UK", "mid", True, id="in other words"),
        pytest.param("machine learning engineer", "within 40 km of London", "mid", True, id="around the city"),
        pytest.param("machine learning engineer", "EMEA", "mid", True, id="in an area of countries"),
        pytest.param("machine learning engineer", "London", "senior", False, id="another level"),
        pytest.param("machine learning engineer", "Manchester", "mid", False, id="another city"),
        pytest.param("java developer", "London", "mid", False, id="another role"),
        pytest.param("engineering manager", "London", "mid", False, id="who manages them"),
    ],
)
def test_an_advert_is_judged(found: Posting, role: str, place: str, level: str, match: bool) -> None:
    wanted = Criteria.model_validate({"roles": [role], "places": [place], "levels": [level]})
    assert judge(wanted, found).match is match


def test_the_words_come_from_the_advert(found: Posting) -> None:
    wanted = Criteria.model_validate(
        {
            "roles": ["ML engineer"],
            "places": ["London"],
            "levels": ["mid"],
            "pay": {"min": 80000, "currency": "GBP"},
            "keywords": {"all": ["python"]},
        }
    )
    assert {verdict.criterion.value: verdict.words for verdict in judge(wanted, found).verdicts} == {
        "roles": "Machine Learning Engineer II",
        "places": "London, UK",
        "levels": "Machine Learning Engineer II",
        "pay": "GBP 80,000 to 95,000 a year",
        "keywords": "python",
    }
