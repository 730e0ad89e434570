"""A location line cut into the names that stand in it: modes, scopes and noise taken out first, then separators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from jobalerts_shared.reading.drafts import Atom, named
from jobalerts_shared.reading.gazetteer import Kind, gazetteer, place_key
from jobalerts_shared.reading.pieces import resolve
from jobalerts_shared.reading.stems import has_any
from jobalerts_shared.reading.work_mode import HYBRID, LINE_STEMS, NEGATED, ONSITE, REMOTE

GLUE = "\u02ee"  # a letter of no alphabet in use, so that no border of a word lies beside it
DISTRICT = frozenset({"dc", "d c"})
LONGEST = 1200  # characters of a line; the longest real ones list some forty cities
MOST_ATOMS = 80

DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\uff0d]")
SIGNS = re.compile('[\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f\u200b-\u200f\u2060\ufeff\u00ad*"“”„«»]')
EXCEPT = re.compile(
    r"\(?\b(?:excluding|exclud(?:es|ed)|excl\.?|except(?: for)?|but not|not (?:in|including|available (?:in|to|for)|"
    r"open to|eligible in|hiring in)|outside(?: of)?|other than|minus|ohne|außer|ausgenommen|sauf|hors|"
    r"à l[’']exception de|excepto|salvo|exceto|menos|escluso|esclusa|eccetto|tranne|behalve|exclusief) ([^;|"
    r")(]{2,120})\)?",
    re.IGNORECASE,
)
TIME_ZONES = re.compile(
    r"\b(?:UTC|GMT)(?: ?[+±-] ?\d{1,2}(?::\d\d)?| ?/ ?[+-]\d{1,2})?(?: ?(?:to|-|–|and|bis) ?(?:(?:UTC|GMT) "
    r"?)?[+±-]? ?\d{1,2})?\b(?: ?time ?zones?| hours)?"
    r"|\b(?-i:EST|EDT|PST|PDT|MST|CST|CET|CEST|EET|BST|IST|WET|AEST|SGT|JST)\b(?: ?(?:[+±-]|\+/-) ?\d{1,2}(?: ?(?:h|"
    r"hrs|hours))?)?(?: time ?zones?| hours)?"
    r"|\b(?:eastern|central|mountain|pacific|atlantic|european|east coast|west coast|central "
    r"european)(?: standard)?(?: coast)? time ?(?:zones?)?\b"
    r"|\b(?:[\w.]+ )?time ?zones?\b",
    re.IGNORECASE,
)
ANYWHERE = re.compile(
    r"\b(?:work from )?anywhere(?: in the world| on earth)?\b|\bworld ?wide\b|\bglobal(?:ly)?\b|\bweltweit\b|"
    r"\b(?:partout dans le |dans le )?monde(?: entier)?\b|"
    r"\b(?:a nivel )?mundial(?:mente)?\b|\bcualquier (?:lugar|parte)\b|\bqualquer lugar\b|\bovunque\b|\bin tutto il "
    r"mondo\b|\bwereldwijd\b|\bearth\b",
    re.IGNORECASE,
)
SCOPELESS = r"(?:100 ?% |fully |full[- ]|completely |mostly |primarily |partially |partly |permanent )?"
MODE_TAIL = (
    r"(?:[- ]?(?:first|friendly|only|work(?:ing|er|ers)?|position|role|job|option(?:al|s)?|possible|eligible|ok|"
    r"okay|allowed|available|preferred|possibilit(?:y|ies)|"
    r"partiel|partial|parcial|parziale|möglich|optional|teilweise|employees?|opportunity|based|status|location|"
    r"schedule|model|setup|flexible|flex))*"
)
MODES = re.compile(
    rf"{NEGATED.pattern}|{SCOPELESS}(?:{HYBRID.pattern}|{REMOTE.pattern}|{ONSITE.pattern}){MODE_TAIL}", re.IGNORECASE
)
NOISE = re.compile(
    r"\+? ?\b\d{1,3} (?:more|other|weitere|autres|más|mais|altri|locations?|offices?|sites?|cities|countries|"
    r"standorte|lieux|ubicaciones|sedes|locaties)\b(?: \w+)?(?:…|\.\.\.)?"
    r"|\b(?:multiple|various|several|many|all|any|other|different|flexible|mehrere|verschiedene|diverse|plusieurs|"
    r"varias|vários|várias|varie|meerdere) "
    r"(?:office )?(?:locations?|cities|sites?|offices?|countries|states|places|standorte|orte|lieux|"
    r"sites|ubicaciones|ciudades|localidades|locais|cidades|sedi|"
    r"locaties|plaatsen)\b"
    r"|\b(?:job |work |primary |main |office )?(?:locations?|standort|arbeitsort|einsatzort|lieu(?: de travail)?|"
    r"ubicación|localização|sede|locatie|ort)\b ?:?"
    r"|\b(?:full|part)[- ]?time\b|\b(?:vollzeit|teilzeit|temps plein|permanent|contract|freelance|festanstellung|"
    r"unbefristet|cdi|cdd|internship)\b"
    r"|\b[A-Z]{1,2}-?\d{3,6}(?:[- ]?[A-Z0-9]{1,4})?\b|\b\d{4,6}(?:-\d{3,4})?\b(?: ?[A-Z]{2}\b(?=[ ,]|$))?|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z] \d[A-Z]\d\b"
    r"|\(\d{2,3}\)|\bcedex\b(?: \d{1,2}\b)?"
    r"|\bpan(?=[- ]\w)|\([mwfdxh](?: ?[/|] ?[mwfdxh]){1,3}\)|\b\d{1,3} ?%|\bnationwide\b|\bTBD\b|\bN/?A\b",
    re.IGNORECASE,
)
STRONG = re.compile(r"[;|•·●▪\n\r\t¦]| / |(?<!\w)/ |\bor\b(?= )|\boder\b|\b(?:as well as|sowie)\b", re.IGNORECASE)
WEAK = re.compile(r"\s*[,:>→()\[\]{}_]\s*|\s+-+\s*|\s*-+\s+|^\s*-+|-+\s*$|\s\+\s|(?<=\S)\+(?=\s|$)")
BRACKETED = re.compile(r"[^\s,;()|/-][^,;()|]{0,60}\([^()]{1,40}\)")


EXCEPT_STEMS = (
    "exc", "but not", "not ", "outside", "other than", "ohne", "außer", "ausgen", "sauf", "hors", "salvo", "menos",
    "escl", "ecc", "tranne", "behalve", "minus",
)  # fmt: skip
ZONE_STEMS = (
    "time",
    "utc",
    "gmt",
    "est",
    "edt",
    "pst",
    "pdt",
    "mst",
    "cst",
    "cet",
    "cest",
    "eet",
    "bst",
    "ist",
    "wet",
    "sgt",
    "jst",
)
ANYWHERE_STEMS = (
    "anywhere",
    "world",
    "global",
    "welt",
    "monde",
    "mundial",
    "cualquier",
    "qualquer",
    "ovunque",
    "mondo",
    "wereld",
    "earth",
)
NOISE_STEMS = (
    *"0123456789%(", "location", "cities", "office", "site", "countr", "state", "place", "standort", "ort", "lieu",
    "ubicac", "sede", "sedi", "loca", "time", "zeit", "plein", "permanent", "contract", "freelance", "festan",
    "befristet", "cdi", "cdd", "intern", "nationwide", "tbd", "n/a", "na", "pan-", "pan ", "cedex",
)  # fmt: skip


@dataclass(slots=True)
class Cut:
    """A line without what is no place: the alternatives that it lists, and the scopes that were said."""

    alternatives: list[list[Atom]]
    excluded: str
    time_zones: str | None
    anywhere: str | None


def cut(line: str) -> Cut:
    text = SIGNS.sub(" ", DASHES.sub("-", line[:LONGEST]).replace("\u00a0", " "))
    low = text.lower()
    excluded, zones, anywhere = "", None, None
    if has_any(low, EXCEPT_STEMS):
        excluded = " ; ".join(found[1] for found in EXCEPT.finditer(text))
        text = EXCEPT.sub(" ", text)
    if has_any(low, ZONE_STEMS):
        zones = TIME_ZONES.search(text)
        text = TIME_ZONES.sub(" , ", text)
    if has_any(low, ANYWHERE_STEMS):
        anywhere = ANYWHERE.search(text)
        text = ANYWHERE.sub(" , ", text)
    if has_any(low, LINE_STEMS):
        text = MODES.sub(" , ", text)
    if has_any(low, NOISE_STEMS):
        text = NOISE.sub(" , ", text)
    if "(" in text:
        text = BRACKETED.sub(_join_known, text)
    alternatives = [atoms for part in STRONG.split(text)[:MOST_ATOMS] if (atoms := _atoms(part))]
    return Cut(alternatives, excluded, zones[0].strip() if zones else None, anywhere[0] if anywhere else None)


def _join_known(found: re.Match[str]) -> str:
    """`Frankfurt (Oder)` and `Korea (Republic of)` are one name, which nothing cuts any more; other brackets stay."""
    name = found[0].replace("(", " ").replace(")", " ")
    return GLUE.join(name.split()) if gazetteer().find(place_key(name)) else found[0]


def _atoms(part: str) -> list[Atom]:
    pieces = list(_pieces(part))[:MOST_ATOMS]
    atoms: list[Atom] = []
    at = 0
    while at < len(pieces):
        if joined := _joined([text for text, _ in pieces[at : at + 3]]):
            atoms.append(joined[0])
            at += joined[1]
            continue
        text, bracketed = pieces[at]
        atoms += [replace(atom, bracketed=True) for atom in resolve(text)] if bracketed else resolve(text)
        at += 1
    return atoms


def _pieces(part: str) -> Iterator[tuple[str, bool]]:
    """The texts between weak separators, and whether each stands in brackets."""
    depth = start = 0
    for mark in chain(WEAK.finditer(part), (None,)):
        text = part[start : mark.start() if mark else len(part)].strip(" .'’`-")
        if text and not text.isdigit():
            yield text.replace(GLUE, " "), depth > 0
        if mark:
            depth += mark[0].count("(") - mark[0].count(")")
            start = mark.end()


def _joined(texts: list[str]) -> tuple[Atom, int] | None:
    """`Korea, Republic of` and `Washington, D.C.` are one name across a comma: its last part alone names nothing."""
    for width in range(len(texts), 1, -1):
        last = texts[width - 1]
        is_code = bool(named(last).codes) and place_key(last) not in DISTRICT
        if len(last) > 12 or is_code or (gazetteer().find(place_key(last)) and place_key(last) not in DISTRICT):
            continue
        name = " ".join(texts[:width])
        found = tuple(one for one in gazetteer().find(place_key(name)) if one.kind in (Kind.CITY, Kind.COUNTRY))
        if found:
            return Atom(name, found), width
    return None
