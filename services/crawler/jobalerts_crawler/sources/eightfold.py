"""Eightfold: the positions that a careers site's own page asks for, ten to a page, and one in detail.

Undocumented; the site's sitemap and its pages' JSON-LD are the better way where they are served.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Ident, Title, Words, lines, number, rows_of, spaced, stamp, told
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import split_places, work_mode
from jobalerts_shared.posting import Advert

EXPECTED = "the JSON of an Eightfold site, an object with `positions`"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.eightfold\.ai")


class _Position(Wire):
    id: Ident
    name: Title
    location: Words = None
    locations: Each[str] = ()
    department: Words = None
    standardizedLocations: Each[str] = ()
    t_create: Words = None
    postedTs: Words = None
    canonicalPositionUrl: Words = None
    positionUrl: Words = None
    job_description: Words = None
    work_location_option: Words = None
    workLocationOption: Words = None
    type: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is SITE/DOMAIN: the vendor's name of the site, the employer's domain."""
    site, _, domain = (board.token or "").partition("/")
    base = (board.base_url or f"https://{quote(site, safe='')}.eightfold.ai").rstrip("/")
    return (f"{base}/api/apply/v2/jobs?domain={quote(domain, safe='')}&start=0&num=10&sort_by=timestamp",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """An answer that does not count its positions may be one page of many."""
    answers = [parse_json(page, EXPECTED) for page in pages]
    inner = [told(answer, "data") or answer for answer in answers]
    rows = [row for answer in inner for row in rows_of(answer, EXPECTED, ("positions",), alone=("id", "name"))]
    positions, complete = read_rows(rows, _Position, "Eightfold positions with `id` and `name`")
    total = number(told(inner[0], "count"))
    adverts = {position.id: _advert(position, pages[0], board) for position in positions}
    return Snapshot(tuple(adverts.values()), complete=complete and total is not None and total <= len(adverts))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    found = SITE_HOST.fullmatch((parts.hostname or "").lower())
    domain = re.search(r"(?:^|&)domain=([^&]+)", parts.query)
    return f"{found[1]}/{domain[1]}" if found and domain else None


def _advert(position: _Position, page: Page, board: Board) -> Advert:
    stated = position.standardizedLocations or position.locations
    named = stated or ((position.location,) if position.location else ())
    url = absolute(position.canonicalPositionUrl or position.positionUrl, page.url)
    return Advert(
        native_id=position.id,
        title=position.name,
        # Eightfold names no employer; its site's name is what there is.
        company=board.name or (board.token or "").partition("/")[0] or None,
        locations=lines(place for packed in named for place in split_places(packed)),
        work_mode=work_mode(position.work_location_option or position.workLocationOption),
        employment_type=spaced(position.type) if position.type != "ATS" else None,
        description=position.job_description or "",
        posted_at=stamp(position.postedTs) or stamp(position.t_create),
        url=url,
        apply_url=url,
        department=position.department,
    )


EIGHTFOLD = Source("eightfold", addresses, read, detect)
