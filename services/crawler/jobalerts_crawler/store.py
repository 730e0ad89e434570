"""The crawler's memory of postings. One transaction keeps what a crawl found together with the source's state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from jobalerts_crawler.crawled import Claim, Crawled, LeaseLost, Report
from jobalerts_crawler.news import Connection, close, write_news
from jobalerts_crawler.snapshot import Fields, Known
from jobalerts_shared.database import Pool
from jobalerts_shared.events import PostingEvent
from jobalerts_shared.posting import posting_id


class Store:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def known(self, source_id: str) -> dict[str, Known]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """SELECT native_id, digest, open, missed, closed_at, fields, row_digest
                   FROM posting WHERE source_id = %s""",
                (source_id,),
            )
            rows = await cursor.fetchall()
        return {row["native_id"]: _known(row) for row in rows}

    async def aside(self, source_id: str) -> dict[str, str]:
        """The addresses that held no advert, and as what row they were listed then."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT native_id, row_digest FROM set_aside WHERE source_id = %s", (source_id,)
            )
            return {row["native_id"]: row["row_digest"] for row in await cursor.fetchall()}

    async def keep(self, claim: Claim, crawled: Crawled, report: Report) -> None:
        """All or nothing, and nothing when the lease is no longer ours."""
        async with self._pool.connection() as connection, connection.transaction():
            await self._hold_lease(connection, claim)
            await write_news(connection, crawled.news, claim.now, baseline=crawled.baseline)
            await close(connection, [posting_id(claim.id, native_id) for native_id in crawled.closed])
            await self._remember(connection, claim.id, crawled)
            await self._note_details(connection, claim.id, crawled)
            await self._note_listed(connection, claim.id, crawled.listed)
            await self._finish(connection, claim, crawled, report)

    async def _hold_lease(self, connection: Connection, claim: Claim) -> None:
        cursor = await connection.execute(
            "SELECT FROM source WHERE id = %s AND leased_by = %s FOR UPDATE", (claim.id, claim.worker)
        )
        if await cursor.fetchone() is None:
            raise LeaseLost(claim.id)

    async def _remember(self, connection: Connection, source_id: str, crawled: Crawled) -> None:
        await connection.execute(
            """UPDATE posting SET missed = CASE WHEN native_id = ANY(%(missed)s) THEN missed + 1 ELSE 0 END
               WHERE source_id = %(source)s AND native_id = ANY(%(seen)s)""",
            {"source": source_id, "missed": list(crawled.missed), "seen": [*crawled.missed, *crawled.back]},
        )

    async def _note_details(self, connection: Connection, source_id: str, crawled: Crawled) -> None:
        """Of which the detail has been read, so that it is not asked for again."""
        if crawled.rows:
            await connection.execute(
                """UPDATE posting SET row_digest = r.digest FROM unnest(%s::text[], %s::text[]) AS r(native_id, digest)
                   WHERE source_id = %s AND posting.native_id = r.native_id""",
                (list(crawled.rows), list(crawled.rows.values()), source_id),
            )
        if crawled.aside:
            await connection.execute(
                """INSERT INTO set_aside SELECT %s, * FROM unnest(%s::text[], %s::text[])
                   ON CONFLICT (source_id, native_id) DO UPDATE SET row_digest = excluded.row_digest""",
                (source_id, list(crawled.aside), list(crawled.aside.values())),
            )

    async def _note_listed(self, connection: Connection, source_id: str, listed: Sequence[str]) -> None:
        """To the day: a feed that is read every quarter of an hour is not written down as often."""
        await connection.execute(
            """UPDATE posting SET listed_at = now()
               WHERE source_id = %s AND native_id = ANY(%s) AND open AND listed_at < now() - interval '1 day'""",
            (source_id, list(listed)),
        )

    async def _finish(self, connection: Connection, claim: Claim, crawled: Crawled, report: Report) -> None:
        """What is doubted or half gone is asked for in full again: «unchanged» would say nothing."""
        certain = crawled.doubt is None and not crawled.missed
        await connection.execute(
            """UPDATE source SET lease_until = NULL, leased_by = NULL, due_at = %(due)s, outcome = %(outcome)s,
                 words = %(words)s, failures = 0, success_at = now(), etag = %(etag)s,
                 last_modified = %(last_modified)s, fetched_from = %(fetched_from)s,
                 full_at = CASE WHEN %(in_full)s THEN now() ELSE full_at END,
                 first_read_at = coalesce(first_read_at, now()),
                 settled_at = coalesce(settled_at, CASE WHEN %(settled)s THEN now() END),
                 changed_at = CASE WHEN %(told)s OR changed_at IS NULL THEN now() ELSE changed_at END,
                 doubt = %(doubt)s, held = %(held)s,
                 decision = CASE WHEN %(doubt)s::text IS NULL THEN NULL ELSE decision END,
                 doubted_since = CASE WHEN %(doubt)s::text IS NULL THEN NULL ELSE coalesce(doubted_since, now()) END
               WHERE id = %(id)s""",
            {
                "id": claim.id,
                "due": report.due_at,
                "outcome": report.outcome,
                "words": report.words,
                "etag": crawled.stamps.etag if certain else None,
                "last_modified": crawled.stamps.last_modified if certain else None,
                "fetched_from": crawled.fetched_from,
                "in_full": crawled.in_full,
                "settled": crawled.settled,
                "doubt": crawled.doubt,
                "told": crawled.told > 0,
                "held": Jsonb(asdict(crawled.preview)) if crawled.preview else None,
            },
        )

    async def owed(self, limit: int) -> list[PostingEvent]:
        """What is kept and not yet published, the oldest first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """SELECT change, posting, opening_id, version, baseline, first_seen, changed_at AS at, rules_version
                   FROM posting WHERE version > published_version ORDER BY changed_at, id LIMIT %s""",
                (limit,),
            )
            return [PostingEvent.model_validate(row) for row in await cursor.fetchall()]

    async def published(self, events: Sequence[PostingEvent]) -> None:
        """Mark the version that was told; a newer one that came meanwhile is still owed."""
        async with self._pool.connection() as connection:
            await connection.execute(
                """UPDATE posting SET published_version = greatest(published_version, told.version)
                   FROM unnest(%s::uuid[], %s::int[]) AS told(id, version) WHERE posting.id = told.id""",
                ([event.posting.id for event in events], [event.version for event in events]),
            )

    async def owes(self) -> bool:
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT FROM posting WHERE version > published_version LIMIT 1")
            return await cursor.fetchone() is not None

    async def answers(self) -> bool:
        async with self._pool.connection() as connection:
            await connection.execute("SELECT 1")
        return True

    async def oldest_owed_seconds(self) -> float:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """SELECT coalesce(extract(epoch FROM now() - min(changed_at)), 0)::float8 AS age
                   FROM posting WHERE version > published_version"""
            )
            row = await cursor.fetchone()
        return float(row["age"]) if row else 0.0


def _known(row: DictRow) -> Known:
    return Known(row["digest"], row["open"], row["missed"], row["closed_at"], Fields(row["fields"]), row["row_digest"])
