"""USAJOBS: the openings of the United States' government, paged JSON; amounts are strings, pay plans have rate codes.

https://developer.usajobs.gov/api-reference/get-api-search. It asks for a key and the e-mail address of its holder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from jobalerts_crawler.answers import (
    Each,
    Figure,
    Flag,
    Ident,
    Maybe,
    Title,
    Words,
    is_front,
    line,
    lines,
    number,
    pay_of,
    rows_of,
    told,
)
from jobalerts_crawler.board import Board, Key, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import end_of, moment, period_of
from jobalerts_shared.posting import Advert, Pay, PayPeriod, WorkMode

HOST = "https://data.usajobs.gov"
ALL = "all"
EXPECTED = "the JSON of USAJOBS, an object with `SearchResult`"
RATES = {
    "PA": PayPeriod.YEAR,
    "PH": PayPeriod.HOUR,
    "PD": PayPeriod.DAY,
    "PW": PayPeriod.WEEK,
    "BW": None,
    "PM": PayPeriod.MONTH,
}
OPEN = re.compile(r"negotiable|multiple locations|may be filled", re.IGNORECASE)  # says that no place is set
KEY = Key(headers={"User-Agent": "{usajobs_email}", "Authorization-Key": "{usajobs_key}"})


class _Place(Wire):
    LocationName: Words = None
    CountryCode: Words = None
    CityName: Words = None


class _Range(Wire):
    MinimumRange: Figure = None
    MaximumRange: Figure = None
    RateIntervalCode: Words = None
    Description: Words = None


class _Schedule(Wire):
    Name: Words = None


class _Details(Wire):
    JobSummary: Words = None
    RemoteIndicator: Flag = None
    MajorDuties: Words = None


class _UserArea(Wire):
    Details: Maybe[_Details] = None


class _Opening(Wire):
    PositionTitle: Title
    PositionID: Words = None
    PositionURI: Words = None
    ApplyURI: Words = None
    PositionLocationDisplay: Words = None
    PositionLocation: Each[_Place] = ()
    OrganizationName: Words = None
    DepartmentName: Words = None
    PositionSchedule: Each[_Schedule] = ()
    PositionRemuneration: Each[_Range] = ()
    PublicationStartDate: Words = None
    ApplicationCloseDate: Words = None
    QualificationSummary: Words = None
    UserArea: Maybe[_UserArea] = None


class _Row(Wire):
    MatchedObjectId: Ident
    MatchedObjectDescriptor: _Opening


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, or those that words find."""
    base = f"{(board.base_url or HOST).rstrip('/')}/api/search?ResultsPerPage=500"
    return (base if board.token in (None, ALL) else f"{base}&Keyword={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    results = [told(answer, "SearchResult") or answer for answer in answers]
    rows = [
        row
        for result in results
        for row in rows_of(result, EXPECTED, ("SearchResultItems",), alone=("MatchedObjectId",))
    ]
    found, complete = read_rows(rows, _Row, "USAJOBS openings with an id and a title")
    total = number(told(results[0], "SearchResultCountAll"))
    adverts = tuple(_advert(row.MatchedObjectId, row.MatchedObjectDescriptor) for row in found)
    return Snapshot(adverts, complete=complete and total is not None and total <= len(rows))


def detect(url: str) -> str | None:
    return ALL if is_front(url, "usajobs.gov") else None


def _advert(native_id: str, opening: _Opening) -> Advert:
    details = (opening.UserArea and opening.UserArea.Details) or _Details()
    texts = (details.JobSummary, details.MajorDuties, opening.QualificationSummary)
    return Advert(
        native_id=native_id,
        title=opening.PositionTitle,
        company=opening.OrganizationName or opening.DepartmentName,
        locations=_locations(opening),
        work_mode=WorkMode.REMOTE if details.RemoteIndicator else None,
        employment_type=", ".join(filter(None, (schedule.Name for schedule in opening.PositionSchedule))) or None,
        pay=_pay(opening.PositionRemuneration),
        description="\n".join(filter(None, texts)),
        posted_at=moment(opening.PublicationStartDate),
        valid_through=end_of(opening.ApplicationCloseDate),
        url=opening.PositionURI,
        apply_url=opening.ApplyURI or opening.PositionURI,
        department=opening.DepartmentName,
    )


def _locations(opening: _Opening) -> tuple[str, ...]:
    """«Multiple Locations» is a count in words; the list beside it names them."""
    named = lines(
        line(_set(place.LocationName or place.CityName), place.CountryCode) for place in opening.PositionLocation
    )
    return named or lines([_set(opening.PositionLocationDisplay)])


def _set(place: str | None) -> str | None:
    return None if OPEN.search(place or "") else place


def _pay(ranges: Sequence[_Range]) -> Pay | None:
    return next((pay for pay in map(_range, ranges) if pay), None)


def _range(stated: _Range) -> Pay | None:
    code = stated.RateIntervalCode or stated.Description or ""
    return pay_of(stated.MinimumRange, stated.MaximumRange, "USD", RATES.get(code) or period_of(code))


USAJOBS = Source("usajobs", addresses, read, detect, documented=True, key=KEY)
