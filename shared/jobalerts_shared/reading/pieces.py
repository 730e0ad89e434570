"""One piece of a location line brought to the names it holds: as it stands, trimmed, or cut once more."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from jobalerts_shared.reading.drafts import BUILDING, NO_NAMES, Atom, named
from jobalerts_shared.reading.gazetteer import Kind

INNER = re.compile(r"\s*/\s*|\s+(?:and|und|et|y|e|en|or|oder|ou|o|lub|&)\s+|\s*&\s*|\s*\+\s*")
LEADING = re.compile(
    r"^(?:(?:is|are|will be|based|located|living|residing|work|working|candidates?|residents?|employees?|must be|"
    r"within|any|multiple|various|several|innerhalb|in|at|near|from|around|across|throughout|the|our|of|to|for|state|city|"
    r"town|province|region|regio|regione|região|région|región|provincia|provincie|heel|gesamte?s?|prefecture|district|commune|gmina|gemeinde|kreis|landkreis|stadt|raum|großraum|grossraum|"
    r"nähe|bei|im|à|a|au|en|dans|chez|em|no|na|di|nel|te|"
    r"bij|only|anywhere|downtown|central|greater|metro|metropolitan|grand|grande|gran|área|area|remote|office|hq|"
    r"headquarters|hub|either|preferably|ideally|also|and|or|&|"
    r"und|et|y|e|oder|ou|lub|open|nationwide|all|ganz|toda|todo|tutta|toute la|with|client|clients) )+",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?: (?:based|only|area|areas|region|metro|metropolitan|metroplex|office|offices|hq|headquarters?|campus|hub|"
    r"site|sites|cbd|downtown|city|centre|center|co-?working|"
    r"surroundings?|umgebung|umland|und|and|&|or|oder|ou|lub|o|y|e|et|preferred|residents?|candidates?|nationwide|wide|state|states|"
    r"province|municipality|kommune|district|county|län|shi|"
    r"timezone|studio|store|branch|plant|warehouse|airport|north|south|east|west|cedex|d\.?c\.?|team|department|"
    r"hospital|clinic|school|university|"
    r"\d{1,2}))+$|[-.]based$|\.$",
    re.IGNORECASE,
)
STREET = re.compile(
    r"\b(?:st|street|rd|road|ave|avenue|blvd|boulevard|lane|ln|drive|dr|parkway|pkwy|highway|hwy|straße|strasse|str|"
    r"loop)\.?(?: [ns]?[ew]?)?$|(?:straße|strasse|str\.|gasse|allee|damm)(?: \d{1,4} ?[a-z]?)?$|"
    r"^(?:av|avda|ul|al|pl|bd|c/)[. /] ?\w|^(?:avenida|calle|rua|via|viale|rue|boulevard|piazza|ulica) \w",
    re.IGNORECASE,
)
HOUSE = re.compile(
    r"\b(?:cent(?:re|er)|hospital|clinic|school|university|store|warehouse|airport|plant)$", re.IGNORECASE
)
NEAR = re.compile(r"^(\S.{2,40}?) (?:bei|nahe|near|près de|cerca de|vicino a|nabij) ", re.IGNORECASE)
OF_A_KIND = re.compile(r"^(\w.*)-(?:ku|shi|fu|ken|gu|si)$", re.IGNORECASE)  # ward, city, prefecture: `Shibuya-ku`
MOST_PARTS = 12
LARGE_ENOUGH = 150_000  # inhabitants of a city that is believed beside words that are no place


@lru_cache(maxsize=8192)
def resolve(piece: str) -> tuple[Atom, ...]:
    """The name as it stands; else without small words around it; else cut at slashes, hyphens, dots or words."""
    atom = named(piece)
    if atom.known:
        return (atom,)
    if STREET.search(piece):
        return (Atom(piece),)
    if (beside := NEAR.match(piece) or OF_A_KIND.match(piece)) and (town := named(beside[1])).known:
        return (town,)
    for cutter in (_cut_code, _cut_inner, _cut_hyphens, _cut_dots):
        if parts := cutter(piece):
            return tuple(parts)
    begun = LEADING.sub("", piece).strip(" .-")
    bare = TRAILING.sub("", begun).strip(" .-")
    for trimmed in (begun, bare):
        if trimmed and trimmed != piece and (atom := named(trimmed)).known:
            return (atom,)
    return tuple(_cut_words(bare or piece)) or ((Atom(piece if HOUSE.search(piece) else bare),) if bare else ())


def _cut_code(piece: str) -> list[Atom]:
    """`Grand Prairie TX`, `BR-PE-Abreu e Lima`: a code at an end of a known name."""
    if piece[2:3] == "-" and piece.count("-") < MOST_PARTS and (code := named(piece[:2])).codes:
        return [code, *resolve(piece[3:])]
    head, _, tail = piece.rpartition(" ")
    code, city = named(tail), named(head)
    return [city, replace(code, names=())] if code.codes and city.names else []


def _cut_inner(piece: str) -> list[Atom]:
    parts = [part.strip() for part in INNER.split(piece) if part and part.strip()]
    if len(parts) < 2:
        return []
    atoms = [atom for part in parts for atom in resolve(part)]
    return atoms if any(atom.known for atom in atoms) else []


def _cut_hyphens(piece: str) -> list[Atom]:
    """`Germany-North Rhine Westphalia-Düsseldorf`, `Indiana-Newburgh-Some Hospital`, `Canada-Trois-Rivières`."""
    parts = [part.strip() for part in piece.split("-") if part.strip()][:MOST_PARTS]
    if len(parts) < 2:
        return []
    atoms = _longest_joined(parts)
    begins = atoms[0].known and (_is_area(atoms[0]) or all(atom.known for atom in atoms[:-1]))
    if begins or all(atom.known for atom in atoms[1:]):
        return [found for atom in atoms for found in ([atom] if atom.known else resolve(atom.text))]
    return []


def _longest_joined(parts: list[str]) -> list[Atom]:
    """Of parts between hyphens, those that are one name together stay together."""
    atoms: list[Atom] = []
    while parts:
        widths = range(len(parts), 0, -1)
        width = next((width for width in widths if named("-".join(parts[:width])).known), 1)
        atoms.append(named("-".join(parts[:width])))
        parts = parts[width:]
    return atoms


def _cut_dots(piece: str) -> list[Atom]:
    """`USA.VA.Reston`."""
    parts = [part.strip() for part in piece.split(".") if part.strip()]
    if len(parts) < 2 or len(parts[0]) > 3:
        return []
    atoms = [named(part) for part in parts]
    return atoms if atoms[0].known else []


def _cut_words(piece: str) -> list[Atom]:
    """`Bronx NY`, `Toronto Canada`, `DEU Wiesbaden`: a code, region or country at an end, without a comma."""
    words = piece.split()
    if not 2 <= len(words) <= 8:
        return []
    for width in range(1, min(4, len(words))):
        if (area := _area(" ".join(words[-width:]))) and (city := named(" ".join(words[:-width]))).names:
            return [city, area]
        if (area := _area(" ".join(words[:width]))) and (city := named(" ".join(words[width:]))).names:
            return [area, city]
    area = _area(words[-1])
    if area and area.codes and len(words) <= 4:
        return [Atom(" ".join(words[:-1])), area]
    area = _area(words[0])
    if area and area.codes and len(words) <= 4:
        return [area, *resolve(" ".join(words[1:]))]
    return _longest_known(words)


def _is_area(atom: Atom) -> bool:
    return bool(atom.codes) or any(found.kind in (Kind.REGION, Kind.COUNTRY) for found in atom.names)


def _area(text: str) -> Atom | None:
    atom = named(text)
    kinds = (Kind.COUNTRY, Kind.MACRO) if text.casefold() in NO_NAMES else (Kind.REGION, Kind.COUNTRY, Kind.MACRO)
    areas = tuple(found for found in atom.names if found.kind in kinds)
    return replace(atom, names=areas) if areas or atom.codes else None


def _longest_known(words: list[str]) -> list[Atom]:
    """A large place at the beginning or the end of other words: `London Paddington`, `Our Berlin Lab`."""
    for width in range(len(words) - 1, 0, -1):
        for part in (words[:width], words[-width:]):
            atom = named(" ".join(part))
            large = tuple(
                one for one in atom.names if one.first and (one.kind > Kind.CITY or one.population >= LARGE_ENOUGH)
            )
            if large and part[0][0].isupper() and not BUILDING.search(atom.text):
                return [Atom(atom.text, large)]
    return []
