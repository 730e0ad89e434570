"""iCIMS: the JSON of its newer careers sites, else the pages of an employer's site on icims.com, list and advert.

The newer sites' `/api/jobs` is what their own page asks, and has all of an advert; a page of the older ones has a list
of rows, and an advert's own page its JSON-LD.
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
    Title,
    Words,
    country_code,
    covers,
    line,
    lines,
    number,
    pay_of,
    rows_of,
    told,
)
from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Unreadable, Wire, parse_json, read_rows
from jobalerts_crawler.sources.page import PAGE
from jobalerts_crawler.words import end_of, moment, work_mode
from jobalerts_shared.posting import Advert, Place

EXPECTED = "the JSON of an iCIMS site, an object with `jobs`, or one of its pages"
OLDER_HOST = re.compile(r"[a-z0-9-]+\.icims\.com")
NUMBERED = re.compile(r"/jobs/(\d+)")
NEWER_PATH = "/api/jobs"
PER_PAGE = 100


class _Elsewhere(Wire):
    full_location: Words = None
    location_name: Words = None
    city: Words = None
    state: Words = None
    country: Words = None


class _Job(_Elsewhere):
    title: Title
    req_id: Words = None
    slug: Ident
    hiring_organization: Words = None
    country_code: Words = None
    additional_locations: Each[_Elsewhere] = ()
    employment_type: Words = None
    location_type: Words = None
    category: Words = None
    salary_min_value: Figure = None
    salary_max_value: Figure = None
    salary_value: Figure = None
    salary_currency: Words = None
    salary_frequency: Words = None
    posted_date: Words = None
    posting_expiry_date: Words = None
    apply_url: Words = None
    description: Words = None
    responsibilities: Words = None
    qualifications: Words = None
    internal: Flag = None
    searchable: Flag = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is a host: one of icims.com, or of a newer site of the employer's own."""
    host = (board.token or "").lower()
    base = (board.base_url or f"https://{quote(host, safe='.:')}").rstrip("/")
    older = f"{base}/jobs/search?in_iframe=1&pr=0"
    return (older,) if OLDER_HOST.fullmatch(host) else (f"{base}{NEWER_PATH}?limit={PER_PAGE}&page=1",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    if not _is_json(pages[0]):
        return _read_pages(pages, board)
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [_bare(row) for answer in answers for row in rows_of(answer, EXPECTED, ("jobs",), alone=("slug", "title"))]
    jobs, complete = read_rows(rows, _Job, "iCIMS jobs with `slug` and `title`")
    shown = {job.slug: job for job in jobs if not job.internal and job.searchable is not False}
    counted = len({job.slug for job in jobs})
    return Snapshot(
        tuple(_advert(job, board) for job in shown.values()),
        complete=complete and covers(answers[0], counted, "totalCount"),
    )


def more(pages: Sequence[Page], board: Board) -> Request | None:
    """As long as pages have rows: the newer sites count them, the older ones do not."""
    following = addresses(board)[0].removesuffix("0" if OLDER_HOST.fullmatch((board.token or "").lower()) else "1")
    if not _is_json(pages[-1]):
        listed = len(_read_pages(pages, board).adverts)
        new = listed - (len(_read_pages(pages[:-1], board).adverts) if len(pages) > 1 else 0)
        return Request(f"{following}{len(pages)}") if new else None
    seen = sum(len(rows_of(parse_json(page, EXPECTED), EXPECTED, ("jobs",))) for page in pages)
    last = rows_of(parse_json(pages[-1], EXPECTED), EXPECTED, ("jobs",))
    total = number(told(parse_json(pages[0], EXPECTED), "totalCount"))
    return Request(f"{following}{len(pages) + 1}") if last and total is not None and seen < total else None


def detail(advert: Advert, board: Board) -> Request | None:
    return Request(advert.url) if advert.url and not advert.description else None


def read_detail(page: Page, board: Board, listed: Advert) -> Advert:
    adverts = PAGE.read([page], Board("page", url=listed.url, name=board.name)).adverts
    if len(adverts) != 1:
        raise Unreadable("a page with one advert", f"{len(adverts)} adverts")
    return adverts[0].model_copy(update={"native_id": listed.native_id, "url": listed.url})


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if OLDER_HOST.fullmatch(host) and not host.startswith(("www.", "api.", "developer.", "login.")):
        return host
    return host if host and parts.path == NEWER_PATH and "internal=" in parts.query else None


def _is_json(page: Page) -> bool:
    return page.text.lstrip()[:1] in ("{", "[")


def _bare(row: object) -> object:
    return told(row, "data") or row


def _read_pages(pages: Sequence[Page], board: Board) -> Snapshot:
    """Whole never: a list says neither how many there are nor that it ends."""
    adverts: dict[str, Advert] = {}
    for page in pages:
        try:
            found = PAGE.read([page], Board("page", url=page.url, name=board.name)).adverts
        except Unreadable:
            if page == pages[0]:
                raise
            found = ()
        for advert in found:
            stated = NUMBERED.search(advert.url or "")
            native_id = stated[1] if stated else advert.native_id
            adverts[native_id] = advert.model_copy(update={"native_id": native_id})
    return Snapshot(tuple(adverts.values()), complete=False)


def _advert(job: _Job, board: Board) -> Advert:
    code = country_code(job.country_code)
    texts = (job.description, job.responsibilities, job.qualifications)
    url = f"https://{board.token}/jobs/{quote(job.slug, safe='')}" if board.token else None
    return Advert(
        native_id=job.req_id or job.slug,
        title=job.title,
        company=job.hiring_organization or board.name,
        locations=lines(map(_line, (job, *job.additional_locations))),
        places=(Place(city=job.city, country=code),) if code and job.city and not work_mode(job.city) else (),
        work_mode=work_mode(job.location_type),
        employment_type=job.employment_type,
        pay=pay_of(
            job.salary_min_value or job.salary_value,
            job.salary_max_value or job.salary_value,
            job.salary_currency,
            job.salary_frequency,
        ),
        description="\n".join(dict.fromkeys(text for text in texts if text)),
        posted_at=moment(job.posted_date),
        valid_through=end_of(job.posting_expiry_date),
        url=url,
        apply_url=job.apply_url or url,
        department=job.category,
    )


def _line(place: _Elsewhere) -> str:
    return line(place.city, place.state, place.country) or line(place.full_location or place.location_name)


ICIMS = Source("icims", addresses, read, detect, more=more, detail=detail, read_detail=read_detail)
