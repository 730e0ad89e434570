"""What is stored and not yet said goes to the topic: publish first, mark second; a crash repeats, never loses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import structlog
from aiokafka.errors import KafkaError
from psycopg import AsyncConnection
from psycopg.rows import DictRow

from jobalerts_shared.database import Pool
from jobalerts_shared.events import SubscriptionEvent
from jobalerts_shared.outages import DOWN, is_outage, wait_before
from jobalerts_shared.runtime import Publisher
from jobalerts_shared.topics import SUBSCRIPTIONS
from jobalerts_subscriptions.store import kept_of

LOOK_EVERY = 0.2  # seconds: a change is on the topic well within one
TURN_EVERY = 1.0
AT_ONCE = 500
LOCK = "jobalerts subscriptions relay"

Record: TypeAlias = tuple[str, SubscriptionEvent | None]
Connection: TypeAlias = AsyncConnection[DictRow]

log = structlog.get_logger()


class Relay:
    """Of all instances one holds the lock and speaks; the others wait to take its place."""

    def __init__(
        self, pool: Pool, publisher: Publisher, stopping: asyncio.Event, turn: Callable[[], None] = lambda: None
    ) -> None:
        self._pool, self._publisher = pool, publisher
        self._stopping, self._turn = stopping, turn
        self._healed_to: int | None = None

    async def run(self) -> None:
        """Until `stopping` is set; an outage is waited out."""
        attempt = 0
        while not self._stopping.is_set():
            self._turn()
            try:
                await self._speak()
                attempt = 0
            except (KafkaError, *DOWN) as error:
                if not is_outage(error):
                    raise
                attempt += 1
                log.warning("We cannot announce subscriptions now; they stay owed.", exc_info=error, attempt=attempt)
                await self._pause(wait_before(attempt))

    async def _speak(self) -> None:
        async with self._pool.connection() as connection:
            try:
                await connection.set_autocommit(True)
                locked = False
                while not self._stopping.is_set():
                    self._turn()
                    locked = locked or await _locked(connection)
                    if not locked or not await self.round(connection):
                        await self._pause(LOOK_EVERY if locked else TURN_EVERY)
            finally:
                await connection.close()  # and with it the lock goes to whoever waits

    async def round(self, connection: Connection) -> int:
        """Say what is owed, a batch of each kind; the number of records said."""
        said = await self._say_changes(connection)
        said += await self._say_tombstones(connection)
        return said + await self._heal(connection)

    async def _say_changes(self, connection: Connection) -> int:
        rows = await _rows(
            connection,
            "SELECT * FROM subscription WHERE version > published_version ORDER BY changed_at LIMIT %s",
            (AT_ONCE,),
        )
        await self._publish(_records(rows))
        await connection.execute(
            """UPDATE subscription SET published_version = greatest(published_version, said.version)
               FROM unnest(%s::bigint[], %s::bigint[]) AS said (subscription_id, version)
               WHERE subscription.subscription_id = said.subscription_id""",
            ([row["subscription_id"] for row in rows], [row["version"] for row in rows]),
        )
        return len(rows)

    async def _say_tombstones(self, connection: Connection) -> int:
        rows = await _rows(
            connection,
            "SELECT subscription_id FROM tombstone WHERE published_at IS NULL ORDER BY made_at LIMIT %s",
            (AT_ONCE,),
        )
        erased = [row["subscription_id"] for row in rows]
        await self._publish([(str(number), None) for number in erased])
        await connection.execute("UPDATE tombstone SET published_at = now() WHERE subscription_id = ANY(%s)", (erased,))
        return len(rows)

    async def _heal(self, connection: Connection) -> int:
        """Once a day everything is said again, a batch a round: whatever drifted apart comes together."""
        if self._healed_to is None:
            due = await _rows(
                connection,
                "UPDATE relay SET healed_at = now() WHERE healed_at < now() - interval '1 day' RETURNING 1",
                (),
            )
            if not due:
                return 0
            await connection.execute("UPDATE tombstone SET published_at = NULL")
            self._healed_to = 0
        rows = await _rows(
            connection,
            """SELECT * FROM subscription WHERE subscription_id > %s AND version = published_version
               ORDER BY subscription_id LIMIT %s""",
            (self._healed_to, AT_ONCE),
        )
        await self._publish(_records(rows))
        self._healed_to = rows[-1]["subscription_id"] if rows else None
        return len(rows)

    async def _publish(self, records: Sequence[Record]) -> None:
        if records:
            await self._publisher.publish(SUBSCRIPTIONS, records)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def _records(rows: Sequence[DictRow]) -> list[Record]:
    return [(str(row["subscription_id"]), kept_of(row).event()) for row in rows]


async def _locked(connection: Connection) -> bool:
    rows = await _rows(connection, "SELECT pg_try_advisory_lock(hashtext(%s)) AS locked", (LOCK,))
    return bool(rows[0]["locked"])


async def _rows(connection: Connection, statement: str, values: Sequence[Any]) -> list[DictRow]:
    cursor = await connection.execute(statement.encode(), values)
    return await cursor.fetchall()
