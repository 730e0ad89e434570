"""The crawler as a process: its one composition root, for the service and for `crawl --once`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from jobalerts_crawler.crawl import Crawler
from jobalerts_crawler.decisions import Decisions
from jobalerts_crawler.ends import Ends
from jobalerts_crawler.intake import BATCH, Intake
from jobalerts_crawler.keyring import Keyring
from jobalerts_crawler.once import Once, print_summary
from jobalerts_crawler.relay import Relay
from jobalerts_crawler.retention import Retention
from jobalerts_crawler.store import Store
from jobalerts_crawler.watchlist import Watchlist
from jobalerts_crawler.worker import Ending, RelayLoop, Show, Tidy, Worker
from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.runtime import Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS, PUSHED

NAME = "crawler"


def main(settings: Settings) -> None:
    configure_logs(NAME, settings)
    migrate(_database_url(settings), NAME, "jobalerts_crawler.migrations")
    asyncio.run(_serve(settings))


def crawl_once(settings: Settings) -> None:
    """Every source once and now; raises SystemExit(1) when one could not be read."""
    configure_logs(NAME, settings)
    migrate(_database_url(settings), NAME, "jobalerts_crawler.migrations")
    done = asyncio.run(_once(settings))
    print_summary(done)
    if done.failed:
        raise SystemExit(1)


@asynccontextmanager
async def watchlist(settings: Settings) -> AsyncIterator[Watchlist]:
    """The sources alone, for those who add or look."""
    await asyncio.to_thread(migrate, _database_url(settings), NAME, "jobalerts_crawler.migrations", wait_seconds=5)
    async with open_pool(_database_url(settings), NAME, max_size=1) as pool:
        yield Watchlist(pool, allow_private_networks=settings.allow_private_networks)


@asynccontextmanager
async def decisions(settings: Settings) -> AsyncIterator[Decisions]:
    """For those who look at what is held back, and decide."""
    await asyncio.to_thread(migrate, _database_url(settings), NAME, "jobalerts_crawler.migrations", wait_seconds=5)
    async with open_pool(_database_url(settings), NAME, max_size=1) as pool:
        yield Decisions(pool)


@dataclass(frozen=True, slots=True)
class Parts:
    pool: Pool
    watchlist: Watchlist
    store: Store
    crawler: Crawler
    ends: Ends
    retention: Retention


@asynccontextmanager
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    """What reads boards and remembers them, opened; everything but Kafka."""
    async with open_pool(_database_url(settings), NAME, max_size=12) as pool, outgoing_client(settings) as client:
        yield assemble(settings, pool, client)


def assemble(settings: Settings, pool: Pool, client: httpx.AsyncClient) -> Parts:
    watchlist = Watchlist(pool, allow_private_networks=settings.allow_private_networks)
    store = Store(pool)
    retention = Retention(pool, settings.retain_closed)
    return Parts(pool, watchlist, store, Crawler(watchlist, store, client, Keyring(settings)), Ends(pool), retention)


async def _serve(settings: Settings) -> None:
    service = Service(NAME, settings, port=settings.metrics_port_base + 1, host=settings.metrics_host)
    async with parts(settings) as opened:
        await opened.watchlist.sync(settings.sources)
        _add_loops(service, settings, opened)
        await service.run()


def _add_loops(service: Service, settings: Settings, opened: Parts) -> None:
    worker = Worker(opened.crawler, opened.watchlist, service.stopping, service.turn)
    relay = Relay(opened.store, service.publisher)
    telling = RelayLoop(relay, _database_url(settings), service.stopping, worker.kept, service.turn)
    showing = Show(opened.watchlist, opened.store, service.stopping, service.turn)
    service.publishes(POSTINGS)
    service.consume(PUSHED, Intake(opened.pool, worker.kept).take, batch=BATCH)
    service.ready("database", opened.store.answers)
    service.task("crawl", worker.crawl)
    service.task("leases", worker.beat)
    service.task("relay", telling.run)
    service.task("ends", Ending(opened.ends, service.stopping, worker.kept, service.turn).run)
    service.task("figures", showing.run)
    service.task("retention", Tidy(opened.retention, service.stopping, service.turn).run)


async def _once(settings: Settings) -> Once:
    """On a free port, so that it may run beside the service."""
    service = Service(f"{NAME}-once", settings, port=0)
    async with parts(settings) as opened:
        await opened.watchlist.sync(settings.sources)
        worker = Worker(opened.crawler, opened.watchlist, service.stopping, service.turn)
        once = Once(opened.crawler, opened.watchlist, opened.store, worker.id)
        relay = RelayLoop(
            Relay(opened.store, service.publisher), _database_url(settings), service.stopping, worker.kept, service.turn
        )

        async def run() -> None:
            while await opened.ends.close():
                pass
            await once.run()
            service.stop()

        service.publishes(POSTINGS)
        service.task("leases", worker.beat)
        service.task("relay", relay.run)
        service.task("once", run)
        await service.run()
        return once


def _database_url(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value()
