"""The JobPosting nodes of a page's microdata, in the form that JSON-LD has."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.jobposting import Node
from jobalerts_crawler.pages.tree import words

MARKED_UP = {"description", *("responsibilities", "qualifications", "skills")}
ATTRIBUTES = {"meta": "content", "time": "datetime", "a": "href", "link": "href", "img": "src", "data": "value"}


def job_postings(tree: LexborHTMLParser) -> list[Node]:
    return [_node(scope) for scope in tree.css('[itemscope][itemtype*="schema.org/JobPosting"]')]


def _node(scope: LexborNode) -> dict[str, object]:
    """Properties that are given several times become a list."""
    kind = (scope.attributes.get("itemtype") or "").rsplit("/", 1)[-1]
    node: dict[str, object] = {"@type": kind}
    for element in _properties(scope):
        value = _value(element)
        for name in (element.attributes.get("itemprop") or "").split():
            known = node.get(name)
            node[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return node


def _properties(scope: LexborNode) -> list[LexborNode]:
    """The elements whose nearest scope above is this one."""
    return [element for element in scope.css("[itemprop]") if element != scope and _scope_of(element) == scope]


def _scope_of(element: LexborNode) -> LexborNode | None:
    above = element.parent
    while above is not None and "itemscope" not in above.attributes:
        above = above.parent
    return above


def _value(element: LexborNode) -> object:
    attributes = element.attributes
    if "itemscope" in attributes:
        return _node(element)
    if attributes.get("content"):
        return attributes["content"]
    stated = attributes.get(ATTRIBUTES.get(element.tag or "", ""))
    if stated:
        return stated
    return element.html if MARKED_UP & set((attributes.get("itemprop") or "").split()) else words(element)
