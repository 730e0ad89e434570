"""Subscriptions as they stand, and who of them wants a posting by the plain definition. Pure: no clock, no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobalerts_shared.criteria import Criteria, wants
from jobalerts_shared.events import PostingChange, PostingEvent, SubscriptionEvent, SubscriptionState
from jobalerts_shared.judging.answers import is_open, role_met
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import RoleWish, Wish, compile_criteria
from jobalerts_shared.posting import Posting


@dataclass(frozen=True, slots=True)
class Heard:
    """A subscription in its latest version, which it has had since `at`. Without its targets."""

    subscription_id: int
    version: int
    person_id: UUID
    active: bool
    at: datetime
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class _Asked:
    """Criteria, and the ids of those who ask for just that."""

    wish: Wish
    numbers: list[int]


class Standing:
    """All active subscriptions, judged one by one; equal criteria once, and those alone of whose roles one is met."""

    def __init__(self, subscriptions: Iterable[Heard]) -> None:
        self._asked: dict[Criteria, _Asked] = {}
        self._by_role: dict[RoleWish, list[_Asked]] = defaultdict(list)
        self._of_any_role: list[_Asked] = []
        for one in subscriptions:
            if one.active:
                self._of(one.criteria).numbers.append(one.subscription_id)

    def wanting(self, posting: Posting) -> frozenset[int]:
        """The ids of those for which `judge` says match."""
        facts = Facts(posting)
        if not is_open(facts):
            return frozenset()
        met = [asked for role, several in self._by_role.items() if role_met(role, facts) for asked in several]
        return frozenset(
            number for asked in (*met, *self._of_any_role) if wants(asked.wish, facts) for number in asked.numbers
        )

    def _of(self, criteria: Criteria) -> _Asked:
        known = self._asked.get(criteria)
        if known is None:
            known = self._asked[criteria] = _Asked(compile_criteria(criteria), [])
            for role in known.wish.roles:
                self._by_role[role].append(known)
            if not known.wish.roles:
                self._of_any_role.append(known)
        return known


def heard(event: SubscriptionEvent) -> Heard:
    return Heard(
        subscription_id=event.subscription_id,
        version=event.version,
        person_id=event.person_id,
        active=event.state is SubscriptionState.ACTIVE,
        at=event.at,
        criteria=event.criteria,
    )


def may_alert(event: PostingEvent) -> bool:
    """Whether anybody is to be told of it, if it is wanted: nobody is of a closing or of a first crawl."""
    return event.change is not PostingChange.CLOSED and not event.baseline
