"""Recruitee (Tellent) careers sites: one public JSON answer per company, complete and unpaged.

https://docs.recruitee.com/reference/intro-to-careers-site-api, which announces that from 10 February 2027 the call
needs the employer's own token: an answer 401 then means that, not that the board is gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    country_code,
    line,
    lines,
    pay_of,
    rows_of,
    spaced,
    told,
)
from jobalerts_crawler.board import Board, Key, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import end_of, moment, work_mode
from jobalerts_shared.posting import Advert, Pay, Place, WorkMode

EXPECTED = "the JSON of a Recruitee careers site, an object with `offers`"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.recruitee\.com")
KEY = Key(headers={"X-Careers-Sites-Token": "{api_token}"}, needed=False)
VENDORS_OWN = {"www", "api", "app", "docs", "support", "careers-analytics", "assets", "help"}


class _Place(Wire):
    name: Words = None
    city: Words = None
    state: Words = None
    country: Words = None
    country_code: Words = None


class _Salary(Wire):
    min: Figure = None
    max: Figure = None
    period: Words = None
    currency: Words = None


class _Offer(Wire):
    id: Ident
    title: Title
    company_name: Words = None
    careers_url: Words = None
    careers_apply_url: Words = None
    location: Words = None
    city: Words = None
    state_name: Words = None
    country: Words = None
    country_code: Words = None
    locations: Each[_Place] = ()
    department: Words = None
    description: Words = None
    requirements: Words = None
    remote: Flag = None
    hybrid: Flag = None
    on_site: Flag = None
    employment_type_code: Words = None
    experience_code: Words = None
    salary: Maybe[_Salary] = None
    published_at: Words = None
    created_at: Words = None
    close_at: Words = None
    status: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """A company's name on the vendor's host, or the host of its own careers site, which serves the same."""
    token = (board.token or "").lower()
    host = f"https://{quote(token, safe='')}" if "." in token else f"https://{quote(token, safe='')}.recruitee.com"
    return (f"{(board.base_url or host).rstrip('/')}/api/offers/",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    parsed = parse_json(pages[0], EXPECTED)
    rows = rows_of(told(parsed, "offer") or parsed, EXPECTED, ("offers",), alone=("id", "title"))
    offers, complete = read_rows(rows, _Offer, "Recruitee offers with `id` and `title`")
    public = (offer for offer in offers if offer.status in (None, "published"))
    return Snapshot(tuple(_advert(offer, board) for offer in public), complete)


def detect(url: str) -> str | None:
    found = SITE_HOST.fullmatch((urlsplit(url).hostname or "").lower())
    return found[1] if found and found[1] not in VENDORS_OWN else None


def _advert(offer: _Offer, board: Board) -> Advert:
    return Advert(
        native_id=offer.id,
        title=offer.title,
        company=offer.company_name or board.name or board.token,
        locations=_locations(offer),
        places=_places(offer),
        work_mode=_work_mode(offer),
        employment_type=spaced(offer.employment_type_code),
        level=spaced(offer.experience_code),
        pay=_pay(offer.salary),
        description="\n".join(part for part in (offer.description, offer.requirements) if part),
        posted_at=moment(offer.published_at) or moment(offer.created_at),
        valid_through=end_of(offer.close_at),
        url=offer.careers_url,
        apply_url=offer.careers_apply_url or offer.careers_url,
        department=offer.department,
    )


def _locations(offer: _Offer) -> tuple[str, ...]:
    named = [line(place.city, place.state, place.country) if place.city else place.name for place in offer.locations]
    own = line(offer.city, offer.state_name, offer.country) if offer.city else offer.location or offer.country
    return lines(named) or lines([own])


def _places(offer: _Offer) -> tuple[Place, ...]:
    """Cities with their country's code; a «city» may be the word Remote."""
    stated = [(place.city, place.country_code) for place in offer.locations] or [(offer.city, offer.country_code)]
    return tuple(
        Place(city=city, country=country_code(code))
        for city, code in dict.fromkeys(stated)
        if city and country_code(code) and not work_mode(city)
    )


def _work_mode(offer: _Offer) -> WorkMode | None:
    """Several may be ticked: then the freest is what is offered."""
    ticked = ((offer.remote, WorkMode.REMOTE), (offer.hybrid, WorkMode.HYBRID), (offer.on_site, WorkMode.ONSITE))
    return next((mode for flag, mode in ticked if flag), None)


def _pay(salary: _Salary | None) -> Pay | None:
    return pay_of(salary.min, salary.max, salary.currency, salary.period) if salary else None


RECRUITEE = Source("recruitee", addresses, read, detect, documented=True, key=KEY)
