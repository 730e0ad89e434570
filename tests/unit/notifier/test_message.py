"""A posting and its judgement as they are shown."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from jobalerts_notifier.message import show
from jobalerts_notifier.reasons import NAMES, NOT_SAID, because
from jobalerts_shared.posting import EmploymentType, Level, Pay, PayPeriod, Place, Posting, WorkMode
from jobalerts_shared.verdicts import Answer, Criterion, Judgement, Verdict
from tests.fakes.events import posting

NONE = Judgement(match=True, verdicts=())


def facts(advert: Posting) -> tuple[str, ...]:
    return show(advert, UUID(int=1), NONE, 0).facts


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({}, ("Acme", "London, UK", "Mid"), id="what a board always says"),
        pytest.param(
            {
                "work_mode": WorkMode.HYBRID,
                "employment_type": EmploymentType.FULL_TIME,
                "pay": Pay(min=70000, max=85000, currency="GBP", period=PayPeriod.YEAR),
                "posted_at": datetime(2026, 11, 3, tzinfo=UTC),
                "levels": (Level.MID, Level.SENIOR),
            },
            (
                "Acme",
                "London, UK",
                "Hybrid",
                "Mid or senior",
                "Full-time",
                "GBP 70,000 to 85,000 a year",
                "Posted 3 November 2026",
            ),
            id="everything",
        ),
        pytest.param(
            {"locations": ("Leeds", "York", "Leeds", "Hull", "Bath"), "company": None, "levels": ()},
            ("Leeds; York; Hull and 1 more",),
            id="many places",
        ),
        pytest.param(
            {"locations": (), "places": (Place(city="Kyiv", country="UA"), Place(country="PL")), "levels": ()},
            ("Acme", "Kyiv, UA; PL"),
            id="places that are understood and not said",
        ),
        pytest.param({"locations": (), "places": (), "company": " \n", "levels": ()}, (), id="nothing"),
    ],
)
def test_facts(fields: dict[str, Any], told: tuple[str, ...]) -> None:
    assert facts(posting(**fields)) == told


@pytest.mark.parametrize(
    ("apply_url", "url", "link"),
    [
        pytest.param("https://a.example/apply", "https://a.example/", "https://a.example/apply", id="to apply"),
        pytest.param("javascript:x", "https://a.example/", "https://a.example/", id="what is no link is passed over"),
        pytest.param(None, None, None, id="none"),
    ],
)
def test_the_link(apply_url: str | None, url: str | None, link: str | None) -> None:
    assert show(posting(apply_url=apply_url, url=url), UUID(int=1), NONE, 0).link == link


def verdict(criterion: Criterion, answer: Answer, words: str | None = None, *, flagged: bool = False) -> Verdict:
    return Verdict(criterion=criterion, answer=answer, accepted=True, flagged=flagged, wanted="this", words=words)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(
            verdict(Criterion.PLACES, Answer.YES, "London"), "Place: you want this; the posting says “London”", id="met"
        ),
        pytest.param(verdict(Criterion.COMPANIES, Answer.YES), "Company: you want this", id="met without words"),
        pytest.param(
            verdict(Criterion.LEVELS, Answer.NOT_STATED, flagged=True),
            "Level: The posting does not say its level. You want this.",
            id="not said",
        ),
        pytest.param(
            verdict(Criterion.PAY, Answer.NO, "little"), "Pay: you want this, which this is not: “little”", id="not met"
        ),
    ],
)
def test_reasons(given: Verdict, told: str) -> None:
    [reason] = because(Judgement(match=True, verdicts=(given,)))
    assert str(reason) == told
    assert reason.flagged == given.flagged


def test_that_it_is_open_goes_without_saying() -> None:
    assert because(Judgement(match=True, verdicts=(verdict(Criterion.OPEN, Answer.YES),))) == ()


def test_every_criterion_has_its_words() -> None:
    assert set(NAMES) == set(NOT_SAID) == set(Criterion)
