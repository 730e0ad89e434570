"""The sources we watch, as rows: told by the settings or added by hand, leased to a worker, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from jobalerts_crawler.board import Board
from jobalerts_crawler.crawled import Claim, Report
from jobalerts_crawler.fetch import Stamps
from jobalerts_crawler.robots import Robots
from jobalerts_crawler.snapshot import Decision
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.database import Pool
from jobalerts_shared.settings import Selectors, SourceSettings

LEASE = timedelta(seconds=15)  # renewed by a beat while its worker lives, so a dead one's sources wait no longer
PAUSE = timedelta(seconds=1)  # between two requests to a host, over all workers
AT_ONCE = 2  # sources of one host that are read at the same time
PATIENCE = 5  # failures in a row, over all its boards, until a host is left alone
FIRST_BREAK = timedelta(minutes=1)
LONGEST_BREAK = timedelta(hours=1)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Standing:
    """A source as `source list` shows it; one that pushes has no interval and is never due."""

    id: str
    name: str | None
    enabled: bool
    every: timedelta | None
    open_postings: int
    added_at: datetime
    success_at: datetime | None
    changed_at: datetime | None
    tried_at: datetime | None
    due_at: datetime | None
    outcome: str | None
    words: str | None
    failures: int
    doubt: str | None
    decision: str | None


class Watchlist:
    def __init__(self, pool: Pool, *, allow_private_networks: bool = False) -> None:
        self._pool = pool
        self._allow_private = allow_private_networks

    async def sync(self, sources: Sequence[SourceSettings]) -> None:
        """Bring the table to what the settings say; one that is no longer there is read no more, and kept."""
        async with self._pool.connection() as connection, connection.transaction():
            for source in sources:
                await self._put(connection, source, "settings")
            await connection.execute(
                "UPDATE source SET enabled = false WHERE origin = 'settings' AND NOT id = ANY(%s)",
                ([source.id for source in sources],),
            )

    async def add(self, source: SourceSettings) -> None:
        async with self._pool.connection() as connection, connection.transaction():
            await self._put(connection, source, "added")

    async def _put(self, connection: AsyncConnection[DictRow], source: SourceSettings, origin: str) -> None:
        board = board_of(source)
        host = host_of(board)
        await connection.execute(
            """INSERT INTO source (id, kind, token, url, name, base_url, every, baseline, origin, host, permitted,
                                   pattern, selectors)
               VALUES (%(id)s, %(kind)s, %(token)s, %(url)s, %(name)s, %(base_url)s, %(every)s, %(baseline)s,
                       %(origin)s, %(host)s, %(permitted)s, %(pattern)s, %(selectors)s)
               ON CONFLICT (id) DO UPDATE SET
                 name = excluded.name, base_url = excluded.base_url, every = excluded.every, host = excluded.host,
                 baseline = excluded.baseline, enabled = true, permitted = excluded.permitted,
                 pattern = excluded.pattern, selectors = excluded.selectors,
                 origin = CASE WHEN source.origin = 'added' THEN 'added' ELSE excluded.origin END,
                 due_at = least(source.due_at, now() + excluded.every)""",
            {
                **source.model_dump(),
                "id": source.id,
                "origin": origin,
                "host": host,
                "selectors": Jsonb(source.selectors.stated) if source.selectors else None,
            },
        )
        await connection.execute(
            """INSERT INTO host (host, pause) VALUES (%s, %s) ON CONFLICT (host) DO UPDATE SET pause =
                 CASE WHEN excluded.pause = '0' THEN excluded.pause ELSE greatest(host.pause, excluded.pause) END""",
            (host, self._pause(host)),
        )

    def _pause(self, host: str) -> timedelta:
        """Our own machine needs no manners, where we may read it at all."""
        name = urlsplit(f"//{host}").hostname
        return timedelta(0) if self._allow_private and name in LOOPBACK else _paces().get(host, PAUSE)

    async def lease(self, worker: UUID, limit: int, *, only: Sequence[str] | None = None) -> list[Claim]:
        """Take up to `limit` sources that are due, one a host, each for `LEASE`; its host's turn is taken with it.

        `only` names those to take, due or not.
        Two workers that ask at once are given different hosts: a host's row is locked, then moved on by its pause.
        What is due longest comes first; of the same age, a host that was read lately, since it has boards to go.
        """
        async with self._pool.connection() as connection, connection.transaction():
            cursor = await connection.execute(
                """WITH free AS MATERIALIZED (
                     SELECT host.host FROM host CROSS JOIN LATERAL (
                       SELECT s.due_at FROM source s
                       WHERE s.host = host.host AND s.enabled AND (s.due_at <= now() OR %(only)s::text[] IS NOT NULL)
                         AND (%(only)s::text[] IS NULL OR s.id = ANY(%(only)s))
                         AND (s.lease_until IS NULL OR s.lease_until <= now())
                       ORDER BY s.due_at LIMIT 1) oldest
                     WHERE next_at <= now()
                       AND (pause = '0' OR %(at_once)s > (
                            SELECT count(*) FROM source b WHERE b.host = host.host AND b.lease_until > now()))
                     ORDER BY oldest.due_at, next_at DESC LIMIT %(limit)s
                     FOR UPDATE OF host SKIP LOCKED),
                   picked AS MATERIALIZED (
                     SELECT due.id, free.host FROM free CROSS JOIN LATERAL (
                       SELECT s.id FROM source s
                       WHERE s.host = free.host AND s.enabled AND (s.due_at <= now() OR %(only)s::text[] IS NOT NULL)
                         AND (%(only)s::text[] IS NULL OR s.id = ANY(%(only)s))
                         AND (s.lease_until IS NULL OR s.lease_until <= now())
                       ORDER BY s.due_at LIMIT 1 FOR UPDATE SKIP LOCKED) due),
                   moved AS (UPDATE host SET next_at = now() + pause FROM picked WHERE host.host = picked.host)
                   UPDATE source SET lease_until = now() + %(lease)s, leased_by = %(worker)s, tried_at = now()
                   FROM picked WHERE source.id = picked.id
                   RETURNING source.*, now() AS now""",
                {
                    "limit": limit,
                    "lease": LEASE,
                    "worker": worker,
                    "only": None if only is None else list(only),
                    "at_once": AT_ONCE,
                },
            )
            return [_claim(row) for row in await cursor.fetchall()]

    async def renew(self, worker: UUID) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE source SET lease_until = now() + %s WHERE leased_by = %s AND lease_until > now()",
                (LEASE, worker),
            )

    async def release(self, worker: UUID) -> None:
        """What this worker holds is due again at once, for any other."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE source SET lease_until = NULL, leased_by = NULL WHERE leased_by = %s", (worker,)
            )

    async def turn(self, host: str) -> timedelta:
        """Take the host's next turn, and say how long to wait; a host that only details lead to has its turns too."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """INSERT INTO host (host, pause, next_at) VALUES (%(host)s, %(pause)s, now() + %(pause)s)
                   ON CONFLICT (host) DO UPDATE SET next_at = greatest(host.next_at, now()) + host.pause
                   RETURNING next_at - pause - now() AS wait""",
                {"host": host, "pause": self._pause(host)},
            )
            row = await cursor.fetchone()
        assert row is not None
        wait: timedelta = row["wait"]
        return max(wait, timedelta(0))

    async def rest(self, host: str, wait: timedelta) -> None:
        """The host asked for peace: nobody reads from it before."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE host SET next_at = greatest(next_at, now() + %s) WHERE host = %s AND pause > '0'", (wait, host)
            )

    async def stumbled(self, host: str) -> None:
        """A host that fails board after board is left alone, ever longer, and then asked once."""
        async with self._pool.connection() as connection:
            await connection.execute(
                """UPDATE host SET failures = failures + 1, next_at = CASE
                     WHEN failures + 1 < %(patience)s OR pause = '0' THEN next_at
                     ELSE greatest(next_at, now() + least(
                       %(first)s::interval * power(2, least(failures + 1 - %(patience)s, 10)), %(longest)s)) END
                   WHERE host = %(host)s""",
                {"host": host, "patience": PATIENCE, "first": FIRST_BREAK, "longest": LONGEST_BREAK},
            )

    async def answered(self, host: str) -> None:
        async with self._pool.connection() as connection:
            await connection.execute("UPDATE host SET failures = 0 WHERE host = %s AND failures > 0", (host,))

    async def robots(self, host: str) -> Robots | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT robots, robots_at FROM host WHERE host = %s", (host,))
            row = await cursor.fetchone()
        return Robots(row["robots"], row["robots_at"]) if row and row["robots_at"] else None

    async def keep_robots(self, host: str, robots: Robots, delay: timedelta) -> None:
        """With the pause between requests that it asks for, where that is longer than ours."""
        async with self._pool.connection() as connection:
            await connection.execute(
                """INSERT INTO host (host, pause, robots, robots_at)
                   VALUES (%(host)s, %(pause)s, %(text)s, %(at)s)
                   ON CONFLICT (host) DO UPDATE SET robots = excluded.robots, robots_at = excluded.robots_at""",
                {"host": host, "pause": self._pause(host), "text": robots.text, "at": robots.at},
            )
            await connection.execute(
                "UPDATE host SET pause = greatest(pause, %s) WHERE host = %s AND pause > '0'", (delay, host)
            )

    async def failed(self, claim: Claim, report: Report) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                """UPDATE source SET lease_until = NULL, leased_by = NULL, due_at = %s, outcome = %s, words = %s,
                     failures = failures + 1 WHERE id = %s AND leased_by = %s""",
                (report.due_at, report.outcome, report.words, claim.id, claim.worker),
            )

    async def unchanged(self, claim: Claim, report: Report) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                """UPDATE source SET lease_until = NULL, leased_by = NULL, due_at = %s, outcome = %s, words = NULL,
                     failures = 0, success_at = now() WHERE id = %s AND leased_by = %s""",
                (report.due_at, report.outcome, claim.id, claim.worker),
            )

    async def switch(self, source_id: str, *, on: bool) -> bool:
        """False where there is none, or where the settings say what is on."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "UPDATE source SET enabled = %s WHERE id = %s AND origin <> 'settings' RETURNING id", (on, source_id)
            )
            return await cursor.fetchone() is not None

    async def enabled(self) -> list[str]:
        """Those that are to be read."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT id FROM source WHERE enabled AND due_at IS NOT NULL ORDER BY id")
            return [row["id"] for row in await cursor.fetchall()]

    async def standings(self) -> list[Standing]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """SELECT s.id, name, enabled, every, added_at, success_at, changed_at, tried_at, due_at, outcome,
                     words, failures, doubt, decision,
                     (SELECT count(*) FROM posting p WHERE p.source_id = s.id AND p.open) AS open_postings
                   FROM source s ORDER BY s.id"""
            )
            return [Standing(**row) for row in await cursor.fetchall()]


def board_of(source: SourceSettings) -> Board:
    return Board(
        source.kind,
        source.token,
        source.url,
        source.name,
        source.base_url,
        source.permitted,
        source.pattern,
        source.selectors,
    )


@cache
def _paces() -> dict[str, timedelta]:
    """The hosts whose vendor lets us ask more often than others, or less."""
    return {host_of(Board(kind, "any")): source.pause for kind, source in SOURCES.items() if source.pause}


def host_of(board: Board) -> str:
    """Whom the board's first request goes to: boards of one vendor share a host and its pace."""
    return urlsplit(SOURCES[board.kind].addresses(board)[0]).netloc.rpartition("@")[2].lower()


def _claim(row: dict[str, Any]) -> Claim:  # Any: a row of the table above
    return Claim(
        board=Board(
            row["kind"],
            row["token"],
            row["url"],
            row["name"],
            row["base_url"],
            row["permitted"],
            row["pattern"],
            row["selectors"] and Selectors.model_validate(row["selectors"]),
        ),
        worker=row["leased_by"],
        host=row["host"],
        every=row["every"],
        baseline=row["baseline"],
        stamps=Stamps(row["etag"], row["last_modified"]),
        fetched_from=row["fetched_from"],
        full_at=row["full_at"],
        first_read_at=row["first_read_at"],
        settled_at=row["settled_at"],
        doubted_since=row["doubted_since"],
        failures=row["failures"],
        now=row["now"],
        changed_at=row["changed_at"],
        decision=Decision(row["decision"]) if row["decision"] else None,
    )
