"""The Muse: jobs of many employers with levels, paged JSON whose pages are capped; without pay.

https://www.themuse.com/developers/api/v2. «Flexible / Remote» stands among the places.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from jobalerts_crawler.answers import Each, Ident, Maybe, Title, Words, covers, is_front, lines, rows_of, words_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert, WorkMode

HOST = "https://www.themuse.com"
ALL = "all"
EXPECTED = "the JSON of The Muse, an object with `results`"
FLEXIBLE = "flexible / remote"


class _Refs(Wire):
    landing_page: Words = None


class _Job(Wire):
    id: Ident
    name: Title
    company: Words = None
    contents: Words = None
    publication_date: Words = None
    locations: Each[object] = ()
    levels: Each[object] = ()
    categories: Words = None
    refs: Maybe[_Refs] = None


def addresses(board: Board) -> tuple[str, ...]:
    """The newest of all, or those of one employer."""
    base = f"{(board.base_url or HOST).rstrip('/')}/api/public/jobs?page=1&descending=true"
    return (base if board.token in (None, ALL) else f"{base}&company={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in rows_of(answer, EXPECTED, ("results",), alone=("id", "name"))]
    jobs, complete = read_rows(rows, _Job, "jobs of The Muse with `id` and `name`")
    return Snapshot(tuple(map(_advert, jobs)), complete=complete and covers(answers[0], len(rows), "total"))


def detect(url: str) -> str | None:
    return ALL if is_front(url, "themuse.com") else None


def _advert(job: _Job) -> Advert:
    places = lines(map(words_of, job.locations))
    flexible = any(place.casefold() == FLEXIBLE for place in places)
    url = job.refs.landing_page if job.refs else None
    return Advert(
        native_id=job.id,
        title=job.name,
        company=job.company,
        locations=tuple(place for place in places if place.casefold() != FLEXIBLE),
        work_mode=WorkMode.REMOTE if flexible else None,
        level=", ".join(filter(None, map(words_of, job.levels))) or None,
        description=job.contents or "",
        posted_at=moment(job.publication_date),
        url=url,
        apply_url=url,
        department=job.categories,
    )


THEMUSE = Source("themuse", addresses, read, detect, documented=True)
