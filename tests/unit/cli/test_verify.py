"""What the sweep finds: each kind of disagreement, and each reason for not judging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts.replay.asking import duration
from jobalerts.replay.compare import Alerted, NotJudged, Report, Seen, compare
from jobalerts.replay.standing import Heard, Standing
from jobalerts.replay.standing import heard as heard_of
from jobalerts.verify import SHOWN, Verified, as_fields, as_lines
from jobalerts_shared.criteria import Criteria, judge
from jobalerts_shared.events import SubscriptionState
from jobalerts_shared.posting import Posting
from tests.fakes.events import subscription
from tests.unit.cli.replay_scenes import LONG_AGO, alerted, at, heard, named, seen
from tests.unit.shared.judging_cases import narrow_or_wide, posting, postings

LAG = timedelta(minutes=1)


def compared(
    events: Sequence[Seen], people: Sequence[Heard], alerts: Sequence[Alerted], since: float | None = None
) -> Report:
    standing = {one.subscription_id: one for one in people}
    return compare(events, standing, alerts, lag=LAG, since=None if since is None else at(since))


@pytest.mark.parametrize(
    ("events", "people", "alerts", "missed"),
    [
        pytest.param([seen("p", 1)], [heard(1)], [], 1, id="wanted and not alerted"),
        pytest.param([seen("p", 1)], [heard(1)], [alerted()], 0, id="wanted and alerted"),
        pytest.param([seen("p", 1)], [heard(1)], [alerted(drop_reason="posting_closed")], 0, id="alerted and dropped"),
        pytest.param([seen("p", 1)], [heard(1)], [alerted("bob")], 1, id="another person was alerted"),
        pytest.param([seen("p", 1)], [heard(1)], [alerted(of="another")], 1, id="another opening was alerted"),
        pytest.param([seen("p", 1), seen("q", 1)], [heard(1)], [alerted()], 0, id="the same opening on a second board"),
        pytest.param([seen("p", 1, 2)], [heard(1), heard(2)], [], 1, id="two subscriptions of a person are one alert"),
        pytest.param([seen("p", 1, 2)], [heard(1), heard(2, "bob")], [], 2, id="two people are two"),
        pytest.param([seen("p", 1), seen("p", 1)], [heard(1)], [], 1, id="a repeated event is one"),
        pytest.param(
            [seen("p", 1), seen("p", 1, version=2, of="regrouped")],
            [heard(1)],
            [alerted(of="regrouped")],
            0,
            id="the posting changed its opening, and the later one was alerted",
        ),
        pytest.param(
            [seen("p", 1), seen("p", version=2, closing=True, minute=60)], [heard(1)], [], 1, id="closed an hour later"
        ),
        pytest.param([seen("p", 1, minute=60)], [heard(1, minute=58)], [], 1, id="wanted since before"),
        pytest.param(
            [seen("p", 1), seen("p", version=2, minute=0.5)], [heard(1)], [], 1, id="changed at once, and not closed"
        ),
        pytest.param(
            [seen("p", closing=True), seen("p", 1, version=2, minute=0.2)], [heard(1)], [], 1, id="closed, then open"
        ),
    ],
)
def test_an_alert_that_is_missed(events: list[Seen], people: list[Heard], alerts: list[Alerted], missed: int) -> None:
    report = compared(events, people, alerts)
    assert len(report.missed) == missed
    assert report.agree is (missed == 0)
    assert not report.not_judged


def test_a_missed_alert_is_named_by_ids() -> None:
    [missed] = compared([seen("p", 7, minute=3)], [heard(7)], []).missed
    assert (missed.person_id, missed.opening_id, missed.posting_id) == (named("ada"), named("job"), named("p"))
    assert (missed.subscription_id, missed.at) == (7, at(3))


@pytest.mark.parametrize(
    ("events", "people", "why"),
    [
        pytest.param([seen("p", 1)], [heard(1, minute=5)], NotJudged.SUBSCRIPTION_CHANGED, id="changed afterwards"),
        pytest.param(
            [seen("p", 1)], [heard(1, minute=-0.5)], NotJudged.SUBSCRIPTION_CHANGED, id="changed at the same time"
        ),
        pytest.param([seen("p", 1, taken=False)], [heard(1)], NotJudged.ON_ITS_WAY, id="not yet matched"),
        pytest.param(
            [seen("p", 1), seen("p", version=2, closing=True, minute=0.5)],
            [heard(1)],
            NotJudged.CLOSED_AT_ONCE,
            id="closed before anybody could be told",
        ),
    ],
)
def test_an_absence_that_may_be_right_is_counted_apart(events: list[Seen], people: list[Heard], why: NotJudged) -> None:
    report = compared(events, people, [])
    assert report.not_judged == Counter({why: 1})
    assert report.agree and report.agreed == 0


def test_what_is_surely_missed_is_not_explained_away() -> None:
    """The same opening by two postings: one has not been matched yet, the other has."""
    report = compared([seen("p", 1, taken=False), seen("q", 1)], [heard(1)], [])
    assert len(report.missed) == 1 and not report.not_judged


@pytest.mark.parametrize(
    ("events", "people", "alerts", "too_many"),
    [
        pytest.param([seen("p")], [heard(1)], [alerted()], 1, id="its subscription does not want it"),
        pytest.param([seen("p", 1)], [heard(1)], [alerted(reasons=())], 1, id="no reason at all"),
        pytest.param([seen("p", 1)], [heard(1), heard(2)], [alerted(reasons=((2, "p"), (1, "p")))], 0, id="one does"),
        pytest.param(
            [seen("p"), seen("p", 1, version=2, minute=9)], [heard(1)], [alerted()], 0, id="its later version is wanted"
        ),
        pytest.param([seen("p", 1)], [heard(1, "bob")], [alerted()], 1, id="the subscription is somebody else's"),
        pytest.param([seen("p", 1, of="other")], [heard(1)], [alerted()], 1, id="the posting is of another opening"),
        pytest.param([seen("p")], [heard(1, active=False)], [alerted()], 1, id="paused since before the posting"),
    ],
)
def test_an_alert_that_is_too_many(
    events: list[Seen], people: list[Heard], alerts: list[Alerted], too_many: int
) -> None:
    report = compared(events, people, alerts)
    assert len(report.too_many) == too_many


@pytest.mark.parametrize(
    ("events", "people", "why"),
    [
        pytest.param([seen("p")], [heard(1, minute=5)], NotJudged.SUBSCRIPTION_CHANGED, id="changed since"),
        pytest.param([seen("p")], [], NotJudged.SUBSCRIPTION_ENDED, id="ended since"),
        pytest.param([], [heard(1)], NotJudged.POSTING_NOT_KEPT, id="the posting is not kept any more"),
        pytest.param([seen("p", version=3)], [heard(1)], NotJudged.POSTING_NOT_KEPT, id="nor its first version"),
    ],
)
def test_an_alert_that_cannot_be_judged_is_counted_apart(
    events: list[Seen], people: list[Heard], why: NotJudged
) -> None:
    report = compared(events, people, [alerted()])
    assert report.not_judged == Counter({why: 1}) and report.agree


@pytest.mark.parametrize(
    ("alerts", "twice"),
    [
        pytest.param([alerted(told_in="m")], 0, id="once"),
        pytest.param([alerted(told_in="m"), alerted(of="regrouped", told_in="n")], 1, id="one posting, two openings"),
        pytest.param([alerted(told_in="m"), alerted(reasons=((1, "q"),), told_in="n")], 1, id="one opening twice"),
        pytest.param([alerted(told_in="m"), alerted(of="regrouped")], 0, id="the second was not told"),
        pytest.param([alerted(told_in="m"), alerted("bob", told_in="n")], 0, id="two people"),
        pytest.param([alerted(told_in="m"), alerted(of="regrouped", told_in="m")], 0, id="one message"),
        pytest.param([alerted(told_in="m"), alerted(of="another", reasons=((1, "q"),), told_in="n")], 0, id="two jobs"),
    ],
)
def test_told_twice(alerts: list[Alerted], twice: int) -> None:
    events = [seen("p", 1), seen("p", 1, version=2, of="regrouped"), seen("q", 1), seen("q", 1, of="another")]
    report = compared(events, [heard(1), heard(1, "bob")], alerts)
    assert len(report.told_twice) == twice


def test_alerts_from_before_count_as_had_and_are_not_judged_again() -> None:
    report = compared([seen("p", 1, version=4, minute=60)], [heard(1)], [alerted(minute=-60)], since=0)
    assert report.agree and report.agreed == 1 and report.alerts == 0


def test_what_was_told_twice_before_is_not_told_again() -> None:
    alerts = [alerted(told_in="m", minute=-9), alerted(of="regrouped", told_in="n", minute=-8)]
    events = [seen("p", 1), seen("p", 1, version=2, of="regrouped")]
    assert not compared(events, [heard(1)], alerts, since=0).told_twice
    assert len(compared(events, [heard(1)], alerts, since=-8.5).told_twice) == 1


def test_what_one_has_already_is_not_on_its_way() -> None:
    """By a posting that has moved to another opening since; a second posting of the first one is not matched yet."""
    events = [seen("q", 1), seen("q", 1, of="other", version=2), seen("p", 1, taken=False)]
    report = compared(events, [heard(1)], [alerted(of="other", reasons=((1, "q"),))])
    assert report.agree and not report.not_judged


def test_drops_are_told_with_their_reason() -> None:
    dropped = alerted(drop_reason="target_suppressed")
    report = compared([seen("p", 1)], [heard(1)], [dropped])
    assert report.dropped_for == {"target_suppressed": 1} and report.agree


@st.composite
def right_ledgers(draw: st.DrawFn) -> tuple[list[Seen], list[Heard], list[Alerted]]:
    """A world in which everybody has exactly what is wanted."""
    people = [
        heard(number, draw(st.sampled_from(["ada", "bob", "cyd"]))) for number in range(1, draw(st.integers(2, 7)))
    ]
    numbers = st.lists(st.sampled_from([one.subscription_id for one in people]), max_size=4)
    openings = ["job", "post", "place"]
    events = [
        seen(f"p{number}", *draw(numbers), of=draw(st.sampled_from(openings)), minute=number)
        for number in range(draw(st.integers(1, 6)))
    ]
    owed: dict[tuple[object, object], Alerted] = {}
    for event in events:
        for one in people:
            if one.subscription_id in event.wanted:
                key = (one.person_id, event.opening_id)
                reason = (one.subscription_id, event.posting_id)
                had = owed.get(key) or replace(
                    alerted(reasons=()), person_id=one.person_id, opening_id=event.opening_id
                )
                owed[key] = replace(had, reasons=(*had.reasons, reason))
    return events, people, list(owed.values())


@settings(deadline=None)  # the first posting reads the tables
@given(right_ledgers(), st.data())
def test_a_right_ledger_agrees_and_any_one_fault_in_it_is_found(
    world: tuple[list[Seen], list[Heard], list[Alerted]], data: st.DataObject
) -> None:
    events, people, alerts = world
    whole = compared(events, people, alerts)
    assert whole.agree and whole.agreed == len(alerts) and not whole.not_judged
    if not alerts:
        return
    lost = data.draw(st.sampled_from(alerts))
    [missed] = compared(events, people, [alert for alert in alerts if alert is not lost]).missed
    assert (missed.person_id, missed.opening_id) == (lost.person_id, lost.opening_id)
    unwanted = replace(lost, person_id=named("nobody we know"))
    assert [one.person_id for one in compared(events, people, [*alerts, unwanted]).too_many] == [unwanted.person_id]


@settings(deadline=None)  # the first posting reads the tables
@given(st.lists(st.tuples(narrow_or_wide(), st.sampled_from(SubscriptionState)), max_size=8), postings())
def test_the_standing_want_what_judge_says(people: list[tuple[Criteria, SubscriptionState]], said: Posting) -> None:
    events = [subscription(number, criteria=wish, state=state) for number, (wish, state) in enumerate(people, 1)]
    active = [event for event in events if event.state is SubscriptionState.ACTIVE]
    expected = {event.subscription_id for event in active if judge(event.criteria, said).match}
    assert Standing(map(heard_of, events)).wanting(said) == expected


@pytest.mark.parametrize("written", ["soon", "", "-1h", "99999d", "99999999999999d", "1.5h"])
def test_what_is_no_duration_is_a_wrong_use(written: str) -> None:
    with pytest.raises(typer.BadParameter, match="is none of"):
        duration(written)


def test_a_duration() -> None:
    assert duration("25h") == timedelta(hours=25)


def test_criteria_without_roles_are_judged_too() -> None:
    events = [subscription(1, criteria=Criteria(places=("London, UK",))), subscription(2)]
    assert Standing(map(heard_of, events)).wanting(posting(title="Nurse", roles=("nurse",))) == {1}


def test_the_report_in_words_and_in_json() -> None:
    events = [seen("p", *range(1, 31)), seen("q")]
    people = [heard(number, f"person {number}", minute=LONG_AGO) for number in range(1, 31)]
    report = compared(events, people, [alerted("person 1", reasons=((1, "q"),), drop_reason="no_targets")])
    lines = list(as_lines(Verified(report, 2)))
    assert "missed 29 · too many 1 · told twice 0" in lines
    assert "dropped: 1 (no targets)" in lines
    assert sum("  missed: " in line for line in lines) == SHOWN
    assert lines[-1] == "They do not agree."
    fields = as_fields(Verified(report, 2))
    assert fields["agree"] is False and len(fields["missed"]) == 29 and fields["unreadable"] == 2
