"""Postings that are pushed in go to the topic `pushed`, and a push is answered once Kafka has every one of them.

Nothing is kept here but the moment of a push with an Idempotency-Key: its repeat is published with that moment, so it
undoes nothing that was pushed since. A crash at any line leaves a client without an answer, who sends it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from aiokafka.errors import KafkaError
from faststream.exceptions import IncorrectState

from jobalerts_shared.database import Pool
from jobalerts_shared.events import PushedEvent
from jobalerts_shared.posting import posting_id
from jobalerts_shared.publishing import Publisher
from jobalerts_shared.pushed import PushedPosting, source_of
from jobalerts_shared.topics import PUSHED
from jobalerts_subscriptions.keys import Caller
from jobalerts_subscriptions.limits import Meter
from jobalerts_subscriptions.metrics import postings_pushed_total
from jobalerts_subscriptions.refusals import KeyReused, NotTaken
from jobalerts_subscriptions.register import IdempotencyKey

PATIENCE_SECONDS = 5.0

log = structlog.get_logger()


class Pushes:
    def __init__(self, pool: Pool, meter: Meter, publisher: Publisher, patience: float = PATIENCE_SECONDS) -> None:
        self._pool, self._meter, self._publisher = pool, meter, publisher
        self._patience = patience

    async def push(
        self, caller: Caller, postings: Sequence[PushedPosting], key: IdempotencyKey | None = None
    ) -> list[UUID]:
        """The postings' ids, in their order. Raises `NotTaken` when Kafka has not confirmed them all in time."""
        if not caller.operator:
            await self._meter.spend(self._meter.limits.tenant_postings, caller.tenant, len(postings))
        source, at = source_of(caller.tenant), await self._moment(caller.tenant, key)
        ids = [posting_id(source, posting.native_id) for posting in postings]
        events = [PushedEvent(source=source, pushed_at=at, posting=posting) for posting in postings]
        await self._publish([(str(id), event) for id, event in zip(ids, events, strict=True)])
        return ids

    async def _publish(self, records: Sequence[tuple[str, PushedEvent]]) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._publisher.publish(PUSHED, records)
        except (KafkaError, IncorrectState, TimeoutError) as error:
            postings_pushed_total.labels("not_taken").inc(len(records))
            log.warning("Kafka has not confirmed a push; its sender is told to repeat it.", exc_info=error)
            raise NotTaken from error
        postings_pushed_total.labels("taken").inc(len(records))

    async def _moment(self, tenant: str, key: IdempotencyKey | None) -> datetime:
        """By the database's clock, which all instances share; of a repeat, when the first came."""
        async with self._pool.connection() as connection:
            if key is None:
                cursor = await connection.execute("SELECT now() AS at")
            else:
                cursor = await connection.execute(
                    """INSERT INTO idempotency (tenant, key, request_hash) VALUES (%s, %s, %s)
                       ON CONFLICT (tenant, key) DO UPDATE SET key = excluded.key
                       RETURNING created_at AS at, request_hash""",
                    (tenant, f"push {key.key}", key.request_hash),  # no key that is sent holds a blank
                )
            row = await cursor.fetchone()
        assert row is not None
        if key and bytes(row["request_hash"]) != key.request_hash:
            raise KeyReused
        at: datetime = row["at"]
        return at
