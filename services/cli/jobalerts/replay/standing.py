"""Subscriptions as they stand, and who of them wants a posting by the plain definition. Pure: no clock, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from jobalerts_shared.criteria import Criteria, wants
from jobalerts_shared.events import PostingChange, PostingEvent, SubscriptionEvent, SubscriptionState
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import Wish, compile_criteria
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


@dataclass(slots=True)
class _OfRoles:
    """All criteria with the same roles: where these are not met, none of them is."""

    roles: Wish
    wishes: dict[Criteria, tuple[Wish, list[int]]] = field(default_factory=dict)

    def add(self, one: Heard) -> None:
        known = self.wishes.get(one.criteria)
        if known is None:
            known = self.wishes[one.criteria] = (compile_criteria(one.criteria), [])
        known[1].append(one.subscription_id)


class Standing:
    """All active subscriptions, judged one by one; equal criteria once."""

    def __init__(self, subscriptions: Iterable[Heard]) -> None:
        self._by_roles: dict[tuple[str, ...], _OfRoles] = {}
        for one in subscriptions:
            if one.active:
                self._of_roles(one.criteria.roles).add(one)

    def _of_roles(self, roles: tuple[str, ...]) -> _OfRoles:
        if roles not in self._by_roles:
            self._by_roles[roles] = _OfRoles(compile_criteria(Criteria(roles=roles)))
        return self._by_roles[roles]

    def wanting(self, posting: Posting) -> frozenset[int]:
        """The ids of those for which `judge` says match."""
        facts = Facts(posting)
        return frozenset(
            number
            for group in self._by_roles.values()
            if wants(group.roles, facts)
            for wish, numbers in group.wishes.values()
            if wants(wish, facts)
            for number in numbers
        )


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
