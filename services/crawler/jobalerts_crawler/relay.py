"""What is kept and not yet told goes to Kafka: publish, wait for every acknowledgement, then mark.

A crash between publishing and marking repeats an event with the same version, and never loses one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from jobalerts_crawler.metrics import note_published
from jobalerts_crawler.store import Store
from jobalerts_shared.publishing import Publisher
from jobalerts_shared.topics import POSTINGS

AT_ONCE = 500


class Relay:
    def __init__(self, store: Store, publisher: Publisher) -> None:
        self._store = store
        self._publisher = publisher

    async def tell(self) -> int:
        """One round; how many events were published."""
        events = await self._store.owed(AT_ONCE)
        if events:
            await self._publisher.publish(POSTINGS, [(str(event.posting.id), event) for event in events])
            await self._store.published(events)
            note_published(events)
        return len(events)


class RelayLock:
    """Held by the one relay of all crawlers: two at once would race for the order of one posting's events.

    It lives as long as its connection, so a relay that died gives way at once.
    """

    def __init__(self, connection: AsyncConnection[TupleRow]) -> None:
        self._connection = connection

    async def held(self) -> bool:
        """Taken now or before; raises `psycopg.OperationalError` when the connection, and so the lock, is gone."""
        cursor = await self._connection.execute(
            """SELECT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')
                 OR pg_try_advisory_lock(hashtext('jobalerts crawler relay'))"""
        )
        row = await cursor.fetchone()
        return bool(row and row[0])


@asynccontextmanager
async def relay_lock(url: str) -> AsyncIterator[RelayLock]:
    connection = await AsyncConnection.connect(url, autocommit=True, connect_timeout=5)
    async with connection:
        yield RelayLock(connection)
