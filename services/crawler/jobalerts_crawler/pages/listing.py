"""Adverts of a list page that has no structured words: a linked heading per row, and what stands in the row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.proof import names_role
from jobalerts_crawler.pages.tree import absolute, bare, words
from jobalerts_crawler.words import split_places
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.places import read_location

HEADINGS = "h2, h3, h4, h5"
LONGEST_TITLE = 160
LEAST_ROLES = 4  # one row in so many names a role; the others may name a field of work
LONGEST_ROW = 1500  # characters; what is longer is no row of a list
JOB_LINK = re.compile(
    r"job|career|position|vacan|opening|stelle|karriere|emploi|offre|oferta|vaga|posting|requisition|/o/|/j/|\d{4,}",
    re.IGNORECASE,
)
PLACE_LABEL = re.compile(
    r"(?:primary |additional |other |job |work )?"
    r"(?:locations?|city|office|standort|(?:einsatz)?ort|lieu|ubicaci[oó]n|localiza[cç][aã]o|sede|locatie)s? ?:?",
    re.IGNORECASE,
)
PLACE_CLASS = re.compile(r"locat|city|standort|(?:^|[-_ ])ort(?:$|[-_ ])|place", re.IGNORECASE)
TYPE_LABEL = re.compile(r"(?:employment|job|contract|position) type ?:?|time type ?:?|schedule ?:?", re.IGNORECASE)
DATE_LABEL = re.compile(r"(?:date )?posted(?: on)? ?:?|(?:publication|posting) date ?:?|published ?:?", re.IGNORECASE)
LABEL = re.compile(r".{1,40}:|location|functional area|department|team|category|function|job type", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    node: LexborNode
    title: str
    link: str


def listed_adverts(tree: LexborHTMLParser, base: str | None) -> tuple[Advert, ...]:
    """Rows of one form, at least two, of which enough name a role and a place: shops, offices and events do not."""
    rows = [row for row in map(_row, _titles(tree)) if row]
    forms = Counter(_form(row) for row in rows)
    kept = [row for row in rows if forms[_form(row)] >= 2 and JOB_LINK.search(row.link)]
    adverts = {bare(absolute(row.link, base)) or row.link: _advert(row, base) for row in kept}
    with_place = sum(bool(advert.locations) for advert in adverts.values())
    with_role = sum(names_role(advert.title) for advert in adverts.values())
    proved = len(adverts) >= 2 and with_place * 2 >= len(adverts) and with_role * LEAST_ROLES >= len(adverts)
    return tuple(adverts.values()) if proved else ()


def row_lines(node: LexborNode) -> list[str]:
    """The row's texts, one per element that holds words of its own."""
    texts = (piece.text(deep=False) for piece in node.traverse(include_text=True) if piece.tag == "-text")
    return [line for line in (" ".join(text.split()) for text in texts) if line]


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


def _titles(tree: LexborHTMLParser) -> list[LexborNode]:
    linked = [node for node in tree.css(HEADINGS) if node.css_first("a[href]") or _link_above(node)]
    if linked:
        return linked
    return [node for node in tree.css("li a[href], tr a[href]") if JOB_LINK.search(node.attributes.get("href") or "")]


def _link_above(node: LexborNode) -> LexborNode | None:
    above: LexborNode | None = node
    for _ in range(4):
        above = above.parent if above is not None else None
        if above is not None and above.tag == "a" and above.attributes.get("href"):
            return above
    return None


def _row(title: LexborNode) -> Row | None:
    """The largest element around the title that holds no other row's title."""
    name = words(title)
    link = title if title.tag == "a" else title.css_first("a[href]") or _link_above(title)
    if not link or not 3 <= len(name) <= LONGEST_TITLE:
        return None
    selector = HEADINGS if title.tag != "a" else "a[href]"
    node = title
    while node.parent is not None and node.parent.tag not in ("body", "html") and len(node.parent.css(selector)) <= 1:
        node = node.parent
    if title.tag == "a":
        node = _above(title, ("li", "tr")) or node
    return Row(node, name, link.attributes.get("href") or "") if len(words(node)) <= LONGEST_ROW else None


def _above(node: LexborNode, tags: tuple[str, ...]) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag not in tags:
        above = above.parent
    return above


def _form(row: Row) -> str:
    return f"{row.node.tag}.{row.node.attributes.get('class') or ''}"


def _advert(row: Row, base: str | None) -> Advert:
    url = absolute(row.link, base)
    lines = row_lines(row.node)
    locations = _locations(row, lines)
    posted = labelled(lines, DATE_LABEL)
    return Advert(
        native_id=bare(url) or bare(row.link) or derived_id(row.title, *locations),
        title=row.title,
        locations=locations,
        employment_type=next(iter(labelled(lines, TYPE_LABEL)), None),
        posted_text=posted[0] if posted else next((line for line in lines if len(line) < 40 and " ago" in line), None),
        url=url or (row.link if not base else None),
    )


def _locations(row: Row, lines: list[str]) -> tuple[str, ...]:
    stated = labelled(lines, PLACE_LABEL) or _classed(row.node)
    if not stated:
        stated = [line for line in lines if line != row.title and _is_place(line)][:1]
    return tuple(dict.fromkeys(place for line in stated for place in split_places(line)))


def _classed(node: LexborNode) -> list[str]:
    for element in node.css("[class], [title], [data-label]"):
        marks = " ".join(filter(None, (element.attributes.get(name) for name in ("class", "title", "data-label"))))
        text = words(element)
        if PLACE_CLASS.search(marks) and text and len(text) <= 120 and not PLACE_LABEL.fullmatch(text):
            return [re.sub(rf"^(?:{PLACE_LABEL.pattern})\s*", "", text, flags=re.IGNORECASE)]
    return []


def _is_place(line: str) -> bool:
    return len(line) <= 80 and bool(read_location(line).places)
