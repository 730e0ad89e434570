"""Postings in the JSON that a page carries for its own script (`__NEXT_DATA__` and the like).

Each site names its fields anew, so a row is taken only when it has a title, an id, and a place or work mode beside
something that only a posting has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.board import clean
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.plain import plain

Node = Mapping[str, object]
DEEPEST = 20
DECODER = json.JSONDecoder(strict=False)
STATE_MARKS = tuple(
    f"window.{name}" for name in ("__INITIAL_STATE__", "__NUXT__", "__DATA__", "pageData", "__remixContext")
)
TITLES = ("title", "jobTitle", "job_title", "positionTitle")
IDS = ("id", "jobId", "job_id", "idParam", "slug", "shortcode", "requisitionId")
PLACES = ("locations", "location", "city", "locationName", "jobLocation", "primaryLocation", "offices")
PLACE_WORDS = ("name", "cityName", "city", "label", "displayName", "text")
COUNTRY_WORDS = ("countryName", "country", "countryCode")
MODES = ("workplaceType", "workplace_type", "locationType", "remoteType", "workMode")
TYPES = ("employmentType", "employment_type", "contractType", "jobType", "timeType", "commitment")
DATES = ("datePosted", "publishedAt", "published_at", "postedAt", "postedDate", "createdAt", "created_at")
ADDRESSES = ("url", "jobUrl", "absoluteUrl", "absolute_url", "hostedUrl", "canonicalUrl", "link")
TEXTS = ("description", "descriptionHtml", "jobDescription", "content")
DEPARTMENTS = ("department", "category", "team", "function")


def embedded_adverts(tree: LexborHTMLParser, base: str | None) -> tuple[Advert, ...]:
    for state in _states(tree):
        rows = [row for row in _nodes(state, 0) if _is_posting(row)]
        if rows:
            company = _company(state)
            return tuple(_advert(row, company, base) for row in rows)
    return ()


def _states(tree: LexborHTMLParser) -> Iterator[object]:
    for script in tree.css("script:not([src])"):
        text = script.text()
        start = 0 if "json" in (script.attributes.get("type") or "") else _assigned(text)
        at = text.find("{", start) if start >= 0 else -1
        if at >= 0:
            try:
                yield clean(DECODER.raw_decode(text, at)[0])
            except (ValueError, RecursionError):
                continue


def _assigned(text: str) -> int:
    return max(text.find(mark) for mark in STATE_MARKS)


def _nodes(value: object, depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        if isinstance(each, list | Mapping):
            yield from _nodes(each, depth + 1)


def _is_posting(node: Node) -> bool:
    title = node.get(next((key for key in TITLES if key in node), ""))
    if not isinstance(title, str) or not title.strip() or not _first(node, IDS):
        return False
    modes, kinds = _first(node, MODES), _first(node, TYPES)
    return bool((_places(node) or modes) and (modes or kinds or (_first(node, DATES) and _first(node, DEPARTMENTS))))


def _first(node: Node, keys: tuple[str, ...]) -> str | None:
    return next((words for words in (_words(node.get(key)) for key in keys) if words), None)


def _words(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, Mapping):
        return _first(value, PLACE_WORDS)
    if isinstance(value, list):
        return next((words for words in map(_words, value) if words), None)
    return str(value).strip() or None


def _places(node: Node) -> tuple[str, ...]:
    for key in PLACES:
        value = node.get(key)
        named = [_place(each) for each in (value if isinstance(value, list) else [value])]
        if any(named):
            return tuple(dict.fromkeys(place for place in named if place))
    return ()


def _place(value: object) -> str | None:
    if isinstance(value, Mapping):
        parts = (_first(value, PLACE_WORDS), _first(value, COUNTRY_WORDS))
        return ", ".join(dict.fromkeys(part for part in parts if part)) or None
    return _words(value)


def _company(state: object) -> str | None:
    for node in _nodes(state, 0):
        for key in ("company", "organization", "employer"):
            owner = node.get(key)
            if isinstance(owner, Mapping) and isinstance(owner.get("name"), str):
                return str(owner["name"]).strip() or None
    return None


def _advert(row: Node, company: str | None, base: str | None) -> Advert:
    return Advert(
        native_id=_first(row, IDS) or "",
        title=plain(_first(row, TITLES) or ""),
        company=_words(row.get("companyName")) or company,
        locations=_places(row),
        work_mode=work_mode(_first(row, MODES)),
        employment_type=_first(row, TYPES),
        description=_first(row, TEXTS) or "",
        posted_at=moment(_first(row, DATES)),
        url=absolute(_first(row, ADDRESSES), base),
        apply_url=absolute(_words(row.get("applyUrl")), base),
        department=_first(row, DEPARTMENTS),
    )
