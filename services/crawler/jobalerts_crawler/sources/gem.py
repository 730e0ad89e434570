"""Gem: an employer's job posts in one public JSON list, complete and unpaged.

https://api.gem.com/job_board/v0/reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Ident, Title, Words, lines, rows_of, spaced, words_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment, split_places, work_mode
from jobalerts_shared.posting import Advert

HOST = "https://api.gem.com"
EXPECTED = "the JSON of a Gem board, a list of job posts"
API_PATH = re.compile(r"^/job_board/v0/([^/]+)")


class _Office(Wire):
    name: Words = None
    location: Words = None


class _Post(Wire):
    id: Ident
    title: Title
    absolute_url: Words = None
    location: Words = None
    location_type: Words = None
    offices: Each[_Office] = ()
    departments: Each[object] = ()
    employment_type: Words = None
    first_published_at: Words = None
    created_at: Words = None
    content: Words = None
    content_plain: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/job_board/v0/{quote(board.token or '', safe='')}/job_posts/",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("job_posts", "jobs"), alone=("id", "title"))
    posts, complete = read_rows(rows, _Post, "Gem job posts with `id` and `title`")
    return Snapshot(tuple(_advert(post, board) for post in posts), complete)


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.hostname == "api.gem.com":
        found = API_PATH.match(parts.path)
        return found[1] if found else None
    path = [part for part in parts.path.split("/") if part]
    return path[0] if parts.hostname == "jobs.gem.com" and path else None


def _advert(post: _Post, board: Board) -> Advert:
    offices = [office.location or office.name for office in post.offices]
    return Advert(
        native_id=post.id,
        title=post.title,
        # Gem names no employer; its board's name is what there is.
        company=board.name or board.token,
        locations=lines(place for packed in (post.location, *offices) if packed for place in split_places(packed)),
        work_mode=work_mode(post.location_type),
        employment_type=spaced(post.employment_type),
        description=post.content or post.content_plain or "",
        posted_at=moment(post.first_published_at) or moment(post.created_at),
        url=post.absolute_url,
        apply_url=post.absolute_url,
        department=next(filter(None, map(words_of, post.departments)), None),
    )


GEM = Source("gem", addresses, read, detect, documented=True)
