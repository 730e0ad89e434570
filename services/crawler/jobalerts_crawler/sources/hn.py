"""Hacker News, «Who is hiring?»: the comments of one month's thread, each the advert of one employer.

https://hn.algolia.com/api. The first line holds the facts between bars, in any order. Who wrote a comment, and the
addresses in it, are personal and are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

from jobalerts_crawler.answers import Ident, Words, covers, rows_of, stamp
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment, split_places
from jobalerts_shared.posting import Advert, WorkMode
from jobalerts_shared.reading.employment import read_employment
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain
from jobalerts_shared.reading.work_mode import mode_of_line

HOST = "https://hn.algolia.com"
PAGES = "https://news.ycombinator.com/item?id="
EXPECTED = "the JSON of a Hacker News thread, an object with `hits` or `children`"
BAR = re.compile(r"\s*[|｜│]\s*")
LINK = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
HREF = re.compile(r'href="(https?:[^"]+)"')
MONEY = re.compile(r"[$£€]\s?\d|\d\s?[kK]\b|\bequity\b|\bsalary\b|\b(?:USD|EUR|GBP|CAD|CHF)\b")
ROLE = re.compile(
    r"\b(?:engineers?|developers?|designers?|scientists?|managers?|analysts?|architects?|researchers?|programmers?|leads?"
    r"|head of|directors?|recruiters?|writers?|marketers?|founders?|cto|sres?|devops|full[- ]?stack|front[- ]?end"
    r"|back[- ]?end|swes?|interns?|specialists?|consultants?|administrators?|accountants?|advocates?|(?:many|multiple"
    r"|several|various) (?:roles|positions|openings))\b",
    re.IGNORECASE,
)
VISA = re.compile(r"\bvisa\b|\brelocation\b", re.IGNORECASE)
MAILBOX = re.compile(
    r"[\w.+-]+\s?(?:@|[\[({<]\s?(?:at|@)\s?[\])}>]|\bat\b)\s?[\w-]+(?:\s?(?:\.|[\[({<]\s?(?:dot|\.)\s?[\])}>]|\bdot\b)\s?"
    r"[a-z]{2,10})+\b",
    re.IGNORECASE,
)
REMOVED = "[address removed]"
LONGEST_LINE = 600


@dataclass(slots=True)
class _Head:
    """What the first line says; `rest` is what says nothing we know."""

    company: str
    roles: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    mode: WorkMode | None = None
    employment: str | None = None
    pay: str | None = None
    rest: list[str] = field(default_factory=list)


class _Comment(Wire):
    objectID: Ident
    parent_id: Words = None
    story_id: Words = None
    comment_text: Words = None
    text: Words = None
    created_at: Words = None
    created_at_i: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """The board's token is the thread's number."""
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/api/v1/search_by_date?tags=comment,story_{quote(board.token or '', safe='')}&hitsPerPage=1000",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """Only comments on the thread itself are adverts; answers to them are talk."""
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("hits", "children"), alone=("objectID",))]
    named = [
        {**row, "objectID": row.get("objectID") or row.get("id")} if isinstance(row, dict) else row for row in rows
    ]
    comments, complete = read_rows(named, _Comment, "comments with an `objectID`")
    thread = board.token if (board.token or "").isdigit() else None
    own = [
        comment for comment in comments if comment.parent_id in (None, thread or comment.story_id or comment.parent_id)
    ]
    adverts = (_advert(comment) for comment in own)
    return Snapshot(
        tuple(advert for advert in adverts if advert), complete=complete and covers(answers[0], len(rows), "nbHits")
    )


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    thread = parse_qs(parts.query).get("id")
    return thread[0] if parts.hostname == "news.ycombinator.com" and thread and thread[0].isdigit() else None


def _advert(comment: _Comment) -> Advert | None:
    """Nothing for a comment whose first line holds no facts."""
    html = comment.comment_text or comment.text or ""
    text = plain(html)
    head = _head(text.split("\n")[0][:LONGEST_LINE])
    if head is None:
        return None
    link = next((unescape(found) for found in HREF.findall(html) if "@" not in found), None)
    title = ", ".join(head.roles) or next(iter(head.rest), None)
    if not title:
        return None
    return Advert(
        native_id=comment.objectID,
        title=title,
        company=head.company,
        locations=tuple(dict.fromkeys(head.places)),
        work_mode=head.mode,
        employment_type=head.employment,
        pay_text=head.pay,
        description=MAILBOX.sub(REMOVED, text),
        posted_at=moment(comment.created_at) or stamp(comment.created_at_i),
        url=f"{PAGES}{comment.objectID}",
        apply_url=link or f"{PAGES}{comment.objectID}",
    )


def _head(first: str) -> _Head | None:
    segments = [segment.strip() for segment in BAR.split(MAILBOX.sub("", first)) if segment.strip()]
    if len(segments) < 2:
        return None
    company = re.sub(r"\s*[(\[].*$|\s+https?://.*$", "", segments[0]).strip() or segments[0]
    head = _Head(company)
    for segment in segments[1:]:
        _take(head, segment)
    return head


def _take(head: _Head, segment: str) -> None:
    """One segment tells one fact, or a place and a mode at once: `Berlin (hybrid)`."""
    mode = mode_of_line(segment)
    if LINK.fullmatch(segment):
        return
    if MONEY.search(segment):
        head.pay = head.pay or segment
    elif ROLE.search(segment):
        head.roles.append(segment)
    elif _is_place(segment) or mode:
        head.places += split_places(segment) if _is_place(segment) else ()
    elif read_employment(segment):
        head.employment = head.employment or segment
    elif not VISA.search(segment):
        head.rest.append(segment)
    head.mode = head.mode or (mode[0] if mode else None)


def _is_place(segment: str) -> bool:
    read = read_location(segment)
    return bool(read.places or read.remote_countries or read.remote_anywhere)


HN = Source("hn", addresses, read, detect, documented=True)
