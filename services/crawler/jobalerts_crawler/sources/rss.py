"""Any feed of jobs: RSS, Atom and JSON Feed, with the fields that job boards add in names of their own.

A feed shows the newest adverts only: one that leaves it is not closed, so no reading of it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import feedparser

from jobalerts_crawler.answers import Each, Ident, Maybe, Title, Words, line, lines, pay_of, rows_of, told, words_of
from jobalerts_crawler.board import (
    MEBIBYTE,
    Board,
    Page,
    Request,
    Snapshot,
    Source,
    Unreadable,
    Wire,
    describe,
    parse_json,
    read_rows,
)
from jobalerts_crawler.pages.jobposting import Node, read_job_posting
from jobalerts_crawler.pages.listing import PLACE_LABEL, labelled
from jobalerts_crawler.pages.tree import absolute, bare
from jobalerts_crawler.words import end_of, moment, split_places, work_mode
from jobalerts_crawler.xml_page import without_dtd
from jobalerts_shared.posting import Advert, Pay, WorkMode
from jobalerts_shared.reading.plain import plain

MOST_PAGES = 5  # the newest come first
EXPECTED = "a feed: RSS, Atom or JSON Feed"
FEED_PATH = re.compile(
    r"\.(?:rss|atom|rdf)$|/(?:rss|feed|atom)/?$|/feeds?/|[./]rss\b|feed\.(?:xml|json)$", re.IGNORECASE
)
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
COMPANY = ("company", "companyname", "company_name", "employer", "hiringorganization", "agency", "organization")
LOCATION = ("joblocation", "job_location", "location", "locations", "jobgeo")
ADDRESS = (("city",), ("state",), ("country",))
TYPE = ("jobtype", "job_type", "employmenttype", "employment_type", "type", "contracttype")
MODE = ("remotestatus", "workplacetype", "workplace_type", "workmode")
LEVEL = ("seniority", "experiencelevel", "joblevel", "job_level", "experience")
LEAST = ("minimumsalary", "minsalary", "salarymin", "salary_min", "salary_from")
MOST = ("maximumsalary", "maxsalary", "salarymax", "salary_max", "salary_to")
CURRENCY = ("salarycurrency", "salary_currency", "currency")
INTERVAL = ("salaryinterval", "salary_interval", "interval", "salaryperiod", "salary_period")
PAY = ("salary", "salaryrange", "salary_range", "compensation", "pay")
DEPARTMENT = ("department", "jobcategory", "category", "function")
ENDS = (
    *(
        "expires_at",
        "advertisetodatetimeutc",
        "advertisetodatetime",
        "expirationdate",
        "expiration_date",
        "expiry_date",
        "expirydate",
        "expires",
        "expired",
    ),
    *("validthrough", "valid_through", "closing_date", "closingdate", "deadline", "application_deadline"),
)
STARTS = ("published", "advertisefromdatetime", "pubdate", "publish_date", "dateposted", "issued", "updated", "created")
OF_AN_AGENCY = "joblisting_"  # NEOGOV's feeds, each of one agency, whose name is the feed's title
HEADQUARTERS = re.compile(r"^Headquarters:\s*(\S[^\n]{0,120})$", re.MULTILINE)
AT_COMPANY = re.compile(r"(\S.{2,100}?) (?:at|@) (\S.{1,60})")
REMOTE_STATUS = {"fully": WorkMode.REMOTE, "temporary": WorkMode.HYBRID}
COLON_BOARD = re.compile(r"(?:^|\.)weworkremotely\.com$")
REMOTE_BOARDS = re.compile(
    r"(?:^|\.)(?:weworkremotely\.com|remotive\.(?:com|io)|remoteok\.(?:com|io)|jobicy\.com|himalayas\.app"
    r"|workingnomads\.com?|remote\.co)$"
)


class _FeedRow(Wire):
    """An item of a JSON Feed; `_jobposting` is schema.org's, as Teamtailor has it."""

    id: Ident
    title: Title
    url: Words = None
    external_url: Words = None
    content_html: Words = None
    content_text: Words = None
    summary: Words = None
    date_published: Words = None
    tags: Each[str] = ()
    jobposting: Maybe[dict[str, object]] = None


def addresses(board: Board) -> tuple[str, ...]:
    return (board.url or board.token or "",)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    return url if parts.scheme in ("http", "https") and parts.hostname and FEED_PATH.search(parts.path) else None


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    adverts = [advert for page in pages for advert in _adverts(page, board)]
    return Snapshot(tuple({advert.native_id: advert for advert in adverts}.values()), complete=False)


def _adverts(page: Page, board: Board) -> list[Advert]:
    if page.text.lstrip()[:1] in ("{", "["):
        return read_json_feed(page, board)
    feed = _parsed(page)
    publisher = words_of(feed.get("feed", {}).get("title"))
    return [advert for entry in feed.get("entries", []) if (advert := _advert(entry, page, board, publisher))]


def read_json_feed(page: Page, board: Board) -> list[Advert]:
    parsed = parse_json(page, EXPECTED)
    found = rows_of(parsed, EXPECTED, ("items",), alone=("id", "title"))
    named = [{**row, "jobposting": row.get("_jobposting")} if isinstance(row, dict) else row for row in found]
    rows, _ = read_rows(named, _FeedRow, "items of a JSON Feed with `id` and `title`")
    publisher = words_of(told(parsed, "title"))
    return [_of_row(row, page, board, publisher) for row in rows]


def _of_row(row: _FeedRow, page: Page, board: Board, publisher: str | None) -> Advert:
    url = absolute(row.url or row.external_url, page.url)
    posting: Node = row.jobposting or {}
    stated = read_job_posting({"title": row.title, **posting}, page.url) or Advert(native_id=row.id, title=row.title)
    return stated.model_copy(
        update={
            "native_id": row.id,
            "title": row.title,
            "company": stated.company or board.name or (publisher if posting else None),
            "description": stated.description or row.content_html or row.content_text or row.summary or "",
            "posted_at": moment(row.date_published) or stated.posted_at,
            "url": url or stated.url,
            "apply_url": stated.apply_url or url or stated.url,
            "department": stated.department or next(iter(row.tags), None),
        }
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """RFC 5005's `next`, or a JSON Feed's `next_url`, on the same host; not one that was read."""
    page = pages[-1]
    if page.text.lstrip()[:1] in ("{", "["):
        link = words_of(told(parse_json(page, EXPECTED), "next_url"))
    else:
        feed = _parsed(page).get("feed", {})
        link = next((words_of(each.get("href")) for each in feed.get("links", []) if each.get("rel") == "next"), None)
    following = absolute(link, page.url)
    here = {urlsplit(each.url or "").netloc for each in pages}
    known = {bare(each.url) for each in pages}
    if not following or urlsplit(following).netloc not in here or bare(following) in known:
        return None
    return Request(following)


def _parsed(page: Page) -> Mapping[str, Any]:  # Any: feedparser's own shape
    """The document's text without its declaration: what was searched for a document type is what is parsed."""
    text = DECLARATION.sub("", without_dtd(page, EXPECTED))
    feed = feedparser.parse(BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.get("entries"):
        raise Unreadable(EXPECTED, describe(page))
    parsed: Mapping[str, Any] = feed
    return parsed


def _advert(entry: Mapping[str, object], page: Page, board: Board, publisher: str | None) -> Advert | None:
    """Nothing without a title or anything to know it by."""
    url = absolute(words_of(entry.get("link")), page.url)
    native_id = words_of(entry.get("id")) or bare(url) or words_of(entry.get("link"))
    named = " ".join(plain(words_of(entry.get("title")) or "").split())
    if not native_id or not named:
        return None
    host = urlsplit(url or page.url or "").hostname or ""
    colon = bool(COLON_BOARD.search(host))
    title, company = _title_and_company(named, _first(entry, COMPANY), colon=colon, known=board.name)
    description = _description(entry)
    return Advert(
        native_id=native_id,
        title=title,
        company=company or board.name or (publisher if any(key.startswith(OF_AN_AGENCY) for key in entry) else None),
        locations=_locations(entry, description),
        work_mode=WorkMode.REMOTE if REMOTE_BOARDS.search(host) else _work_mode(entry),
        employment_type=_first(entry, TYPE),
        level=_first(entry, LEVEL),
        pay=_pay(entry),
        pay_text=_first(entry, PAY),
        description=description,
        posted_at=next(filter(None, (moment(_first(entry, (name,))) for name in STARTS)), None),
        valid_through=end_of(_first(entry, ENDS)),
        url=url,
        apply_url=absolute(_first(entry, ("apply_url", "applyurl", "applicationlink")), page.url) or url,
        department=_first(entry, DEPARTMENT) or _tag(entry),
    )


def _first(entry: Mapping[str, object], names: Sequence[str]) -> str | None:
    """The first of the names that says something, bare or behind a prefix: `joblisting_minimumsalary`."""
    for name in names:
        named = (value for key, value in entry.items() if key == name or key.endswith(f"_{name}"))
        said = (" ".join(unescape(value).split()) for value in named if isinstance(value, str))
        if found := next(filter(None, said), None):
            return found
    return None


def _title_and_company(named: str, company: str | None, *, colon: bool, known: str | None) -> tuple[str, str | None]:
    """`Company: Title` where a board writes so, split at the first colon; else `Title at Company`."""
    if colon and not company and ":" in named:
        before, _, after = named.partition(":")
        return (after.strip(), before.strip()) if before.strip() and after.strip() else (named, None)
    found = AT_COMPANY.fullmatch(named) if not company and not known else None
    return (found[1].strip(), found[2].strip()) if found else (named, company)


def _description(entry: Mapping[str, object]) -> str:
    contents = entry.get("content")
    bodies = (
        [words_of(body.get("value")) for body in contents if isinstance(body, Mapping)]
        if isinstance(contents, list)
        else []
    )
    return max((*filter(None, bodies), words_of(entry.get("summary")) or ""), key=len)


def _locations(entry: Mapping[str, object], description: str) -> tuple[str, ...]:
    """«Anywhere» is often the board's default: a remote employer's headquarters line may say from where."""
    address = line(*(_first(entry, names) for names in ADDRESS))
    said = [_with_state(entry) or address, _first(entry, ("region",))]
    headquarters = HEADQUARTERS.search(plain(description[:2000])) if description else None
    if headquarters and "remote" in headquarters[1].casefold():
        said.append(headquarters[1])
    known = any(said) or not description
    said += [] if known else labelled(plain(description[:4000]).split("\n"), PLACE_LABEL)[:1]
    return lines(place for packed in said if packed for place in split_places(packed))


def _with_state(entry: Mapping[str, object]) -> str | None:
    """NEOGOV writes `Des Moines - 50319 - Polk County`, and the state in a field of its own."""
    stated, state = _first(entry, LOCATION), _first(entry, ("state",))
    if not stated or not state or state.casefold() in stated.casefold():
        return stated
    return line(re.split(r"\s-\s", stated)[0], state)


def _work_mode(entry: Mapping[str, object]) -> WorkMode | None:
    stated = _first(entry, MODE)
    tags = entry.get("tags")
    named = [words_of(tag.get("term")) for tag in tags if isinstance(tag, Mapping)] if isinstance(tags, list) else []
    mode = work_mode(stated) or REMOTE_STATUS.get((stated or "").casefold())
    return mode or next(filter(None, map(work_mode, named)), None)


def _pay(entry: Mapping[str, object]) -> Pay | None:
    least, most = (_figure(_first(entry, names)) for names in (LEAST, MOST))
    return pay_of(least, most, _first(entry, CURRENCY), _first(entry, INTERVAL))


def _figure(words: str | None) -> float | None:
    """An amount as feeds write it: `$4,512.00`."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", words or "")
    return float(found[0].replace(",", "")) if found else None


def _tag(entry: Mapping[str, object]) -> str | None:
    tags = entry.get("tags")
    return words_of(tags[0].get("term")) if isinstance(tags, list) and tags and isinstance(tags[0], Mapping) else None


RSS = Source("rss", addresses, read, detect, more=more, most_pages=MOST_PAGES, max_bytes=16 * MEBIBYTE)
