"""The facts that stand under an advert's heading, for what its own markup or words leave open."""

from __future__ import annotations

from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.listing import Facts, stated_facts
from jobalerts_crawler.pages.rows import row_lines
from jobalerts_crawler.pages.tree import words
from jobalerts_crawler.words import end_of
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.noise import BUTTON, RELATED

MOST_LINES = 24
LONGEST = 90  # characters; what is longer belongs to the text
LARGEST = 900  # characters of an element whose classes speak of this advert alone
LEAST_LINES = 3  # that an element around the heading has beside it


def facts_beside(tree: LexborHTMLParser) -> Facts:
    title = tree.css_first("h1")
    node = _around(title) if title else None
    if not title or not node:
        return Facts()
    lines = row_lines(node)
    named = words(title)
    after = lines[lines.index(named) + 1 :] if named in lines else lines
    kept = [line for line in takewhile(_is_fact, after[:MOST_LINES]) if not BUTTON.fullmatch(line)]
    return stated_facts(kept, node if len(words(node)) < LARGEST else title, named)


def completed(advert: Advert, facts: Facts) -> Advert:
    """With what it does not say itself; a date of its own needs no other."""
    return advert.model_copy(
        update={
            "locations": advert.locations or facts.locations,
            "work_mode": advert.work_mode or facts.mode,
            "employment_type": advert.employment_type or facts.employment,
            "posted_text": advert.posted_text or facts.posted,
            "valid_through": advert.valid_through or end_of(facts.last),
        }
    )


def _around(title: LexborNode) -> LexborNode:
    """The smallest element around the heading that tells something beside it."""
    node = title
    while node.parent is not None and node.parent.tag not in ("body", "html") and len(row_lines(node)) <= LEAST_LINES:
        node = node.parent
    return node


def _is_fact(line: str) -> bool:
    sentence = line.endswith((".", "!", "?")) and len(line.split()) > 4
    return len(line) <= LONGEST and not sentence and not RELATED.match(line)
