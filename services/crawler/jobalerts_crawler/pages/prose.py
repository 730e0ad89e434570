"""One advert from what a page says in words: a title, the facts under it, and the text below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.listing import DATE_LABEL, LABEL, PLACE_LABEL, TYPE_LABEL, labelled
from jobalerts_crawler.pages.proof import is_advert, names_role, said_to_apply, ways_to_apply
from jobalerts_crawler.pages.tree import heading, words
from jobalerts_crawler.words import LONG_AGO, split_places, work_mode
from jobalerts_shared.posting import Advert, WorkMode
from jobalerts_shared.reading.closing import closing_words
from jobalerts_shared.reading.dates import read_date
from jobalerts_shared.reading.employment import read_employment
from jobalerts_shared.reading.noise import BUTTON, RELATED, cut_furniture
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain
from jobalerts_shared.reading.titles import read_title

FURNITURE = "nav, footer, aside, form, script, style, noscript, template, svg, iframe, dialog"
MAIN = ("main", '[role="main"]', "article", "#content", "body")
TOP = 60  # lines from the top among which a title is looked for
FACTS = 10  # lines under a title among which facts stand
LONGEST_TITLE = 120
LONGEST_FACT = 90
LEAST_TEXT = 200  # characters of text that make a page an advert
LEAST_ROWS = 3  # roles with facts of their own that make it a list of adverts
EMPLOYER_LABEL = re.compile(
    r"(?:company|employer|organi[sz]ation|unternehmen|arbeitgeber|entreprise|empresa) ?:?", re.IGNORECASE
)
PAY = re.compile(r"[£$€¥]\s?\d|\b(?:USD|EUR|GBP|CHF)\b|\bsalary\b|\bcompetitive\b", re.IGNORECASE)


@dataclass(slots=True)
class Facts:
    """What the lines under a title say; `rest` are those that say nothing we know."""

    locations: list[str] = field(default_factory=list)
    company: str | None = None
    posted: str | None = None
    employment: str | None = None
    mode: WorkMode | None = None
    pay: str | None = None
    closed: bool = False
    lines: int = 0

    @property
    def found(self) -> int:
        return sum(map(bool, (self.locations, self.posted, self.employment, self.mode, self.closed)))


def advert_of_tree(tree: LexborHTMLParser) -> Advert | None:
    """The page's main part, read as text under its first heading; nothing where that is not an advert's."""
    title = heading(tree) or _page_title(tree)
    ways = ways_to_apply(tree)
    for node in tree.css(FURNITURE):
        node.decompose()
    main = next((node for node in map(tree.css_first, MAIN) if node and len(words(node)) >= LEAST_TEXT), tree.body)
    text = plain(main.html or "") if main else ""
    if not title or len(text) < LEAST_TEXT:
        return None
    lines = text.split("\n")
    at = next((number for number, line in enumerate(lines) if line.casefold() == title.casefold()), -1)
    below = lines[at + 1 :]
    return _advert(title, below) if is_advert(title, read_facts(below).found, below, ways) else None


def advert_of_text(text: str) -> Advert | None:
    """The first line that reads as a title and has facts under it."""
    lines = plain(text).split("\n")
    ways = said_to_apply(lines)
    titles = [number for number, line in enumerate(lines[:TOP]) if _is_title(line)]
    facts = {number: found for number in titles if (found := read_facts(lines[number + 1 :]).found)}
    related = next((number for number, line in enumerate(lines) if RELATED.match(line)), len(lines))
    if sum(number < related and names_role(lines[number]) for number in facts) >= LEAST_ROWS:
        return None
    for number, found in facts.items():
        title, below = lines[number], lines[number + 1 :]
        if is_advert(title, found, below, ways):
            advert = _advert(title, below)
            return advert if len(advert.description) >= LEAST_TEXT or advert.closed else None
    return None


def read_facts(lines: list[str]) -> Facts:
    """Short lines under a title, up to the first sentence or list of other jobs."""
    facts = Facts()
    block = _block(lines)
    short = [line for line in block if line]
    facts.locations = [place for line in labelled(short, PLACE_LABEL) for place in split_places(line)]
    facts.company = next(iter(labelled(short, EMPLOYER_LABEL)), None)
    facts.employment = next(iter(labelled(short, TYPE_LABEL)), None)
    facts.posted = next(iter(labelled(short, DATE_LABEL)), None)
    places = [line for line in short if _is_place(line)]
    first = short[0] if short else ""
    for number, line in enumerate(block, start=1):
        if line and _take(facts, line, first=line == first, places=places):
            facts.lines = number
    return facts


def _take(facts: Facts, line: str, *, first: bool, places: list[str]) -> bool:
    """Whether the line tells a fact; the first line that tells none of the others names the employer."""
    if closing_words(line):
        facts.closed = True
    elif mode := work_mode(line):
        facts.mode = facts.mode or mode
    elif line in places and not (first and len(places) > 1):
        facts.locations = facts.locations or list(split_places(line))
    elif _is_date(line):
        facts.posted = facts.posted or line
    elif PAY.search(line):
        facts.pay = facts.pay or line
    elif read_employment(line) and len(line) < 40:
        facts.employment = facts.employment or line
    elif first and ":" not in line and not BUTTON.fullmatch(line):
        facts.company = facts.company or line
    else:
        return LABEL.fullmatch(line) is not None
    return True


def _is_date(line: str) -> bool:
    """«New» may say that an advert is of today, and is a town's or an employer's name more often."""
    return read_date(line, LONG_AGO) is not None and not re.match(r"(?:new|neu)\b", line, re.IGNORECASE)


def _block(lines: list[str]) -> list[str]:
    block: list[str] = []
    for line in lines:
        if len(line) > LONGEST_FACT or line.startswith("- ") or RELATED.match(line) or _is_sentence(line):
            break
        block.append(line)
        if sum(map(bool, block)) == FACTS:
            break
    return block


def _is_sentence(line: str) -> bool:
    return line.endswith((".", "!", "?")) and len(line.split()) > 4


def _is_place(line: str) -> bool:
    return len(line) <= LONGEST_FACT and bool(read_location(line).places)


def _is_title(line: str) -> bool:
    if not 3 <= len(line) <= LONGEST_TITLE or _is_sentence(line) or BUTTON.fullmatch(line) or RELATED.match(line):
        return False
    return bool(read_title(line).roles)


def _page_title(tree: LexborHTMLParser) -> str:
    """The window's title, without the site's name behind a dash or bar."""
    return re.split(r"\s+[|–—-]\s+", words(tree.css_first("title")))[0]


def _advert(title: str, below: list[str]) -> Advert:
    facts = read_facts(below)
    description = cut_furniture("\n".join(below[facts.lines :]))
    return Advert(
        native_id=derived_id(title, facts.company or "", *facts.locations),
        title=title,
        company=facts.company,
        locations=tuple(facts.locations),
        work_mode=facts.mode,
        employment_type=facts.employment,
        pay_text=facts.pay,
        description=description,
        posted_text=facts.posted,
        closed=facts.closed or closing_words("\n".join(below[:FACTS])) is not None,
    )
