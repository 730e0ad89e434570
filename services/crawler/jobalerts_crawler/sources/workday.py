"""Workday careers sites: the paged list that a site's own page asks for, and the detail of one posting.

Undocumented. A page holds 20 rows at most; the first alone says `total`, which ends at 2,000: there paging begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from pydantic import ValidationError

from jobalerts_crawler.answers import (
    Each,
    Flag,
    Maybe,
    Title,
    Words,
    country_code,
    country_of,
    lines,
    number,
    rows_of,
    told,
)
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Unreadable, Wire, parse_json, read_rows
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.words import end_of, moment, work_mode
from jobalerts_shared.posting import Advert, WorkMode
from jobalerts_shared.reading.plain import plain

EXPECTED = "the JSON of a Workday site, an object with `jobPostings` or `jobPostingInfo`"
HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.(wd\d{1,3})\.myworkdayjobs(?:-impl)?\.com")
SHARED_HOST = re.compile(r"(wd\d{1,3})\.myworkdaysite\.com")
LANGUAGE = re.compile(r"[a-z]{2}-[A-Za-z]{2}")
COUNT = re.compile(r"\d+ (?:more )?(?:locations?|standorte?|lieux|ubicaciones)", re.IGNORECASE)
SITE_SUFFIX = re.compile(r"(?<=\d)-\d{1,2}$")  # the same requisition on the site's second page
LEAST_AGE = re.compile(r"\d\s*\+")  # «30+ Days Ago» names no day
PER_PAGE = 20  # 21 are refused
ASKED: dict[str, object] = {"appliedFacets": {}, "limit": PER_PAGE, "searchText": ""}
MOST = 2000  # where a site stops counting
MODES = {"flex": WorkMode.HYBRID, "flexible": WorkMode.HYBRID}
MODE_LABEL = re.compile(
    r"^(?:- )?(?:telecommuting options?|remote type|work(?:place|force)? (?:type|arrangement|model|location type)"
    r"|location type|work mode)\s{0,3}:\s{0,4}([A-Za-z -]{4,20})$",
    re.IGNORECASE | re.MULTILINE,
)
NUMBERED = re.compile(r"[A-Z]{0,6}[-_]?\d[\w-]*")


class _Row(Wire):
    title: Title
    externalPath: Words = None
    locationsText: Words = None
    postedOn: Words = None
    remoteType: Words = None
    timeType: Words = None
    bulletFields: Each[str] = ()


class _Country(Wire):
    descriptor: Words = None
    alpha2Code: Words = None


class _Where(Wire):
    descriptor: Words = None
    country: Maybe[_Country] = None


class _Info(Wire):
    title: Title
    id: Words = None
    jobReqId: Words = None
    jobDescription: Words = None
    location: Words = None
    additionalLocations: Each[str] = ()
    country: Maybe[_Country] = None
    jobRequisitionLocation: Maybe[_Where] = None
    startDate: Words = None
    endDate: Words = None
    postedOn: Words = None
    timeType: Words = None
    remoteType: Words = None
    posted: Flag = None
    externalUrl: Words = None


class _Detail(Wire):
    jobPostingInfo: _Info
    hiringOrganization: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    tenant, _, site = _parts(board)
    return (f"{_base(board)}/wday/cxs/{quote(tenant, safe='')}/{quote(site, safe='')}/jobs",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    if isinstance(told(answers[0], "jobPostingInfo"), dict):
        return Snapshot(tuple(_detail(answer, board) for answer in answers), complete=True)
    found = [row for answer in answers for row in rows_of(answer, EXPECTED, ("jobPostings",), alone=("title",))]
    rows, complete = read_rows(found, _Row, "Workday postings with a `title`")
    adverts = {advert.native_id: advert for advert in (_advert(row, board) for row in rows)}
    return Snapshot(
        tuple(adverts.values()),
        complete=complete and _is_whole(answers[0], len({(row.externalPath, row.title) for row in rows})),
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """The first page alone tells how many there are; from the two-thousandth on the pages begin anew."""
    last = rows_of(parse_json(pages[-1], EXPECTED), EXPECTED, ("jobPostings",), alone=("title",))
    total = number(told(parse_json(pages[0], EXPECTED), "total"))
    offset = len(pages) * PER_PAGE
    if len(last) < PER_PAGE or offset >= min(total or MOST, MOST):
        return None
    return Request(addresses(board)[0], {**ASKED, "offset": offset})


def detail(advert: Advert, board: Board) -> Request | None:
    """The path of an advert's page is that of its detail, too."""
    tenant, _, site = _parts(board)
    page, here = advert.url or "", _base(board)
    if not page.startswith(f"{here}/{site}/"):
        return None
    own = page.removeprefix(f"{here}/{site}")
    return Request(f"{here}/wday/cxs/{quote(tenant, safe='')}/{quote(site, safe='')}{own}")


def read_detail(page: Page, board: Board, listed: Advert) -> Advert:
    """Known by what the list calls it, shown where the list shows it."""
    told = _detail(parse_json(page, EXPECTED), board)
    kept = {"native_id": listed.native_id, "url": told.url or listed.url, "apply_url": told.apply_url or listed.url}
    return told.model_copy(update=kept)


def _is_whole(answer: object, rows: int) -> bool:
    total = number(told(answer, "total"))
    return total == rows if rows and total is not None and total < MOST else not rows


def detect(url: str) -> str | None:
    """`tenant.wd5/Site`: a tenant may have several sites."""
    parts = urlsplit(url)
    path = [part for part in parts.path.split("/") if part and not LANGUAGE.fullmatch(part)]
    host = (parts.hostname or "").lower()
    if (shared := SHARED_HOST.fullmatch(host)) and path[:1] == ["recruiting"] and len(path) > 2:
        return f"{path[1].lower()}.{shared[1]}/{path[2]}"
    own = HOST.fullmatch(host)
    if path[:2] == ["wday", "cxs"]:
        path = path[3:]
    return f"{own[1]}.{own[2]}/{path[0]}" if own and path else None


def _parts(board: Board) -> tuple[str, str, str]:
    host, _, site = (board.token or "").partition("/")
    tenant, _, centre = host.partition(".")
    return tenant, centre, site


def _base(board: Board) -> str:
    tenant, centre, _ = _parts(board)
    return (board.base_url or f"https://{tenant}.{centre}.myworkdayjobs.com").rstrip("/")


def _advert(row: _Row, board: Board) -> Advert:
    path = row.externalPath or ""
    url = _page(path, board)
    return Advert(
        native_id=_requisition(row) or derived_id(row.title, row.locationsText or ""),
        title=row.title,
        # The list names no employer; its tenant's name is what there is.
        company=board.name or (board.token or "").partition(".")[0] or None,
        locations=_locations(row),
        work_mode=_work_mode(row.remoteType),
        employment_type=row.timeType,
        posted_text=None if LEAST_AGE.search(row.postedOn or "") else row.postedOn,
        url=url,
        apply_url=url,
    )


def _requisition(row: _Row) -> str | None:
    """The requisition's number; the words of the path may be another title's."""
    numbered = next((bullet for bullet in row.bulletFields if NUMBERED.fullmatch(bullet)), None)
    last = (row.externalPath or "").rpartition("/")[2].rpartition("_")[2]
    return SITE_SUFFIX.sub("", numbered or last) or None


def _locations(row: _Row) -> tuple[str, ...]:
    """«3 Locations» is a count: then the first place stands in the path alone."""
    if row.locationsText and not COUNT.fullmatch(row.locationsText):
        return lines([row.locationsText])
    parts = (row.externalPath or "").split("/")
    return lines([unquote(parts[2]).replace("-", " ")]) if len(parts) > 3 else ()


def _page(path: str, board: Board) -> str | None:
    if not board.token or not path.startswith("/"):
        return None
    return f"{_base(board)}/{_parts(board)[2]}{quote(path, safe='/-_.~%')}"


def _work_mode(kind: str | None) -> WorkMode | None:
    return work_mode(kind) or MODES.get(re.sub(r"[^a-z]", "", (kind or "").casefold()))


def _detail(answer: object, board: Board) -> Advert:
    try:
        detail = _Detail.model_validate(answer)
    except ValidationError:
        raise Unreadable(EXPECTED, "a `jobPostingInfo` without a title") from None
    info = detail.jobPostingInfo
    locations = lines([info.location, *info.additionalLocations])
    where = info.jobRequisitionLocation.country if info.jobRequisitionLocation else None
    codes = (country.alpha2Code for country in (info.country, where) if country)
    return Advert(
        native_id=SITE_SUFFIX.sub("", info.jobReqId or "") or info.id or derived_id(info.title, *locations),
        title=info.title,
        company=board.name or detail.hiringOrganization,
        locations=locations,
        places=country_of(next(filter(country_code, codes), None), locations),
        work_mode=_work_mode(info.remoteType) or _labelled_mode(info.jobDescription or ""),
        employment_type=info.timeType,
        description=info.jobDescription or "",
        posted_at=moment(info.startDate),
        posted_text=None if LEAST_AGE.search(info.postedOn or "") else info.postedOn,
        valid_through=end_of(info.endDate),
        closed=info.posted is False,
        url=info.externalUrl,
        apply_url=info.externalUrl,
    )


def _labelled_mode(description: str) -> WorkMode | None:
    """Many tenants state the mode in a labelled line of the text alone."""
    found = MODE_LABEL.search(plain(description))
    return _work_mode(found[1]) if found else None


WORKDAY = Source(
    "workday",
    addresses,
    read,
    detect,
    body={**ASKED, "offset": 0},
    more=more,
    most_pages=MOST // PER_PAGE,
    detail=detail,
    read_detail=read_detail,
)
