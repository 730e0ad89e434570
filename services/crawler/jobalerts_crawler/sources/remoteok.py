"""Remote OK: the newest remote jobs of many employers; the first element is a notice that asks for a link back.

https://remoteok.com/api. Most pay is 0 to 0, which means none; its texts were decoded wrongly once («â€™»).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from jobalerts_crawler.answers import Figure, Ident, Title, Words, is_front, lines, pay_of, rows_of, stamp
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.pages.proof import names_role
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import moment, split_places
from jobalerts_shared.posting import Advert, PayPeriod, WorkMode

HOST = "https://remoteok.com"
ALL = "all"
EXPECTED = "the JSON of Remote OK, a list of jobs behind a notice"
LEAST_SENTENCE = 6  # words
MISREAD = re.compile(r"[ÃÂâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]{1,2}")


class _Job(Wire):
    id: Ident
    position: Title
    company: Words = None
    location: Words = None
    description: Words = None
    date: Words = None
    epoch: Words = None
    salary_min: Figure = None
    salary_max: Figure = None
    url: Words = None
    apply_url: Words = None


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, or those of one tag."""
    base = f"{(board.base_url or HOST).rstrip('/')}/api"
    return (base if board.token in (None, ALL) else f"{base}?tag={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """The newest hundred: what leaves them is not closed."""
    rows = rows_of(parse_json(pages[0], EXPECTED), EXPECTED, ("jobs",), alone=("id", "position"))
    listed = [row for row in rows if not (isinstance(row, dict) and "legal" in row)]
    jobs, _ = read_rows(listed, _Job, "Remote OK jobs with `id` and `position`")
    return Snapshot(tuple(_advert(job) for job in jobs if not _is_article(job.position)), complete=False)


def detect(url: str) -> str | None:
    return ALL if is_front(url, "remoteok.com", "remoteok.io") else None


def _advert(job: _Job) -> Advert:
    url = absolute(job.url, HOST)
    return Advert(
        native_id=job.id,
        title=_mended(job.position),
        company=_mended(job.company) if job.company else None,
        locations=lines(split_places(_mended(job.location or ""))),
        work_mode=WorkMode.REMOTE,
        pay=pay_of(job.salary_min, job.salary_max, "USD", PayPeriod.YEAR),
        description=_mended(job.description or ""),
        posted_at=moment(job.date) or stamp(job.epoch),
        url=url,
        apply_url=absolute(job.apply_url, HOST) or url,
    )


def _is_article(title: str) -> bool:
    """A sentence that names nobody who works is advertising of another sort."""
    return len(title.split()) >= LEAST_SENTENCE and not names_role(title)


def _mended(text: str) -> str:
    """UTF-8 that was read as Windows' letters, read again; the rest as it is."""
    return MISREAD.sub(lambda found: _read_again(found[0]), text)


def _read_again(letters: str) -> str:
    for charset in ("cp1252", "latin-1"):
        try:
            return letters.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return letters


REMOTEOK = Source("remoteok", addresses, read, detect, documented=True)
