"""The one definition of a match, criterion by criterion."""

from __future__ import annotations

from typing import Any

import pytest

from jobalerts_shared.criteria import (
    Answer,
    Companies,
    Criteria,
    Criterion,
    Keywords,
    OnUnknown,
    PayFloor,
    Unknown,
    Verdict,
    judge,
)
from jobalerts_shared.posting import Basis, EmploymentType, Evidence, Level, Pay, PayPeriod, WorkMode
from tests.unit.shared.judging_cases import BERLIN, GERMANY, LONDON, posting

ML = "machine learning engineer"
YES, NO, NOT_STATED = Answer.YES, Answer.NO, Answer.NOT_STATED
GBP = {"currency": "GBP", "period": PayPeriod.YEAR}


def verdict(criterion: Criterion, wanted: dict[str, Any], **said: Any) -> Verdict:  # Any: fields of the two models
    found = {verdict.criterion: verdict for verdict in judge(Criteria(**wanted), posting(**said)).verdicts}
    return found[criterion]


@pytest.mark.parametrize(
    ("wanted", "said", "answer"),
    [
        pytest.param((ML,), {}, YES, id="the same role"),
        pytest.param(("Machine Learning Engineer",), {}, YES, id="as a person types it"),
        pytest.param(("java developer", ML), {}, YES, id="one of two roles"),
        pytest.param(("java developer",), {}, NO, id="another role"),
        pytest.param(
            ("zorbing wrangler",),
            {"title": "Wrangler, Zorbing (m/f/x)", "roles": ()},
            YES,
            id="unknown, by title words",
        ),
        pytest.param((ML,), {"title": "Drive with us", "roles": ()}, NO, id="a title without a role"),
        pytest.param(
            (ML,),
            {"title": "Chief of Machine Learning, engineer at heart", "roles": ()},
            YES,
            id="all words in the title",
        ),
    ],
)
def test_roles(wanted: tuple[str, ...], said: dict[str, Any], answer: Answer) -> None:
    assert verdict(Criterion.ROLES, {"roles": wanted}, **said).answer is answer


@pytest.mark.parametrize(
    ("wanted", "places", "answer"),
    [
        pytest.param(("London, UK",), (LONDON,), YES, id="the city"),
        pytest.param(("Germany",), (BERLIN,), YES, id="a city in the wanted country"),
        pytest.param(("Leeds", "Germany"), (LONDON, GERMANY), YES, id="any wish by any place"),
        pytest.param(("Manchester, UK",), (LONDON,), NO, id="another city"),
        pytest.param(("London, UK",), (), NOT_STATED, id="no place stated"),
    ],
)
def test_places(wanted: tuple[str, ...], places: tuple[Any, ...], answer: Answer) -> None:
    locations = tuple(place.city or place.country for place in places)
    assert verdict(Criterion.PLACES, {"places": wanted}, places=places, locations=locations).answer is answer


@pytest.mark.parametrize(
    ("levels", "answer"),
    [
        pytest.param((Level.MID,), YES, id="the same"),
        pytest.param((Level.MID, Level.SENIOR), YES, id="they overlap"),
        pytest.param((Level.SENIOR,), NO, id="another"),
        pytest.param((), NOT_STATED, id="none stated"),
    ],
)
def test_levels(levels: tuple[Level, ...], answer: Answer) -> None:
    assert (
        verdict(Criterion.LEVELS, {"roles": (ML,), "levels": (Level.MID, Level.JUNIOR)}, levels=levels).answer is answer
    )


@pytest.mark.parametrize(
    ("wanted", "roles", "levels", "answer"),
    [
        pytest.param((Level.MANAGER,), ("sales manager",), (), YES, id="a function's manager may lead people"),
        pytest.param((Level.SENIOR,), ("sales manager",), (), NOT_STATED, id="or may not"),
        pytest.param((Level.MANAGER,), ("product manager",), (), NOT_STATED, id="a product's manager leads nobody"),
        pytest.param((Level.MANAGER,), ("customer success manager",), (), NOT_STATED, id="of two words"),
        pytest.param((Level.MANAGER,), ("sales manager",), (Level.SENIOR,), NO, id="its title says otherwise"),
        pytest.param((Level.MANAGER,), ("nurse",), (), NOT_STATED, id="no manager at all"),
    ],
)
def test_the_level_of_a_functions_manager(
    wanted: tuple[Level, ...], roles: tuple[str, ...], levels: tuple[Level, ...], answer: Answer
) -> None:
    found = verdict(Criterion.LEVELS, {"roles": roles, "levels": wanted}, roles=roles, levels=levels, title="Of a shop")
    assert found.answer is answer
    assert found.words == ("Of a shop" if answer is YES else found.words)


@pytest.mark.parametrize(
    ("criterion", "wanted", "said", "answer"),
    [
        pytest.param(Criterion.WORK_MODES, ("remote", "hybrid"), {"work_mode": WorkMode.HYBRID}, YES, id="mode wanted"),
        pytest.param(Criterion.WORK_MODES, ("remote",), {"work_mode": WorkMode.ONSITE}, NO, id="mode not wanted"),
        pytest.param(Criterion.WORK_MODES, ("remote",), {}, NOT_STATED, id="mode not stated"),
        pytest.param(
            Criterion.EMPLOYMENT_TYPES, ("FULL_TIME",), {"employment_type": EmploymentType.FULL_TIME}, YES, id="type"
        ),
        pytest.param(
            Criterion.EMPLOYMENT_TYPES, ("FULL_TIME",), {"employment_type": EmploymentType.INTERN}, NO, id="type other"
        ),
        pytest.param(Criterion.EMPLOYMENT_TYPES, ("FULL_TIME",), {}, NOT_STATED, id="type not stated"),
    ],
)
def test_modes_and_types(criterion: Criterion, wanted: tuple[str, ...], said: dict[str, Any], answer: Answer) -> None:
    assert verdict(criterion, {"roles": (ML,), criterion.value: wanted}, **said).answer is answer


@pytest.mark.parametrize(
    ("pay", "answer"),
    [
        pytest.param(Pay(min=70_000, max=85_000, **GBP), YES, id="the highest reaches the floor"),
        pytest.param(Pay(min=80_000, max=80_000, **GBP), YES, id="exactly the floor"),
        pytest.param(Pay(min=60_000, max=79_999, **GBP), NO, id="the highest is below"),
        pytest.param(Pay(max=70_000, **GBP), NO, id="up to, below"),
        pytest.param(Pay(min=90_000, **GBP), YES, id="from, above"),
        pytest.param(Pay(min=60_000, **GBP), NOT_STATED, id="from, below: may be more"),
        pytest.param(Pay(max=40, currency="GBP", period=PayPeriod.HOUR), YES, id="an hour: 83,200 a year"),
        pytest.param(Pay(max=38, currency="GBP", period=PayPeriod.HOUR), NO, id="an hour: 79,040 a year"),
        pytest.param(Pay(max=6_700, currency="GBP", period=PayPeriod.MONTH), YES, id="a month"),
        pytest.param(Pay(max=500, currency="GBP", period=PayPeriod.DAY), YES, id="a day"),
        pytest.param(Pay(max=1_000, currency="GBP", period=PayPeriod.WEEK), NO, id="a week"),
        pytest.param(Pay(max=99_000, currency="EUR", period=PayPeriod.YEAR), NOT_STATED, id="another currency"),
        pytest.param(Pay(max=99_000, period=PayPeriod.YEAR), NOT_STATED, id="no currency"),
        pytest.param(Pay(max=99_000, currency="GBP"), NOT_STATED, id="no period"),
        pytest.param(Pay(currency="GBP", period=PayPeriod.YEAR), NOT_STATED, id="no figure"),
        pytest.param(None, NOT_STATED, id="no pay"),
    ],
)
def test_pay(pay: Pay | None, answer: Answer) -> None:
    floor = PayFloor(min=80_000, currency="GBP")
    assert verdict(Criterion.PAY, {"roles": (ML,), "pay": floor}, pay=pay).answer is answer


@pytest.mark.parametrize(
    ("companies", "company", "answer", "accepted"),
    [
        pytest.param(Companies(only=("ACME",)), "Acme Ltd", YES, True, id="only, without the legal form"),
        pytest.param(Companies(only=("Acme GmbH & Co. KG",)), "acme", YES, True, id="only, typed with its legal form"),
        pytest.param(Companies(only=("Acme",)), "Acme Robotics", NO, False, id="only, a longer name is another firm"),
        pytest.param(Companies(only=("Acme",)), None, NO, False, id="only, none named"),
        pytest.param(Companies(never=("Acme",)), "ACME S.A.", NO, False, id="never"),
        pytest.param(Companies(never=("Acme",)), "Initech", YES, True, id="never, another"),
        pytest.param(Companies(never=("Acme",)), None, NOT_STATED, True, id="never, none named: shown with a flag"),
        pytest.param(Companies(only=("Acme",), never=("Acme",)), "Acme", NO, False, id="never outranks only"),
        pytest.param(Companies(never=("Société Générale",)), "Societe Generale SA", NO, False, id="accents"),
    ],
)
def test_companies(companies: Companies, company: str | None, answer: Answer, accepted: bool) -> None:
    found = verdict(Criterion.COMPANIES, {"roles": (ML,), "companies": companies}, company=company)
    assert (found.answer, found.accepted) == (answer, accepted)


@pytest.mark.parametrize(
    ("keywords", "text", "answer", "words"),
    [
        pytest.param(Keywords(all=("python",)), "Python, and R.", YES, "python", id="a word"),
        pytest.param(Keywords(all=("python", "rust")), "Python.", NO, "does not say rust", id="all of them"),
        pytest.param(Keywords(any=("rust", "python")), "Python.", YES, "python", id="any of them"),
        pytest.param(Keywords(any=("rust", "go")), "google, trust", NO, "does not say rust or go", id="whole words"),
        pytest.param(Keywords(none=("clearance",)), "Clearance needed", NO, "says clearance", id="none of them"),
        pytest.param(Keywords(none=("clearance",)), "No badge needed", YES, None, id="none said"),
        pytest.param(Keywords(all=("java",)), "JavaScript", NO, "does not say java", id="java is not javascript"),
        pytest.param(Keywords(all=("c",)), "C++ and C#", NO, "does not say c", id="c is neither c++ nor c#"),
        pytest.param(Keywords(all=("C++", "c#", ".NET")), "c++/C# on .net", YES, "C++, c#, .NET", id="signs belong"),
        pytest.param(Keywords(all=("node.js",)), "Node.js", YES, "node.js", id="a point inside"),
        pytest.param(Keywords(all=("front end",)), "front-end work", YES, "front end", id="a phrase"),
        pytest.param(Keywords(all=("end front",)), "front end", NO, "does not say end front", id="in its order"),
        pytest.param(Keywords(all=("zurich",)), "in ZÜRICH", YES, "zurich", id="without accents"),
        pytest.param(Keywords(all=("engineer II python",)), "python", NO, None, id="not across title and text"),
        pytest.param(Keywords(all=("learning",)), "", YES, "learning", id="the title counts"),
        pytest.param(Keywords(all=("東京",)), "勤務地は東京です", YES, "東京", id="without spaces between words"),
        pytest.param(Keywords(all=("!",)), "Wow!", NO, "does not say !", id="what is no word is never found"),
    ],
)
def test_keywords(keywords: Keywords, text: str, answer: Answer, words: str | None) -> None:
    found = verdict(Criterion.KEYWORDS, {"roles": (ML,), "keywords": keywords}, description=text)
    assert found.answer is answer
    assert words is None or found.words == words


@pytest.mark.parametrize(
    ("criterion", "wanted", "silent"),
    [
        pytest.param("levels", {"levels": (Level.MID,)}, {"levels": ()}, id="levels"),
        pytest.param("places", {"places": ("London, UK",)}, {"places": (), "locations": ()}, id="places"),
        pytest.param("work_modes", {"work_modes": (WorkMode.REMOTE,)}, {"work_mode": None}, id="work modes"),
        pytest.param("pay", {"pay": PayFloor(min=1, currency="GBP")}, {"pay": None}, id="pay"),
        pytest.param("employment_types", {"employment_types": (EmploymentType.OTHER,)}, {}, id="employment types"),
    ],
)
@pytest.mark.parametrize("choice", OnUnknown)
def test_not_stated_does_what_the_subscriber_chose(
    criterion: str, wanted: dict[str, Any], silent: dict[str, Any], choice: OnUnknown
) -> None:
    criteria = Criteria(**wanted, unknown=Unknown(**{criterion: choice}))  # the others keep their defaults
    judgement = judge(criteria, posting(**silent))
    (found,) = judgement.verdicts
    assert (found.criterion, found.answer) == (criterion, NOT_STATED)
    assert found.flagged is (choice is OnUnknown.FLAG)
    assert judgement.match is found.accepted is (choice is not OnUnknown.EXCLUDE)


@pytest.mark.parametrize("field", ["closed", "not_a_job"])
def test_what_is_not_an_open_job_never_matches(field: str) -> None:
    judgement = judge(Criteria(roles=(ML,)), posting(**{field: True}))
    assert not judgement.match
    assert judgement.verdicts[0].criterion is Criterion.OPEN
    assert judgement.verdicts[0].words


def test_only_the_criteria_asked_are_told_and_in_their_order() -> None:
    wanted = Criteria(roles=(ML,), places=("London, UK",), levels=(Level.MID,), keywords=Keywords(all=("python",)))
    judgement = judge(wanted, posting())
    assert judgement.match
    assert [verdict.criterion.value for verdict in judgement.verdicts] == ["roles", "places", "levels", "keywords"]


def test_nothing_asked_is_met_by_every_open_job() -> None:
    assert judge(Criteria(), posting()) == judge(Criteria(), posting(title="Drive with us", roles=()))
    assert judge(Criteria(), posting()).match


def test_the_words_of_the_posting_are_told() -> None:
    quoted = Evidence(field="levels", value="mid", basis=Basis.STATED, words="Mid-Level", rule="body")
    assert verdict(Criterion.LEVELS, {"levels": ("mid",)}, evidence=(quoted,)).words == "Mid-Level"
    part = quoted.model_copy(update={"words": "II"})
    assert verdict(Criterion.LEVELS, {"levels": ("mid",)}, evidence=(part,)).words == "Machine Learning Engineer II"
    assert verdict(Criterion.LEVELS, {"levels": ("mid",)}).words == "Machine Learning Engineer II"


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        pytest.param(Pay(min=70_000, max=85_000, **GBP), "GBP 70,000 to 85,000 a year", id="range"),
        pytest.param(Pay(min=70_000, max=70_000, **GBP), "GBP 70,000 a year", id="one figure"),
        pytest.param(Pay(min=70_000, **GBP), "from GBP 70,000 a year", id="from"),
        pytest.param(Pay(max=70_000, **GBP), "up to GBP 70,000 a year", id="up to"),
        pytest.param(
            Pay(min=40, max=45, currency="GBP", period=PayPeriod.HOUR),
            "GBP 40 to 45 an hour (about GBP 93,600 a year)",
            id="the figure that was compared",
        ),
        pytest.param(
            Pay(min=90_000, max=90_000, currency="EUR", period=PayPeriod.YEAR),
            "EUR 90,000 a year, another currency than the one wanted",
            id="another currency",
        ),
        pytest.param(Pay(currency="GBP"), None, id="no figure"),
    ],
)
def test_pay_is_told_in_plain_words(pay: Pay, words: str | None) -> None:
    found = verdict(Criterion.PAY, {"pay": PayFloor(min=80_000, currency="GBP")}, pay=pay)
    assert (found.wanted, found.words) == ("at least GBP 80,000 a year", words)


def test_wanted_is_told_in_plain_words() -> None:
    wanted = Criteria(
        roles=(ML, "data engineer"),
        employment_types=(EmploymentType.FULL_TIME, EmploymentType.CONTRACTOR),
        companies=Companies(only=("Acme",), never=("Initech",)),
        keywords=Keywords(all=("python", "sql"), any=("aws", "gcp"), none=("clearance",)),
    )
    assert [verdict.wanted for verdict in judge(wanted, posting()).verdicts] == [
        "machine learning engineer or data engineer",
        "full-time or contract",
        "only Acme, not Initech",
        "python and sql, any of aws or gcp, not clearance",
    ]
