"""All subscriptions but the latest changes, in flat arrays that never change: who stands in which cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from jobalerts_matcher.entry import SLOT, Entries, Flags, Numbers, slots_of
from jobalerts_matcher.spans import edges, lengths, spans

# An odd factor: each key has another product, and the high bits of it are well mixed (2^64 over the golden ratio).
MIX = np.uint64(0x9E3779B97F4A7C15)
KEY_BITS = 64
SHORT = 2**32 - 1

T = TypeVar("T", bound=np.generic)

Ids: TypeAlias = NDArray[np.uint32] | NDArray[np.int64]


class Held(NamedTuple):
    version: int
    state: int


class Standing(NamedTuple):
    """One subscription as it enters: `state` is a number, `cells` are keys, `bits` all of its entry but the slot."""

    version: int
    state: int
    cells: Sequence[int]
    bits: int
    conditions: Sequence[int]


@dataclass(frozen=True, slots=True)
class Cells:
    """Subscriptions by rising id, and entries by their cell; a cell's place in `cells` follows from its key.

    `buckets` says, for the high bits of a mixed key, where the cells with these bits begin: about one in each. Only
    `alive` is written to: whoever has gone, or changed since, is dead here at once.
    """

    ids: Ids
    versions: NDArray[np.int32]
    states: NDArray[np.uint8]
    alive: Flags
    condition_edges: NDArray[np.uint32]
    conditions: NDArray[np.int32]
    cells: NDArray[np.uint64]
    cell_edges: NDArray[np.uint32]
    entries: Entries
    buckets: NDArray[np.uint32]
    shift: np.uint64

    def held(self, number: int) -> Held | None:
        slot = self._slot(number)
        return None if slot is None else Held(int(self.versions[slot]), int(self.states[slot]))

    def kill(self, number: int) -> None:
        slot = self._slot(number)
        if slot is not None:
            self.alive[slot] = False

    def _slot(self, number: int) -> int | None:
        """The place of a living subscription."""
        if self.ids.dtype == np.uint32 and number > SHORT:
            return None
        at = int(self.ids.searchsorted(self.ids.dtype.type(number)))
        return at if at < len(self.ids) and self.ids[at] == number and self.alive[at] else None

    def standing_in(self, keys: Numbers) -> Entries:
        """The entries of all these cells."""
        mixed = keys.view(np.uint64) * MIX
        buckets = (mixed >> self.shift).view(np.int64)
        firsts = self.buckets[buckets].astype(np.int64)
        counts = self.buckets[buckets + 1] - firsts
        near = spans(firsts, counts)
        found = near[self.cells[near] == np.repeat(mixed, counts)]
        starts = self.cell_edges[found].astype(np.int64)
        return self.entries[spans(starts, self.cell_edges[found + 1] - starts)]

    def holding(self, slots: Numbers, holds: Flags) -> Numbers:
        """Those all of whose conditions hold; each of them has some."""
        starts = self.condition_edges[slots].astype(np.int64)
        counts = self.condition_edges[slots + 1] - starts
        each = holds[self.conditions[spans(starts, counts)]]
        return slots[np.logical_and.reduceat(each, edges(counts)[:-1])] if len(slots) else slots

    @property
    def nbytes(self) -> int:
        arrays = (self.ids, self.versions, self.states, self.alive, self.condition_edges, self.conditions)
        return sum(one.nbytes for one in (*arrays, self.cells, self.cell_edges, self.entries, self.buckets))


class Rows(NamedTuple):
    """Subscriptions on their way into cells: `entries` and their `cells` (mixed keys) name them by their place here."""

    ids: Numbers
    versions: NDArray[np.int32]
    states: NDArray[np.uint8]
    counts: Numbers
    conditions: NDArray[np.int32]
    cells: NDArray[np.uint64]
    entries: Entries


def no_cells() -> Cells:
    return folded(None, None, {})


def folded(cells: Cells | None, alive: Flags | None, newer: dict[int, Standing]) -> Cells:
    """New cells of what was alive in the old ones and of what has come since; slow, and touches nothing."""
    rows = _rows(newer)
    if cells is not None and alive is not None:
        rows = _joined(_kept(cells, alive), rows)
    return _built(rows)


def _rows(newer: dict[int, Standing]) -> Rows:
    all_of = [newer[number] for number in sorted(newer)]
    widths = np.array([len(one.cells) for one in all_of], np.int64)
    keys = np.array([key for one in all_of for key in one.cells], np.uint64)
    slots = np.repeat(np.arange(len(all_of), dtype=np.uint64), widths)
    entries = np.repeat(np.array([one.bits for one in all_of], np.uint64), widths) | slots
    mixed = keys * MIX
    order = mixed.argsort(kind="stable")
    return Rows(
        ids=np.array(sorted(newer), np.int64),
        versions=np.array([one.version for one in all_of], np.int32),
        states=np.array([one.state for one in all_of], np.uint8),
        counts=np.array([len(one.conditions) for one in all_of], np.int64),
        conditions=np.array([condition for one in all_of for condition in one.conditions], np.int32),
        cells=mixed[order],
        entries=entries[order],
    )


def _kept(cells: Cells, alive: Flags) -> Rows:
    """The living of the old cells, closed up."""
    counts = lengths(cells.condition_edges)
    if alive.all():
        mixed = np.repeat(cells.cells, lengths(cells.cell_edges))
        ids = cells.ids.astype(np.int64)
        return Rows(ids, cells.versions, cells.states, counts, cells.conditions, mixed, cells.entries)
    stays = alive.take(slots_of(cells.entries))
    mixed = np.repeat(cells.cells, lengths(cells.cell_edges))[stays]
    moved = edges(alive.astype(np.int64))  # a sum of flags would hold up all other threads
    return Rows(
        ids=cells.ids[alive].astype(np.int64),
        versions=cells.versions[alive],
        states=cells.states[alive],
        counts=counts[alive],
        conditions=cells.conditions[np.repeat(alive, counts)],
        cells=mixed,
        entries=_renumbered(cells.entries[stays], moved),
    )


def _joined(old: Rows, new: Rows) -> Rows:
    """By rising id, and by cell; no id is in both."""
    late = _late(old.ids, new.ids)
    counts = _woven(old.counts, new.counts, late)
    late_cells = _late(old.cells, new.cells)
    entries = (_renumbered(old.entries, (~late).nonzero()[0]), _renumbered(new.entries, late.nonzero()[0]))
    return Rows(
        ids=_woven(old.ids, new.ids, late),
        versions=_woven(old.versions, new.versions, late),
        states=_woven(old.states, new.states, late),
        counts=counts,
        conditions=_woven(old.conditions, new.conditions, np.repeat(late, counts)),
        cells=_woven(old.cells, new.cells, late_cells),
        entries=_woven(*entries, late_cells),
    )


def _late(old: NDArray[T], new: NDArray[T]) -> Flags:
    """Of both rising runs in one, which are of the new one."""
    late = np.zeros(len(old) + len(new), bool)
    late[old.searchsorted(new, side="right") + np.arange(len(new))] = True
    return late


def _woven(old: NDArray[T], new: NDArray[T], late: Flags) -> NDArray[T]:
    both = np.empty(len(late), old.dtype)
    both[late] = new
    both[~late] = old
    return both


def _renumbered(entries: Entries, places: Numbers) -> Entries:
    moved: Entries = places.view(np.uint64).take(slots_of(entries))  # much quicker than in brackets
    moved |= entries & ~np.uint64(SLOT)
    return moved


def _built(rows: Rows) -> Cells:
    long = len(rows.ids) and rows.ids[-1] > SHORT
    ids: Ids = rows.ids if long else rows.ids.astype(np.uint32)
    first = np.ones(len(rows.cells), bool)
    np.not_equal(rows.cells[1:], rows.cells[:-1], out=first[1:])
    starts = first.nonzero()[0]
    cells = rows.cells[starts]
    bits = max(1, len(cells).bit_length())
    shift = np.uint64(KEY_BITS - bits)
    per_bucket = np.bincount((cells >> shift).view(np.int64), minlength=1 << bits)
    return Cells(
        ids=ids,
        versions=rows.versions,
        states=rows.states,
        alive=np.ones(len(rows.ids), bool),
        condition_edges=edges(rows.counts).astype(np.uint32),
        conditions=rows.conditions,
        cells=cells,
        cell_edges=np.append(starts, len(rows.cells)).astype(np.uint32),
        entries=rows.entries,
        buckets=edges(per_bucket).astype(np.uint32),
        shift=shift,
    )
