"""JazzHR: an employer's open jobs as XML, written once a day and rate-limited; without dates and pay.

https://help.jazzhr.com, «Integrate JazzHR with Your Career Page: Advanced Methods».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from jobalerts_crawler.answers import line, lines
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable
from jobalerts_crawler.words import work_mode
from jobalerts_crawler.xml_page import markup_of, parse_xml, text_of
from jobalerts_shared.posting import Advert

HOST = "https://app.jazz.co"
EXPECTED = "the XML of a JazzHR account, with `jobs` as its root"
SITE_HOST = re.compile(r"([a-z0-9][a-z0-9-]*)\.applytojob\.com")
FEED_PATH = re.compile(r"^/(?:feeds/export/jobs|widgets/basic/create)/([A-Za-z0-9-]+)")


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/feeds/export/jobs/{quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    root = parse_xml(pages[0], EXPECTED, "jobs", "job")
    jobs = [root] if root.tag == "job" else root.findall("job")
    adverts = tuple(advert for job in jobs if (advert := _advert(job, board)))
    if jobs and not adverts:
        raise Unreadable(EXPECTED, "jobs without `id` and `title`")
    is_open = {text_of(job, "id") for job in jobs if (text_of(job, "status") or "open").casefold() == "open"}
    shown = tuple(advert for advert in adverts if advert.native_id in is_open)
    return Snapshot(shown, complete=len(adverts) == len(jobs))


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host == "app.jazz.co":
        fed = FEED_PATH.match(parts.path)
        return fed[1] if fed else None
    found = SITE_HOST.fullmatch(host)
    return found[1] if found and found[1] not in ("www", "app") else None


def _advert(job: Element, board: Board) -> Advert | None:
    number, title = text_of(job, "id"), text_of(job, "title")
    if not number or not title:
        return None
    place = line(text_of(job, "city"), text_of(job, "state"), text_of(job, "country"))
    url = text_of(job, "url")
    return Advert(
        native_id=number,
        title=title,
        company=board.name or board.token,
        locations=lines([place]),
        work_mode=work_mode(text_of(job, "city")) or work_mode(text_of(job, "workplace_type")),
        employment_type=text_of(job, "type"),
        level=text_of(job, "experience"),
        description=markup_of(job, "description"),
        url=url,
        apply_url=url,
        department=text_of(job, "department"),
    )


JAZZHR = Source("jazzhr", addresses, read, detect, documented=True)
