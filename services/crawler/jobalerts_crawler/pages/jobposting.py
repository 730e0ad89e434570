"""A schema.org JobPosting, as JSON-LD and microdata hold it, to an Advert.

https://developers.google.com/search/docs/appearance/structured-data/job-posting, and what pages make of it: any value
may be a string, a number, an object or a list of these.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

from jobalerts_crawler.pages.salary import pay_in, pay_words
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import end_of, moment, work_mode
from jobalerts_shared.posting import Advert, WorkMode
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain

Node = Mapping[str, object]
TITLES = ("title", "name", "jobTitle")
NO_WORDS = frozenset({"null", "undefined", "none", "n/a", "unavailable", "-", "--"})  # what templates leave of nothing
SECTIONS = ("responsibilities", "qualifications", "skills", "experienceRequirements", "educationRequirements")


def is_job_posting(node: Node) -> bool:
    return any(re.split("[/:#]", str(kind))[-1] == "JobPosting" for kind in _each(node.get("@type")))


def read_job_posting(node: Node, base: str | None) -> Advert | None:
    """Nothing without a title: such a node is a shell for a script to fill."""
    title = plain(next(filter(None, map(_text, map(node.get, TITLES))), "")).replace("\n", " ")
    if not title:
        return None
    url = absolute(_text(node.get("url")), base)
    company = _company(node)
    places = _places(node, "jobLocation", _place) or _places(node, "applicantLocationRequirements", _area)
    return Advert(
        native_id=_identifier(node) or url or derived_id(title, company or "", *places),
        title=title,
        company=plain(company) if company else None,
        locations=places,
        work_mode=_work_mode(node, places),
        remote_countries=_remote_countries(node),
        employment_type=", ".join(filter(None, map(_text, _each(node.get("employmentType"))))) or None,
        pay=pay_in(node),
        pay_text=pay_words(node),
        description=_description(node),
        posted_at=moment(_text(node.get("datePosted"))),
        valid_through=end_of(_text(node.get("validThrough"))),
        url=url,
        apply_url=absolute(_apply_url(node), base),
        department=_text(node.get("occupationalCategory")) or _text(node.get("industry")),
    )


def _company(node: Node) -> str | None:
    owner = node.get("hiringOrganization")
    first = next(_nodes(owner), None)
    return _text(owner) or (_text(first.get("legalName")) if first else None)


def _places(node: Node, name: str, place: Callable[[object], str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(named for named in map(place, _each(node.get(name))) if named))


def derived_id(*words: str) -> str:
    """An id from the advert's own words, where neither a number nor an address is given."""
    return hashlib.sha256("\n".join(" ".join(word.casefold().split()) for word in words).encode()).hexdigest()[:20]


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _nodes(value: object) -> Iterator[Node]:
    return (each for each in _each(value) if isinstance(each, Mapping))


def _text(value: object) -> str | None:
    """The words of a value: itself, its `name` or `@value`, or the first of a list."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | int | float):
        return str(value).strip() or None
    if isinstance(value, list):
        return next((text for text in map(_text, value) if text), None)
    if isinstance(value, Mapping):
        return next((text for text in (_text(value.get(key)) for key in ("name", "@value", "value")) if text), None)
    return None


def _identifier(node: Node) -> str | None:
    value = node.get("identifier")
    first = next(_nodes(value), None)
    return _text(first.get("value")) if first else _text(value)


def _place(value: object) -> str | None:
    """One place in one line: locality, region, country, without repeats."""
    if isinstance(value, str):
        return plain(value) or None
    if not isinstance(value, Mapping):
        return None
    address = next(iter(_each(value.get("address"))), None)
    if isinstance(address, str):
        return plain(address) or None
    node = address if isinstance(address, Mapping) else value
    fields = (_text(node.get(key)) for key in ("addressLocality", "addressRegion", "addressCountry"))
    parts = [plain(unescape(part)) for part in fields if part and part.casefold() not in NO_WORDS]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or _place_name(value)


def _place_name(value: Node) -> str | None:
    name = _text(value.get("name"))
    return plain(name) if name else None


def _work_mode(node: Node, places: tuple[str, ...]) -> WorkMode | None:
    """TELECOMMUTE, or a place that is the word «Remote»; silence says nothing."""
    stated = (work_mode(_text(kind)) for kind in _each(node.get("jobLocationType")))
    return next((mode for mode in stated if mode), None) or next(
        (WorkMode.REMOTE for place in places if work_mode(place.split(",")[0]) is WorkMode.REMOTE), None
    )


def _remote_countries(node: Node) -> tuple[str, ...]:
    names = (_area(area) for area in _each(node.get("applicantLocationRequirements")))
    places = (place for name in names if name for place in read_location(name).places)
    return tuple(dict.fromkeys(place.country for place in places if place.country))


def _area(value: object) -> str | None:
    if isinstance(value, Mapping) and value.get("address"):
        return _place(value)
    return _text(value)


def _description(node: Node) -> str:
    body = _text(node.get("description")) or ""
    extra = (_text(node.get(section)) for section in SECTIONS)
    return "\n".join([body, *(text for text in extra if text and text not in body)]).strip()


def _apply_url(node: Node) -> str | None:
    for key in ("applicationUrl", "applyUrl"):
        if found := _text(node.get(key)):
            return found
    action = next(_nodes(node.get("potentialAction")), None)
    target = action.get("target") if action else None
    first = next(_nodes(target), None)
    return _text(first.get("urlTemplate")) if first else _text(target)
