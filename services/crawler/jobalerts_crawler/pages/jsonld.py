"""The JobPosting nodes of a page's JSON-LD blocks. By hand: a block with trailing garbage must not cost the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.board import clean
from jobalerts_crawler.pages.jobposting import Node, is_job_posting

DECODER = json.JSONDecoder(strict=False)  # raw line breaks inside strings are common
DEEPEST = 12
START = re.compile(r"[{\[]")
IDLE_COMMA = re.compile(r",\s*([}\]])")
NO_ESCAPE = re.compile(r'(\\["\\/bfnrtu])|\\')
MOST_STARTS = 20  # brackets that may stand in a comment before the first value


def job_postings(tree: LexborHTMLParser) -> list[Node]:
    return [node for script in tree.css('script[type*="ld+json" i]') for node in _postings(script.text())]


def _postings(text: str) -> list[Node]:
    """Of the script as it stands, else of what it must have been meant as."""
    if "JobPosting" not in text:
        return []
    for meant in (text, unescape(text), _mended(text)):
        if nodes := [node for block in _blocks(meant) for node in _walk(block, 0) if is_job_posting(node)]:
            return nodes
    return []


def _blocks(text: str) -> Iterator[object]:
    """Every JSON value of a script, up to the first that cannot be read; comments around them are passed over."""
    found = _first(text)
    while found:
        yield clean(found.value)
        found = _value_at(found.text, START.search(found.text, found.end))


def _mended(text: str) -> str:
    """Without what writing JSON by hand leaves in it: commas before a bracket, escapes that JSON has not."""
    return NO_ESCAPE.sub(lambda found: found[1] or "", IDLE_COMMA.sub(r"\1", text))


@dataclass(frozen=True, slots=True)
class _Found:
    value: object
    text: str
    end: int


def _first(text: str) -> _Found | None:
    starts = islice(START.finditer(text), MOST_STARTS)
    return next((found for found in (_value_at(text, start) for start in starts) if found), None)


def _value_at(text: str, start: re.Match[str] | None) -> _Found | None:
    try:
        value, end = DECODER.raw_decode(text, start.start()) if start else (None, 0)
    except (ValueError, RecursionError):
        return None
    return _Found(value, text, end) if start else None


def _walk(value: object, depth: int) -> Iterator[Node]:
    """The value and what `@graph`, lists and other properties hold, down to a JobPosting and not into it."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        if not is_job_posting(value):
            for inner in value.values():
                if isinstance(inner, list | Mapping):
                    yield from _walk(inner, depth + 1)
