"""Postings that their employers push: a batch of them is understood, compared with what is known, and kept at once.

All of a batch is one transaction, and its records are acknowledged after it: a crash in between repeats the batch,
which then changes nothing. Of the pushes of one posting the latest stands, in whatever order they are read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from psycopg.rows import DictRow

from jobalerts_crawler.compare import news
from jobalerts_crawler.crawled import News, Pushed
from jobalerts_crawler.fetch import Outcome
from jobalerts_crawler.metrics import note_pushes
from jobalerts_crawler.news import Connection, close, write_news
from jobalerts_crawler.openings import REPOSTED_WITHIN
from jobalerts_crawler.snapshot import Decision, Fields, Known, diff, listed
from jobalerts_shared.database import Pool
from jobalerts_shared.events import PostingChange, PushedEvent
from jobalerts_shared.posting import posting_id
from jobalerts_shared.pushed import KIND
from jobalerts_shared.records import Received

BATCH = 100  # what is understood within one transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kept:
    """What we know of a posting, and when its latest push was."""

    known: Known
    pushed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Changes:
    news: tuple[News, ...]
    closed: tuple[UUID, ...]

    @property
    def told(self) -> tuple[UUID, ...]:
        return (*(news.posting.id for news in self.news), *self.closed)


class Intake:
    def __init__(self, pool: Pool, kept: asyncio.Event) -> None:
        self._pool = pool
        self._kept = kept

    async def take(self, batch: Sequence[Received[PushedEvent]]) -> None:
        """Bears repeats, and pushes that come late; `kept` is set when there may be something to tell."""
        pushed = latest(record.event for record in batch if record.event)
        async with self._pool.connection() as connection, connection.transaction():
            on, now = await self._sources(connection, sorted({event.source for event in pushed.values()}))
            known = await self._known(connection, pushed)
            outcomes = {id: outcome_of(event, known.get(id), on, now) for id, event in pushed.items()}
            taken = {id: event for id, event in pushed.items() if outcomes[id] is Pushed.TAKEN}
            changes = await asyncio.to_thread(compare_pushed, taken, known, now)
            await write_news(connection, changes.news, now, baseline=False)
            await close(connection, changes.closed)
            await self._note(connection, taken)
            told = {taken[id].source for id in changes.told}
            await self._succeeded(connection, sorted({event.source for event in taken.values()}), sorted(told))
        counts = Counter(outcomes.values()) + Counter({Pushed.OLDER: len(batch) - len(pushed)})
        note_pushes(counts)
        log.info("We took pushed postings.", **{outcome.value: count for outcome, count in counts.items()})
        self._kept.set()

    async def _sources(self, connection: Connection, ids: list[str]) -> tuple[set[str], datetime]:
        """Those that are on, made where they are missing and held until we commit, and the database's time."""
        await connection.execute(
            """INSERT INTO source (id, kind, token, origin, host, baseline, every, due_at)
               SELECT id, %s, split_part(id, ':', 2), 'pushed', '', false, NULL, NULL FROM unnest(%s::text[]) AS s(id)
               ON CONFLICT (id) DO NOTHING""",
            (KIND, ids),
        )
        cursor = await connection.execute(
            "SELECT id, enabled, now() AS now FROM source WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (ids,)
        )
        rows = await cursor.fetchall()
        return {row["id"] for row in rows if row["enabled"]}, rows[0]["now"]

    async def _known(self, connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Kept]:
        cursor = await connection.execute(
            """SELECT id, digest, open, missed, closed_at, fields, row_digest, pushed_at
               FROM posting WHERE id = ANY(%s) ORDER BY id FOR UPDATE""",
            (list(ids),),
        )
        return {row["id"]: _kept(row) for row in await cursor.fetchall()}

    async def _note(self, connection: Connection, taken: Mapping[UUID, PushedEvent]) -> None:
        """When each was pushed last; and its end, which may have moved by hours without being told."""
        await connection.execute(
            """UPDATE posting SET pushed_at = said.at, ends_at = said.ends
               FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS said(id, at, ends)
               WHERE posting.id = said.id""",
            (
                list(taken),
                [event.pushed_at for event in taken.values()],
                [event.posting.valid_through for event in taken.values()],
            ),
        )

    async def _succeeded(self, connection: Connection, ids: list[str], told: list[str]) -> None:
        await connection.execute(
            """UPDATE source SET success_at = now(), tried_at = now(), outcome = %s,
                 first_read_at = coalesce(first_read_at, now()), settled_at = coalesce(settled_at, now()),
                 changed_at = CASE WHEN id = ANY(%s) THEN now() ELSE changed_at END
               WHERE id = ANY(%s)""",
            (Outcome.READ, told, ids),
        )


def latest(events: Iterable[PushedEvent]) -> dict[UUID, PushedEvent]:
    """Of each posting the push that stands within a batch; of two of one moment the later read."""
    found: dict[UUID, PushedEvent] = {}
    for event in events:
        id = posting_id(event.source, event.posting.native_id)
        if id not in found or event.pushed_at >= found[id].pushed_at:
            found[id] = event
    return found


def outcome_of(event: PushedEvent, before: Kept | None, on: set[str], now: datetime) -> Pushed:
    """One that is older than what we remember of closed postings may be older than anything."""
    if event.source not in on:
        return Pushed.OFF
    if before and before.pushed_at and event.pushed_at < before.pushed_at:
        return Pushed.OLDER
    return Pushed.OLDER if event.pushed_at < now - REPOSTED_WITHIN else Pushed.TAKEN


def compare_pushed(taken: Mapping[UUID, PushedEvent], known: Mapping[UUID, Kept], now: datetime) -> Changes:
    """What an employer says is believed as it is; absence is nothing that can be said by a push."""
    adverts = {str(id): (event.source, event.posting.advert()) for id, event in taken.items()}
    entries = {id: listed(advert, now) for id, (_, advert) in adverts.items()}
    before = {str(id): known[id].known for id in taken if id in known}
    changes = diff(before, entries, complete=False, now=now, decision=Decision.ACCEPTED)
    told = {
        **dict.fromkeys(changes.opened, PostingChange.OPENED),
        **dict.fromkeys(changes.changed, PostingChange.CHANGED),
        **dict.fromkeys(changes.reopened, PostingChange.REOPENED),
        **dict.fromkeys(changes.closed_at_sight, PostingChange.CLOSED),
    }
    return Changes(
        tuple(news(*adverts[id], change, entries[id], now) for id, change in told.items()),
        tuple(map(UUID, changes.closed)),
    )


def _kept(row: DictRow) -> Kept:
    known = Known(row["digest"], row["open"], row["missed"], row["closed_at"], Fields(row["fields"]), row["row_digest"])
    return Kept(known, row["pushed_at"])
