"""The notifier: from matches and subscriptions to messages sent. The one place where its parts meet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels import CHANNELS
from jobalerts_notifier.contents import Contents
from jobalerts_notifier.deliver import Walk, through_outages
from jobalerts_notifier.routes import Routes
from jobalerts_notifier.store.outbox import Outbox
from jobalerts_notifier.store.retention import Retention
from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.runtime import Service
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.settings import Settings
from jobalerts_shared.tokens import Tokens
from jobalerts_shared.topics import MATCHES, SUBSCRIPTIONS

NAME = "notifier"
PORT_STEP = 3  # above the base of the metrics ports; with the base 0, any free port
CONNECTIONS = 16
SWEEP_EVERY = 600.0
FORGET_EVERY = 86_400.0


def main(settings: Settings) -> None:
    configure_logs(NAME, settings)
    assert settings.database_url is not None
    migrate(settings.database_url.get_secret_value(), NAME, "jobalerts_notifier.migrations")
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    assert settings.database_url is not None
    async with AsyncExitStack() as stack:
        url = settings.database_url.get_secret_value()
        pool = await stack.enter_async_context(open_pool(url, NAME, max_size=CONNECTIONS))
        channels = {name: await stack.enter_async_context(opener(settings)) for name, opener in CHANNELS.items()}
        await make_service(settings, pool, channels).run()


def make_service(settings: Settings, pool: Pool, channels: dict[str, Channel]) -> Service:
    assert settings.secret_key is not None
    base = settings.metrics_port_base
    service = Service(NAME, settings, port=base and base + PORT_STEP, host=settings.metrics_host)
    sealer = Sealer(settings.secret_key)
    routes = Routes(pool, sealer, settings.instant_window)
    contents = Contents(Outbox(pool), sealer, Tokens(settings.secret_key), settings.page_url)
    walk = Walk(pool, sealer, contents, channels, service.stopping, service.turn)
    service.consume(SUBSCRIPTIONS, routes.take_subscriptions)
    service.consume(MATCHES, routes.take_matches)
    service.task("gather", walk.gather)
    for name in walk.channel_names:
        service.task(f"deliver {name}", partial(walk.deliver, name))
    service.task("measure", walk.measure)
    retention = Retention(pool, settings.retain_closed)
    service.task("sweep", partial(repeat, routes.sweep, SWEEP_EVERY, service.stopping))
    service.task("retention", partial(repeat, retention.clear, FORGET_EVERY, service.stopping))
    service.ready("database", partial(answers, pool))
    return service


async def repeat(work: Callable[[], Awaitable[object]], every: float, stopping: asyncio.Event) -> None:
    """At once, and again after so many seconds each time."""
    while not stopping.is_set():
        await through_outages(work)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every)


async def answers(pool: Pool) -> bool:
    async with pool.connection(timeout=1.5) as connection:
        await connection.execute("SELECT 1")
    return True
