"""The facts that stand under an advert's heading, for what its own markup or words leave open."""

from __future__ import annotations

import re
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.listing import Facts, order_of_dates, stated_facts
from jobalerts_crawler.pages.rows import row_lines
from jobalerts_crawler.pages.tree import heading_node, words
from jobalerts_crawler.words import end_of
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.noise import BUTTON, RELATED

MOST_LINES = 24
LONGEST = 90  # characters; what is longer belongs to the text
LARGEST = 900  # characters of an element whose classes speak of this advert alone
LEAST_LINES = 3  # that an element around the heading has below it


def facts_beside(tree: LexborHTMLParser) -> Facts:
    title = heading_node(tree)
    if not title:
        return Facts()
    named = words(title)
    node = _around(title, named)
    lines = [line for line in takewhile(_is_fact, _below(node, named)[:MOST_LINES]) if not BUTTON.fullmatch(line)]
    return stated_facts(lines, node if len(words(node)) < LARGEST else title, named, order_of_dates(tree))


def completed(advert: Advert, facts: Facts) -> Advert:
    """With what it does not say itself; a date of its own needs no other, and the last day is not the first."""
    posted = advert.posted_text if advert.posted_text != facts.last else None
    return advert.model_copy(
        update={
            "pay_text": advert.pay_text if re.search(r"\d", advert.pay_text or "") else facts.pay,
            "locations": advert.locations or facts.locations,
            "work_mode": advert.work_mode or facts.mode,
            "employment_type": advert.employment_type or facts.employment,
            "posted_text": facts.posted or posted,
            "valid_through": advert.valid_through or end_of(facts.last),
        }
    )


def _around(title: LexborNode, named: str) -> LexborNode:
    """The smallest element around the heading that tells something below it."""
    node = title
    while node.parent is not None and node.tag != "body" and len(_below(node, named)) < LEAST_LINES:
        node = node.parent
    return node


def _below(node: LexborNode, named: str) -> list[str]:
    lines = row_lines(node)
    return lines[lines.index(named) + 1 :] if named in lines else lines


def _is_fact(line: str) -> bool:
    sentence = line.endswith((".", "!", "?")) and len(line.split()) > 4
    return len(line) <= LONGEST and not sentence and not RELATED.match(line)
