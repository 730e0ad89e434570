"""The JSON values that a page carries for its own script: in scripts of data, assignments, attributes and streams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.board import clean

DECODER = json.JSONDecoder(strict=False)
ASSIGNED = re.compile(r"(?:^|[\s;{(,])[\w$.]{2,80}\s*=\s*(?:JSON\.parse\(\s*(?=[\"'])|(?=[{\[]))")
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
MOST_ASSIGNED = 40
ATTRIBUTES = ("data-page", "data-props", "data-react-props", "data-jobs", "data-state", "data-initial-state")
HELD = ", ".join(f"[{name}]" for name in ATTRIBUTES)
STREAMED = re.compile(r'self\.__next_f\.push\(\[\d+,\s*(?=")')
LISTS = re.compile(
    r'"(?:jobs|jobPostings|postings|positions|openings|offers|vacancies|requisitions|job|posting)":\s*(?=[{\[])'
)


def states(tree: LexborHTMLParser) -> Iterator[object]:
    streamed: list[object] = []
    for script in tree.css("script:not([src])"):
        text = script.text()
        kind = script.attributes.get("type") or ""
        if "json" in kind:
            yield from _decoded(text, len(text) - len(text.lstrip()))
        elif "template" not in kind and "html" not in kind:
            streamed += [piece for found in STREAMED.finditer(text) for piece in _decoded(text, found.end())]
            for found in islice(ASSIGNED.finditer(text), MOST_ASSIGNED):
                yield from _parsed(text, found.end())
    for node in tree.css(f'{HELD}, input[type="hidden"][value^="["], input[type="hidden"][value^="{{"]'):
        for name in (*ATTRIBUTES, "value"):
            yield from _decoded(node.attributes.get(name) or "", 0)
    whole = "".join(piece for piece in streamed if isinstance(piece, str))
    for found in islice(LISTS.finditer(whole), MOST_ASSIGNED):
        yield from _decoded(whole, found.end())


def _parsed(text: str, at: int) -> Iterator[object]:
    """An object, or a string that holds one: `JSON.parse("{…}")`, in either kind of quotes."""
    if quoted := QUOTED.match(text, at):
        inner = re.sub(r'(?<!\\)"', '\\"', quoted[1].replace("\\'", "'"))
        text, at = f'"{inner}"', 0
    for value in _decoded(text, at):
        yield from _decoded(value, 0) if isinstance(value, str) else (value,)


def _decoded(text: str, at: int) -> Iterator[object]:
    try:
        yield clean(DECODER.raw_decode(text, at)[0])
    except (ValueError, RecursionError):
        return
