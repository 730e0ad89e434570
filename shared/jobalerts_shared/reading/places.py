"""A location line read into places, work mode and the scope of remote work, each with the words that decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from jobalerts_shared.posting import Basis, Evidence, Place, WorkMode
from jobalerts_shared.reading.cutting import Cut, cut
from jobalerts_shared.reading.drafts import Atom, Draft, region_name
from jobalerts_shared.reading.gazetteer import Found, Kind, gazetteer, place_key
from jobalerts_shared.reading.grouping import Alternative, read_alternative
from jobalerts_shared.reading.work_mode import mode_of_line

RIVAL = 0.1  # a namesake with this share of the largest one's inhabitants can be meant


@dataclass(frozen=True, slots=True)
class LocationReading:
    """What one line says.

    `remote_countries`: from where remote work is allowed; without a work mode, the countries of an area such as DACH.
    """

    places: tuple[Place, ...] = ()
    work_mode: WorkMode | None = None
    remote_countries: tuple[str, ...] = ()
    remote_anywhere: bool = False
    remote_except: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@lru_cache(maxsize=8192)
def read_location(raw: str, *, hints: tuple[str, ...] = ()) -> LocationReading:
    """`hints` are countries, as codes or names, in which a namesake is rather meant: the company's or the board's."""
    line = raw.replace("_", " - ")
    pieces = cut(line)
    found = [read_alternative(atoms) for atoms in pieces.alternatives]
    drafts = [draft for alternative in found for draft in alternative.drafts]
    _settle_namesakes(drafts, _codes(hints))
    mode = mode_of_line(line)
    outside = excluded_places(pieces.excluded, frozenset(draft.country for draft in drafts if draft.country))
    excluded = frozenset(place.country for place in outside if place.country and not place.region)
    countries, anywhere = _scope(found, drafts, mode[0] if mode else None, pieces, excluded)
    parts = tuple(place for place in outside if anywhere or place.region)
    return LocationReading(
        places=_places(drafts),
        work_mode=mode[0] if mode else None,
        remote_countries=countries,
        remote_anywhere=anywhere,
        remote_except=parts,
        evidence=(*_evidence(drafts, mode, pieces, countries, anywhere, found), *_not_from(parts, pieces.excluded)),
    )


def _codes(hints: tuple[str, ...]) -> frozenset[str]:
    codes: set[str] = set()
    for hint in hints:
        found = gazetteer().find(f"#{hint.lower()}" if len(hint) == 2 else place_key(hint))
        codes.update(one.country for one in found if one.kind == Kind.COUNTRY)
    return frozenset(codes)


def _settle_namesakes(drafts: list[Draft], hints: frozenset[str]) -> None:
    """A loose name goes with the one country of the sure ones, or a hint, where it has a namesake of some size."""
    sure = {draft.country for draft in drafts if draft.country and not (draft.loose and draft.low)}
    context = frozenset(sure) if len(sure) == 1 else hints if not sure else frozenset()
    for draft in drafts:
        if draft.loose and draft.found and draft.country not in context:
            _move(draft, draft.found, context)


def _move(draft: Draft, found: Found, context: frozenset[str]) -> None:
    least = RIVAL * found.population if draft.city else 0
    near = next((one for one in draft.rivals if _can_be(one, context) and one.population >= least), None)
    if near is None:
        return
    is_region = near.kind == Kind.REGION
    draft.city, draft.country, draft.found = None if is_region else near.name, near.country, near
    draft.region, draft.rule = near.name if is_region else region_name(near), "location.neighbours"


def _can_be(found: Found, context: frozenset[str]) -> bool:
    return found.country in context and found.first and found.kind in (Kind.CITY, Kind.METRO, Kind.REGION)


def _places(drafts: list[Draft]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(_place(draft) for draft in drafts))


def _place(draft: Draft) -> Place:
    located = draft.found is not None and draft.found.kind in (Kind.CITY, Kind.METRO)
    return Place(
        city=draft.city,
        region=draft.region,
        country=draft.country,
        latitude=draft.found.latitude if located and draft.found else None,
        longitude=draft.found.longitude if located and draft.found else None,
    )


def excluded_places(words: str, scope: frozenset[str]) -> tuple[Place, ...]:
    """The places that are taken out, such as `UK` or `CA, NY`; of namesakes that in the scope: Georgia of the US."""
    if not words:
        return ()
    found = [read_alternative([_in_scope(atom, scope) for atom in atoms]) for atoms in cut(words).alternatives]
    drafts = [draft for alternative in found for draft in alternative.drafts if draft.country]
    _settle_namesakes(drafts, scope)
    macros = sorted({code for one in found for macro in one.macros for code in macro.countries})
    return (*_places(drafts), *(Place(country=code) for code in macros))


def _in_scope(atom: Atom, scope: frozenset[str]) -> Atom:
    """Beside the US, CO is Colorado."""
    codes = tuple(code for code in atom.codes if code.kind == Kind.REGION and code.country in scope)
    return replace(atom, codes=codes) if codes else atom


def _not_from(places: tuple[Place, ...], words: str) -> Iterator[Evidence]:
    for place in places:
        value = ", ".join(part for part in (place.city, place.region, place.country) if part)
        yield Evidence(field="remote_except", value=value, basis=Basis.STATED, words=words, rule="location.except")


def _scope(
    found: list[Alternative], drafts: list[Draft], mode: WorkMode | None, pieces: Cut, excluded: frozenset[str]
) -> tuple[tuple[str, ...], bool]:
    countries = {code for alternative in found for macro in alternative.macros for code in macro.countries}
    if mode == WorkMode.REMOTE:
        countries |= {draft.country for draft in drafts if draft.country}
    anywhere = pieces.anywhere is not None and not countries and not drafts
    return tuple(sorted(countries - excluded)), anywhere


def _evidence(
    drafts: list[Draft],
    mode: tuple[WorkMode, str] | None,
    pieces: Cut,
    countries: tuple[str, ...],
    anywhere: bool,
    found: list[Alternative],
) -> Iterator[Evidence]:
    for draft in drafts:
        rule = f"{draft.rule} (low confidence)" if draft.low else draft.rule
        yield Evidence(
            field="places",
            value=_written(draft),
            basis=Basis.DERIVED if draft.loose else Basis.STATED,
            words=draft.words,
            rule=rule,
        )
    if mode:
        yield Evidence(field="work_mode", value=mode[0], basis=Basis.STATED, words=mode[1], rule="location.mode")
    macros: list[Found] = [macro for alternative in found for macro in alternative.macros]
    if countries:
        words = ", ".join([macro.name for macro in macros] or [draft.words for draft in drafts])
        if pieces.excluded:
            words = f"{words}, excluding {pieces.excluded}"
        yield Evidence(
            field="remote_countries", value=" ".join(countries), basis=Basis.STATED, words=words, rule="location.scope"
        )
    if anywhere:
        yield Evidence(
            field="remote_anywhere", value="true", basis=Basis.STATED, words=pieces.anywhere, rule="location.anywhere"
        )
    if pieces.time_zones:
        yield Evidence(
            field="time_zones",
            value=pieces.time_zones,
            basis=Basis.STATED,
            words=pieces.time_zones,
            rule="location.time_zones",
        )


def _written(draft: Draft) -> str:
    return ", ".join(part for part in (draft.city, draft.region, draft.country) if part)
