"""The service's own metrics: what is asked of it, how many subscribe, and how long the oldest change waits."""

from __future__ import annotations

import asyncio

import psycopg
import structlog
from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from psycopg_pool import PoolTimeout

from jobalerts_shared.database import Pool
from jobalerts_shared.events import SubscriptionState
from jobalerts_shared.metrics import outbox_oldest_age_seconds
from jobalerts_subscriptions.register import LinkOutcome

MEASURE_EVERY = 15.0  # seconds

http_requests_total = Counter(
    "jobalerts_http_requests_total", "Requests answered, by the route's pattern", ["route", "method", "status"]
)
http_request_duration_seconds = Histogram(
    "jobalerts_http_request_duration_seconds",
    "From the request's head to the end of the answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
subscriptions = Gauge("jobalerts_subscriptions", "Subscriptions kept, by state", ["state"], registry=None)
confirmations_total = Counter("jobalerts_confirmations_total", "Confirmation links pressed, by outcome", ["outcome"])
postings_pushed_total = Counter(
    "jobalerts_postings_pushed_total", "Postings pushed in, by whether Kafka confirmed them in time", ["outcome"]
)

for _outcome_of_push in ("taken", "not_taken"):
    postings_pushed_total.labels(_outcome_of_push)
for _state in SubscriptionState:
    subscriptions.labels(_state)
for _outcome in LinkOutcome:
    if _outcome is not LinkOutcome.FRESH:
        confirmations_total.labels(_outcome)

log = structlog.get_logger()


def show() -> None:
    """The matcher has a metric of this name too; a process shows its own."""
    REGISTRY.register(subscriptions)


class Measure:
    """Looks at the rows themselves, so that a relay that stands still is seen."""

    def __init__(self, pool: Pool, stopping: asyncio.Event) -> None:
        self._pool, self._stopping = pool, stopping

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.once()
            except (OSError, psycopg.OperationalError, PoolTimeout) as error:
                log.warning("We could not measure; the last figures stand.", exc_info=error)
            try:
                async with asyncio.timeout(MEASURE_EVERY):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def once(self) -> None:
        async with self._pool.connection() as connection:
            counted = await connection.execute("SELECT state, count(*) AS kept FROM subscription GROUP BY state")
            kept = {row["state"]: row["kept"] for row in await counted.fetchall()}
            aged = await connection.execute(
                """SELECT coalesce(extract(epoch FROM clock_timestamp() - least(
                     (SELECT min(changed_at) FROM subscription WHERE version > published_version),
                     (SELECT min(made_at) FROM tombstone WHERE published_at IS NULL))), 0) AS age"""
            )
            row = await aged.fetchone()
        for state in SubscriptionState:
            subscriptions.labels(state).set(kept.get(state, 0))
        outbox_oldest_age_seconds.set(float(row["age"]) if row else 0.0)
