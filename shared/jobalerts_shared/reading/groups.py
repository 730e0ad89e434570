"""One group of neighbouring names taken as one place, with points for how well they fit together.

A group is a city, unknown town, region or country alone, or one of them beside the areas it lies in, smallest first
(`Boston, Massachusetts, USA`) or largest first (`US-CA-Menlo Park`). What a name explains earns points, and so does
each link of one lying in the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from jobalerts_shared.reading.drafting import CITY_STATES, area_draft, city_draft
from jobalerts_shared.reading.drafts import NO_NAMES, Atom, Draft, is_in, is_name, size_bonus, titled
from jobalerts_shared.reading.gazetteer import Found, Kind, gazetteer, place_key

CITY, REGION, COUNTRY, CODE, COUNTY, MACRO = 2.0, 2.2, 3.0, 1.6, 1.0, 3.2
LINK = 2.5
UNKNOWN_LINK = 1.0
MIDDLE = 0.3  # a name between a city and its country that we cannot place
UNKNOWN, REVERSED = 0.6, -0.3
STATE = 0.5  # a code after a city is rather a state of the US than a country
NAMED_COUNTY = 1.5  # more for a county that is all that a line says
FOREIGN = 0.6  # less for a code of a region where people seldom write them
LOOSE_TOWN = -2.2  # a town of less than LARGE inhabitants amid other names
SHARE = 0.1  # a city with less of its namesake region's inhabitants is not what the name alone means
CAPITAL_SHARE = 0.3  # the same for a city beside the region of its name: `Buenos Aires`
LARGE = 100_000
MUCH_LARGER = 10  # times the inhabitants: Germany, not Delaware, for a bare DE
UNKNOWN_BESIDE = frozenset({"US", "CA", "AU", "BR"})
CODED = frozenset(
    {"US", "CA", "AU", "BR", "IN", "MX", "DE", "CH", "ES", "IT"}
)  # regions written as codes without their country
CODED_ALONE = frozenset({"US", "CA", "AU"})  # and beside names that we do not know

Scored = tuple[float, Draft]


def single(atom: Atom, before: Atom | None, *, alone: bool) -> Iterator[Scored]:
    """A name by itself, and what stands before it; `alone` where it is all that the line says."""
    for found in atom.names:
        match found.kind:
            case Kind.COUNTRY:
                yield COUNTRY + (0 if found.first else -0.6) - _larger_city(atom, found), area_draft(atom, found)
            case Kind.REGION if _is_believed(atom, found):
                capital = any(city.number == found.parent for city in atom.cities)
                yield REGION + 0.25 * size_bonus(found) - (0.6 if capital else 0.0), area_draft(atom, found, loose=True)
            case Kind.COUNTY if _is_county(atom, found):
                region = None if found.parent is None else gazetteer().place(found.parent)
                yield COUNTY + (NAMED_COUNTY if alone else 0.0), area_draft(atom, found, region=region)
            case _:
                pass
    yield from _loose_city(atom, alone=alone)
    if _can_be_code(atom, before):
        yield from _lone_code(atom)


def _larger_city(atom: Atom, country: Found) -> float:
    """`Granada` is rather the city of Spain than Grenada in Spanish."""
    is_outdone = any(city.first and city.population > country.population for city in atom.cities)
    return 2.0 if is_outdone and place_key(country.name) != place_key(atom.text) else 0.0


def _is_county(atom: Atom, county: Found) -> bool:
    """`Orange County`, and those of the reviewed table, whose names are believed as they are."""
    sure = county.first or all(found.kind == Kind.COUNTY for found in atom.names)
    return "county" in atom.text.lower() or (sure and len(atom.text) > 4)


def _can_be_code(atom: Atom, before: Atom | None) -> bool:
    """Behind a name that lies elsewhere a code of a region says nothing, nor does one in brackets by itself."""
    if before is None or not before.known or any(code.kind == Kind.COUNTRY for code in atom.codes):
        return not atom.bracketed
    countries = {found.country for found in (*before.names[:1], *before.codes)}
    return any(code.country in countries for code in atom.codes)


def _is_believed(atom: Atom, region: Found) -> bool:
    known_so = atom.text.isupper() or region.population >= 10 * LARGE
    long_enough = len(atom.text) > 3 or (len(atom.text) == 3 and known_so)
    return region.first and region.population >= LARGE and atom.text.casefold() not in NO_NAMES and long_enough


def _loose_city(atom: Atom, *, alone: bool) -> Iterator[Scored]:
    cities = atom.cities
    if not cities or atom.text.casefold() in NO_NAMES or not atom.text[0].isalpha():
        return
    best = next((city for city in cities if city.first), cities[0]) if cities[0].population < LARGE else cities[0]
    small = best.population < LARGE and best.kind == Kind.CITY
    short = len(atom.text) < 4 and atom.text.isascii()
    if small and atom.text[0].islower():
        return
    if not best.first and (short or best.population < LARGE / 2) and not _is_fuller(atom, best):
        return
    is_town = alone and (len(atom.text) > 3 or (best.population > LARGE / 4 and not atom.text.isupper()))
    points = CITY + size_bonus(best) + (LOOSE_TOWN if small and not is_town else 0.0)
    region, country = atom.first(Kind.REGION), atom.first(Kind.COUNTRY)
    if (region and _is_outshone(best, region)) or (country and place_key(country.name) == place_key(atom.text)):
        points -= 1.0
    yield points, city_draft(atom, best, loose=True)


def _is_outshone(city: Found, region: Found) -> bool:
    """`Quebec`, `Washington` and `Ontario` mean the region: the city is a small part of it, or lies elsewhere."""
    if city.country != region.country:
        return city.population < SHARE * region.population
    if city.parent != region.number and region.parent != city.number:
        return city.population < CAPITAL_SHARE * region.population
    return city.population < SHARE * region.population


def _is_fuller(atom: Atom, city: Found) -> bool:
    """`Garching bei München` is Garching."""
    return place_key(atom.text).startswith(f"{place_key(city.name)} ")


def _lone_code(atom: Atom) -> Iterator[Scored]:
    country = next((code for code in atom.codes if code.kind == Kind.COUNTRY), None)
    brazilian = next((code for code in atom.codes if code.kind == Kind.REGION and code.country == "BR"), None)
    states = [code for code in atom.codes if code.kind == Kind.REGION and code.country in CODED_ALONE]
    state = max(states, key=lambda code: code.country == "US", default=None)
    if country and (state is None or country.population > MUCH_LARGER * state.population):
        yield CODE, area_draft(atom, country)
    elif state or brazilian:
        yield CODE, area_draft(atom, state or brazilian)  # type: ignore[arg-type]  # one of the two is there


def pair(head: Atom, outer: Atom, *, backwards: bool) -> Iterator[Scored]:
    """A name and the area it lies in."""
    for worth, area in _areas(outer):
        if area in outer.names and area.kind == Kind.COUNTY and (backwards or _is_capital(head, area)):
            continue
        if backwards and area.kind == Kind.REGION and _is_big_city_too(outer, area):
            worth -= 1.5
        for points, draft in chain(_inside(head, area), _unknown_inside(head, area, outer, backwards=backwards)):
            yield points + worth + (REVERSED if backwards else 0.0), draft


def _is_capital(head: Atom, county: Found) -> bool:
    """`Padova, Verona` are two cities: each has its own province."""
    return any(found.kind == Kind.COUNTY and found.country == county.country for found in head.names)


def triple(head: Atom, middle: Atom, outer: Atom, *, backwards: bool) -> Iterator[Scored]:
    """A name, the region or county it lies in, and the country of both (or the region of a county)."""
    for worth, area in _areas(outer):
        turned = REVERSED if backwards else 0.0
        for points, inner in _middles(middle, area):
            for more, draft in chain(
                _inside(head, inner, area), _unknown_inside(head, inner, middle, backwards=backwards)
            ):
                yield points + more + worth + LINK + turned, draft
        if not backwards and area.kind == Kind.COUNTRY:
            yield from _past(head, middle, area, worth)


def quadruple(head: Atom, county: Atom, region: Atom, country: Atom) -> Iterator[Scored]:
    """`Watford, Hertfordshire, England, United Kingdom`: the county need not be known."""
    for points, draft in triple(head, region, country, backwards=False):
        if draft.city and draft.region:
            yield points + MIDDLE + (COUNTY if county.first(Kind.COUNTY) else 0.0), draft


def _areas(atom: Atom) -> Iterator[tuple[float, Found]]:
    """What the outermost name of a group can be; a code of a region stands alone in some countries only."""
    for found in atom.names:
        if found.kind == Kind.COUNTRY:
            yield COUNTRY - 0.8 + (0.0 if found.first else -0.6), found
        elif found.kind == Kind.REGION:
            yield REGION + (0.0 if found.first else -0.3), found
        elif found.kind == Kind.METRO:
            yield COUNTY, found
        elif found.kind == Kind.COUNTY:
            yield COUNTY - (0.0 if found.first else 0.5), found
    for code in atom.codes:
        if code.kind == Kind.COUNTRY:
            yield CODE, code
        elif code.country in CODED:
            yield CODE + (STATE if code.country == "US" else 0.0), code
        elif code.kind == Kind.REGION:
            yield CODE - FOREIGN, code


def _middles(atom: Atom, country: Found) -> Iterator[tuple[float, Found]]:
    """Regions and counties of a country, by name or any code."""
    if country.kind != Kind.COUNTRY:
        return
    is_city = any(city.country == country.country and city.population >= LARGE / 2 for city in atom.cities)
    for found in atom.names:
        if found.country == country.country and (
            found.kind == Kind.REGION or (found.kind == Kind.COUNTY and not is_city)
        ):
            yield (REGION if found.kind == Kind.REGION else COUNTY), found
    for code in atom.codes:
        if code.kind == Kind.REGION and code.country == country.country:
            yield CODE + STATE, code


def _inside(head: Atom, inner: Found, outer: Found | None = None) -> Iterator[Scored]:
    """The largest city of the name in an area; else a city of the same country, for regions that were drawn anew."""
    area = outer if outer is not None and inner.kind == Kind.COUNTY else inner
    city = next((found for found in head.cities if is_in(found, area)), None)
    if city and area.kind == Kind.COUNTRY and _is_another_country(head, area) and city.population < LARGE:
        return
    region = inner.name if inner.kind == Kind.REGION else None
    if city:
        yield (
            CITY + size_bonus(city) + LINK + (0.3 if area.kind == Kind.REGION else 0.0),
            city_draft(head, city, region),
        )
    elif outer is not None and (city := _drawn_anew(head, inner, outer)):
        draft = city_draft(head, city, region)
        draft.found = None
        yield CITY + size_bonus(city) + 1.0, draft
    if inner.kind == Kind.COUNTRY:
        yield from _region_of(head, inner)
    elif inner.kind == Kind.REGION and (
        county := next((one for one in head.names if one.kind == Kind.COUNTY and one.parent == inner.number), None)
    ):
        yield COUNTY + LINK, area_draft(head, county, region=inner)


def _drawn_anew(head: Atom, region: Found, country: Found) -> Found | None:
    """`Asker, Viken, Norway`: regions change; where they do not, the town is another one, unknown to us."""
    if country.country in UNKNOWN_BESIDE:
        return None
    city = next((found for found in head.cities if found.first and is_in(found, country)), None)
    return None if city and city.population >= LARGE and _is_city_s(region) else city


def _is_city_s(region: Found) -> bool:
    """Berlin is a region of its city alone: in `Germany (Berlin, Munich)` Munich is another place."""
    return region.parent is not None and place_key(gazetteer().place(region.parent).name) == place_key(region.name)


def _is_another_country(head: Atom, country: Found) -> bool:
    """`Brazil, Colombia` are two countries, though a town of Brazil is called so."""
    return any(
        found.kind == Kind.COUNTRY
        and found.country != country.country
        and place_key(found.name) == place_key(head.text)
        for found in head.names
    )


def _region_of(head: Atom, country: Found) -> Iterator[Scored]:
    for found in head.names:
        if (
            found.country == country.country
            and found.kind in (Kind.REGION, Kind.COUNTY)
            and found.number != country.number
        ):
            worth = REGION + 0.25 * size_bonus(found) if found.kind == Kind.REGION else COUNTY
            city = next((one for one in head.cities if is_in(one, country)), None)
            rather_city = city is not None and city.population >= SHARE * found.population
            yield worth + LINK - (1.0 if rather_city else 0.0), area_draft(head, found)
    for code in head.codes:
        if code.kind == Kind.REGION and code.country == country.country:
            yield CODE + LINK, area_draft(head, code)


def _unknown_inside(head: Atom, area: Found, written: Atom, *, backwards: bool) -> Iterator[Scored]:
    """A town that we do not know, beside an area, is taken as it stands."""
    in_state = area.country == "US" and area in written.codes and area.kind == Kind.REGION
    may_be_unknown = not head.codes and (len(head.cities) == len(head.names) or (in_state and _is_abroad(head)))
    foreign_code = area in written.codes and area.kind != Kind.COUNTRY and area.country not in UNKNOWN_BESIDE
    if (
        area.kind in (Kind.COUNTY, Kind.METRO)
        or not may_be_unknown
        or not is_name(head)
        or area.country in CITY_STATES
        or foreign_code
    ):
        return
    points = UNKNOWN + UNKNOWN_LINK - (0.6 if backwards else 0.0) - (0.5 if head.known else 0.0)
    if area.kind == Kind.COUNTRY and area in written.codes:
        rival = next((code for code in written.codes if code.kind == Kind.REGION and code.country in CODED_ALONE), None)
        points += 0.7 if rival and area.population > MUCH_LARGER * rival.population else 0.0
    region = area.name if area.kind == Kind.REGION else None
    yield points, Draft(head.text, titled(head.text), region, area.country, low=True, rule="location.as_written")


def _is_abroad(head: Atom) -> bool:
    """`Berlin, CT` is a town of Connecticut, however large the city and region of that name elsewhere."""
    return all(
        found.kind <= Kind.METRO or (found.kind == Kind.REGION and found.country != "US") for found in head.names
    )


def _past(head: Atom, middle: Atom, country: Found, worth: float) -> Iterator[Scored]:
    """A city and its country past a name that we cannot place between them: `Asker, Viken, Norway`."""
    city = next((found for found in head.cities if is_in(found, country)), None)
    if city and not middle.bracketed:
        same = any(found.number == city.number for found in middle.names) or bool(middle.first(Kind.COUNTRY))
        region = None if same or middle.text.isupper() or middle.text.islower() else middle.text
        yield CITY + size_bonus(city) + MIDDLE + worth + LINK + (1.0 if same else 0.0), city_draft(head, city, region)


def _is_big_city_too(atom: Atom, region: Found) -> bool:
    return any(city.population >= LARGE and city.country == region.country for city in atom.cities)
