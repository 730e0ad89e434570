"""The index answers as judging every subscription would, whatever comes and goes in between."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jobalerts_matcher.index import Fold, Index
from jobalerts_shared.criteria import Criteria, judge
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.posting import Level, Posting
from tests.unit.shared.judging_cases import narrow_or_wide, posting, postings

ML = Criteria(roles=("machine learning engineer",), places=("London, UK",))
JAVA = Criteria(roles=("java developer",))
GERMAN = """
Berlin Hamburg Munich Cologne Frankfurt Stuttgart Dortmund Essen Leipzig Bremen Dresden Hanover Nuremberg Duisburg
Bochum Wuppertal Bielefeld Bonn Mannheim Karlsruhe Augsburg Wiesbaden Gelsenkirchen Aachen Kiel Chemnitz
"""


def subscription(
    number: int, criteria: Criteria, version: int = 1, state: SubscriptionState = SubscriptionState.ACTIVE
) -> SubscriptionEvent:
    return SubscriptionEvent(
        subscription_id=number,
        version=version,
        person_id=UUID(int=number),
        state=state,
        criteria=criteria,
        targets_sealed="sealed",
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def fold(index: Index) -> None:
    if work := index.fold():
        index.take(work())


class Subscriptions(RuleBasedStateMachine):
    """Live additions, changes, repeats and removals, beside a plain dict that is judged whole."""

    def __init__(self) -> None:
        super().__init__()
        self.index = Index()
        self.plain: dict[int, SubscriptionEvent] = {}
        self.fold: Fold | None = None

    @rule(
        number=st.integers(1, 8),
        criteria=narrow_or_wide(),
        version=st.integers(1, 5),
        state=st.sampled_from([SubscriptionState.ACTIVE, SubscriptionState.ACTIVE, SubscriptionState.PAUSED]),
    )
    def put(self, number: int, criteria: Criteria, version: int, state: SubscriptionState) -> None:
        event = subscription(number, criteria, version, state)
        self.index.put(event)
        if number not in self.plain or self.plain[number].version < version:
            self.plain[number] = event

    @rule(number=st.integers(1, 8))
    def drop(self, number: int) -> None:
        self.index.drop(number)
        self.plain.pop(number, None)

    @precondition(lambda self: self.fold is None)
    @rule()
    def begin_to_fold(self) -> None:
        self.fold = self.index.fold()

    @precondition(lambda self: self.fold is not None)
    @rule()
    def take_what_was_folded(self) -> None:
        if self.fold is not None:
            self.index.take(self.fold())
        self.fold = None

    @rule(posting=postings())
    def ask(self, posting: Posting) -> None:
        expected = [
            number
            for number, event in sorted(self.plain.items())
            if event.state is SubscriptionState.ACTIVE and judge(event.criteria, posting).match
        ]
        assert self.index.wanting(Facts(posting)).tolist() == expected

    @invariant()
    def counted(self) -> None:
        assert self.index.states.total() == len(self.plain)


TestIndexIsJudge = Subscriptions.TestCase
TestIndexIsJudge.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(st.lists(narrow_or_wide(), max_size=30), postings())
def test_many_at_once(wanted: list[Criteria], posting: Posting) -> None:
    index = Index()
    for number, criteria in enumerate(wanted, 1):
        index.put(subscription(number, criteria))
        if number == len(wanted) // 2:
            fold(index)
    assert index.wanting(Facts(posting)).tolist() == [
        number for number, criteria in enumerate(wanted, 1) if judge(criteria, posting).match
    ]


def test_the_highest_version_wins() -> None:
    index = Index()
    for version, criteria in [(2, JAVA), (3, ML), (1, JAVA), (3, JAVA)]:
        index.put(subscription(7, criteria, version))
    assert index.wanting(Facts(posting())).tolist() == [7]


def test_a_functions_manager_may_lead_people() -> None:
    """The one level that a posting may have beside «not stated»."""
    index = Index()
    for number, level in enumerate((Level.MANAGER, Level.SENIOR, Level.DIRECTOR), 1):
        index.put(subscription(number, Criteria(roles=("sales manager",), levels=(level,))))
    assert index.wanting(Facts(posting(roles=("sales manager",), levels=()))).tolist() == [1, 2]


def test_only_an_active_subscription_wants_anything() -> None:
    index = Index()
    for number, state in enumerate(SubscriptionState, 1):
        index.put(subscription(number, ML, state=state))
    assert index.wanting(Facts(posting())).tolist() == [list(SubscriptionState).index(SubscriptionState.ACTIVE) + 1]
    assert index.states == dict.fromkeys(SubscriptionState, 1)


def test_nothing_is_left_of_what_was_dropped() -> None:
    index = Index()
    index.put(subscription(7, ML))
    fold(index)
    index.drop(7)
    index.drop(8)
    assert index.wanting(Facts(posting())).tolist() == []
    fold(index)
    assert index.wanting(Facts(posting())).tolist() == []
    assert len(index) == 0


@pytest.mark.parametrize("largest", [7, 2**32 - 1, 2**32, 2**62])
def test_ids_may_be_far_apart(largest: int) -> None:
    index = Index()
    for number in (1, largest):
        index.put(subscription(number, ML))
        fold(index)
    assert index.wanting(Facts(posting())).tolist() == [1, largest]
    index.drop(2**40)
    index.drop(largest)
    assert index.wanting(Facts(posting())).tolist() == [1]


def test_numbers_that_are_never_given_out_are_refused() -> None:
    for number, version in [(2**62 + 1, 1), (1, 2**31)]:
        with pytest.raises(ValueError, match="no such numbers"):
            Index().put(subscription(number, ML, version))


def test_who_names_very_many_places_is_asked_by_a_condition() -> None:
    """Each pair of a role and a place would be a cell."""
    roles = ("machine learning engineer", "java developer", "nurse")
    for places, expected in [(("Leeds", "York, UK"), []), (("Leeds", "York, UK", "London, UK"), [7])]:
        cities = tuple(f"{name}, Germany" for name in GERMAN.split())
        index = Index()
        index.put(subscription(7, Criteria(roles=roles, places=(*places, *cities))))
        assert index.wanting(Facts(posting())).tolist() == expected
        fold(index)
        assert index.wanting(Facts(posting())).tolist() == expected
