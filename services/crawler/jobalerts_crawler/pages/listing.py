"""Adverts of a list page that has no structured words: what stands in each of its rows, by label, class and form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.proof import NO_ADVERT, names_role
from jobalerts_crawler.pages.rows import Row, groups_of_rows, row_lines
from jobalerts_crawler.pages.tree import absolute, bare, language, words
from jobalerts_crawler.words import LONG_AGO, end_of, split_places, work_mode
from jobalerts_shared.posting import Advert, WorkMode
from jobalerts_shared.reading.dates import read_date
from jobalerts_shared.reading.employment import LABEL as TYPE_NAMES
from jobalerts_shared.reading.employment import read_employment
from jobalerts_shared.reading.noise import BUTTON
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.work_mode import mode_of_line

LEAST_ROLES = 4  # one row in so many names a role; the others may name a field of work
LONGEST_FACT = 80
PLACE_LABEL = re.compile(
    r"(?:primary |additional |other |job |work )?"
    r"(?:locations?|city|office|(?:einsatz|arbeits|dienst|stand)?orte?|lieu(?: de travail)?|localisation|ville"
    r"|ubicaci[oó]n|localidad|ciudad|lugar|localiza[cç][aã]o|local|cidade|sede|luogo|localit[aà]|citt[aà]"
    r"|locatie|(?:stand)?plaats)s? ?:?",
    re.IGNORECASE,
)
PLACE_CLASS = re.compile(r"locat(?!or)|city|standort|(?:^|[-_ ])ort(?:$|[-_ ])|(?<!work)place(?!holder)", re.IGNORECASE)
TYPE_LABEL = re.compile(rf"(?:{TYPE_NAMES.pattern}|time type|jornada|orario|commitment) ?:?", re.IGNORECASE)
DATE_LABEL = re.compile(
    r"(?:date |job )?(?:posted|published|listed)(?: on)? ?:?|(?:publication|posting|publish|post) date ?:?|date ?:?"
    r"|(?:veröffentlicht|eingestellt|online)(?: am| seit)? ?:?|publiée?(?: le)? ?:?|date de publication ?:?"
    r"|publicad[oa](?: el| em)? ?:?|fecha(?: de publicaci[oó]n)? ?:?|data(?: de publica[cç][aã]o)? ?:?"
    r"|pubblicat[oa](?: il)? ?:?|data di pubblicazione ?:?|geplaatst(?: op)? ?:?|plaatsingsdatum ?:?",
    re.IGNORECASE,
)
PAY_LABEL = re.compile(
    r"(?:(?:annual |base |hourly |yearly )?salary(?: range)?|pay(?: rate| range)?|compensation|wage|gehalt|vergütung"
    r"|salaire|rémunération|salario|sal[aá]rio|remunera[cç](?:ão|i[oó]n)|retribuzione|stipendio|salaris) ?:?",
    re.IGNORECASE,
)
END_LABEL = re.compile(
    r"clos(?:ing date|es|es on|ing) ?:?|(?:application )?deadline ?:?|apply (?:by|before) ?:?|expir(?:es|y|y date) ?:?"
    r"|bewerbungs(?:frist|schluss) ?:?|date limite ?:?|fecha l[ií]mite ?:?|prazo ?:?|scadenza ?:?|sluitingsdatum ?:?",
    re.IGNORECASE,
)
LABEL = re.compile(r".{1,40}:|location|functional area|department|team|category|function|job type", re.IGNORECASE)
DATED = re.compile(r"\d|today|yesterday|heute|gestern", re.IGNORECASE)
LEAST_AGE = re.compile(r"\d\s?\+")  # «30+ days ago» names no day
LED = re.compile(rf"(?P<date>{DATE_LABEL.pattern})\s+(?=\S*\d)", re.IGNORECASE)
MARKS = " –—-•·|,/"
AMBIGUOUS = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
MONTHS = 12
MONTH_FIRST = ("en-us", "en-ph")
BEHIND_TITLE = re.compile(r"(?:\s[-–—|]\s+|\()([^()–—|]{3,60})\)?$")
TITLE_LABEL = re.compile(
    r"(?:job |position |posting )?title ?:?|(?:job|position|vacancy|role) ?:?|titre(?: du poste| de l.emploi)? ?:?"
    r"|poste ?:?|stelle(?:nbezeichnung)? ?:?|bezeichnung ?:?|puesto ?:?|vacante ?:?|cargo ?:?|vaga ?:?|titolo ?:?"
    r"|posizione ?:?|functie ?:?|vacature ?:?",
    re.IGNORECASE,
)
SECTION_HEADS = "h2, h3, h4"
COUNT = re.compile(r"(?:multiple|various|several|\d+) (?:locations?|standorte|lieux|ubicaciones)", re.IGNORECASE)


@dataclass(slots=True)
class Facts:
    """What short lines say of an advert."""

    locations: tuple[str, ...] = ()
    employment: str | None = None
    mode: WorkMode | None = None
    posted: str | None = None
    last: str | None = None
    pay: str | None = None


def listed_adverts(tree: LexborHTMLParser, base: str | None) -> tuple[Advert, ...]:
    """The first rows that are proved to be adverts: shops, offices and events are not."""
    order = order_of_dates(tree)
    for rows in groups_of_rows(tree):
        titles = frozenset(row.title for row in rows)
        adverts = {_key(row, base): _advert(row, base, order, titles) for row in reversed(rows)}
        if _are_adverts(tuple(adverts.values()), tree):
            return tuple(reversed(adverts.values()))
    return ()


def order_of_dates(tree: LexborHTMLParser) -> str:
    """The page's language, or that of the one order in which all its dates of figures are dates."""
    found = AMBIGUOUS.findall(words(tree.body))
    days_first, days_second = (any(int(date[at]) > MONTHS for date in found) for at in (0, 1))
    if days_first != days_second:
        return "en-us" if days_second else "en-gb"
    return language(tree)


def labelled(lines: list[str], label: re.Pattern[str]) -> list[str]:
    """What follows a label, on its own line or after its colon."""
    found: list[str] = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        name, colon, rest = line.partition(":")
        if label.fullmatch(line) and following and not LABEL.fullmatch(following):
            found.append(following)
        elif colon and rest.strip() and label.fullmatch(name.strip()):
            found.append(rest.strip())
    return found


def _key(row: Row, base: str | None) -> str:
    return bare(absolute(row.link, base)) or row.link or f"{row.title}\n{words(row.node)}"


def _are_adverts(adverts: tuple[Advert, ...], tree: LexborHTMLParser) -> bool:
    """Enough of them name a role and a place; one alone, where the page calls itself a list."""
    placed = sum(bool(advert.locations or advert.work_mode) for advert in adverts)
    roles = sum(names_role(advert.title) for advert in adverts)
    if len(adverts) == 1:
        return bool(placed and roles and adverts[0].url and _is_list(tree))
    return bool(adverts) and placed * 2 >= len(adverts) and roles * LEAST_ROLES >= len(adverts)


def _is_list(tree: LexborHTMLParser) -> bool:
    return any(NO_ADVERT.fullmatch(words(node)) for node in tree.css("h1, h2, title"))


def _advert(row: Row, base: str | None, spoken: str, titles: frozenset[str]) -> Advert:
    url = absolute(row.link, base)
    lines = [line for line in _lines(row) if line != row.title and not BUTTON.fullmatch(line)]
    facts = stated_facts(lines, row.node, row.title, spoken)
    if not facts.locations and not facts.mode and (behind := BEHIND_TITLE.search(row.title)):
        _take(facts, behind[1])
    locations = facts.locations or (() if facts.mode else _places(_above(row.node, titles)))
    title = next(iter(labelled(lines, TITLE_LABEL) if _heads(row.node) else []), row.title)
    return Advert(
        native_id=bare(url) or bare(row.link) or derived_id(title, *locations),
        title=title,
        locations=locations,
        work_mode=facts.mode,
        employment_type=facts.employment,
        pay_text=facts.pay,
        posted_text=facts.posted,
        valid_through=end_of(facts.last),
        url=url or (row.link if row.link and not base else None),
    )


def _above(node: LexborNode, titles: frozenset[str]) -> list[str]:
    """The heading of the section that the row stands in, where that is a place."""
    above = node.parent
    for _ in range(4):
        if above is None or above.tag == "body":
            break
        first = next(iter(above.css(SECTION_HEADS)), None)
        if first and (named := words(first)) not in titles:
            return [named] if len(named) <= LONGEST_FACT and _is_place(named) else []
        above = above.parent
    return []


def stated_facts(lines: list[str], node: LexborNode, title: str, spoken: str) -> Facts:
    """A label tells most, then an element's class, then what a line can only be. `spoken` is the page's language."""
    facts = Facts(
        locations=_places(labelled(lines, PLACE_LABEL)) or _places(_classed(node, title)),
        employment=next(iter(labelled(lines, TYPE_LABEL)), None),
        posted=_timed(node) or next(iter(labelled(lines, DATE_LABEL)), None),
        last=next(iter(labelled(lines, END_LABEL)), None),
        pay=next(iter(labelled(lines, PAY_LABEL)), None),
    )
    for line in lines:
        for piece in (each.strip(MARKS) for each in re.split(r"[|•·]", line)):
            if piece and len(piece) <= LONGEST_FACT and not LABEL.fullmatch(piece) and piece != facts.last:
                _take(facts, piece)
    posted = None if LEAST_AGE.search(facts.posted or "") else facts.posted
    facts.posted, facts.last = _in_order(posted, spoken), _in_order(facts.last, spoken)
    return facts


def _take(facts: Facts, piece: str) -> None:
    if mode := mode_of_line(piece):
        facts.mode = facts.mode or mode[0]
    if len(piece) < 40 and read_employment(piece):
        facts.employment = facts.employment or piece
    elif _is_date(piece):
        facts.posted = facts.posted or LED.sub("", piece)
    elif not facts.locations and _is_place(piece):
        facts.locations = _places([piece])


def _timed(node: LexborNode) -> str | None:
    """The only moment that the element tells to machines."""
    stated = {each.attributes.get("datetime") or "" for each in node.css("time[datetime]")}
    return stated.pop() or None if len(stated) == 1 else None


def _in_order(date: str | None, spoken: str) -> str | None:
    """`5/8/2026` where the page's language tells which of the two is the day."""
    found = AMBIGUOUS.search(date or "")
    if not found or not spoken or spoken == "en":
        return date
    month, day = (found[1], found[2]) if spoken in MONTH_FIRST else (found[2], found[1])
    return f"{found[3]}-{month:0>2}-{day:0>2}"


def _lines(row: Row) -> list[str]:
    """A table's cells are labelled by the head of their column."""
    heads = _heads(row.node)
    if not heads:
        return row_lines(row.node)
    cells = [words(cell) for cell in row.node.css("td, th")]
    return [f"{head.rstrip(':')}: {cell}" for head, cell in zip(heads, cells, strict=False) if cell != row.title]


def _heads(node: LexborNode) -> list[str]:
    table = node.parent
    while table is not None and table.tag != "table":
        table = table.parent
    first = table.css_first("tr") if table is not None and node.tag == "tr" else None
    return [words(cell) for cell in first.css("th")] if first else []


def _places(stated: list[str]) -> tuple[str, ...]:
    places = (place.strip(MARKS) for line in stated for place in split_places(line))
    return tuple(dict.fromkeys(place for place in places if place and not work_mode(place) and not COUNT.match(place)))


def _classed(node: LexborNode, title: str) -> list[str]:
    """What stands in elements that are called places, each by itself."""
    found = [each for each in node.css("[class], [title], [data-label]") if _is_called_place(each)]
    inner = [each for each in found if not any(it != each and _is_called_place(it) for it in each.css("[class]"))]
    texts = dict.fromkeys(words(each) for each in inner)
    stated = [text for text in texts if text and len(text) <= 120 and text != title]
    named = [re.sub(rf"^(?:{PLACE_LABEL.pattern})\s+", "", text, flags=re.IGNORECASE) for text in stated]
    return [name for name in named if not PLACE_LABEL.fullmatch(name)]


def _is_called_place(node: LexborNode) -> bool:
    marks = (node.attributes.get(name) for name in ("class", "title", "data-label"))
    return PLACE_CLASS.search(" ".join(filter(None, marks))) is not None


def _is_place(piece: str) -> bool:
    read = read_location(piece)
    return bool(read.places or read.remote_countries or read.remote_anywhere)


def _is_date(piece: str) -> bool:
    """An age or a date and no more; `New` is a town's name or an employer's more often."""
    if END_LABEL.match(piece) or LEAST_AGE.search(piece) or len(piece) > 40 or not DATED.search(piece):
        return False
    date = LED.sub("", piece)
    return AMBIGUOUS.fullmatch(date) is not None or read_date(date, LONG_AGO) is not None
