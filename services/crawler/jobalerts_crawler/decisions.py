"""What an operator sees of a crawl that is held back, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jobalerts_crawler.snapshot import Decision
from jobalerts_shared.database import Pool

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Held:
    """What the crawl would change: titles, of each kind the first ones, and how many there are."""

    source: str
    doubt: str
    since: datetime
    decision: Decision | None
    opened: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    counts: dict[str, int]


class Decisions:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def knows(self, source_id: str) -> bool:
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT FROM source WHERE id = %s", (source_id,))
            return await cursor.fetchone() is not None

    async def held(self, source_id: str) -> Held | None:
        """None where nothing is held back."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT doubt, doubted_since, decision, held FROM source WHERE id = %s AND held IS NOT NULL",
                (source_id,),
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        held: dict[str, list[str]] = row["held"]
        return Held(
            source_id,
            row["doubt"],
            row["doubted_since"],
            Decision(row["decision"]) if row["decision"] else None,
            tuple(held["opened"][:SHOWN]),
            await self._titles(source_id, held["changed"][:SHOWN]),
            await self._titles(source_id, held["gone"][:SHOWN]),
            {name: len(held[name]) for name in ("opened", "changed", "gone")},
        )

    async def _titles(self, source_id: str, native_ids: list[str]) -> tuple[str, ...]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """SELECT posting ->> 'title' AS title FROM posting
                   WHERE source_id = %s AND native_id = ANY(%s) ORDER BY native_id""",
                (source_id, native_ids),
            )
            return tuple(row["title"] for row in await cursor.fetchall())

    async def decide(self, source_id: str, decision: Decision) -> bool:
        """Whether there was something to decide. The board is read again at once, and in full."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """UPDATE source SET decision = %s, due_at = now(), etag = NULL, last_modified = NULL
                   WHERE id = %s AND doubt IS NOT NULL RETURNING id""",
                (decision, source_id),
            )
            return await cursor.fetchone() is not None
