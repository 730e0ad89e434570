"""A candidate taken as what a name means: the draft of a place, under the name that the reader of the line expects."""

from __future__ import annotations

from jobalerts_shared.reading.districts import city_of
from jobalerts_shared.reading.drafts import Atom, Draft, region_name, titled
from jobalerts_shared.reading.gazetteer import Found, Kind, place_key
from jobalerts_shared.reading.text import fold

# Where English has two names in use, the posting's own is kept.
SECOND_NAMES = frozenset({"bangalore", "bombay", "calcutta", "gurgaon", "kiev", "madras", "saigon"})
CITY_STATES = frozenset({"SG", "HK", "MO", "MC", "GI", "VA"})
SAINTS = frozenset({"US", "CA", "GB", "IE"})  # where `St. Charles` is written so


def city_draft(atom: Atom, city: Found, region: str | None = None, *, loose: bool = False) -> Draft:
    rule = "location.gazetteer"
    low = False
    if loose:
        rule = "location.metro" if city.kind == Kind.METRO else "location.most_populous"
        low = any(one.population * 10 >= city.population and one.country != city.country for one in atom.cities[1:])
    return Draft(
        atom.text, _name(atom, city), region or region_name(city), city.country, city, atom.names, loose, low, rule
    )


def _name(atom: Atom, city: Found) -> str | None:
    """A fuller or shorter form in the text is kept (`Offenbach am Main`, `St. Charles`); `Ruhr` names no city."""
    short, written = place_key(city.name), place_key(atom.text)
    if city.kind == Kind.METRO:
        return city.name if short in written else None
    whole = city_of(city)
    named = place_key(whole.name) if whole else ""
    if whole and (written.startswith(f"{named} ") or (short != written and written.endswith(f" {named}"))):
        return whole.name
    fuller = f" {short} " in f" {written} " or f" {written} " in f" {short} "
    is_saint = short == written and city.country in SAINTS and fold(atom.text).startswith("st ")
    is_kept = is_saint or (fuller and short != written and not city.first)
    return titled(atom.text) if is_kept or written in SECOND_NAMES else city.name


def area_draft(atom: Atom, area: Found, *, loose: bool = False, region: Found | None = None) -> Draft:
    if region is not None:
        return Draft(atom.text, region=region.name, country=area.country, found=area)
    if area.kind == Kind.COUNTRY:
        return _country(atom, area)
    return Draft(atom.text, region=area.name, country=area.country, found=area, rivals=atom.names, loose=loose)


def _country(atom: Atom, country: Found) -> Draft:
    """A city state is a city too; `Georgia` may be a region of another country, so it is not sure."""
    city = next((found for found in atom.cities if found.country == country.country), None)
    city = city if country.country in CITY_STATES else None
    region = atom.first(Kind.REGION)
    low = region is not None and region.country != country.country
    name = city.name if city else None
    return Draft(atom.text, name, None, country.country, city or country, atom.names, loose=not atom.codes, low=low)
