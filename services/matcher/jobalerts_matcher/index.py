"""Which subscriptions want a posting, without judging them all. Pure: no clock, no I/O."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias, TypeVar

from jobalerts_shared.criteria import Answer, Criteria, wants
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.judging.answers import role_met
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import RoleWish, Wish, compile_criteria
from jobalerts_shared.reading.wishes import PlaceWish

Cell: TypeAlias = tuple[RoleWish | None, PlaceWish | None]
W = TypeVar("W", RoleWish | None, PlaceWish | None)


@dataclass(frozen=True, slots=True)
class Held:
    """A subscription as it last stood; only an active one has a wish."""

    version: int
    state: SubscriptionState
    wish: Wish | None


class Index:
    """Every subscription stands in the cells (role, place) that it wants; None: it asks for none of the two.

    A posting can be wanted only from the cells whose role and whose place it does not refuse, and who stands there
    is judged: the answer is that of judging all. Distinct roles and places are few, however many subscriptions.
    """

    def __init__(self) -> None:
        self._held: dict[int, Held] = {}
        self._cells: dict[Cell, set[int]] = {}
        self._roles: Counter[RoleWish | None] = Counter()
        self._places: Counter[PlaceWish | None] = Counter()
        self.states: Counter[SubscriptionState] = Counter()

    def put(self, event: SubscriptionEvent) -> None:
        """The highest version wins, so that repeats and late comers change nothing."""
        held = self._held.get(event.subscription_id)
        if held is None or held.version < event.version:
            new = Held(event.version, event.state, _wish(event.state, event.criteria))
            self.drop(event.subscription_id)
            self._hold(event.subscription_id, new)

    def drop(self, subscription_id: int) -> None:
        held = self._held.pop(subscription_id, None)
        if held is None:
            return
        self.states[held.state] -= 1
        for cell in _cells(held.wish):
            self._leave(cell, subscription_id)

    def wanting(self, facts: Facts) -> list[int]:
        """The ids, rising, of the active subscriptions whose criteria the posting meets."""
        return sorted(one for one in self._candidates(facts) if (wish := self._held[one].wish) and wants(wish, facts))

    def _candidates(self, facts: Facts) -> set[int]:
        roles = [role for role in self._roles if role is None or role_met(role, facts)]
        places = (
            [place for place in self._places if place is None or facts.place(place).answer is not Answer.NO]
            if roles
            else []
        )
        return set().union(*(self._cells.get(cell, ()) for cell in product(roles, places)))

    def _hold(self, subscription_id: int, held: Held) -> None:
        self._held[subscription_id] = held
        self.states[held.state] += 1
        for cell in _cells(held.wish):
            self._cells.setdefault(cell, set()).add(subscription_id)
            self._roles[cell[0]] += 1
            self._places[cell[1]] += 1

    def _leave(self, cell: Cell, subscription_id: int) -> None:
        self._cells[cell].remove(subscription_id)
        if not self._cells[cell]:
            del self._cells[cell]
        _count_down(self._roles, cell[0])
        _count_down(self._places, cell[1])


def _wish(state: SubscriptionState, criteria: Criteria) -> Wish | None:
    return compile_criteria(criteria) if state is SubscriptionState.ACTIVE else None


def _cells(wish: Wish | None) -> list[Cell]:
    return list(product(wish.roles or (None,), wish.places or (None,))) if wish else []


def _count_down(standing: Counter[W], one: W) -> None:
    standing[one] -= 1
    if not standing[one]:
        del standing[one]
