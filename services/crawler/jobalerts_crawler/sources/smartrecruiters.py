"""SmartRecruiters companies: the paged public list, and the detail of one posting.

https://developers.smartrecruiters.com/docs/posting-api. Off unless the operator has permission: the host's robots.txt
bars every crawler but one, and the API's policy is for customers' own sites.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import (
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    country_code,
    covers,
    line,
    number,
    rows_of,
    spaced,
    told,
)
from jobalerts_crawler.board import (
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
from jobalerts_crawler.words import moment, work_mode
from jobalerts_shared.posting import Advert, Place, WorkMode

HOST = "https://api.smartrecruiters.com"
PAGES = "https://jobs.smartrecruiters.com"
EXPECTED = "the JSON of a SmartRecruiters company, an object with `content`"
HOSTS = re.compile(r"(?:careers|jobs|www|api)\.smartrecruiters\.com")
PER_PAGE = 100
API_PATH = ["v1", "companies"]
NOTICE = "SmartRecruiters keeps its postings interface for its customers' own sites, and its robots.txt bars crawlers"


class _Company(Wire):
    identifier: Words = None
    name: Words = None


class _Coded(Wire):
    id: Words = None
    label: Words = None


class _Location(Wire):
    city: Words = None
    region: Words = None
    country: Words = None
    fullLocation: Words = None
    remote: Flag = None
    hybrid: Flag = None


class _Section(Wire):
    title: Words = None
    text: Words = None


class _Sections(Wire):
    companyDescription: Maybe[_Section] = None
    jobDescription: Maybe[_Section] = None
    qualifications: Maybe[_Section] = None
    additionalInformation: Maybe[_Section] = None


class _JobAd(Wire):
    sections: Maybe[_Sections] = None


class _Posting(Wire):
    id: Ident
    name: Title
    company: Maybe[_Company] = None
    releasedDate: Words = None
    location: Maybe[_Location] = None
    department: Words = None
    typeOfEmployment: Maybe[_Coded] = None
    experienceLevel: Maybe[_Coded] = None
    jobAd: Maybe[_JobAd] = None
    postingUrl: Words = None
    applyUrl: Words = None
    active: Flag = None
    visibility: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    return (f"{_postings(board)}?limit={PER_PAGE}&offset=0",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """A page may repeat the last one's rows: what counts is the number of different postings."""
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("content",), alone=("id", "name"))]
    postings, complete = read_rows(rows, _Posting, "SmartRecruiters postings with `id` and `name`")
    different = {posting.id: posting for posting in postings if posting.visibility in (None, "PUBLIC")}
    return Snapshot(
        tuple(_advert(posting, board) for posting in different.values()),
        complete=complete and covers(answers[0], len({posting.id for posting in postings}), "totalFound"),
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    first = parse_json(pages[0], EXPECTED)
    last = rows_of(parse_json(pages[-1], EXPECTED), EXPECTED, ("content",), alone=("id", "name"))
    offset = len(pages) * PER_PAGE
    total = number(told(first, "totalFound"))
    if len(last) < PER_PAGE or (total is not None and offset >= total):
        return None
    return Request(f"{_postings(board)}?limit={PER_PAGE}&offset={offset}")


def detail(advert: Advert, board: Board) -> Request | None:
    return Request(f"{_postings(board)}/{quote(advert.native_id, safe='')}")


def read_detail(page: Page, board: Board, listed: Advert) -> Advert:
    adverts = [advert for advert in read([page], board).adverts if advert.native_id == listed.native_id]
    if not adverts:
        raise Unreadable("the SmartRecruiters posting that was asked for", describe(page))
    return adverts[0]


def _postings(board: Board) -> str:
    base = (board.base_url or HOST).rstrip("/")
    return f"{base}/v1/companies/{quote(board.token or '', safe='')}/postings"


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if not HOSTS.fullmatch(parts.hostname or ""):
        return None
    path = [part for part in parts.path.split("/") if part]
    if path[:2] == API_PATH:
        path = path[2:]
    return path[0] if path and (parts.hostname or "").partition(".")[0] != "www" else None


def _advert(posting: _Posting, board: Board) -> Advert:
    location = posting.location or _Location()
    url = posting.postingUrl or _page(posting, board)
    return Advert(
        native_id=posting.id,
        title=posting.name,
        company=(posting.company and posting.company.name) or board.name or board.token,
        locations=_locations(location),
        places=_places(location),
        work_mode=_work_mode(location),
        employment_type=_words(posting.typeOfEmployment),
        level=_words(posting.experienceLevel),
        description=_description(posting),
        posted_at=moment(posting.releasedDate),
        closed=posting.active is False,
        url=url,
        apply_url=posting.applyUrl or url,
        department=posting.department,
    )


def _words(coded: _Coded | None) -> str | None:
    """The code `permanent` is labelled «Full-time»."""
    if coded is None:
        return None
    return coded.label or ("Full-time" if coded.id == "permanent" else spaced(coded.id))


def _page(posting: _Posting, board: Board) -> str | None:
    """The list names no page for people; its address follows from the company and the number."""
    company = (posting.company and posting.company.identifier) or board.token
    return f"{PAGES}/{quote(company, safe='')}/{quote(posting.id, safe='')}" if company else None


def _locations(location: _Location) -> tuple[str, ...]:
    """`Warsaw, , Poland` has an empty region."""
    full = line(*(location.fullLocation or "").split(","))
    own = full or line(location.city, location.region, (location.country or "").upper())
    return (own,) if own else ()


def _places(location: _Location) -> tuple[Place, ...]:
    code = country_code(location.country)
    city = None if work_mode(location.city) else location.city
    return (Place(city=city, region=location.region if city else None, country=code),) if code else ()


def _work_mode(location: _Location) -> WorkMode | None:
    """Two `false` are defaults, not a statement."""
    if location.hybrid:
        return WorkMode.HYBRID
    return WorkMode.REMOTE if location.remote else None


def _description(posting: _Posting) -> str:
    sections = (posting.jobAd and posting.jobAd.sections) or _Sections()
    said = (
        sections.companyDescription,
        sections.jobDescription,
        sections.qualifications,
        sections.additionalInformation,
    )
    return "\n".join(f"<h3>{part.title or ''}</h3>{part.text}" for part in said if part and part.text)


SMARTRECRUITERS = Source(
    "smartrecruiters",
    addresses,
    read,
    detect,
    more=more,
    most_pages=100,
    detail=detail,
    read_detail=read_detail,
    notice=NOTICE,
)
