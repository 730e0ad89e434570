"""All that one crawl asks a board for after its first page: the pages that follow, and the details of what is new."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jobalerts_crawler.board import Board, Page, Request, Snapshot, Source, Unreadable
from jobalerts_crawler.fetch import Failed, Fresh, Outcome
from jobalerts_crawler.snapshot import Known, digest
from jobalerts_shared.posting import Advert

MOST_DETAILS = 60  # a crawl; the others wait for the next
TROUBLE = frozenset({Outcome.RATE_LIMITED, Outcome.SERVER_ERROR, Outcome.UNREACHABLE, Outcome.TOO_SLOW})

Ask = Callable[[Request], Awaitable[Fresh | Failed]]


@dataclass(frozen=True, slots=True)
class Pages:
    """`words` says why those after the last are missing. `alone`: no other was asked for, so the first is all."""

    read: tuple[Page, ...]
    words: str | None = None
    alone: bool = False


@dataclass(slots=True)
class Seen:
    """What a source lists now, with what its details told.

    `rows`: whose detail has been read now, and as what row. `same`: whose row is as it was when its detail was read.
    `aside`: new addresses that hold no advert. `late`: how many details are still to be read. `alone`: the first page
    is all that there is, so that its stamps speak for the board.
    """

    snapshot: Snapshot
    rows: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    aside: dict[str, str] = field(default_factory=dict)
    late: int = 0
    waiting: bool = False
    alone: bool = True


async def following(source: Source, board: Board, first: Page, ask: Ask) -> Pages:
    """The first page and those after it. One that brings nothing new is not counted: there the paging began anew."""
    pages = [first]
    if source.more is None:
        return Pages((first,), alone=True)
    seen, asked = await asyncio.to_thread(_ids, source, first, board), False
    while request := source.more(pages, board):
        if len(pages) >= source.most_pages:
            return Pages(tuple(pages), f"we read {source.most_pages} pages at most")
        asked = True
        answer = await ask(request)
        if isinstance(answer, Failed):
            return Pages(tuple(pages), f"page {len(pages) + 1}: {answer.words}")
        try:
            ids = await asyncio.to_thread(_ids, source, answer.page, board)
        except Unreadable as error:
            return Pages(tuple(pages), f"page {len(pages) + 1}: {error}")
        if ids and ids <= seen:
            break
        seen |= ids
        pages.append(answer.page)
    return Pages(tuple(pages), alone=not asked)


def _ids(source: Source, page: Page, board: Board) -> set[str]:
    return {advert.native_id for advert in source.read([page], board).adverts}


async def with_details(
    source: Source,
    board: Board,
    snapshot: Snapshot,
    known: Mapping[str, Known],
    aside: Mapping[str, str],
    ask: Ask,
    *,
    baseline: bool,
) -> Seen:
    """The snapshot with the details of what is new or whose row has changed; each crawl gets some further."""
    if source.detail is None or source.read_detail is None:
        return Seen(snapshot)
    seen = Seen(snapshot)
    adverts: dict[str, Advert] = {}
    wanted = _wanted(seen, known, aside)
    for advert in [advert for advert in wanted if advert.closed]:
        # The list says so itself, and the detail may be gone.
        _place(seen, adverts, source, advert, advert, known, baseline=baseline)
        wanted.remove(advert)
    if len(wanted) > MOST_DETAILS:
        random.shuffle(wanted)  # so that some that never answer do not hold up the others
    stopped = False
    for number, advert in enumerate(wanted):
        late = stopped or number >= MOST_DETAILS
        told = None if late else await _detail(source, board, advert, ask)
        stopped = stopped or (isinstance(told, Failed) and told.outcome in TROUBLE and not source.own_details)
        _place(seen, adverts, source, advert, told, known, baseline=baseline)
    counted = (each for each in snapshot.adverts if each.native_id in adverts or each.native_id in seen.same)
    seen.snapshot = replace(snapshot, adverts=tuple(adverts.get(each.native_id, each) for each in counted))
    return seen


def _wanted(seen: Seen, known: Mapping[str, Known], aside: Mapping[str, str]) -> list[Advert]:
    """What is new or whose row is not as it was; the others are noted as the same."""
    wanted = []
    for advert in seen.snapshot.adverts:
        before, row = known.get(advert.native_id), _row(advert, seen.snapshot)
        if before and before.row == row:
            seen.same.add(advert.native_id)
        elif before or aside.get(advert.native_id) != row:
            wanted.append(advert)
    return wanted


async def _detail(source: Source, board: Board, advert: Advert, ask: Ask) -> Advert | Failed:
    assert source.detail is not None and source.read_detail is not None
    request = source.detail(advert, board)
    if request is None:
        return Failed(Outcome.UNREADABLE, "it has no address")
    answer = await ask(request)
    if isinstance(answer, Failed):
        return answer
    try:
        return await asyncio.to_thread(source.read_detail, answer.page, board, advert)
    except Unreadable as error:
        return Failed(Outcome.UNREADABLE, str(error))


def _place(
    seen: Seen,
    adverts: dict[str, Advert],
    source: Source,
    advert: Advert,
    told: Advert | Failed | None,
    known: Mapping[str, Known],
    *,
    baseline: bool,
) -> None:
    """What we know stands as it was until its detail is read; what is new waits, or is told by its row alone."""
    native_id, row = advert.native_id, _row(advert, seen.snapshot)
    match told:
        case Advert():
            adverts[native_id] = told
            seen.rows[native_id] = row
        case Failed(Outcome.NOT_FOUND) if source.own_details and native_id in known:
            adverts[native_id] = advert.model_copy(update={"closed": True})
            seen.rows[native_id] = row
        case Failed(Outcome.NOT_FOUND | Outcome.UNREADABLE) if source.own_details and native_id not in known:
            seen.aside[native_id] = row
        case Failed() if not source.own_details and native_id not in known:
            adverts[native_id] = advert
            seen.late += told.outcome in TROUBLE
            seen.rows[native_id] = "" if told.outcome in TROUBLE else row
        case _:
            seen.late += 1
            if native_id in known:
                seen.same.add(native_id)
            elif baseline and not source.own_details:
                adverts[native_id] = advert
            else:
                seen.waiting = True


def _row(advert: Advert, snapshot: Snapshot) -> str:
    """What the list says of the advert: while that stands, its detail is not asked for again."""
    revision = snapshot.revisions.get(advert.native_id, "")
    over = "\nover" if advert.closed else ""
    return hashlib.sha256(f"{digest(advert)}\n{revision}{over}".encode()).hexdigest()[:32]


def partial(snapshot: Snapshot) -> Snapshot:
    """What is missing from it is missing for no reason."""
    return replace(snapshot, complete=False)


def read_pages(source: Source, pages: Sequence[Page], board: Board, *, whole: bool) -> Snapshot:
    snapshot = source.read(pages, board)
    return snapshot if whole else partial(snapshot)
