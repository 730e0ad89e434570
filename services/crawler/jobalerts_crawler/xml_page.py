"""An XML document of a vendor. One with a document type is refused: its entities could name files or grow for ever."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from jobalerts_crawler.board import Page, Unreadable, describe

# All that may stand before a document type, which may only stand before the root.
PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def without_dtd(page: Page, expected: str) -> str:
    """The document's text, cleared of characters that XML cannot hold."""
    text = FORBIDDEN.sub("", page.text)
    text = text[max(text.find("<"), 0) :]
    prolog = PROLOG.match(text)
    if text[prolog.end() if prolog else 0 :].startswith("<!"):
        raise Unreadable(expected, f"{describe(page)}, with a document type" if "<html" not in text else describe(page))
    return text


def parse_xml(page: Page, expected: str, *roots: str) -> Element:
    """The root, if it is one of those expected."""
    text = without_dtd(page, expected)
    try:
        root = fromstring(text.strip(), XMLParser())  # noqa: S314  # no document type, so nothing to expand
    except (ParseError, ValueError):
        raise Unreadable(expected, describe(page)) from None
    if root.tag not in roots:
        raise Unreadable(expected, f"XML whose root is <{root.tag[:40]}>")
    return root


def whole_parts(page: Page, expected: str, root: str, part: str) -> list[Element]:
    """The parts that can be read of a document that as a whole cannot, because of one of them."""
    text = without_dtd(page, expected)
    if not re.search(rf"<{root}[\s>]", text[:2000]):
        return []
    found: list[Element] = []
    for piece in re.findall(rf"<{part}>.*?</{part}>", text, re.DOTALL):
        try:
            found.append(fromstring(piece, XMLParser()))  # noqa: S314  # no document type, so nothing to expand
        except (ParseError, ValueError):
            continue
    return found


def text_of(node: Element | None, path: str) -> str | None:
    found = node.find(path) if node is not None else None
    return " ".join("".join(found.itertext()).split()) or None if found is not None else None


def markup_of(node: Element, path: str) -> str:
    """The text of an element as it stands, its line breaks kept."""
    found = node.find(path)
    return "".join(found.itertext()).strip() if found is not None else ""
