"""The JobPosting nodes of a page's RDFa (`typeof="JobPosting"`), in the form that JSON-LD has.

https://www.w3.org/TR/rdfa-lite/, as far as pages use it for adverts: `vocab`, `typeof`, `property`, prefixed or whole.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.jobposting import Node
from jobalerts_crawler.pages.microdata import gathered, is_within, stated_value


def job_postings(tree: LexborHTMLParser) -> list[Node]:
    return [_node(scope) for scope in tree.css("[typeof]") if _local(scope, "typeof") == ["JobPosting"]]


def _node(scope: LexborNode) -> dict[str, object]:
    inner = [each for each in scope.css("[property]") if each != scope and is_within(each, scope, "typeof")]
    return gathered(_local(scope, "typeof")[0], ((_local(each, "property"), _value(each)) for each in inner))


def _value(element: LexborNode) -> object:
    return _node(element) if _local(element, "typeof") else stated_value(element, _local(element, "property"))


def _local(element: LexborNode, attribute: str) -> list[str]:
    """The names without their vocabulary: `schema:title`, `https://schema.org/title`."""
    named = (element.attributes.get(attribute) or "").split()
    return [name.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1] for name in named]
