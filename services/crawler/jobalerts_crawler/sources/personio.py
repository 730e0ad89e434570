"""Personio accounts: the open positions as XML, the feed of an account's own careers page; complete and unpaged.

https://developer.personio.de/docs/retrieving-open-job-positions. German unless a language is asked for. A position has
no address, no country and no pay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from jobalerts_crawler.answers import lines
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable
from jobalerts_crawler.words import moment, work_mode
from jobalerts_crawler.xml_page import markup_of, parse_xml, text_of, whole_parts
from jobalerts_shared.posting import Advert, WorkMode

DOMAINS = ("jobs.personio.de", "jobs.personio.com")
EXPECTED = "the XML of a Personio account, with `workzag-jobs` as its root"
ACCOUNT_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.jobs\.personio\.(?:de|com)")
SCHEDULES = {"full-or-part-time": "full-time or part-time"}


def addresses(board: Board) -> tuple[str, ...]:
    """An account is on one of two domains, and neither sends on to the other."""
    account = quote((board.token or "").lower(), safe="")
    hosts = (board.base_url.rstrip("/"),) if board.base_url else tuple(f"https://{account}.{d}" for d in DOMAINS)
    return tuple(f"{host}/xml?language=en" for host in hosts)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    positions, broken = _positions(pages[0])
    base = _base(pages[0], board)
    adverts = tuple(advert for position in positions if (advert := _advert(position, board, base)))
    if positions and not adverts:
        raise Unreadable(EXPECTED, "positions without `id` and `name`")
    return Snapshot(adverts, complete=not broken and len(adverts) == len(positions))


def detect(url: str) -> str | None:
    found = ACCOUNT_HOST.fullmatch((urlsplit(url).hostname or "").lower())
    return found[1] if found else None


def _positions(page: Page) -> tuple[list[Element], bool]:
    """A position that breaks the document costs itself, and the completeness."""
    try:
        root = parse_xml(page, EXPECTED, "workzag-jobs", "position")
    except Unreadable:
        parts = whole_parts(page, EXPECTED, "workzag-jobs", "position")
        if not parts:
            raise
        return parts, True
    return [root] if root.tag == "position" else root.findall("position"), False


def _base(page: Page, board: Board) -> str | None:
    """Where the account was found, so that an advert's address leads there too."""
    parts = urlsplit(page.url or "")
    if ACCOUNT_HOST.fullmatch(parts.hostname or ""):
        return f"https://{parts.netloc}"
    return f"https://{quote(board.token.lower(), safe='')}.{DOMAINS[0]}" if board.token else None


def _advert(position: Element, board: Board, base: str | None) -> Advert | None:
    number, title = text_of(position, "id"), text_of(position, "name")
    if not number or not title:
        return None
    offices = lines(
        [text_of(position, "office"), *(each.text for each in position.iterfind("additionalOffices/office"))]
    )
    schedule = text_of(position, "schedule") or ""
    url = f"{base}/job/{quote(number, safe='')}?language=en" if base else None
    return Advert(
        native_id=number,
        title=title,
        company=board.name or text_of(position, "subcompany") or board.token,
        locations=offices,
        work_mode=_work_mode(offices),
        employment_type=" ".join(filter(None, (_kind(position), SCHEDULES.get(schedule, schedule)))) or None,
        level=text_of(position, "seniority"),
        description=_description(position),
        posted_at=moment(text_of(position, "createdAt")),
        url=url,
        apply_url=url,
        department=text_of(position, "department") or text_of(position, "recruitingCategory"),
    )


def _kind(position: Element) -> str | None:
    return (text_of(position, "employmentType") or "").replace("_", " ") or None


def _work_mode(offices: tuple[str, ...]) -> WorkMode | None:
    """An office that is called Remote is not a place."""
    return next((WorkMode.REMOTE for office in offices if work_mode(office) is WorkMode.REMOTE), None)


def _description(position: Element) -> str:
    blocks = position.findall("jobDescriptions/jobDescription")
    return "\n".join(f"<h3>{text_of(block, 'name') or ''}</h3>{markup_of(block, 'value')}" for block in blocks)


PERSONIO = Source("personio", addresses, read, detect, documented=True)
