"""Any site by its sitemap: the job pages that it names, each read as a page.

https://www.sitemaps.org/protocol.html. The sitemaps are those of robots.txt, else /sitemap.xml; an index names others.
What a complete sitemap no longer names is gone.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from jobalerts_crawler.board import MEBIBYTE, Board, Page, Request, Snapshot, Source, Unreadable
from jobalerts_crawler.pages.tree import absolute, bare
from jobalerts_crawler.sources.page import PAGE
from jobalerts_crawler.xml_page import parse_xml
from jobalerts_shared.posting import Advert

EXPECTED = "a sitemap, XML with <urlset> or <sitemapindex>, or a robots.txt that names one"
LARGEST = 52 * MEBIBYTE  # 50 MB unpacked is what the protocol allows
MOST_SITEMAPS = 50
SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
SITEMAP_PATH = re.compile(r"sitemap[^/]*$|\.xml(?:\.gz)?$", re.IGNORECASE)
JOB_PATH = re.compile(
    r"/(?:jobs?|job-?details?|careers?|positions?|openings?|vacanc(?:y|ies)|opportunit(?:y|ies)|roles?|requisitions?"
    r"|stellen?(?:angebote?|anzeigen?)?|karriere|emplois?|offres?(?:-d-?emploi)?|empleos?|ofertas?|vagas?|vacatures?"
    r"|lavoro|oferty|jobb?|stillinger?)/(?=[^?#]*(?:\d{3}|[^/?#-]+-[^/?#-]+-))[^?#]+$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^\d+$|^[0-9a-f]{8}-[0-9a-f-]{27}$|^[A-Z]{0,4}-?\d{3,}$", re.IGNORECASE)
ENDING = re.compile(r"\.(?:html?|aspx?|php|jsp)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    address: str
    lastmod: str | None
    copies: frozenset[str]


def addresses(board: Board) -> tuple[str, ...]:
    """The sitemap itself, or what says where it is."""
    given = board.url or board.token or ""
    parts = urlsplit(given)
    if SITEMAP_PATH.search(parts.path):
        return (given,)
    return tuple(urlunsplit((parts.scheme, parts.netloc, path, "", "")) for path in ("/robots.txt", "/sitemap.xml"))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    named = re.search(r"sitemap[^/]*\.xml(?:\.gz)?$", parts.path, re.IGNORECASE)
    return url if parts.scheme in ("http", "https") and parts.hostname and named else None


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """The sitemaps in the order in which they were named."""
    named = _named(pages, board)
    return Request(named[len(pages) - 1]) if len(pages) <= len(named) else None


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    entries = [entry for page in pages for entry in _entries(page, board)]
    jobs = _without_copies([entry for entry in entries if _is_job(entry.address, board)])
    told = _told_apart([entry.lastmod for entry in jobs.values()])
    return Snapshot(
        tuple(_advert(native_id, entry, board) for native_id, entry in jobs.items()),
        complete=len(pages) == len(_named(pages, board)) + 1,
        revisions={native_id: entry.lastmod for native_id, entry in jobs.items() if entry.lastmod} if told else {},
    )


def detail(advert: Advert, board: Board) -> Request | None:
    return Request(advert.url) if advert.url else None


def read_detail(page: Page, board: Board, listed: Advert) -> Advert:
    """Raises `Unreadable` for a page that is not one advert; known by what the sitemap calls it."""
    own = Board("page", url=listed.url, name=board.name)
    adverts = PAGE.read([page], own).adverts
    if len(adverts) != 1:
        raise Unreadable("a page with one advert", f"{len(adverts)} adverts")
    return adverts[0].model_copy(update={"native_id": listed.native_id, "url": adverts[0].url or listed.url})


def _named(pages: Sequence[Page], board: Board) -> list[str]:
    """All sitemaps that the pages name, each once, the one that was asked for first not again."""
    first = addresses(board)[0]
    named: dict[str, None] = {}
    for page in pages:
        for address in _sitemaps(page):
            if bare(address) not in (bare(first), bare(pages[0].url)):
                named[address] = None
    return list(named)


def _sitemaps(page: Page) -> Iterator[str]:
    if _is_robots(page):
        lines = [line for line in SITEMAP_LINE.findall(page.text) if absolute(line, page.url)]
        yield from (absolute(line, page.url) or line for line in lines or ["/sitemap.xml"])
        return
    root = _root(page)
    if _local(root) == "sitemapindex":
        for node in root:
            if address := absolute(_text(node, "loc"), page.url):
                yield address


def _entries(page: Page, board: Board) -> Iterator[_Entry]:
    if _is_robots(page):
        return
    root = _root(page)
    if _local(root) != "urlset":
        return
    for node in root:
        address = absolute(_text(node, "loc"), page.url)
        if address:
            links = (absolute(link.get("href"), page.url) for link in node if link.get("hreflang"))
            yield _Entry(address, _text(node, "lastmod"), frozenset(link for link in links if link))


def _is_robots(page: Page) -> bool:
    return urlsplit(page.url or "").path == "/robots.txt"


def _root(page: Page) -> Element:
    return parse_xml(Page(page.url, _unpacked(page)), EXPECTED, *ROOTS)


def _unpacked(page: Page) -> bytes:
    """A .gz file is packed whatever its server says, and may unpack to anything."""
    if page.body[:2] != b"\x1f\x8b":
        return page.body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(page.body, LARGEST)
    except zlib.error:
        raise Unreadable(EXPECTED, "gzip that is broken") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Unreadable(EXPECTED, f"gzip that is cut or unpacks to more than {LARGEST:,} bytes")
    return body


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _text(node: Element, name: str) -> str | None:
    found = next((child for child in node if _local(child) == name), None)
    return (found.text or "").strip() or None if found is not None else None


def _is_job(address: str, board: Board) -> bool:
    if board.pattern:
        return re.search(board.pattern, address) is not None
    return JOB_PATH.search(urlsplit(address).path) is not None


def _without_copies(entries: Sequence[_Entry]) -> dict[str, _Entry]:
    """By native id; what a page calls its copies in other languages is the same job, the first one named stands."""
    jobs: dict[str, _Entry] = {}
    seen: set[str] = set()
    for entry in entries:
        native_id = bare(entry.address) or entry.address
        if entry.address not in seen and native_id not in jobs:
            jobs[native_id] = entry
            seen |= entry.copies
    return jobs


def _told_apart(stamps: Sequence[str | None]) -> bool:
    """Stamps that are all alike are the day of the sitemap, and say nothing of a page."""
    counted = Counter(stamp for stamp in stamps if stamp)
    return len(counted) > 1 and counted.most_common(1)[0][1] * 2 <= len(stamps)


def _advert(native_id: str, entry: _Entry, board: Board) -> Advert:
    return Advert(
        native_id=native_id,
        title=_title(entry.address),
        company=board.name,
        url=entry.address,
        apply_url=entry.address,
    )


def _title(address: str) -> str:
    """The words of the address, until the page itself is read."""
    parts = [ENDING.sub("", unquote(part)) for part in urlsplit(address).path.split("/") if part]
    worded = [part for part in parts if not NUMBER.fullmatch(part)]
    last = (worded or parts or [address])[-1]
    words = [word for word in re.split(r"[-_+\s]+", last) if word and not word.isdigit()]
    return " ".join(words).capitalize() or last or address


ROOTS = tuple(
    f"{prefix}{name}"
    for prefix in ("", "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{https://www.sitemaps.org/schemas/sitemap/0.9}",
                   "{http://www.google.com/schemas/sitemap/0.84}")
    for name in ("urlset", "sitemapindex")
)  # fmt: skip
SITEMAP = Source(
    "sitemap",
    addresses,
    read,
    detect,
    more=more,
    most_pages=MOST_SITEMAPS,
    detail=detail,
    read_detail=read_detail,
    own_details=True,
    max_bytes=LARGEST,
)
