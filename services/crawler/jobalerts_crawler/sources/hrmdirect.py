"""HRM Direct (ClearCompany): an employer's openings as rows of one page; dates are American."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.answers import line, lines
from jobalerts_crawler.board import MEBIBYTE, Board, Page, Snapshot, Source, Unreadable, describe
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.pages.tree import absolute, parse, words
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert

EXPECTED = "the openings of an HRM Direct page"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.hrmdirect\.com")
ROWS = 'tr[class*="reqitem"]'
DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
PUBLISHER = re.compile(r"^careers? at (\S.{0,80})$", re.IGNORECASE)
EMPTY = re.compile(r"no (?:current )?(?:job )?(?:openings|positions)", re.IGNORECASE)


def addresses(board: Board) -> tuple[str, ...]:
    token = quote((board.token or "").lower(), safe="")
    base = (board.base_url or f"https://{token}.hrmdirect.com").rstrip("/")
    return (f"{base}/employment/job-openings.php?search=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    tree = parse(pages[0])
    rows = tree.css(ROWS)
    adverts = tuple(advert for row in rows if (advert := _advert(row, tree, pages[0], board)))
    if not adverts and not EMPTY.search(words(tree.body)):
        raise Unreadable(EXPECTED, describe(pages[0]))
    return Snapshot(adverts, complete=len(adverts) == len(rows))


def detect(url: str) -> str | None:
    found = SITE_HOST.fullmatch((urlsplit(url).hostname or "").lower())
    return found[1] if found and found[1] != "www" else None


def _advert(row: LexborNode, tree: LexborHTMLParser, page: Page, board: Board) -> Advert | None:
    link = row.css_first("td.posTitle a[href], a[href*='job-opening']")
    title = words(link) or words(row.css_first("td.posTitle"))
    if not title:
        return None
    target = (link.attributes.get("href") or "") if link else ""
    place = line(*(words(row.css_first(f"td.{part}")) for part in ("cities", "state", "country")))
    url = absolute(target, page.url or (addresses(board)[0] if board.token else None))
    return Advert(
        native_id=_number(row, target) or derived_id(title, place),
        title=title,
        company=board.name or _publisher(tree) or board.token,
        locations=lines([place or words(row.css_first("td.offices, td.locations, td.location"))]),
        posted_at=moment(_posted(row)),
        url=url,
        apply_url=url,
        department=words(row.css_first("td.departments")) or None,
    )


def _number(row: LexborNode, target: str) -> str | None:
    """A requisition in several places is a row for each."""
    query = parse_qs(urlsplit(target).query)
    number = row.attributes.get("data-req-id") or next(iter(query.get("req", [])), None)
    return "-".join(filter(None, (number, next(iter(query.get("req_loc", [])), None)))) or None


def _posted(row: LexborNode) -> str | None:
    found = (DATE.fullmatch(words(cell)) for cell in row.css("td"))
    stated = next(filter(None, found), None)
    return f"{stated[3]}-{int(stated[1]):02}-{int(stated[2]):02}" if stated else None


def _publisher(tree: LexborHTMLParser) -> str | None:
    found = PUBLISHER.match(words(tree.css_first("title")))
    return found[1] if found else None


HRMDIRECT = Source("hrmdirect", addresses, read, detect, max_bytes=5 * MEBIBYTE)
