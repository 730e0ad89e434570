"""Oracle Recruiting: the paged list that a site's own page asks for, and the detail of one requisition.

Without `expand` it answers with a count and no rows; a page ends at 200 rows whatever was asked. Places may stand in
capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Ident, Title, Words, country_of, lines, number, rows_of, told, words_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable, Wire, parse_json, read_rows
from jobalerts_crawler.words import end_of, moment, work_mode
from jobalerts_shared.posting import Advert

EXPECTED = "the JSON of an Oracle Recruiting site, `items` with a `requisitionList`"
HOST = re.compile(r"[a-z0-9.-]+\.oraclecloud\.com")
SITE_PATH = re.compile(r"/hcmUI/CandidateExperience/(?:[a-zA-Z-]+/)?sites/([A-Za-z0-9_-]+)")
LIST_PATH = "/hcmRestApi/resources/latest/recruitingCEJobRequisitions"
EXPAND = "requisitionList.secondaryLocations"


class _Requisition(Wire):
    Id: Ident
    Title: Title
    PrimaryLocation: Words = None
    PrimaryLocationCountry: Words = None
    secondaryLocations: Each[object] = ()
    WorkplaceType: Words = None
    WorkplaceTypeCode: Words = None
    JobSchedule: Words = None
    ContractType: Words = None
    JobFamily: Words = None
    Organization: Words = None
    PostedDate: Words = None
    PostingEndDate: Words = None
    ExternalPostedStartDate: Words = None
    ExternalPostedEndDate: Words = None
    ShortDescriptionStr: Words = None
    ExternalDescriptionStr: Words = None
    ExternalResponsibilitiesStr: Words = None
    ExternalQualificationsStr: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is HOST/SITE."""
    host, _, site = (board.token or "").partition("/")
    base = (board.base_url or f"https://{quote(host, safe='.:')}").rstrip("/")
    finder = f"findReqs;siteNumber={quote(site, safe='')},limit=200,sortBy=POSTING_DATES_DESC"
    return (f"{base}{LIST_PATH}?onlyData=true&expand={EXPAND}&finder={finder}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    results = [result for page in pages for result in _results(parse_json(page, EXPECTED))]
    rows = [row for result in results for row in _rows(result)]
    found, complete = read_rows(rows, _Requisition, "Oracle requisitions with `Id` and `Title`")
    total = max((number(told(result, "TotalJobsCount")) or 0 for result in results), default=0)
    return Snapshot(tuple(_advert(one, board) for one in found), complete=complete and total <= len(rows))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = SITE_PATH.search(parts.path)
    return f"{parts.hostname}/{found[1]}" if found and HOST.fullmatch(parts.hostname or "") else None


def _results(answer: object) -> list[object]:
    return rows_of(
        answer, EXPECTED, ("items",), alone=("requisitionList",) if told(answer, "requisitionList") else ("Id",)
    )


def _rows(result: object) -> list[object]:
    """A result of the search holds rows; the detail of one requisition is itself a row."""
    listed = told(result, "requisitionList")
    if isinstance(listed, list):
        return listed
    if told(result, "Id") is None or told(result, "Title") is None:
        raise Unreadable(EXPECTED, "a result without a `requisitionList`")
    return [result]


def _advert(one: _Requisition, board: Board) -> Advert:
    locations = lines(map(_cased, (one.PrimaryLocation, *map(_name, one.secondaryLocations))))
    texts = (one.ExternalDescriptionStr, one.ExternalResponsibilitiesStr, one.ExternalQualificationsStr)
    host, _, site = (board.token or "").partition("/")
    url = f"https://{host}/hcmUI/CandidateExperience/en/sites/{site}/job/{quote(one.Id, safe='')}" if site else None
    return Advert(
        native_id=one.Id,
        title=one.Title,
        company=board.name or one.Organization,
        locations=locations,
        places=country_of(one.PrimaryLocationCountry, locations),
        work_mode=work_mode(one.WorkplaceType) or work_mode((one.WorkplaceTypeCode or "").removeprefix("ORA_")),
        employment_type=one.JobSchedule or one.ContractType,
        description="\n".join(filter(None, texts)) or one.ShortDescriptionStr or "",
        posted_at=moment(one.PostedDate) or moment(one.ExternalPostedStartDate),
        valid_through=end_of(one.PostingEndDate) or end_of(one.ExternalPostedEndDate),
        url=url,
        apply_url=url,
        department=one.JobFamily,
    )


def _name(place: object) -> str | None:
    return words_of(told(place, "Name")) or words_of(place)


def _cased(place: str | None) -> str | None:
    return place.title() if place and place.isupper() and len(place) > 3 else place


ORACLE = Source("oracle", addresses, read, detect)
