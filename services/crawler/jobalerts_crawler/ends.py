"""Postings that end without a crawl that says so: their stated end has passed, or they left their feed long ago."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from jobalerts_crawler.news import Connection, close
from jobalerts_crawler.sources import FEEDS
from jobalerts_shared.database import Pool

AT_ONCE = 1000
# A feed shows only the newest, so that leaving it means nothing; most adverts are over by then.
UNLISTED_FOR = timedelta(days=45)


class Ends:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def close(self) -> int:
        """How many were closed, some at a time; those that a crawl holds right now are left to the next round."""
        async with self._pool.connection() as connection, connection.transaction():
            over = {*await self._ended(connection), *await self._unlisted(connection)}
            await close(connection, sorted(over))
        return len(over)

    async def _ended(self, connection: Connection) -> list[UUID]:
        cursor = await connection.execute(
            "SELECT id FROM posting WHERE open AND ends_at < now() LIMIT %s FOR UPDATE SKIP LOCKED", (AT_ONCE,)
        )
        return [row["id"] for row in await cursor.fetchall()]

    async def _unlisted(self, connection: Connection) -> list[UUID]:
        """Against the last full reading, not the clock: of a feed that cannot be read we know nothing."""
        cursor = await connection.execute(
            """SELECT posting.id FROM source JOIN posting ON posting.source_id = source.id
               WHERE source.kind = ANY(%s) AND posting.open AND posting.listed_at < source.full_at - %s
               LIMIT %s FOR UPDATE OF posting SKIP LOCKED""",
            (sorted(FEEDS), UNLISTED_FOR, AT_ONCE),
        )
        return [row["id"] for row in await cursor.fetchall()]
