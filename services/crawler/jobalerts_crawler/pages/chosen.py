"""Adverts of a page by the CSS selectors that its source has in the settings, where its markup says nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from jobalerts_crawler.board import Unreadable
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.tree import absolute, bare, words
from jobalerts_crawler.words import moment, split_places
from jobalerts_shared.posting import Advert
from jobalerts_shared.settings import Selectors


def chosen_adverts(tree: LexborHTMLParser, selectors: Selectors, address: str | None) -> tuple[Advert, ...]:
    """One for each `row` that has a title, or one for the page; raises `Unreadable` for what is no CSS selector."""
    try:
        rows = tree.css(selectors.row) if selectors.row else [tree.body]
        return tuple(advert for row in rows if row and (advert := _advert(row, selectors, address)))
    except SelectolaxError:
        raise Unreadable("selectors that are CSS", " ".join(map(str, selectors.stated.values()))) from None


def _advert(row: LexborNode, selectors: Selectors, address: str | None) -> Advert | None:
    title_node = row.css_first(selectors.title)
    if not (title := words(title_node)):
        return None
    url = _link(row.css_first(selectors.url) if selectors.url else title_node, row, address)
    locations = tuple(place for text in _texts(row, selectors.location) for place in split_places(text))
    company = next(_texts(row, selectors.company), None)
    posted = row.css_first(selectors.posted) if selectors.posted else None
    stamp = posted.attributes.get("datetime") if posted else None
    description = row.css_first(selectors.description) if selectors.description else None
    return Advert(
        native_id=(bare(url) if url and selectors.row else "") or derived_id(title, company or "", *locations),
        title=title,
        company=company,
        locations=locations,
        employment_type=next(_texts(row, selectors.employment_type), None),
        pay_text=next(_texts(row, selectors.pay), None),
        description=(description.html or "") if description else "",
        posted_at=moment(stamp or words(posted)),
        posted_text=words(posted) or None,
        url=url if selectors.row else None,
    )


def _texts(row: LexborNode, selector: str | None) -> Iterator[str]:
    return filter(None, map(words, row.css(selector) if selector else ()))


def _link(node: LexborNode | None, row: LexborNode, address: str | None) -> str | None:
    """Of the node, or around or inside it; else the row's first."""
    around = node
    while around is not None and around.mem_id != row.mem_id and around.tag != "a":
        around = around.parent
    inside = node.css_first("a[href]") if node else None
    for one in (around if around is not None and around.tag == "a" else None, inside, row.css_first("a[href]")):
        if one and (link := absolute(one.attributes.get("href"), address)):
            return link
    return None
