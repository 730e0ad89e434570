"""Pushed postings in a file, in the shape that POST /v1/postings takes: one, an array, or one a line."""

from __future__ import annotations

from collections.abc import Sequence

from jobalerts_crawler.answers import rows_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable, parse_json, read_rows
from jobalerts_shared.pushed import KIND, PushedPosting

EXPECTED = "pushed postings with `native_id`, `title` and `company`: one, an array, or one a line"
NEEDED = ("native_id", "title", "company")


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """Absence says nothing of a pushed posting; of those with one id the last stands."""
    rows = [row for page in pages for row in _rows(page)]
    postings, _ = read_rows(rows, PushedPosting, EXPECTED)
    return Snapshot(tuple({one.native_id: one.advert() for one in postings}.values()), complete=False)


def _rows(page: Page) -> list[object]:
    try:
        return rows_of(parse_json(page, EXPECTED), EXPECTED, (), alone=NEEDED)
    except Unreadable:
        lines = [line for line in page.text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [parse_json(Page(page.url, line.encode()), EXPECTED) for line in lines]


PUSH = Source(KIND, addresses=lambda board: (), read=read, detect=lambda url: None)
