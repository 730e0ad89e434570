"""The JobPosting nodes of a page's JSON-LD blocks. By hand: a block with trailing garbage must not cost the others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.board import clean
from jobalerts_crawler.pages.jobposting import Node, is_job_posting

DECODER = json.JSONDecoder(strict=False)  # raw line breaks inside strings are common
DEEPEST = 12


def job_postings(tree: LexborHTMLParser) -> list[Node]:
    return [
        node
        for script in tree.css('script[type*="ld+json" i]')
        for block in _blocks(script.text())
        for node in _walk(block, 0)
        if is_job_posting(node)
    ]


def _blocks(text: str) -> Iterator[object]:
    """Every JSON value of a script, up to the first that cannot be read; comments around it are passed over."""
    at = _start(text, 0)
    if at >= 0 and _value_at(text, at) is None:
        text = unescape(text)
        at = _start(text, 0)
    while at >= 0 and (found := _value_at(text, at)):
        yield clean(found[0])
        at = _start(text, found[1])


def _start(text: str, after: int) -> int:
    return min((at for at in (text.find("{", after), text.find("[", after)) if at >= 0), default=-1)


def _value_at(text: str, at: int) -> tuple[object, int] | None:
    try:
        return DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None


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
