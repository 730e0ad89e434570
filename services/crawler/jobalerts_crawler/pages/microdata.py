"""The JobPosting nodes of a page's microdata, in the form that JSON-LD has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.jobposting import Node
from jobalerts_crawler.pages.tree import words

MARKED_UP = {"description", *("responsibilities", "qualifications", "skills")}
ATTRIBUTES = {"meta": "content", "time": "datetime", "a": "href", "link": "href", "img": "src", "data": "value"}
NAMED_BY_TEXT = {"title", "name", "hiringOrganization", "jobLocation", "addressLocality", "employmentType"}


def job_postings(tree: LexborHTMLParser) -> list[Node]:
    return [_posting(scope) for scope in tree.css('[itemscope][itemtype*="schema.org/JobPosting"]')]


def _posting(scope: LexborNode) -> dict[str, object]:
    """SmartRecruiters' own element beside the markup tells the place and how one works there."""
    node = _node(scope)
    own = scope.css_first("[workplacetype], [formattedaddress]")
    stated = own.attributes if own else {}
    if mode := stated.get("workplacetype"):
        node.setdefault("jobLocationType", mode)
    if place := stated.get("formattedaddress"):
        node.setdefault("jobLocation", place)
    return node


def gathered(kind: str, properties: Iterable[tuple[Sequence[str], object]]) -> dict[str, object]:
    """Properties that are given several times become a list."""
    node: dict[str, object] = {"@type": kind}
    for names, value in properties:
        for name in names:
            known = node.get(name)
            node[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return node


def is_within(element: LexborNode, scope: LexborNode, mark: str) -> bool:
    """Whether the nearest scope above the element is this one."""
    above = element.parent
    while above is not None and mark not in above.attributes:
        above = above.parent
    return above == scope


def stated_value(element: LexborNode, names: Sequence[str]) -> object:
    """What a machine is told, else what people read; a name is its words, whatever they link to."""
    attributes = element.attributes
    if attributes.get("content"):
        return attributes["content"]
    stated = attributes.get(ATTRIBUTES.get(element.tag or "", ""))
    if stated and not (element.tag == "a" and NAMED_BY_TEXT & set(names) and words(element)):
        return stated
    return element.html if MARKED_UP & set(names) else words(element)


def _node(scope: LexborNode) -> dict[str, object]:
    inner = [each for each in scope.css("[itemprop]") if each != scope and is_within(each, scope, "itemscope")]
    kind = (scope.attributes.get("itemtype") or "").rsplit("/", 1)[-1]
    return gathered(kind, (((each.attributes.get("itemprop") or "").split(), _value(each)) for each in inner))


def _value(element: LexborNode) -> object:
    if "itemscope" in element.attributes:
        return _node(element)
    return stated_value(element, (element.attributes.get("itemprop") or "").split())
