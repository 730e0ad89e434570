"""What the present rules read in a kept posting, and which alerts that gains and loses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts.replay.diff import Differ, decided
from jobalerts.replay.reread import differences, reread
from jobalerts.replay.standing import Heard
from jobalerts.rules import as_fields, as_lines
from jobalerts_shared.criteria import Answer, Criteria, Criterion
from jobalerts_shared.events import PostingChange, PostingEvent
from jobalerts_shared.posting import Advert, Level, Pay, PayPeriod, Place, Posting, WorkMode
from jobalerts_shared.reading.understand import RULES_VERSION, understand
from tests.unit.cli.replay_scenes import NOON, at, named

SENIORS = Criteria(roles=("machine learning engineer",), levels=(Level.SENIOR,))
ANYBODY = Criteria(roles=("machine learning engineer",))


def advert(**said: Any) -> Advert:  # Any: whatever an Advert has
    return Advert(**({"native_id": "1", "title": "Senior Machine Learning Engineer", "locations": ("London",)} | said))


def understood(**said: Any) -> Posting:
    return understand(advert(**said), source="greenhouse:acme", now=NOON)


def event(
    posting: Posting, *, of: str = "job", version: int = 1, rules: str = "old", baseline: bool = False, **said: Any
) -> PostingEvent:
    stated: dict[str, Any] = {"change": PostingChange.OPENED, "first_seen": NOON, "at": NOON} | said
    return PostingEvent(
        posting=posting, opening_id=named(of), version=version, baseline=baseline, rules_version=rules, **stated
    )


def wisher(number: int, criteria: Criteria) -> Heard:
    return Heard(number, 1, named(f"person {number}"), True, at(0) - timedelta(days=9), criteria)


BOARD_SAYS = [
    pytest.param({}, id="title and line"),
    pytest.param({"places": (Place(city="Berlin", country="DE"),), "locations": ()}, id="an address"),
    pytest.param({"places": (Place(country="GB"),), "locations": ("London",)}, id="a country around the line's city"),
    pytest.param({"places": (Place(country="US"),), "locations": ("Cambridge",)}, id="a country that decides"),
    pytest.param({"work_mode": WorkMode.HYBRID}, id="a work mode"),
    pytest.param({"work_mode": WorkMode.REMOTE, "remote_countries": ("DE", "GB")}, id="remote from some countries"),
    pytest.param({"locations": ("Remote - US",)}, id="remote in the line"),
    pytest.param({"description": "<p>We build things. #LI-Hybrid</p>"}, id="a recruiter's mark"),
    pytest.param(
        {"work_mode": WorkMode.REMOTE, "description": "This is a hybrid role: three days a week in our office."},
        id="a text that contradicts",
    ),
    pytest.param({"employment_type": "Vollzeit"}, id="a kind of employment in its own words"),
    pytest.param({"title": "Engineer", "level": "Mid-Senior level"}, id="a level field"),
    pytest.param({"pay": Pay(min=50_000, max=60_000, currency="GBP", period=PayPeriod.YEAR)}, id="a pay field"),
    pytest.param({"pay_text": "£12 - £14 an hour"}, id="a line of pay"),
    pytest.param({"pay_text": "$120k - $150k"}, id="a line of pay without its period"),
    pytest.param({"description": "The salary is £70,000 to £80,000 per year."}, id="pay in the text"),
    pytest.param({"title": "Open application"}, id="no job"),
]


@pytest.mark.parametrize("said", BOARD_SAYS)
def test_the_same_rules_read_the_same_again(said: dict[str, Any]) -> None:
    kept = understood(**said)
    now = reread(event(kept))
    assert differences(kept, now) == ()
    assert now == kept.model_copy(update={"evidence": now.evidence})


@settings(deadline=None)  # the first posting reads the tables
@given(
    title=st.sampled_from(["Senior Nurse (m/w/d)", "Software Engineer, Remote", "Intern - Data", "Zorbing Wrangler"]),
    locations=st.lists(
        st.sampled_from(["London, UK", "Remote", "Berlin or Munich", "EMEA", "hybrid, Leeds"]), max_size=2
    ),
    places=st.lists(st.sampled_from([Place(city="Leeds", country="GB"), Place(country="FR")]), max_size=2),
    mode=st.sampled_from([None, *WorkMode]),
    kind=st.sampled_from([None, "Full-time", "Contract", "whatever"]),
    level=st.sampled_from([None, "Entry level", "Director", "n/a"]),
)
def test_whatever_a_board_says_is_read_the_same_again(
    title: str, locations: list[str], places: list[Place], mode: WorkMode | None, kind: str | None, level: str | None
) -> None:
    kept = understood(
        title=title,
        locations=tuple(locations),
        places=tuple(places),
        work_mode=mode,
        employment_type=kind,
        level=level,
    )
    assert differences(kept, reread(event(kept))) == ()


@pytest.mark.parametrize(
    ("field", "was"),
    [
        pytest.param("roles", ("nurse",), id="roles"),
        pytest.param("levels", (Level.JUNIOR,), id="levels"),
        pytest.param("places", (), id="places"),
        pytest.param("work_mode", WorkMode.ONSITE, id="work mode"),
        pytest.param("remote_anywhere", True, id="scope"),
        pytest.param("not_a_job", True, id="no job"),
    ],
)
def test_what_older_rules_read_otherwise_is_read_again(field: str, was: object) -> None:
    right = understood()
    kept = right.model_copy(update={field: was})
    assert differences(kept, reread(event(kept))) == (field,)


def test_what_is_not_read_again_stays_as_it_is_kept() -> None:
    kept = understood().model_copy(update={"closed": True, "company": "Acme", "language": "xx"})
    now = reread(event(kept))
    assert (now.closed, now.company, now.language) == (True, "Acme", "xx")


def test_a_gained_and_a_lost_alert_with_the_words_that_decided() -> None:
    differ = Differ({1: wisher(1, SENIORS), 2: wisher(2, ANYBODY)})
    differ.take(event(understood().model_copy(update={"levels": (Level.JUNIOR,)})))
    nurse = understood(native_id="2", title="Nurse").model_copy(update={"roles": ("machine learning engineer",)})
    differ.take(event(nurse, of="ward"))
    found = differ.found()
    [gained] = found.gained
    assert (gained.subscription_id, gained.opening_id) == (1, named("job"))
    [because] = gained.because
    assert (because.criterion, because.before, because.now) == (Criterion.LEVELS, Answer.NO, Answer.YES)
    assert because.now_words and "Senior" in because.now_words
    assert [(one.subscription_id, one.title) for one in found.lost] == [(1, "Nurse"), (2, "Nurse")]
    assert {one.because[0].criterion for one in found.lost} == {Criterion.ROLES}
    assert (found.postings, found.read_otherwise) == (2, 2)
    assert found.otherwise == {"levels": 1, "roles": 1}


def test_an_opening_wanted_by_another_posting_both_ways_has_not_turned() -> None:
    differ = Differ({1: wisher(1, ANYBODY)})
    differ.take(event(understood(native_id="2").model_copy(update={"roles": ("nurse",)})))
    differ.take(event(understood()))
    found = differ.found()
    assert not found.gained and not found.lost and found.read_otherwise == 1


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"baseline": True}, id="a first crawl"),
        pytest.param({"change": PostingChange.CLOSED}, id="a closing"),
    ],
)
def test_what_alerts_nobody_is_not_counted(said: dict[str, Any]) -> None:
    differ = Differ({1: wisher(1, ANYBODY)})
    differ.take(event(understood().model_copy(update={"roles": ()}), **said))
    assert differ.found().postings == 0


def test_a_repeat_counts_once_and_the_same_rules_are_counted_apart() -> None:
    differ = Differ({})
    changed = understood().model_copy(update={"levels": ()})
    for _ in range(2):
        differ.take(event(changed, rules=RULES_VERSION))
    found = differ.found()
    assert (found.postings, found.same_rules, found.by_same_rules) == (1, 1, 1)


def test_a_posting_that_is_no_job_any_more_says_so() -> None:
    kept = understood()
    [because] = decided(ANYBODY, kept, kept.model_copy(update={"not_a_job": True}))
    assert (because.criterion, because.before, because.now) == (Criterion.OPEN, None, Answer.NO)


def test_the_diff_in_words_and_in_json() -> None:
    differ = Differ({1: wisher(1, SENIORS)})
    differ.take(
        event(understood().model_copy(update={"levels": (Level.JUNIOR,), "title": "Senior\x1b[2J ML Engineer"}))
    )
    found = differ.found()
    lines = list(as_lines(found, 7))
    assert lines[0].startswith("gained 1 · lost 0 alerts")
    assert "subscription 1: gained 1, lost 0" in lines
    assert "levels: no" in lines[-1] and "\x1b" not in lines[-1]
    fields = as_fields(found, 7)
    assert (fields["gained"], fields["lost"], fields["kept_rules"]) == (1, 0, {"old": 1})
    assert isinstance(fields["subscriptions"][0]["gained"][0]["posting_id"], UUID)
