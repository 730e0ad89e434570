"""What stands in a cell: one 64-bit word that says who, which levels, types and work modes, and whether there is more.

The low 32 bits are the place of the subscription among the ids. A criterion that asks nothing has all its bits set, one
that bears "not stated" its last: a posting sets the bits it states, or that last one, and meets the word where both do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jobalerts_shared.posting import EmploymentType, Level, Posting, WorkMode
from jobalerts_shared.wanted import Criteria, OnUnknown

Entries: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

SLOT_BITS = 32
SLOT = (1 << SLOT_BITS) - 1
NOT_STATED = "not stated"


def _bits(names: Iterable[str], first: int) -> dict[str, int]:
    return {name: 1 << bit for bit, name in enumerate((*names, NOT_STATED), first)}


LEVELS = _bits(Level, SLOT_BITS)
TYPES = _bits(EmploymentType, SLOT_BITS + len(LEVELS))
MODES = _bits(WorkMode, SLOT_BITS + len(LEVELS) + len(TYPES))
FURTHER = 1 << (SLOT_BITS + len(LEVELS) + len(TYPES) + len(MODES))


def bits(criteria: Criteria, *, further: bool) -> int:
    """All of the word but the slot; `further`: there are conditions that the word cannot say."""
    unknown = criteria.unknown
    asked = (criteria.levels, unknown.levels, criteria.employment_types, unknown.employment_types)
    return _asked(*asked, criteria.work_modes, unknown.work_modes, further)


@lru_cache(maxsize=4096)
def _asked(
    levels: tuple[Level, ...],
    no_level: OnUnknown,
    types: tuple[EmploymentType, ...],
    no_type: OnUnknown,
    modes: tuple[WorkMode, ...],
    no_mode: OnUnknown,
    further: bool,
) -> int:
    """One number for many, so that it is held once."""
    all_of = _one(levels, LEVELS, no_level) | _one(types, TYPES, no_type) | _one(modes, MODES, no_mode)
    return all_of | (FURTHER if further else 0)


def _one(asked: Collection[str], all_bits: dict[str, int], unknown: OnUnknown) -> int:
    if not asked:
        return sum(all_bits.values())
    return sum(all_bits[one] for one in set(asked)) + (0 if unknown is OnUnknown.EXCLUDE else all_bits[NOT_STATED])


def stated(posting: Posting) -> tuple[int, int, int]:
    """One mask for each of levels, types and work modes; a word that meets the posting has a bit of each."""
    levels = sum(LEVELS[level] for level in set(posting.levels)) or LEVELS[NOT_STATED]
    return levels, TYPES[posting.employment_type or NOT_STATED], MODES[posting.work_mode or NOT_STATED]


def meeting(entries: Entries, masks: tuple[int, int, int]) -> Entries:
    met: Flags | bool = True
    for mask in masks:
        met = met & ((entries & np.uint64(mask)) != 0)
    return entries[met]
