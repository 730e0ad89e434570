"""Which place each name of an alternative is: read from the right, where countries and regions stand, towards the city.

Namesakes: a region or country beside the name decides; else the other places of the line and the hints; else the most
populous, marked as such. Forms that begin with the country (`TAIWAN, TAIPEI`, `US-CA-Menlo Park`) are recognised when
the names to the right lie in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jobalerts_shared.reading.cutting import Atom
from jobalerts_shared.reading.gazetteer import Found, Kind, gazetteer

CITY_STATES = frozenset({"SG", "HK", "MO", "MC", "GI", "VA"})
# Countries whose regions are written as codes without the country beside them.
CODED_ALONE = frozenset({"US", "CA", "AU"})
CODED = frozenset({"US", "CA", "AU", "BR"})
LARGE = 100_000  # inhabitants from which a city is believed by its name alone
BY_NAME_LARGE = 50_000
RIVAL = 0.1  # a namesake with this share of the largest one's inhabitants can be meant
MUCH_LARGER = 10  # times the inhabitants: Germany, not Delaware, for a bare DE
# Words that are names of small places somewhere, and nearly always something else in a location line.
NO_NAMES = frozenset(
    "home office field union central center centre eastern western northern southern north south east west sales us apac asia remote virtual mobile "
    "independence enterprise mission college university campus hub team local national international regional corporate headquarters hq main "
    "downtown other any all none various multiple flexible anywhere global online europe state city town county district region area location park "
    "plaza tower building floor street road avenue square house airport port bay island mall market store warehouse plant site branch studio lab "
    "hospital clinic school church police".split()
)
BUILDING = re.compile(
    r"\d|\b(?:street|st|road|rd|avenue|ave|blvd|boulevard|floor|building|bldg|tower|suite|ste|plaza|office|campus|hq|headquarters|hub|center|centre|"
    r"hospital|clinic|university|college|school|airport|park|mall|store|straße|strasse|platz|weg|rue|calle|via|rua|team|department|engineering|"
    r"marketing|sales|operations|product|design|corporate|group|inc|llc|ltd|gmbh|area|region|zone|site|remote|only|based|preferred|office)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Draft:
    """A place in the making. `loose`: nothing beside the name said which of its namesakes is meant."""

    words: str
    city: str | None = None
    region: str | None = None
    country: str | None = None
    found: Found | None = None
    rivals: tuple[Found, ...] = ()
    loose: bool = False
    low: bool = False
    rule: str = "location.gazetteer"


@dataclass(slots=True)
class Alternative:
    """What one alternative of a line names, in the order in which it stands."""

    drafts: list[Draft] = field(default_factory=list)
    macros: list[Found] = field(default_factory=list)


def read_alternative(atoms: list[Atom]) -> Alternative:
    return _Reader(atoms).read()


class _Reader:
    """Walks the atoms from right to left; `country` and `region` are what stands to the right of the present one."""

    def __init__(self, atoms: list[Atom]) -> None:
        self.atoms = atoms
        self.drafts: list[Draft] = []  # from right to left
        self.macros: list[Found] = []
        self.country: str | None = None
        self.region: Found | None = None
        self.county: str | None = None
        self.pending: Draft | None = None
        self.unknown: Atom | None = None

    def read(self) -> Alternative:
        for number in range(len(self.atoms) - 1, -1, -1):
            self._take(number)
        self._flush()
        return Alternative(self.drafts[::-1], self.macros[::-1])

    def _take(self, number: int) -> None:
        atom = self.atoms[number]
        left = self.atoms[number - 1] if number else None
        macro = _first(atom.names, Kind.MACRO)
        if macro:
            self._flush()
            self.macros.append(macro)
            return
        area = self._area(atom, left, alone=len(self.atoms) == 1)
        if area:
            self._take_area(atom, area)
        elif not self._take_city(atom):
            self._take_unknown(atom, number)

    def _take_area(self, atom: Atom, area: Found) -> None:
        if area.kind == Kind.COUNTRY:
            self._take_country(atom, area)
        elif area.kind == Kind.REGION:
            self._take_region(atom, area)
        else:
            self._take_county(atom, area)

    def _area(self, atom: Atom, left: Atom | None, *, alone: bool) -> Found | None:
        """The country, region or county that an atom is; None where it is rather a city, or nothing known."""
        country = _first(atom.names, Kind.COUNTRY)
        region = self._region(atom, left, alone=alone)
        if country and region and self._prefers_region(country, region, left):
            return region
        if country:
            return None if self._is_city_of_its_name(atom, country) else country
        if region:
            return region
        if atom.codes and not atom.names:
            return self._coded(atom, left, alone=alone)
        return (
            self._coded(atom, left, alone=alone)
            if atom.codes and self._code_fits(atom, left)
            else self._county(atom, left)
        )

    def _prefers_region(self, country: Found, region: Found, left: Atom | None) -> bool:
        """`Georgia` right of Atlanta, or left of USA, is the state."""
        if self.country:
            return self.country == region.country
        return bool(left and _within(left, region) and not _in_country(left, country.country))

    def _is_city_of_its_name(self, atom: Atom, country: Found) -> bool:
        """The left `Luxembourg` of `Luxembourg, Luxembourg`; `Singapore, Singapore`; `Mexico, Mexico`."""
        return self.country == country.country and self.pending is not None and bool(_cities(atom))

    def _region(self, atom: Atom, left: Atom | None, *, alone: bool) -> Found | None:
        regions = [found for found in atom.names if found.kind == Kind.REGION]
        if self.country:
            regions = [found for found in regions if found.country == self.country]
        region = _fitting(regions, left) or (regions[0] if regions else None)
        if region is None:
            return None
        city = self._namesake_city(atom, region)
        if city is None:
            return region if self._is_believed(region, left) else None
        if left is not None and (_within(left, region) or (self._is_third(left) and not _is_known_elsewhere(left))):
            return region
        if self.country and self.region is None and self.pending is None:
            return None
        return None if _is_largest(city, region) or city.population * 3 > region.population else region

    def _is_third(self, left: Atom) -> bool:
        """The middle of `Kleinort, Berlin, Germany`, where the left name is of no known place."""
        return self.pending is not None and len(self.atoms) == 3 and not left.known and is_name(left.text)

    def _namesake_city(self, atom: Atom, region: Found) -> Found | None:
        inside = [found for found in _cities(atom) if found.country == region.country]
        largest = max(inside, key=lambda found: found.population, default=None)
        return largest if largest and (largest.parent == region.number or _is_largest(largest, region)) else None

    def _is_believed(self, region: Found, left: Atom | None) -> bool:
        if self.country or (left and (_within(left, region) or not left.known)):
            return True
        return region.first and region.population >= LARGE and region.name.casefold() not in NO_NAMES

    def _county(self, atom: Atom, left: Atom | None) -> Found | None:
        counties = [
            found
            for found in atom.names
            if found.kind == Kind.COUNTY and (not self.country or found.country == self.country)
        ]
        if not counties or (not self.country and "county" not in atom.text.lower()):
            return None
        if _in_context(_cities(atom), self.country, self.region) and not (
            left and (not left.known or _in_country(left, counties[0].country))
        ):
            return None
        return counties[0]

    def _code_fits(self, atom: Atom, left: Atom | None) -> bool:
        """A code that is a name too ("LA"): a code when the name left of it lies there."""
        return left is not None and any(
            _within(left, code) for code in atom.codes if code.kind == Kind.REGION and code.country in CODED
        )

    def _coded(self, atom: Atom, left: Atom | None, *, alone: bool) -> Found | None:
        """What a code means beside its neighbours; a code after a city of the United States is a state."""
        countries = [code for code in atom.codes if code.kind == Kind.COUNTRY]
        regions = [code for code in atom.codes if code.kind == Kind.REGION]
        if self.country:
            here = [code for code in regions if code.country == self.country]
            return here[0] if here else (countries[0] if countries else None)
        reverse = self._reverse_code(regions, countries)
        if reverse:
            return reverse
        fitting = (
            [
                (_best_within(left, code) + (1.0 if code.country == "US" else 0.0), code)
                for code in regions
                if code.country in CODED
            ]
            if left
            else []
        )
        fitting += [(_best_within(left, code), code) for code in countries] if left else []
        fitting = [(score, code) for score, code in fitting if score > 1.0]
        if fitting:
            return max(fitting, key=lambda pair: pair[0])[1]
        return self._unfitting_code(regions, countries, left, alone=alone)

    def _reverse_code(self, regions: list[Found], countries: list[Found]) -> Found | None:
        """`CA` of `US-CA-Menlo Park`: the loose place to its right lies there."""
        right = self.drafts[-1] if self.drafts else None
        if right is None or self.pending:
            return None
        if not right.loose:
            return next((code for code in countries if code.country == right.country), None)
        inside = [
            code for code in regions if code.country in CODED and any(_is_in(found, code) for found in right.rivals)
        ]
        return (
            inside[0]
            if inside
            else next(
                (code for code in countries if any(found.country == code.country for found in right.rivals)), None
            )
        )

    def _unfitting_code(
        self, regions: list[Found], countries: list[Found], left: Atom | None, *, alone: bool
    ) -> Found | None:
        states = [code for code in regions if code.country in CODED_ALONE]
        state = max(states, key=lambda code: code.country == "US", default=None)
        country = countries[0] if countries else None
        if state is None or country is None:
            return state or country
        if left is not None and not left.known:
            return state
        return country if country.population > MUCH_LARGER * state.population else state

    def _take_country(self, atom: Atom, country: Found) -> None:
        code = country.country
        if self._absorb(lambda found: found.country == code, country, None):
            return
        if self.drafts and self.pending is None and self.country == code and self.drafts[-1].rule.endswith("reversed"):
            return
        self._flush()
        self._end_of_context(code)
        name = country.name if code in CITY_STATES else None
        self.pending = Draft(atom.text, country=code, city=name, found=country)
        self._adopt_unknown(code)

    def _end_of_context(self, country: str) -> None:
        self.country, self.region, self.county = country, None, None

    def _take_region(self, atom: Atom, region: Found) -> None:
        if self._absorb(lambda found: _is_in(found, region), region, region):
            return
        self._flush(unless_country=region.country)
        self.country, self.region = region.country, region
        self.pending = Draft(atom.text, region=region.name, country=region.country, found=region)
        self._adopt_unknown(region.country)

    def _take_county(self, atom: Atom, county: Found) -> None:
        self._flush(unless_country=county.country)
        self.country, self.county = county.country, county.name
        region = self.region.name if self.region and self.region.country == county.country else None
        self.pending = Draft(atom.text, region=region or county.name, country=county.country, found=county)

    def _absorb(self, lies_in: object, area: Found, region: Found | None) -> bool:
        """An area before its places: the loose ones to its right lie in it."""
        if self.pending or not self.drafts or not callable(lies_in):
            return False
        taken = False
        for draft in reversed(self.drafts):
            inside = [found for found in draft.rivals if lies_in(found)]
            if not draft.loose and not (draft.rule.endswith("reversed") and draft.country == area.country):
                break
            if draft.loose and not inside:
                break
            if draft.loose:
                _settle(draft, inside[0], region)
            taken = True
        if taken:
            self.country, self.region = area.country, region
        return taken

    def _take_city(self, atom: Atom) -> bool:
        cities = _cities(atom)
        if not cities:
            return False
        chosen = _in_context(cities, self.country, self.region)
        if chosen and self.pending is None and self.country and chosen.population < RIVAL * cities[0].population:
            chosen = None
        if chosen:
            self._place(atom, chosen, cities)
            return True
        if self.country and self.pending is not None and self.region is not None and is_name(atom.text):
            return False
        return self._loose(atom, cities)

    def _place(self, atom: Atom, chosen: Found, cities: tuple[Found, ...]) -> None:
        """A city whose region or country stands beside it."""
        outside = self.region is not None and not _is_in(chosen, self.region)
        region = self.region.name if self.region else (region_name(chosen) or self.county)
        name = chosen.name
        self.pending = None
        self.drafts.append(Draft(atom.text, name, region, chosen.country, None if outside else chosen, cities))

    def _loose(self, atom: Atom, cities: tuple[Found, ...]) -> bool:
        best = cities[0]
        if not _is_believed_alone(atom, best, alone=len(self.atoms) == 1 or not atom.bracketed):
            return False
        self._flush()
        self.country = self.region = None
        rule = "location.metro" if best.kind == Kind.METRO else "location.most_populous"
        low = any(found.population >= RIVAL * best.population and found.country != best.country for found in cities[1:])
        self.drafts.append(
            Draft(atom.text, best.name, region_name(best), best.country, best, cities, loose=True, low=low, rule=rule)
        )
        return True

    def _take_unknown(self, atom: Atom, number: int) -> None:
        """A name of no place that we know, beside a region or country, is taken as it stands."""
        if atom.bracketed or not is_name(atom.text):
            return
        if self.pending is not None and (self.pending.found is None or self.pending.found.country not in CITY_STATES):
            self.drafts.append(
                Draft(
                    atom.text,
                    _titled(atom.text),
                    self.pending.region,
                    self.pending.country,
                    low=True,
                    rule="location.as_written",
                )
            )
            self.pending = None
        elif number == len(self.atoms) - 1:
            self.unknown = atom

    def _adopt_unknown(self, country: str) -> None:
        """`Germany - Kleinort`: a country and one name of no place that we know."""
        if self.unknown is not None and len(self.atoms) == 2 and self.pending is not None:
            text = self.unknown.text
            self.drafts.append(
                Draft(text, _titled(text), self.pending.region, country, low=True, rule="location.as_written")
            )
            self.pending = self.unknown = None

    def _flush(self, unless_country: str | None = None) -> None:
        """An area with no city to its left is a place by itself, unless it is the country of the region at hand."""
        pending, self.pending = self.pending, None
        if pending is None:
            return
        is_country = pending.found is not None and pending.found.kind == Kind.COUNTRY
        is_region_of_county = pending.found is not None and pending.found.kind == Kind.REGION
        if unless_country is not None and pending.country == unless_country and is_country:
            return
        if (
            unless_country is not None
            and is_region_of_county
            and pending.region != (self.region.name if self.region else None)
        ):
            self.drafts.append(pending)
            return
        if unless_country is None or pending.country != unless_country or is_region_of_county:
            self.drafts.append(pending)


def _first(founds: tuple[Found, ...], kind: Kind) -> Found | None:
    return next((found for found in founds if found.kind == kind), None)


def _cities(atom: Atom) -> tuple[Found, ...]:
    return tuple(found for found in atom.names if found.kind in (Kind.CITY, Kind.METRO))


def _is_in(found: Found, area: Found) -> bool:
    return found.parent == area.number if area.kind == Kind.REGION else found.country == area.country


def _within(atom: Atom, area: Found) -> bool:
    return any(_is_in(found, area) for found in _cities(atom))


def _in_country(atom: Atom, country: str) -> bool:
    return any(found.country == country for found in _cities(atom))


def _is_known_elsewhere(atom: Atom) -> bool:
    return atom.known


def _is_largest(city: Found, region: Found) -> bool:
    return region.parent == city.number


def _fitting(regions: list[Found], left: Atom | None) -> Found | None:
    return next((region for region in regions if left and _within(left, region)), None)


def _best_within(atom: Atom | None, area: Found) -> float:
    """How well a name fits an area: the tenth power of the inhabitants of its largest namesake there."""
    inside = [found.population for found in _cities(atom) if _is_in(found, area)] if atom else []
    return len(str(max(inside))) + max(inside) / 10 ** len(str(max(inside))) if inside else 0.0


def _in_context(cities: tuple[Found, ...], country: str | None, region: Found | None) -> Found | None:
    if region is not None and (inside := [found for found in cities if _is_in(found, region)]):
        return inside[0]
    if country is None:
        return None
    return next((found for found in cities if found.country == country), None) if region is None else None


def _is_believed_alone(atom: Atom, best: Found, *, alone: bool) -> bool:
    if atom.text.casefold() in NO_NAMES or not atom.text[0].isalpha() or (atom.text[0].islower() and not best.first):
        return False
    if not best.first:
        return best.population >= BY_NAME_LARGE
    return best.kind == Kind.METRO or best.population >= LARGE or (alone and len(atom.text) > 3)


def _settle(draft: Draft, found: Found, region: Found | None) -> None:
    draft.city, draft.country, draft.found = found.name, found.country, found
    draft.region = region.name if region else region_name(found)
    draft.loose, draft.low, draft.rule = False, False, "location.reversed"


def region_name(found: Found) -> str | None:
    """The first-level region of a city."""
    return (
        gazetteer().place(found.parent).name
        if found.kind in (Kind.CITY, Kind.METRO) and found.parent is not None
        else None
    )


def is_name(text: str) -> bool:
    """Whether an unknown word can be a town's name, rather than a building, a street or a team."""
    return (
        len(text) >= 3
        and len(text.split()) <= 4
        and text[0].isalpha()
        and not BUILDING.search(text)
        and text.casefold() not in NO_NAMES
    )


def _titled(text: str) -> str:
    return text.title() if text.isupper() else text
