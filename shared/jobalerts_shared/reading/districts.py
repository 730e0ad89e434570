"""Districts of cities: `Kreuzberg, Berlin` is one place of Berlin, and whoever wants London wants Camden. Pure."""

from __future__ import annotations

from dataclasses import replace

from jobalerts_shared.reading.drafts import Atom
from jobalerts_shared.reading.gazetteer import Found, Kind, gazetteer

# Where mail names the district for the city, `Brooklyn, New York` names a state behind it.
STATES = "US"


def city_of(found: Found) -> Found | None:
    """The city that a district is a part of."""
    return None if found.city_number is None else gazetteer().place(found.city_number)


def within_cities(atoms: list[Atom]) -> list[Atom]:
    """A district beside its city is no place of its own: the city remains, and lies where the district does."""
    pairs = [(at, found) for at, atom in enumerate(atoms) for found in atom.names if found.city_number is not None]
    if not pairs:
        return atoms
    changed: list[Atom | None] = list(atoms)
    for at, district in pairs:
        beside = next((other for other, atom in enumerate(atoms) if other != at and _names(atom, district)), None)
        if beside is not None and changed[beside] is not None:
            changed[at] = None
            changed[beside] = _moved(atoms[beside], district)
    return [atom for atom in changed if atom is not None]


def _names(atom: Atom, district: Found) -> bool:
    if district.country == STATES and atom.first(Kind.REGION):
        return False
    return any(found.number == district.city_number for found in atom.names)


def _moved(atom: Atom, district: Found) -> Atom:
    city = next(found for found in atom.names if found.number == district.city_number)
    here = district._replace(name=city.name, parent=city.parent, population=city.population, first=True)
    return replace(atom, names=(here,), codes=())
