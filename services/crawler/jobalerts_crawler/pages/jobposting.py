"""A schema.org JobPosting, as JSON-LD and microdata hold it, to an Advert.

https://developers.google.com/search/docs/appearance/structured-data/job-posting, and what pages make of it: any value
may be a string, a number, an object or a list of these. `estimatedSalary` is a third party's guess and is not read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from html import unescape

from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import moment, period_of, work_mode
from jobalerts_shared.posting import Advert, Pay, PayPeriod, WorkMode
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain

Node = Mapping[str, object]
UNITS = {
    "HOUR": PayPeriod.HOUR,
    "DAY": PayPeriod.DAY,
    "WEEK": PayPeriod.WEEK,
    "MONTH": PayPeriod.MONTH,
    "YEAR": PayPeriod.YEAR,
}
AMOUNT = re.compile(r"\d[\d.,' ]*")
SECTIONS = ("responsibilities", "qualifications", "skills", "experienceRequirements", "educationRequirements")


def is_job_posting(node: Node) -> bool:
    return any(str(kind).rsplit("/", 1)[-1] == "JobPosting" for kind in _each(node.get("@type")))


def read_job_posting(node: Node, base: str | None) -> Advert | None:
    """Nothing without a title: such a node is a shell for a script to fill."""
    title = plain(_text(node.get("title")) or _text(node.get("name")) or "").replace("\n", " ")
    if not title:
        return None
    url = absolute(_text(node.get("url")), base)
    company = _text(node.get("hiringOrganization"))
    places = tuple(dict.fromkeys(place for place in map(_place, _each(node.get("jobLocation"))) if place))
    return Advert(
        native_id=_identifier(node) or url or derived_id(title, company or "", *places),
        title=title,
        company=plain(company) if company else None,
        locations=places,
        work_mode=_work_mode(node, places),
        remote_countries=_remote_countries(node),
        employment_type=", ".join(filter(None, map(_text, _each(node.get("employmentType"))))) or None,
        pay=_pay(node),
        pay_text=_pay_text(node),
        description=_description(node),
        posted_at=moment(_text(node.get("datePosted"))),
        valid_through=moment(_text(node.get("validThrough"))),
        url=url,
        apply_url=absolute(_apply_url(node), base),
        department=_text(node.get("occupationalCategory")) or _text(node.get("industry")),
    )


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
    parts = [plain(unescape(part)) for part in fields if part]
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


def _pay(node: Node) -> Pay | None:
    salary = next(iter(_each(node.get("baseSalary"))), None)
    if not isinstance(salary, Mapping):
        figure = salary if isinstance(salary, int | float) and not isinstance(salary, bool) else None
        return _pay_of(figure, figure, _text(node.get("salaryCurrency")), None)
    value = next(iter(_each(salary.get("value"))), None)
    quantity = value if isinstance(value, Mapping) else salary
    single = quantity.get("value") if isinstance(value, Mapping) else value
    lowest, highest = quantity.get("minValue", single), quantity.get("maxValue", single)
    currency = _text(salary.get("currency")) or _text(quantity.get("currency")) or _text(node.get("salaryCurrency"))
    return _pay_of(lowest, highest, currency, _text(quantity.get("unitText")) or _text(salary.get("unitText")))


def _pay_of(lowest: object, highest: object, currency: str | None, unit: str | None) -> Pay | None:
    """Zeros are defaults of a form, not pay."""
    least, most = _amount(lowest), _amount(highest)
    if not (least or most):
        return None
    code = (currency or "").strip().upper()
    period = UNITS.get((unit or "").strip().upper()) or (period_of(unit) if unit else None)
    return Pay(min=least, max=most, currency=code if re.fullmatch("[A-Z]{3}", code) else None, period=period)


def _amount(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) or None
    found = AMOUNT.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    digits = re.sub(r"[ ']", "", found[0])
    decimals = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: decimals.start()] if decimals else digits)
    return float(f"{whole or 0}.{decimals[1] if decimals else 0}") or None


def _pay_text(node: Node) -> str | None:
    for value in _each(node.get("baseSalary")):
        inner = value.get("value") if isinstance(value, Mapping) else value
        if isinstance(inner, str) and not AMOUNT.fullmatch(inner.strip()):
            return inner.strip() or None
    return None


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
