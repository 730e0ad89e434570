"""What need not be kept is not kept: unconfirmed addresses, old keys of repeats, spent counters."""

from __future__ import annotations

import asyncio

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from jobalerts_shared.database import Pool

EVERY = 3600.0  # seconds

STATEMENTS = (
    # Whoever has not confirmed within a week does not want to be known to us.
    """WITH gone AS (
           DELETE FROM subscription
           WHERE state = 'awaiting_confirmation' AND changed_at < now() - interval '7 days' RETURNING subscription_id)
       INSERT INTO tombstone (subscription_id) SELECT subscription_id FROM gone ON CONFLICT DO NOTHING""",
    """DELETE FROM person WHERE created_at < now() - interval '1 hour'
       AND NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.person_id = person.person_id)""",
    "DELETE FROM confirmation WHERE expires_at < now() - interval '30 days'",
    "DELETE FROM idempotency WHERE created_at < now() - interval '1 day'",
    "DELETE FROM rate_use WHERE ends_at < now()",
    # Long enough to be said again by the daily healing.
    "DELETE FROM tombstone WHERE published_at IS NOT NULL AND made_at < now() - interval '3 days'",
)

log = structlog.get_logger()


class Tidy:
    def __init__(self, pool: Pool, stopping: asyncio.Event) -> None:
        self._pool, self._stopping = pool, stopping

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.once()
            except (OSError, psycopg.OperationalError, PoolTimeout) as error:
                log.warning("We could not tidy up; we try again in an hour.", exc_info=error)
            try:
                async with asyncio.timeout(EVERY):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def once(self) -> None:
        for statement in STATEMENTS:
            async with self._pool.connection() as connection:
                await connection.execute(statement.encode())
