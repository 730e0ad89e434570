"""The names of one alternative put into groups, each one place, so that together they earn the most points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jobalerts_shared.reading.districts import within_cities
from jobalerts_shared.reading.drafts import Atom, Draft
from jobalerts_shared.reading.gazetteer import Found, Kind
from jobalerts_shared.reading.groups import MACRO, Scored, pair, quadruple, single, triple

A_GROUP = -0.5  # each group costs, so that fewer and larger ones win
UNREAD = -0.2


@dataclass(slots=True)
class Alternative:
    """What one alternative of a line names, in the order in which it stands."""

    drafts: list[Draft] = field(default_factory=list)
    macros: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class _Best:
    """The best reading of the first names up to here: its points, where its last group begins, and what that is."""

    points: float
    start: int
    draft: Draft | None = None
    macro: Found | None = None


def read_alternative(atoms: list[Atom]) -> Alternative:
    if len(atoms) > 1:
        atoms = within_cities(atoms)
    if all(atom.bracketed for atom in atoms):  # nothing stands before the brackets that they could belong to
        atoms = [replace(atom, bracketed=False) for atom in atoms]
    if len(atoms) > 1 and all(atom.codes and not atom.names for atom in atoms):
        atoms = _states_together(atoms)
    best = [_Best(0.0, 0)]
    is_list = all(atom.cities and not atom.bracketed for atom in atoms)
    for end in range(1, len(atoms) + 1):
        best.append(_best_until(atoms, end, best, is_list=is_list))
    found = Alternative()
    end = len(atoms)
    while end > 0:
        if best[end].draft is not None:
            found.drafts.append(best[end].draft)  # type: ignore[arg-type]  # looked at on the line before
        if best[end].macro is not None:
            found.macros.append(best[end].macro)  # type: ignore[arg-type]  # as above
        end = best[end].start
    return Alternative(found.drafts[::-1], found.macros[::-1])


def _states_together(atoms: list[Atom]) -> list[Atom]:
    """`TX, CO, AZ`: among codes that can only be states of the US, CO is Colorado."""
    states = [tuple(code for code in atom.codes if code.kind == Kind.REGION and code.country == "US") for atom in atoms]
    sure = any(all(code.kind != Kind.COUNTRY for code in atom.codes) for atom in atoms)
    if not sure or not all(states):
        return atoms
    return [replace(atom, codes=codes) for atom, codes in zip(atoms, states, strict=True)]


def _best_until(atoms: list[Atom], end: int, best: list[_Best], *, is_list: bool) -> _Best:
    last = atoms[end - 1]
    chosen = _Best(best[end - 1].points + UNREAD, end - 1)
    macro = last.first(Kind.MACRO)
    if macro and best[end - 1].points + MACRO > chosen.points:
        chosen = _Best(best[end - 1].points + MACRO, end - 1, macro=macro)
    for width in range(1, min(4, end) + 1):
        start = end - width
        before = atoms[start - 1] if start else None
        for points, draft in _readings(atoms[start:end], before, alone=is_list or len(atoms) == 1):
            if best[start].points + points + A_GROUP > chosen.points:
                chosen = _Best(best[start].points + points + A_GROUP, start, draft)
    return chosen


def _readings(group: list[Atom], before: Atom | None, *, alone: bool) -> Iterator[Scored]:
    match group:
        case [atom]:
            yield from single(atom, before, alone=alone)
        case [one, other]:
            yield from pair(one, other, backwards=False)
            yield from pair(other, one, backwards=True)
        case [one, middle, other]:
            yield from triple(one, middle, other, backwards=False)
            yield from triple(other, middle, one, backwards=True)
        case [one, county, region, country]:
            yield from quadruple(one, county, region, country)
        case _:
            return
