"""Any careers or advert page, HTML or saved text.

The first of these that says something: JSON-LD, microdata, RDFa, the JSON of the page's own script; then the source's
own selectors, or without any rows of a list, words, a word that it is over, what it tells sites that link to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.board import MEBIBYTE, Board, Page, Snapshot, Source, Unreadable, describe
from jobalerts_crawler.pages.beside import completed, facts_beside
from jobalerts_crawler.pages.chosen import chosen_adverts
from jobalerts_crawler.pages.embedded import embedded_adverts
from jobalerts_crawler.pages.jobposting import derived_id, read_job_posting
from jobalerts_crawler.pages.listing import listed_adverts
from jobalerts_crawler.pages.proof import names_role
from jobalerts_crawler.pages.prose import advert_of_text, advert_of_tree
from jobalerts_crawler.pages.shell import closed_advert, linked_advert
from jobalerts_crawler.pages.structured import job_postings
from jobalerts_crawler.pages.tree import bare, heading, is_html, page_address, parse, words
from jobalerts_crawler.words import fold_title
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.closing import closing_words
from jobalerts_shared.settings import Selectors

EXPECTED = "a page with an advert or a list of adverts"
SHORT = 120  # characters of a line that may state the end of an advert
MOST_RECOMMENDED = 3
SEVERAL = re.compile(
    r"\b(?:jobs|roles|openings|positions|vacancies|careers|stellen|emplois|empleos|vagas|vacatures)\b", re.I
)
MORE_PAGES = re.compile(
    r"next(?: page)?|load more|show more|more jobs|weitere|suivante?|siguiente|próxima|»|›", re.IGNORECASE
)


def addresses(board: Board) -> tuple[str, ...]:
    return (board.url or board.token or "",)


def detect(url: str) -> str | None:
    """Any web address: the kind to fall back on."""
    parts = urlsplit(url)
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    page = pages[0]
    text = page.text
    if not is_html(text):
        if text.lstrip()[:1] in ("{", "[") or "\x00" in text:
            raise Unreadable(EXPECTED, describe(page))
        return _single(advert_of_text(text), page, board, page.url)
    tree = parse(page)
    address = page_address(tree, page.url)
    beside = facts_beside(tree)
    adverts = _structured(tree, address)
    if _are_recommended(adverts, tree) and advert_of_tree(parse(page)):
        adverts = ()
    if adverts and not _is_own(adverts, tree, address):
        return _listed(adverts, board, tree)
    if adverts:
        return _single(_perhaps_closed(completed(adverts[0], beside), tree), page, board, address)
    embedded = _embedded(tree, address)
    if len(embedded) == 1 and _names(tree, embedded[0]):
        return _single(_perhaps_closed(embedded[0], tree), page, board, address)
    if board.selectors and not embedded:
        return _by_selectors(board.selectors, tree, page, board, address)
    if listed := embedded or _rows(tree, address):
        return _listed(listed, board, tree)
    over = closed_advert(tree)
    told = advert_of_tree(tree) or over or linked_advert(tree, address)
    return _single(completed(_of_employer(told, board), beside) if told else None, page, board, address)


def _by_selectors(
    selectors: Selectors, tree: LexborHTMLParser, page: Page, board: Board, address: str | None
) -> Snapshot:
    """They were chosen for this page: where they find nothing, the page has changed, and nothing is guessed."""
    adverts = chosen_adverts(tree, selectors, address)
    if not adverts:
        raise Unreadable("what the selectors name", f"nothing of it in {describe(page)}")
    if selectors.row:
        return _listed(adverts, board, tree)
    return _single(_perhaps_closed(adverts[0], tree), page, board, address)


def _of_employer(told: Advert, board: Board) -> Advert:
    """Of words alone, the first line may be anything but the employer: the one that is known goes before."""
    return told.model_copy(update={"company": board.name or told.company})


def _embedded(tree: LexborHTMLParser, address: str | None) -> tuple[Advert, ...]:
    """The advert that the page's heading names alone, where a script also tells others."""
    adverts = embedded_adverts(tree, address)
    own = tuple(advert for advert in adverts if _names(tree, advert))
    return own if len({advert.native_id for advert in own}) == 1 else adverts


def _structured(tree: LexborHTMLParser, address: str | None) -> tuple[Advert, ...]:
    """The page's own advert alone where it can be told among recommended ones; else all."""
    adverts = [advert for node in job_postings(tree) if (advert := read_job_posting(node, address))]
    own = [advert for advert in adverts if _names(tree, advert) or _same(advert.url, address)]
    if len(own) == 1 and (len(adverts) > 1 or not _is_other(own[0], tree, address)):
        return tuple(own)
    return tuple(advert for advert in adverts if len(adverts) > 1 or not _is_other(advert, tree, address))


def _names(tree: LexborHTMLParser, advert: Advert) -> bool:
    title, stated = fold_title(advert.title), fold_title(heading(tree))
    return bool(title) and title == stated


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and bare(one) == bare(other)


def _is_other(advert: Advert, tree: LexborHTMLParser, address: str | None) -> bool:
    """An advert with its own address elsewhere and another title than the page's: a recommendation."""
    stated = heading(tree) or words(tree.css_first("title"))
    elsewhere = advert.url is not None and address is not None and not _same(advert.url, address)
    title, named = fold_title(advert.title), fold_title(stated)
    return elsewhere and bool(named) and title not in named and named not in title and len(words(tree.body)) > 600


def _are_recommended(adverts: tuple[Advert, ...], tree: LexborHTMLParser) -> bool:
    """A few adverts of other titles on a page whose heading names one who works: perhaps one of its own in words."""
    stated = heading(tree)
    if not 0 < len(adverts) <= MOST_RECOMMENDED or SEVERAL.search(stated) or not names_role(stated):
        return False
    named = fold_title(stated)
    titles = [fold_title(advert.title) for advert in adverts]
    return all(title not in named and named not in title for title in titles)


def _is_own(adverts: tuple[Advert, ...], tree: LexborHTMLParser, address: str | None) -> bool:
    if len(adverts) != 1:
        return False
    return adverts[0].url is None or _same(adverts[0].url, address) or _names(tree, adverts[0])


def _rows(tree: LexborHTMLParser, address: str | None) -> tuple[Advert, ...]:
    """A page with a heading of its own and much text is one advert, whatever it links to."""
    rows = listed_adverts(tree, address)
    text = len(words(tree.body))
    listed = sum(len(row.title) + sum(map(len, row.locations)) for row in rows)
    return rows if rows and (not heading(tree) or text < 6 * listed + 1500) else ()


def _lines(tree: LexborHTMLParser) -> list[str]:
    return tree.body.text(separator="\n").split("\n") if tree.body else []


def _perhaps_closed(advert: Advert, tree: LexborHTMLParser) -> Advert:
    """A page may keep its markup and say in a line that it is over."""
    lines = (" ".join(line.split()) for line in _lines(tree))
    if any(len(line) <= SHORT and closing_words(line) for line in lines if line and line not in advert.description):
        return advert.model_copy(update={"closed": True})
    return advert


def _single(advert: Advert | None, page: Page, board: Board, address: str | None) -> Snapshot:
    """The page's own advert is known by the page's address, whatever numbers its markup gains or loses."""
    if advert is None:
        raise Unreadable(EXPECTED, describe(page))
    own = board.url or page.url or address
    return Snapshot(
        (
            advert.model_copy(
                update={
                    "native_id": (bare(own) if own else None) or advert.native_id,
                    "company": advert.company or board.name,
                    "url": advert.url or address,
                }
            ),
        ),
        complete=True,
    )


def _listed(adverts: tuple[Advert, ...], board: Board, tree: LexborHTMLParser) -> Snapshot:
    """A number that several rows share is no id. A list that goes on elsewhere is not complete."""
    numbers = [advert.native_id for advert in adverts]
    named = [
        advert.model_copy(
            update={
                "native_id": advert.native_id if numbers.count(advert.native_id) == 1 else _own_id(advert),
                "company": advert.company or board.name,
            }
        )
        for advert in adverts
    ]
    return Snapshot(tuple({advert.native_id: advert for advert in named}.values()), complete=not _goes_on(tree))


def _own_id(advert: Advert) -> str:
    return bare(advert.url) or derived_id(advert.title, advert.company or "", *advert.locations)


def _goes_on(tree: LexborHTMLParser) -> bool:
    if tree.css_first('link[rel="next"], a[rel="next"]'):
        return True
    return any(MORE_PAGES.fullmatch(words(node)) for node in tree.css("a[href], button"))


PAGE = Source("page", addresses, read, detect, own_page=True, max_bytes=5 * MEBIBYTE)
