"""A page's HTML as a tree, guarded: markup nested without end costs a parser quadratic time."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.board import Page, Unreadable

DEEPEST = 3000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# Elements that hold nothing or that the next one of their kind ends, so that they do not nest.
FLAT = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot"}
)
MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|h[1-6]|span|ul|table|script|section|a)\b", re.IGNORECASE)
TITLE_BREAK = re.compile(r"\s+[|–—-]\s+")
TRACKING = re.compile(
    r"^(?:utm_\w+|gclid|fbclid|mc_[ce]id|ref|referrer|source|src|trk|trackid|gh_src|lever-source.*)$", re.IGNORECASE
)


def is_html(text: str) -> bool:
    return bool(MARKUP.search(text[:20_000]))


def parse(page: Page) -> LexborHTMLParser:
    text = page.text
    depth = 0
    for tag in TAG.finditer(text):
        if tag[2].lower() not in FLAT:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > DEEPEST:
                raise Unreadable("a page of ordinary markup", f"elements nested more than {DEEPEST} deep")
    return LexborHTMLParser(text)


def words(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node else ""


def heading(tree: LexborHTMLParser) -> str:
    return words(heading_node(tree))


def heading_node(tree: LexborHTMLParser) -> LexborNode | None:
    """The first h1, else a lower heading that the window's title repeats."""
    if first := tree.css_first("h1"):
        return first
    parts = {part.strip() for part in TITLE_BREAK.split(words(tree.css_first("title")))}
    return next((node for node in tree.css("h2, h3") if words(node) in parts), None)


def language(tree: LexborHTMLParser) -> str:
    """As the page declares it, `en-gb`, or nothing."""
    root = tree.css_first("html")
    return ((root.attributes.get("lang") if root else None) or "").lower().replace("_", "-")


def page_address(tree: LexborHTMLParser, fetched: str | None) -> str | None:
    """The address the page gives itself, else the one it was fetched from."""
    for selector, attribute in (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        node = tree.css_first(selector)
        if node and (stated := absolute(node.attributes.get(attribute), fetched)):
            return stated
    return fetched


def absolute(link: str | None, base: str | None) -> str | None:
    """An http(s) address, or nothing: a page may hold `javascript:` and half links."""
    if not link or not link.strip():
        return None
    try:
        joined = urljoin(base or "", link.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def bare(address: str | None) -> str | None:
    """An address for comparison: no scheme, fragment, tracking parameters or closing slash."""
    if not address:
        return None
    parts = urlsplit(address)
    kept = "&".join(q for q in parts.query.split("&") if q and not TRACKING.match(q.partition("=")[0]))
    host = (parts.netloc or "").lower().removeprefix("www.")
    return urlunsplit(("", host, parts.path.rstrip("/"), kept, "")).removeprefix("//")
