"""A service as a process of its own, to be killed: it stores what it takes, counting repeats, and publishes it on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.events import MatchEvent, PostingEvent
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.packing import pack
from jobalerts_shared.runtime import Received, Service
from jobalerts_shared.settings import load_settings
from jobalerts_shared.topics import MATCHES, POSTINGS

SCHEMA = "frame"
PACKAGE = "tests.integration.frame.migrations"
TAKEN = """
INSERT INTO taken (key, times) SELECT key, 1 FROM unnest(%s::text[]) AS key
ON CONFLICT (key) DO UPDATE SET times = taken.times + 1
"""


def match_of(event: PostingEvent) -> MatchEvent:
    return MatchEvent(
        change=event.change,
        posting=event.posting,
        opening_id=event.opening_id,
        version=event.version,
        first_seen=event.first_seen,
        subscriptions=pack([1]),
        count=1,
        rules_version="1",
    )


def make(service: Service, pool: Pool) -> None:
    async def take(batch: Sequence[Received[PostingEvent]]) -> None:
        matches = [(record.key, match_of(record.event)) for record in batch if record.event]
        await service.publisher.publish(MATCHES, matches)
        async with pool.connection() as connection:
            await connection.execute(TAKEN, ([record.key for record in batch],))

    service.consume(POSTINGS, take, batch=50)
    service.publishes(MATCHES)


async def main(port: int) -> None:
    settings = load_settings()
    configure_logs("worker", settings)
    assert settings.database_url
    url = settings.database_url.get_secret_value()
    await asyncio.to_thread(migrate, url, SCHEMA, PACKAGE)
    async with open_pool(url, SCHEMA) as pool:
        service = Service("worker", settings, port=port)
        make(service, pool)
        await service.run()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
