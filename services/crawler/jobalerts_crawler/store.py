"""The crawler's memory of postings. One transaction keeps what a crawl found together with the source's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from jobalerts_crawler.crawled import Claim, Crawled, LeaseLost, News, Report
from jobalerts_crawler.openings import REPOSTED_WITHIN, Candidate, choose, proposals
from jobalerts_crawler.snapshot import Fields, Known
from jobalerts_shared.database import Pool
from jobalerts_shared.events import PostingChange, PostingEvent
from jobalerts_shared.posting import posting_id

Connection = AsyncConnection[DictRow]


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
            await self._write_news(connection, claim, crawled)
            await self._close(connection, claim.id, crawled.closed)
            await self._remember(connection, claim.id, crawled)
            await self._note_details(connection, claim.id, crawled)
            await self._finish(connection, claim, crawled, report)

    async def _hold_lease(self, connection: Connection, claim: Claim) -> None:
        cursor = await connection.execute(
            "SELECT FROM source WHERE id = %s AND leased_by = %s FOR UPDATE", (claim.id, claim.worker)
        )
        if await cursor.fetchone() is None:
            raise LeaseLost(claim.id)

    async def _write_news(self, connection: Connection, claim: Claim, crawled: Crawled) -> None:
        founding = [news for news in crawled.news if _founds(news)]
        await self._lead(connection, [news for news in crawled.news if not _founds(news)])
        candidates = [Candidate(news.posting.id, claim.now, news.keys) for news in founding]
        openings = await self._openings(connection, candidates)
        async with connection.cursor() as cursor:
            await cursor.executemany(OPEN, [_opened(news, claim, crawled, openings) for news in founding])
            await cursor.executemany(CHANGE, [_changed(news, claim) for news in crawled.news if not _founds(news)])

    async def _lead(self, connection: Connection, changed: Sequence[News]) -> None:
        """What a posting says now leads to its opening too, so that a copy of its new text is recognised."""
        pairs = sorted((key, news.posting.id) for news in changed for key in news.keys)
        await connection.execute(
            """INSERT INTO opening (key, opening_id)
               SELECT said.key, posting.opening_id FROM unnest(%s::text[], %s::uuid[]) AS said(key, id)
               JOIN posting USING (id) ORDER BY said.key
               ON CONFLICT (key) DO NOTHING""",
            ([key for key, _ in pairs], [posting_id for _, posting_id in pairs]),
        )

    async def _openings(self, connection: Connection, candidates: Sequence[Candidate]) -> Mapping[UUID, UUID]:
        """Each posting's opening, found or founded."""
        proposed = proposals(candidates)
        found = await self._lock_keys(connection, proposed)
        live = await self._live(connection, set(found.values())) | set(proposed.values())
        # A key whose postings have all been closed for long names a new opening from now on.
        led = {key: opening if opening in live else proposed[key] for key, opening in found.items()}
        chosen = choose(candidates, led)
        moved = {each.own: chosen[each.posting_id] for each in candidates}
        target = {key: moved.get(opening, opening) for key, opening in led.items()}
        await connection.execute(
            """UPDATE opening SET opening_id = t.opening_id FROM unnest(%s::text[], %s::uuid[]) AS t(key, opening_id)
               WHERE opening.key = t.key AND opening.opening_id <> t.opening_id""",
            (list(target), list(target.values())),
        )
        return chosen

    async def _lock_keys(self, connection: Connection, proposed: Mapping[str, UUID]) -> dict[str, UUID]:
        """What each key stands for, held until we commit. In the keys' order, so that two crawls never deadlock."""
        keys = sorted(proposed)
        cursor = await connection.execute(
            """INSERT INTO opening (key, opening_id) SELECT * FROM unnest(%s::text[], %s::uuid[])
               ON CONFLICT (key) DO UPDATE SET added_at = now() RETURNING key, opening_id""",
            (keys, [proposed[key] for key in keys]),
        )
        return {row["key"]: row["opening_id"] for row in await cursor.fetchall()}

    async def _live(self, connection: Connection, openings: set[UUID]) -> set[UUID]:
        """Those with a posting that is open or was lately. After the keys are held: what others kept is then seen."""
        cursor = await connection.execute(
            """SELECT DISTINCT opening_id FROM posting
               WHERE opening_id = ANY(%s) AND (open OR closed_at > now() - %s)""",
            (list(openings), REPOSTED_WITHIN),
        )
        return {row["opening_id"] for row in await cursor.fetchall()}

    async def _close(self, connection: Connection, source_id: str, native_ids: Sequence[str]) -> None:
        await connection.execute(
            """UPDATE posting SET open = false, missed = 0, closed_at = now(), change = 'closed', changed_at = now(),
                 row_digest = '', version = version + 1, posting = jsonb_set(posting, '{closed}', 'true')
               WHERE source_id = %s AND native_id = ANY(%s) AND open""",
            (source_id, list(native_ids)),
        )

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


# A posting that nobody was told of yet is told as opened, whatever has become of it since.
OPEN = """
INSERT INTO posting (id, source_id, native_id, digest, posting, opening_id, open, baseline, first_seen, closed_at,
                     change, changed_at, rules_version, fields, version)
VALUES (%(id)s, %(source_id)s, %(native_id)s, %(digest)s, %(posting)s, %(opening_id)s, %(open)s, %(baseline)s,
        %(now)s, %(closed_at)s, %(change)s, now(), %(rules_version)s, %(fields)s,
        1 + coalesce((SELECT past.version FROM past WHERE past.id = %(id)s), 0))
ON CONFLICT (id) DO UPDATE SET
  digest = excluded.digest, posting = excluded.posting, opening_id = excluded.opening_id, open = excluded.open,
  missed = 0, baseline = excluded.baseline, first_seen = excluded.first_seen, closed_at = excluded.closed_at,
  change = excluded.change, changed_at = now(), version = posting.version + 1,
  rules_version = excluded.rules_version, fields = excluded.fields
"""
CHANGE = """
UPDATE posting SET digest = %(digest)s, posting = %(posting)s, open = true, missed = 0, closed_at = NULL,
  change = CASE WHEN published_version = 0 THEN 'opened' ELSE %(change)s END,
  changed_at = now(), version = version + 1, rules_version = %(rules_version)s, fields = %(fields)s
WHERE id = %(id)s
"""


def _known(row: DictRow) -> Known:
    return Known(row["digest"], row["open"], row["missed"], row["closed_at"], Fields(row["fields"]), row["row_digest"])


def _founds(news: News) -> bool:
    return news.change is PostingChange.OPENED or news.ended


def _opened(
    news: News, claim: Claim, crawled: Crawled, openings: Mapping[UUID, UUID]
) -> dict[str, Any]:  # Any: the statement's own parameters
    return {
        **_changed(news, claim),
        "source_id": claim.id,
        "native_id": news.posting.native_id,
        "opening_id": openings[news.posting.id],
        "open": not news.ended,
        "baseline": crawled.baseline,
        "now": claim.now,
        "closed_at": claim.now if news.ended else None,
    }


def _changed(news: News, claim: Claim) -> dict[str, Any]:  # Any: as above
    assert news.posting.id == posting_id(claim.id, news.posting.native_id)
    return {
        "id": news.posting.id,
        "digest": news.digest,
        "posting": Jsonb(news.posting.model_dump(mode="json")),
        "change": news.change.value,
        "rules_version": news.rules_version,
        "fields": int(news.fields),
    }
