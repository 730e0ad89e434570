"""What is forgotten: openings whose postings have all been closed for long, and messages that told of nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from jobalerts_shared.database import Pool

AT_ONCE = 1000
# No topic keeps a match as long, so that none that is heard again finds its alert forgotten and is told twice.
LEAST = timedelta(days=60)


class Retention:
    def __init__(self, pool: Pool, keep_for: timedelta) -> None:
        self._pool = pool
        self._keep_for = max(keep_for, LEAST)

    async def clear(self) -> int:
        """How many openings went. In small steps, so that no intake waits long."""
        gone = 0
        while step := await self._forget_openings():
            gone += step
        while await self._delete_messages():
            pass
        return gone

    async def _forget_openings(self) -> int:
        async with self._pool.connection() as connection, connection.transaction():
            openings = await self._long_closed(connection)
            await connection.execute("DELETE FROM alert WHERE opening_id = ANY(%s)", (openings,))
            await connection.execute(
                """DELETE FROM waiting_match w USING posting p
                    WHERE p.posting_id = w.posting_id AND p.opening_id = ANY(%s)""",
                (openings,),
            )
            await connection.execute("DELETE FROM posting WHERE opening_id = ANY(%s)", (openings,))
        return len(openings)

    async def _long_closed(self, connection: AsyncConnection[DictRow]) -> list[UUID]:
        """Nothing of them is owed to anybody; their rows are held, so that none of them opens meanwhile."""
        rows = await connection.execute(
            """WITH old AS MATERIALIZED (
                 SELECT DISTINCT opening_id FROM posting p WHERE closed_at < now() - %(keep_for)s
                    AND NOT EXISTS (SELECT FROM posting other WHERE other.opening_id = p.opening_id
                                       AND (other.closed_at IS NULL OR other.closed_at >= now() - %(keep_for)s))
                    AND NOT EXISTS (SELECT FROM alert a LEFT JOIN delivery d USING (message_id)
                                     WHERE a.opening_id = p.opening_id
                                       AND (a.state = 'pending' OR d.state = 'pending'))
                 LIMIT %(at_once)s)
               SELECT opening_id FROM posting WHERE opening_id IN (SELECT opening_id FROM old)
                ORDER BY posting_id FOR UPDATE""",
            {"keep_for": self._keep_for, "at_once": AT_ONCE},
        )
        return list({row["opening_id"] for row in await rows.fetchall()})

    async def _delete_messages(self) -> int:
        """Those whose alerts are forgotten, with their deliveries; a confirmation has none."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """DELETE FROM message WHERE message_id IN (
                     SELECT message_id FROM message m WHERE created_at < now() - %s
                        AND NOT EXISTS (SELECT FROM alert a WHERE a.message_id = m.message_id)
                        AND NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = m.message_id
                                           AND d.state = 'pending')
                      LIMIT %s)""",
                (self._keep_for, AT_ONCE),
            )
        return cursor.rowcount
