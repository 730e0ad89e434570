"""What is deleted: postings that have been closed for long and told to be, and keys that no posting's opening needs."""

from __future__ import annotations

from datetime import timedelta

from jobalerts_crawler.openings import REPOSTED_WITHIN
from jobalerts_shared.database import Pool

AT_ONCE = 5000
PERIOD = timedelta(days=1)


class Retention:
    def __init__(self, pool: Pool, keep_for: timedelta) -> None:
        self._pool = pool
        # A repost finds its opening by the closed posting, so that one is kept as long.
        self._keep_for = max(keep_for, REPOSTED_WITHIN)

    async def clear(self) -> int:
        """How many postings went. In small steps, so that no crawl waits long."""
        gone = 0
        while step := await self._delete_postings():
            gone += step
        await self._delete_keys()
        return gone

    async def _delete_postings(self) -> int:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """WITH old AS (
                     SELECT id FROM posting
                     WHERE NOT open AND closed_at < now() - %s AND version = published_version
                     LIMIT %s FOR UPDATE SKIP LOCKED),
                   gone AS (DELETE FROM posting USING old WHERE posting.id = old.id
                            RETURNING posting.id, posting.version)
                   INSERT INTO past SELECT id, version FROM gone
                   ON CONFLICT (id) DO UPDATE SET version = greatest(past.version, excluded.version)""",
                (self._keep_for, AT_ONCE),
            )
            return cursor.rowcount

    async def _delete_keys(self) -> None:
        """A key that is being written now is newer than any that may go."""
        async with self._pool.connection() as connection:
            await connection.execute(
                """DELETE FROM opening WHERE added_at < now() - %s
                     AND NOT EXISTS (SELECT FROM posting p WHERE p.opening_id = opening.opening_id)""",
                (self._keep_for,),
            )
