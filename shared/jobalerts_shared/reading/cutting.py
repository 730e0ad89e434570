"""A location line cut into the names that stand in it: modes, scopes and noise taken out first, then separators."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobalerts_shared.reading.gazetteer import Found, Kind, gazetteer, place_key
from jobalerts_shared.reading.work_mode import HYBRID, NEGATED, ONSITE, REMOTE

LONGEST = 1200  # characters of a line; the longest real ones list some forty cities
MOST_ATOMS = 80

DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\uff0d]")
SIGNS = re.compile('[\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f\u200b-\u200f\u2060\ufeff\u00ad*"“”„«»]')
EXCEPT = re.compile(
    r"\(?\b(?:excluding|exclud(?:es|ed)|excl\.?|except(?: for)?|but not|not (?:in|including)|outside(?: of)?|other than|ohne|außer|ausgenommen|sauf|hors|"
    r"à l[’']exception de|excepto|salvo|exceto|menos|escluso|esclusa|eccetto|tranne|behalve|exclusief) ([^;|)(]{2,120})\)?",
    re.IGNORECASE,
)
TIME_ZONES = re.compile(
    r"\b(?:UTC|GMT)(?: ?[+±-] ?\d{1,2}(?::\d\d)?| ?/ ?[+-]\d{1,2})?(?: ?(?:to|-|–|and|bis) ?(?:(?:UTC|GMT) ?)?[+±-]? ?\d{1,2})?\b(?: ?time ?zones?| hours)?"
    r"|\b(?:EST|EDT|PST|PDT|MST|CST|CET|CEST|EET|BST|IST|WET|AEST|SGT|JST)\b(?: ?(?:[+±-]|\+/-) ?\d{1,2}(?: ?(?:h|hrs|hours))?)?(?: time ?zones?| hours)?"
    r"|\b(?:us |u\.s\. )?(?:eastern|central|mountain|pacific|atlantic|european|east coast|west coast|central european)(?: standard)?(?: coast)? time ?(?:zones?)?\b"
    r"|\b(?:any |all |similar |overlapping |compatible )?time ?zones?\b",
    re.IGNORECASE,
)
ANYWHERE = re.compile(
    r"\b(?:work from )?anywhere(?: in the world| on earth)?\b|\bworld ?wide\b|\bglobal(?:ly)?\b|\bweltweit\b|\b(?:partout dans le |dans le )?monde(?: entier)?\b|"
    r"\b(?:a nivel )?mundial(?:mente)?\b|\bcualquier (?:lugar|parte)\b|\bqualquer lugar\b|\bovunque\b|\bin tutto il mondo\b|\bwereldwijd\b|\bearth\b",
    re.IGNORECASE,
)
SCOPELESS = r"(?:100 ?% |fully |full[- ]|completely |mostly |primarily |partially |partly |permanent |us |u\.s\. )?"
MODE_TAIL = (
    r"(?:[- ]?(?:first|friendly|only|work(?:ing|er|ers)?|position|role|job|option(?:al|s)?|possible|eligible|ok|okay|allowed|available|preferred|possibilit(?:y|ies)|"
    r"partiel|partial|parcial|parziale|möglich|optional|teilweise|employees?|opportunity|based|status|location|schedule|model|setup|flexible|flex))*"
)
MODES = re.compile(
    rf"{NEGATED.pattern}|{SCOPELESS}(?:{HYBRID.pattern}|{REMOTE.pattern}|{ONSITE.pattern}){MODE_TAIL}", re.IGNORECASE
)
NOISE = re.compile(
    r"\+? ?\b\d{1,3} (?:more|other|weitere|autres|más|mais|altri|locations?|offices?|sites?|cities|countries|standorte|lieux|ubicaciones|sedes|locaties)\b(?: \w+)?(?:…|\.\.\.)?"
    r"|\b(?:multiple|various|several|many|all|any|other|different|flexible|mehrere|verschiedene|diverse|plusieurs|varias|vários|várias|varie|meerdere) "
    r"(?:us |u\.s\. |office )?(?:locations?|cities|sites?|offices?|countries|states|places|standorte|orte|lieux|sites|ubicaciones|ciudades|localidades|locais|cidades|sedi|"
    r"locaties|plaatsen)\b"
    r"|\b(?:job |work |primary |main |office )?(?:locations?|standort|arbeitsort|einsatzort|lieu(?: de travail)?|ubicación|localização|sede|locatie|ort)\b ?:?"
    r"|\b(?:full|part)[- ]?time\b|\b(?:vollzeit|teilzeit|temps plein|permanent|contract|freelance|festanstellung|unbefristet|cdi|cdd|internship)\b"
    r"|\b[A-Z]{1,2}-?\d{3,6}(?:[- ]?[A-Z0-9]{1,4})?\b|\b\d{4,6}(?:-\d{3,4})?\b(?: ?[A-Z]{2}\b(?=[ ,]|$))?|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z] \d[A-Z]\d\b"
    r"|\([mwfdxh](?: ?[/|] ?[mwfdxh]){1,3}\)|\b\d{1,3} ?%|\bTBD\b|\bN/?A\b",
    re.IGNORECASE,
)
STRONG = re.compile(
    r"[;|•·●▪\n\r\t¦]| / |(?<!\w)/ | & (?=[^&]*,)|\bor\b(?= )|\boder\b|\b(?:as well as|sowie)\b", re.IGNORECASE
)
WEAK = re.compile(r"\s*[,:>→()\[\]{}_]\s*|\s+-+\s*|\s*-+\s+|^\s*-+|-+\s*$|\s\+\s|(?<=\S)\+(?=\s|$)")
BRACKETED = re.compile(r"[^\s,;()|/-][^,;()|]{0,60}\([^()]{1,40}\)")
INNER = re.compile(r"\s*/\s*|\s+(?:and|und|et|y|e|en|or|oder|ou|o|&)\s+|\s*&\s*|\s*\+\s*")
LEADING = re.compile(
    r"^(?:(?:based|located|living|residing|work|working|candidates?|residents?|employees?|must be|within|in|at|near|from|around|across|throughout|the|our|of|to|for|state|city|"
    r"town|province|region|prefecture|district|commune|gmina|gemeinde|kreis|landkreis|stadt|raum|großraum|grossraum|nähe|bei|im|à|a|au|en|dans|chez|em|no|na|di|nel|te|"
    r"bij|only|anywhere|downtown|central|greater|metro|metropolitan|grand|grande|gran|área|area|remote|office|hq|headquarters|hub|either|preferably|ideally|also|and|or|&|"
    r"und|et|y|e|open|nationwide|all) )+",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?: (?:based|only|area|areas|region|metro|metropolitan|metroplex|office|offices|hq|headquarters?|campus|hub|site|sites|cbd|downtown|city|centre|center|co-?working|"
    r"surroundings?|umgebung|umland|und|and|&|or|preferred|residents?|candidates?|nationwide|wide|state|states|province|municipality|kommune|district|county|län|shi|"
    r"timezone|studio|store|branch|plant|warehouse|airport|north|south|east|west|cedex|d\.?c\.?|team|department|hospital|clinic|school|university|"
    r"\d{1,2}))+$|[-.]based$|\.$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Atom:
    """One name of a line: what it may be by name, and what it may be as a code such as CA or DEU."""

    text: str
    names: tuple[Found, ...] = ()
    codes: tuple[Found, ...] = ()
    bracketed: bool = False

    @property
    def known(self) -> bool:
        return bool(self.names or self.codes)


@dataclass(slots=True)
class Cut:
    """A line without what is no place: the alternatives that it lists, and the scopes that were said."""

    alternatives: list[list[Atom]]
    excluded: str
    time_zones: str | None
    anywhere: str | None


def cut(line: str) -> Cut:
    text = SIGNS.sub(" ", DASHES.sub("-", line[:LONGEST]).replace("\u00a0", " "))
    excluded = " ; ".join(found[1] for found in EXCEPT.finditer(text))
    text = EXCEPT.sub(" ", text)
    zones = TIME_ZONES.search(text)
    text = TIME_ZONES.sub(" , ", text)
    anywhere = ANYWHERE.search(text)
    text = MODES.sub(" , ", ANYWHERE.sub(" , ", text))
    text = NOISE.sub(" , ", text)
    alternatives = [atoms for part in STRONG.split(text)[:MOST_ATOMS] if (atoms := _atoms(part))]
    return Cut(alternatives, excluded, zones[0].strip() if zones else None, anywhere[0] if anywhere else None)


def _atoms(part: str) -> list[Atom]:
    part = BRACKETED.sub(_join_known, part)
    bracket = part.find("(")
    pieces = [piece.strip(" .'’`-") for piece in WEAK.split(part)]
    pieces = [piece for piece in pieces if piece and not piece.isspace()][:MOST_ATOMS]
    atoms: list[Atom] = []
    at = 0
    while at < len(pieces):
        joined = _joined(pieces, at)
        if joined:
            atoms.append(joined[0])
            at += joined[1]
            continue
        found = resolve(pieces[at])
        if bracket >= 0 and part.find(pieces[at]) > bracket:
            for atom in found:
                atom.bracketed = True
        atoms += found
        at += 1
    return atoms


def _join_known(found: re.Match[str]) -> str:
    """`Frankfurt (Oder)` and `Korea (Republic of)` are one name; other brackets stay."""
    name = found[0].replace("(", " ").replace(")", " ")
    return name if gazetteer().find(place_key(name)) else found[0]


def _joined(pieces: list[str], at: int) -> tuple[Atom, int] | None:
    """`Korea, Republic of` and `Washington, D.C.` are one name across a comma."""
    for width in (3, 2):
        if at + width <= len(pieces) and len(pieces[at + width - 1]) <= 12:
            name = " ".join(pieces[at : at + width])
            found = gazetteer().find(place_key(name))
            if (
                found
                and not gazetteer().find(place_key(pieces[at + width - 1]))
                or (found and _is_district(pieces[at + width - 1]))
            ):
                return Atom(name, tuple(one for one in found if one.kind in (Kind.CITY, Kind.COUNTRY)) or found), width
    return None


def _is_district(piece: str) -> bool:
    return place_key(piece) in ("dc", "d c")


def resolve(piece: str) -> list[Atom]:
    """The name as it stands; else without small words around it; else cut at slashes, hyphens, dots, `and`, or a code at its end."""
    atom = named(piece)
    if atom.known:
        return [atom]
    bare = TRAILING.sub("", LEADING.sub("", piece)).strip(" .-")
    if bare and bare != piece:
        trimmed = named(bare)
        if trimmed.known:
            return [trimmed]
    for cutter in (_cut_inner, _cut_hyphens, _cut_dots, _cut_words):
        if parts := cutter(bare or piece):
            return parts
    return [Atom(bare)] if bare else []


def named(text: str) -> Atom:
    """What a text may name, as it stands."""
    names = gazetteer().find(place_key(text))
    codes = (
        gazetteer().find(f"#{text.lower()}")
        if 2 <= len(text) <= 3 and text.isalpha() and text.isupper() and text.isascii()
        else ()
    )
    return Atom(text, names, codes)


def _cut_inner(piece: str) -> list[Atom]:
    parts = [part.strip() for part in INNER.split(piece) if part and part.strip()]
    if len(parts) < 2:
        return []
    atoms = [atom for part in parts for atom in resolve(part)]
    return atoms if any(atom.known for atom in atoms) else []


def _cut_hyphens(piece: str) -> list[Atom]:
    """`US-CA-Menlo Park`, `Germany-North Rhine Westphalia-Düsseldorf`; every part but a last one must be known."""
    parts = [part.strip() for part in piece.split("-") if part.strip()]
    if len(parts) < 2:
        return []
    atoms = [named(part) for part in parts]
    if all(atom.known for atom in atoms[:-1]) or all(atom.known for atom in atoms[1:]):
        return [atom if atom.known else (resolve(atom.text) or [atom])[0] for atom in atoms]
    return []


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
    for width in (1, 2, 3):
        if width >= len(words):
            break
        head, tail = " ".join(words[:-width]), " ".join(words[-width:])
        area = _area(tail)
        if area and (city := named(head)).names:
            return [city, area]
        first, rest = " ".join(words[:width]), " ".join(words[width:])
        area = _area(first)
        if area and (city := named(rest)).names:
            return [area, city]
    tail_area = _area(words[-1])
    if tail_area and tail_area.codes and len(words) <= 4:
        return [Atom(" ".join(words[:-1])), tail_area]
    return _longest_known(words)


def _area(text: str) -> Atom | None:
    atom = named(text)
    atom.names = tuple(found for found in atom.names if found.kind in (Kind.REGION, Kind.COUNTRY, Kind.MACRO))
    return atom if atom.known else None


def _longest_known(words: list[str]) -> list[Atom]:
    """A large place at the beginning or the end of other words: `London Paddington`, `Atlanta Midtown`, `Google Berlin`."""
    for width in range(len(words) - 1, 0, -1):
        for part in (words[:width], words[-width:]):
            atom = named(" ".join(part))
            atom.names = tuple(
                one for one in atom.names if one.first and (one.kind != Kind.CITY or one.population >= 150_000)
            )
            if atom.names and part[0][0].isupper():
                return [Atom(atom.text, atom.names)]
    return []
