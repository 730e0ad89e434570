"""What stands in a cell: one 64-bit word that says who, which levels, types and work modes, and whether there is more.

The low 32 bits are the place of the subscription among the ids. A criterion that asks nothing has all its bits set, one
that bears "not stated" its last: a posting sets the bits it states, or that last one, and meets the word where both do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jobalerts_shared.events import SubscriptionState
from jobalerts_shared.posting import EmploymentType, Level, Posting, WorkMode
from jobalerts_shared.reading.levels import may_lead
from jobalerts_shared.wanted import Criteria, OnUnknown

Entries: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

SLOT_BITS = 32
SLOT = (1 << SLOT_BITS) - 1
NOT_STATED = "not stated"
STATES = tuple(SubscriptionState)


def _bits(names: Iterable[str], first: int) -> dict[str, int]:
    return {name: 1 << bit for bit, name in enumerate((*names, NOT_STATED), first)}


LEVELS = _bits(Level, SLOT_BITS)
TYPES = _bits(EmploymentType, SLOT_BITS + len(LEVELS))
MODES = _bits(WorkMode, SLOT_BITS + len(LEVELS) + len(TYPES))
FURTHER = 1 << (SLOT_BITS + len(LEVELS) + len(TYPES) + len(MODES))


def bits(criteria: Criteria) -> int:
    """All of the word but the slot and `FURTHER`: that there are conditions that the word cannot say."""
    unknown = criteria.unknown
    return (
        _one(criteria.levels, LEVELS, unknown.levels)
        | _one(criteria.employment_types, TYPES, unknown.employment_types)
        | _one(criteria.work_modes, MODES, unknown.work_modes)
    )


def _one(asked: Collection[str], all_bits: dict[str, int], unknown: OnUnknown) -> int:
    if not asked:
        return sum(all_bits.values())
    return sum(all_bits[one] for one in set(asked)) + (0 if unknown is OnUnknown.EXCLUDE else all_bits[NOT_STATED])


def stated(posting: Posting) -> tuple[int, int, int]:
    """One mask for each of levels, types and work modes; a word that meets the posting has a bit of each."""
    levels = sum(LEVELS[level] for level in set(posting.levels))
    if not levels:
        levels = LEVELS[NOT_STATED] | (LEVELS[Level.MANAGER] if may_lead(posting.roles) else 0)
    return levels, TYPES[posting.employment_type or NOT_STATED], MODES[posting.work_mode or NOT_STATED]


def slots_of(entries: Entries) -> Numbers:
    return (entries & np.uint64(SLOT)).view(np.int64)


def meeting(entries: Entries, masks: tuple[int, int, int]) -> Entries:
    met: Flags | bool = True
    for mask in masks:
        met = met & ((entries & np.uint64(mask)) != 0)
    return entries[met]
