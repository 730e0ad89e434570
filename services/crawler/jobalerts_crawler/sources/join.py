"""join.com: an employer's page, whose jobs stand in the JSON for its own script, five to a page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Ident,
    Maybe,
    Title,
    Words,
    country_code,
    line,
    lines,
    number,
    rows_of,
    told,
    words_of,
)
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Unreadable, Wire, clean, describe, read_rows
from jobalerts_crawler.pages.tree import parse
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert, Place

HOST = "https://join.com"
EXPECTED = "an employer's page of join.com, with jobs in its script's JSON"
PAGE_PATH = re.compile(r"^/companies/([A-Za-z0-9_-]+)")
STATE = ("props", "pageProps", "initialState")


class _City(Wire):
    cityName: Words = None
    countryName: Words = None


class _Country(Wire):
    iso3166: Words = None


class _Job(Wire):
    id: Ident
    title: Title
    idParam: Words = None
    createdAt: Words = None
    employmentType: Words = None
    workplaceType: Words = None
    seniority: Words = None
    city: Maybe[_City] = None
    country: Maybe[_Country] = None
    category: Words = None
    description: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    return (f"{(board.base_url or HOST).rstrip('/')}/companies/{quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    states = [told(_script(page), *STATE) for page in pages]
    rows = [row for state in states for row in rows_of(told(state, "jobs"), EXPECTED, ("items",))]
    jobs, complete = read_rows(rows, _Job, "join.com jobs with `id` and `title`")
    company = words_of(told(states[0], "company", "name")) or board.name or board.token
    shown = number(told(states[0], "jobs", "pagination", "pageCount")) or 1
    return Snapshot(tuple(_advert(job, company, board) for job in jobs), complete=complete and shown <= len(pages))


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """Five a page; the first says how many pages there are."""
    shown = number(told(told(_script(pages[0]), *STATE), "jobs", "pagination", "pageCount")) or 1
    following = len(pages) + 1
    return Request(f"{addresses(board)[0]}?page={following}") if following <= shown else None


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = PAGE_PATH.match(parts.path) if (parts.hostname or "").removeprefix("www.") == "join.com" else None
    return found[1] if found else None


def _script(page: Page) -> object:
    """The page's script, or the JSON alone."""
    if page.text.lstrip()[:1] == "{":
        text = page.text
    else:
        node = parse(page).css_first("script#__NEXT_DATA__")
        text = node.text() if node else ""
    try:
        return clean(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        raise Unreadable(EXPECTED, describe(page)) from None


def _advert(job: _Job, company: str | None, board: Board) -> Advert:
    city, country = job.city or _City(), job.country or _Country()
    code = country_code(country.iso3166)
    url = (
        f"{HOST}/companies/{quote(board.token, safe='')}/{quote(job.idParam, safe='')}"
        if board.token and job.idParam
        else None
    )
    return Advert(
        native_id=job.id,
        title=job.title,
        company=company,
        locations=lines([line(city.cityName, city.countryName)]),
        places=(Place(city=city.cityName, country=code),) if code else (),
        work_mode=work_mode(job.workplaceType),
        employment_type=job.employmentType,
        level=job.seniority,
        description=job.description or "",
        posted_at=moment(job.createdAt),
        url=url,
        apply_url=url,
        department=job.category,
    )


JOIN = Source("join", addresses, read, detect, more=more)
