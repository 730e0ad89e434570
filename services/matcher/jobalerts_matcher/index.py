"""Which subscriptions want a posting, without judging them all. Pure: no clock, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np

from jobalerts_matcher.cells import Cells, Held, Standing, folded, no_cells
from jobalerts_matcher.conditions import Conditions
from jobalerts_matcher.entry import FURTHER, STATES, Entries, Flags, Numbers, bits, meeting, slots_of, stated
from jobalerts_matcher.places import ANYWHERE, Places
from jobalerts_matcher.recent import Recent
from jobalerts_matcher.roles import Roles
from jobalerts_matcher.words import Words
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.judging.answers import is_open
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.wanted import Criteria, OnUnknown

MOST_CELLS = 64  # that one subscription takes; beyond, it stands by its roles and its places are a condition
MOST_UNFOLDED = 20_000  # changes; each is held in some 400 bytes until then
FOLDED_PER_UNFOLDED = 20  # with so many folded there may be more changes: ten million are not folded 500 times
ROLE_SHIFT = 32  # a cell's key: the role above, the place below
LARGEST_ID = 2**62
LARGEST_VERSION = 2**31 - 1
NOBODY: Numbers = np.zeros(0, np.int64)

ACTIVE = STATES.index(SubscriptionState.ACTIVE)

Fold: TypeAlias = Callable[[], Cells]


class Asked(NamedTuple):
    """All that somebody asks but roles and places; `lenient`: a place that is not stated is good enough."""

    bits: int
    lenient: bool
    conditions: tuple[int, ...]


class Index:
    """Every subscription stands in the cells (role, place) that it wants; a posting looks into those that it meets.

    The answer is that of judging all. What changes is kept apart until it is folded in: `fold` gives the work, which
    may be done in a thread while all else goes on, and `take` takes its result. Distinct roles, places and conditions
    are kept for good, as they are few; who asked for them is not.
    """

    def __init__(self) -> None:
        self._roles = Roles()
        self._places = Places()
        self._conditions = Conditions()
        self._cells = no_cells()
        self._folding: Recent | None = None
        self._recent = Recent()
        self._touched: set[int] = set()  # while folding: what must not rise again from the old
        self.changes = 0  # ever taken
        self.states: Counter[SubscriptionState] = Counter()

    def __len__(self) -> int:
        return self.states.total()

    def put(self, event: SubscriptionEvent) -> None:
        self.enter(event.subscription_id, self.standing(event))

    def enter(self, number: int, standing: Standing) -> None:
        """The highest version wins, so that repeats and late comers change nothing."""
        if number > LARGEST_ID or standing.version > LARGEST_VERSION:
            raise ValueError(f"subscription {number}, version {standing.version}: no such numbers are given out")
        held = self._held(number)
        if held is not None:
            if held.version >= standing.version:
                return
            self._remove(number, held)
        self._recent.put(number, standing)
        self.states[STATES[standing.state]] += 1
        self.changes += 1

    def drop(self, subscription_id: int) -> None:
        held = self._held(subscription_id)
        if held is not None:
            self._remove(subscription_id, held)
            self.changes += 1

    def wanting(self, facts: Facts) -> Numbers:
        """The ids, rising, of the active subscriptions whose criteria the posting meets."""
        if not is_open(facts):
            return NOBODY
        keys, masks, places = self.looks_into(facts)
        found = meeting(self._cells.standing_in(keys), masks)
        recent = [(one, list(one.meeting(keys, masks))) for one in (self._folding, self._recent) if one and one.held]
        if not len(found) and not any(numbers for _, numbers in recent):
            return np.zeros(0, np.int64)
        holding = self.holding(facts, places)
        ids = self._folded_ids(found, holding)
        late = [number for one, numbers in recent for number in set(numbers) if one.holds(number, holding)]
        return np.sort(np.concatenate((ids, np.array(late, np.int64)))) if late else ids

    def standing(self, event: SubscriptionEvent) -> Standing:
        """Where a subscription stands, and what more it asks."""
        if event.state is not SubscriptionState.ACTIVE:
            return Standing(event.version, STATES.index(event.state), (), 0, ())
        return self.stand(event.version, self.asked(event.criteria), event.criteria.roles, event.criteria.places)

    def asked(self, criteria: Criteria) -> Asked:
        lenient = criteria.unknown.places is not OnUnknown.EXCLUDE
        return Asked(bits(criteria), lenient, self._conditions.numbers(criteria))

    def knows(self, roles: Sequence[str], places: Sequence[str], *, lenient: bool) -> bool:
        """Whether each of these words was asked for before."""
        return self._roles.knows(roles) and self._places.knows(places, lenient=lenient)

    def stand(self, version: int, asked: Asked, roles: Sequence[str], places: Sequence[str]) -> Standing:
        """Where somebody stands who is active and wants these."""
        conditions, entry = asked.conditions, asked.bits
        wanted, where = self._roles.numbers(roles), self._places.numbers(places, lenient=asked.lenient)
        if len(where) > 1 and len(wanted) * len(where) > MOST_CELLS:
            conditions, where = (*conditions, self._conditions.one_of_places(where)), (ANYWHERE,)
        if conditions:
            entry |= FURTHER
        return Standing(
            version, ACTIVE, [(role << ROLE_SHIFT) + at for role in wanted for at in where], entry, conditions
        )

    def looks_into(self, facts: Facts) -> tuple[Numbers, tuple[int, int, int], Numbers]:
        """The cells that a posting meets, the masks that entries must meet, and the places met."""
        places = self._places.met(facts.posting)
        keys = ((self._roles.met(facts) << ROLE_SHIFT)[:, None] + places).ravel()
        return keys, stated(facts.posting), places

    def holding(self, facts: Facts, places: Numbers) -> Flags:
        """Of each condition, whether the posting meets it."""
        return self._conditions.holding(facts, places)

    @property
    def fold_is_due(self) -> bool:
        return len(self._recent.held) >= max(MOST_UNFOLDED, len(self._cells.ids) // FOLDED_PER_UNFOLDED)

    def fold(self) -> Fold | None:
        """The work to be done anywhere, one at a time; None: there is nothing to fold, or it is being done."""
        if self._folding is not None or not (self._recent.held or self._has_dead()):
            return None
        self._folding, self._recent, self._touched = self._recent, Recent(), set()
        cells, alive, newer = self._cells, self._cells.alive.copy(), dict(self._folding.held)
        return lambda: folded(cells, alive, newer)

    def take(self, cells: Cells) -> None:
        """What changed while it was made is dead in it."""
        self._cells, self._folding = cells, None
        for number in self._touched:
            cells.kill(number)
        self._touched = set()

    @property
    def folded(self) -> tuple[Cells, Words]:
        """What may be kept: all but the changes since the last fold, and the words that it refers to.

        Nobody writes to it any more but `alive`, of which this is a copy.
        """
        words = Words(self._roles.wishes, self._places.wishes, self._conditions.asked)
        return replace(self._cells, alive=self._cells.alive.copy()), words

    def restore(self, cells: Cells, words: Words) -> None:
        """What was kept, into an index that is still empty."""
        self._roles.restore(words.roles)
        self._places.restore(words.places)
        self._conditions.restore(words.conditions)
        self._cells = cells
        for number, count in enumerate(np.bincount(cells.states[cells.alive]).tolist()):
            self.states[STATES[number]] += count

    def _has_dead(self) -> bool:
        return not bool(self._cells.alive.all())

    def _held(self, number: int) -> Held | None:
        standing = self._recent.held.get(number)
        if standing is None and self._folding is not None:
            standing = self._folding.held.get(number)
        if standing is not None:
            return Held(standing.version, standing.state)
        return self._cells.held(number)

    def _remove(self, number: int, held: Held) -> None:
        self.states[STATES[held.state]] -= 1
        self._recent.drop(number)
        if self._folding is not None:
            self._folding.drop(number)
            self._touched.add(number)
        self._cells.kill(number)

    def _folded_ids(self, found: Entries, holding: Flags) -> Numbers:
        slots = slots_of(found)
        further = (found & np.uint64(FURTHER)) != 0
        slots = np.concatenate((slots[~further], self._cells.holding(slots[further], holding)))
        slots = slots[self._cells.alive[slots]]
        slots.sort()
        once = np.ones(len(slots), bool)
        np.not_equal(slots[1:], slots[:-1], out=once[1:])
        return self._cells.ids[slots[once]].astype(np.int64)
