"""Ashby boards: one public JSON answer per board, complete and unpaged.

https://developers.ashbyhq.com/docs/public-job-posting-api, and what captured answers do beyond it: `isRemote` is true
on hybrid jobs, addresses name a country for a continent, unlisted jobs are among the listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote, urlsplit

from jobalerts_crawler.answers import Each, Figure, Flag, Ident, Maybe, Title, Words, line, pay_of, rows_of, told
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, WorkMode
from jobalerts_shared.reading.places import read_location

HOST = "https://api.ashbyhq.com"
EXPECTED = "the JSON of an Ashby board, an object with `jobs`"
BOARD_HOSTS = re.compile(r"(?:jobs|api)\.ashbyhq\.com")


class _Postal(Wire):
    addressLocality: Words = None
    addressRegion: Words = None
    addressCountry: Words = None


class _Address(Wire):
    postalAddress: Maybe[_Postal] = None


class _Place(Wire):
    location: Words = None
    locationName: Words = None
    address: Maybe[_Address] = None


class _Component(Wire):
    compensationType: Words = None
    interval: Words = None
    currencyCode: Words = None
    minValue: Figure = None
    maxValue: Figure = None


class _Tier(Wire):
    components: Each[_Component] = ()


class _Compensation(Wire):
    compensationTiers: Each[_Tier] = ()
    summaryComponents: Each[_Component] = ()
    scrapeableCompensationSalarySummary: Words = None
    compensationTierSummary: Words = None


class _Job(_Place):
    id: Ident
    title: Title
    department: Words = None
    team: Words = None
    employmentType: Words = None
    secondaryLocations: Each[_Place] = ()
    isListed: Flag = None
    isRemote: Flag = None
    workplaceType: Words = None
    publishedAt: Words = None
    jobUrl: Words = None
    applyUrl: Words = None
    descriptionHtml: Words = None
    descriptionPlain: Words = None
    compensation: Maybe[_Compensation] = None
    compensationTierSummary: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/posting-api/job-board/{quote(board.token or '', safe='')}?includeCompensation=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    parsed = parse_json(pages[0], EXPECTED)
    own = told(parsed, "data", "jobBoard") or told(parsed, "data", "jobBoardWithTeams") or told(parsed, "data")
    rows = rows_of(own or parsed, EXPECTED, ("jobs", "jobPostings", "results"), alone=("id", "title"))
    jobs, complete = read_rows(rows, _Job, "Ashby jobs with `id` and `title`")
    return Snapshot(tuple(_advert(job, board) for job in jobs if job.isListed is not False), complete)


def detect(url: str) -> str | None:
    """The board's name, with its case: Ashby tells `Acme` from `acme`."""
    parts = urlsplit(url)
    if not BOARD_HOSTS.fullmatch(parts.hostname or ""):
        return None
    path = [unquote(part) for part in parts.path.split("/") if part]
    if path[:2] == ["posting-api", "job-board"]:
        path = path[2:]
    return path[0] if path and path[0] not in ("api", "_next") else None


def _advert(job: _Job, board: Board) -> Advert:
    return Advert(
        native_id=job.id,
        title=job.title,
        # Ashby names no employer; its board's name is what there is.
        company=board.name or board.token,
        locations=_locations(job),
        work_mode=_work_mode(job),
        employment_type=_spaced(job.employmentType),
        pay=_pay(job.compensation),
        pay_text=_pay_words(job),
        description=job.descriptionHtml or job.descriptionPlain or "",
        posted_at=moment(job.publishedAt),
        url=job.jobUrl,
        apply_url=job.applyUrl,
        department=job.department or job.team,
    )


def _locations(job: _Job) -> tuple[str, ...]:
    named = (name for place in (job, *job.secondaryLocations) for name in _names(place))
    return tuple(dict.fromkeys(named))


def _names(place: _Place) -> Iterator[str]:
    """What the employer typed; the address beside it says more of a city, and is all there is for `HQ`."""
    postal = (place.address and place.address.postalAddress) or _Postal()
    typed, city = place.location or place.locationName or "", postal.addressLocality or ""
    address = line(city, postal.addressRegion, postal.addressCountry)
    parts = split_places(typed)
    if city and len(parts) <= 1 and city.casefold() in typed.casefold() and not work_mode(city):
        yield f"{address} ({typed})" if "remote" in typed.casefold() else address
        return
    yield from parts
    if address and not _says_where(typed):
        yield address


def _says_where(typed: str) -> bool:
    read = read_location(typed)
    return bool(read.places or read.remote_countries or read.remote_anywhere)


def _work_mode(job: _Job) -> WorkMode | None:
    """`isRemote` also stands on hybrid jobs, so it counts only where the newer field is missing."""
    if job.workplaceType:
        return work_mode(job.workplaceType)
    return WorkMode.REMOTE if job.isRemote else None


def _spaced(kind: str | None) -> str | None:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind) if kind else None


def _pay(compensation: _Compensation | None) -> Pay | None:
    """The salary, not equity or bonus; several tiers that differ are not one range."""
    if compensation is None:
        return None
    tiers = [component for tier in compensation.compensationTiers for component in tier.components]
    known = {pay for pay in map(_salary, tiers or compensation.summaryComponents) if pay}
    return known.pop() if len(known) == 1 else None


def _pay_words(job: _Job) -> str | None:
    """Words stand for figures only where there are none: of several tiers, no one is the job's."""
    stated = job.compensation or _Compensation()
    if stated.compensationTiers or stated.summaryComponents:
        return None
    return stated.scrapeableCompensationSalarySummary or stated.compensationTierSummary or job.compensationTierSummary


def _salary(component: _Component) -> Pay | None:
    if (component.compensationType or "").casefold() != "salary":
        return None
    return pay_of(component.minValue, component.maxValue, component.currencyCode, component.interval)


ASHBY = Source("ashby", addresses, read, detect, documented=True)
