"""What a page says of an advert that it does not show: that it is over, or what it tells sites that link to it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.proof import NO_ADVERT, names_role
from jobalerts_crawler.pages.rows import JOB_LINK
from jobalerts_crawler.pages.tree import heading, words
from jobalerts_crawler.words import split_places
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.closing import closing_words
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain

SHORT = 160  # characters of a line that may state the end of an advert
TOP = 40  # lines among which such a line may stand
MOST_TEXT = 300  # characters of a page that is filled by its script
PARTS = re.compile(r"\s+[|–—-]\s+|\s+[@•]\s+|\s*::\s*")
AT_EMPLOYER = re.compile(r"(\S.{2,100}?) (?:at|bei|chez|@) (\S.{1,60})")


def closed_advert(tree: LexborHTMLParser) -> Advert | None:
    """A page whose first lines say that its advert is over; named by its heading, or by the window's title."""
    text = plain(tree.body.html or "") if tree.body else ""
    lines = [line for line in text.split("\n") if line][:TOP]
    if not any(len(line) <= SHORT and closing_words(line) for line in lines):
        return None
    roles = (part.strip() for part in PARTS.split(words(tree.css_first("title"))) if names_role(part))
    title = next(filter(_is_title, (heading(tree), *roles)), None)
    return Advert(native_id=derived_id(title), title=title, closed=True) if title else None


def linked_advert(tree: LexborHTMLParser, address: str | None) -> Advert | None:
    """An empty page's Open Graph: a title that names a role, and a place, an employer or an advert's address."""
    named = _meta(tree, "og:title") or _meta(tree, "twitter:title")
    if len(words(tree.body)) > MOST_TEXT or heading(tree) or not named:
        return None
    found = AT_EMPLOYER.fullmatch(PARTS.split(named)[0])
    title = found[1] if found else next((part for part in PARTS.split(named) if names_role(part)), "")
    if not _is_title(title) or not names_role(title):
        return None
    said = _meta(tree, "og:description") or _meta(tree, "description") or ""
    company = found[2] if found else _meta(tree, "og:site_name")
    places = _places(tree, said)
    if not (found or places or JOB_LINK.search(urlsplit(address or "").path)):
        return None
    return Advert(
        native_id=derived_id(title, company or "", *places),
        title=title,
        company=company,
        locations=places,
        description="" if said in places else said,
    )


def _is_title(name: str) -> bool:
    return bool(name) and len(name) <= SHORT and not NO_ADVERT.fullmatch(name) and not closing_words(name)


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return " ".join(plain(node.attributes.get("content") or "").split()) or None if node else None


def _places(tree: LexborHTMLParser, said: str) -> tuple[str, ...]:
    """The pair of label and value that cards show, else a description that is nothing but a place."""
    for number in (1, 2):
        if (_meta(tree, f"twitter:label{number}") or "").casefold() == "location":
            return split_places(_meta(tree, f"twitter:data{number}") or "")
    short = len(said) <= 60 and not said.endswith(".")
    return split_places(said) if short and read_location(said).places else ()
