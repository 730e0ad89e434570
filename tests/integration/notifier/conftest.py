"""A ledger in the real PostgreSQL, and the intake that writes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from jobalerts_notifier.routes import Routes
from jobalerts_shared.database import Pool, migrate, open_pool
from tests.fakes.events import SEALER

WINDOW = timedelta(seconds=60)


class Ledger:
    """Looks into the tables, and moves time by moving what is written."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        async with self.pool.connection() as connection:
            return await (await connection.execute(query.encode(), values)).fetchall()

    async def run(self, statement: str, *values: object) -> None:
        async with self.pool.connection() as connection:
            await connection.execute(statement.encode(), values)

    async def count(self, table: str) -> int:
        [row] = await self.rows(f"SELECT count(*) AS n FROM {table}")
        return int(row["n"])

    async def all_due(self) -> None:
        """As if the gathering windows and the digests' hours had come, and every pause and lease had ended."""
        await self.run(
            "UPDATE alert SET due_at = now() - interval '1 second' WHERE state = 'pending' AND due_at > now()"
        )
        await self.run("UPDATE person SET next_due = now() WHERE next_due > now()")
        await self.run("UPDATE delivery SET not_before = now() WHERE state = 'pending'")
        await self.run("UPDATE destination SET paused_until = now()")


@pytest.fixture
async def pool(postgresql_url: str) -> AsyncIterator[Pool]:
    migrate(postgresql_url, "notifier", "jobalerts_notifier.migrations")
    async with open_pool(postgresql_url, "notifier", max_size=12) as opened:
        yield opened


@pytest.fixture
def ledger(pool: Pool) -> Ledger:
    return Ledger(pool)


@pytest.fixture
def routes(pool: Pool) -> Routes:
    return Routes(pool, SEALER, WINDOW)
