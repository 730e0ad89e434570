"""Subscriptions and postings in numbers, with our roles, places and conditions: what the other engines are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.matching.source import Source
from jobalerts_matcher.arrivals import Arrivals
from jobalerts_matcher.cells import Standing
from jobalerts_matcher.entry import LEVELS, MODES, TYPES, Flags
from jobalerts_matcher.index import ROLE_SHIFT, Index
from jobalerts_matcher.shards import Shard
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.posting import Posting

FIELDS = {"level": sum(LEVELS.values()), "type": sum(TYPES.values()), "mode": sum(MODES.values())}


class Question(NamedTuple):
    """What a posting meets: cells, one mask each for levels, types and modes, and which conditions hold."""

    keys: list[int]
    masks: tuple[int, int, int]
    holding: Flags


def standings(index: Index, source: Source, most: int) -> Iterator[tuple[int, Standing]]:
    for number, standing in map(Arrivals(index, Shard().holds).read, source.records(most)):
        assert standing
        yield number, standing


def question(index: Index, posting: Posting) -> Question:
    facts = Facts(posting)
    keys, masks, places = index.looks_into(facts)
    return Question(keys.tolist(), masks, index.holding(facts, places))


def query_line(number: int, standing: Standing, *, by_cells: bool) -> str:
    """A subscription for Lucene: each field a clause."""
    clauses = [_where(standing.cells, by_cells)]
    clauses += [
        f"{name}:{_bits(standing.bits & every)}" for name, every in FIELDS.items() if standing.bits & every != every
    ]
    clauses += [f"condition:{condition}" for condition in standing.conditions]
    return "|".join([str(number), *clauses])


def document_line(asked: Question, *, by_cells: bool) -> str:
    masks = (f"{name}:{_bits(mask)}" for name, mask in zip(FIELDS, asked.masks, strict=True))
    conditions = asked.holding.nonzero()[0].tolist()
    return "|".join([_where(asked.keys, by_cells), *masks, *([_terms("condition", conditions)] if conditions else [])])


def _where(cells: Sequence[int], by_cells: bool) -> str:
    """A cell is a role and a place, and all pairs of them are there."""
    if by_cells:
        return _terms("cell", cells)
    roles = sorted({cell >> ROLE_SHIFT for cell in cells})
    places = sorted({cell & (1 << ROLE_SHIFT) - 1 for cell in cells})
    return f"{_terms('role', roles)}|{_terms('place', places)}"


def _terms(name: str, numbers: Sequence[int]) -> str:
    return f"{name}:{' '.join(map(str, numbers))}"


def _bits(bits: int) -> str:
    return " ".join(str(at) for at in range(bits.bit_length()) if bits >> at & 1)
