"""The subscriptions service as a process: its one composition root."""

from __future__ import annotations

import asyncio

from jobalerts_shared.database import Pool, migrate, open_pool
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.runtime import Publisher, Service
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.settings import Settings
from jobalerts_shared.tokens import Tokens
from jobalerts_shared.topics import PUSHED, SUBSCRIPTIONS
from jobalerts_subscriptions.announce import Relay
from jobalerts_subscriptions.app import build_app
from jobalerts_subscriptions.asked import House
from jobalerts_subscriptions.keys import Keys
from jobalerts_subscriptions.limits import Limits, Meter
from jobalerts_subscriptions.metrics import Measure, show
from jobalerts_subscriptions.parts import Parts
from jobalerts_subscriptions.people import People
from jobalerts_subscriptions.pushes import Pushes
from jobalerts_subscriptions.register import Register
from jobalerts_subscriptions.store import Store
from jobalerts_subscriptions.tidy import Tidy

NAME = "subscriptions"
MIGRATIONS = "jobalerts_subscriptions.migrations"
SLACK = "https://hooks.slack.com"


def main(settings: Settings) -> None:
    configure_logs(NAME, settings)
    assert settings.database_url is not None, "up and serve set it"
    migrate(settings.database_url.get_secret_value(), NAME, MIGRATIONS)
    show()
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    assert settings.database_url is not None
    async with open_pool(settings.database_url.get_secret_value(), NAME) as pool:
        await make_service(settings, pool).run()


def make_service(settings: Settings, pool: Pool) -> Service:
    service = Service(NAME, settings, port=settings.http_port, host=settings.http_host)
    service.publishes(SUBSCRIPTIONS, PUSHED)
    service.mount(build_app(make_parts(settings, pool, service.publisher)))
    service.task("announce", Relay(pool, service.publisher, service.stopping, service.turn).run)
    service.task("tidy", Tidy(pool, service.stopping).run)
    service.task("measure", Measure(pool, service.stopping).run)

    async def database_answers() -> bool:
        async with pool.connection(timeout=1.5) as connection:
            await connection.execute("SELECT 1")
        return True

    service.ready("database", database_answers)
    return service


def make_parts(settings: Settings, pool: Pool, publisher: Publisher, limits: Limits | None = None) -> Parts:
    assert settings.secret_key is not None, "up sets it, and serve refuses to start without"
    store, sealer = Store(pool), Sealer(settings.secret_key)
    meter = Meter(pool, settings.secret_key, limits)
    return Parts(
        register=Register(store, sealer, meter, make_house(settings)),
        people=People(store, sealer),
        keys=Keys(pool, settings.operator_api_key),
        meter=meter,
        pushes=Pushes(pool, meter, publisher),
        tokens=Tokens(settings.secret_key),
    )


def make_house(settings: Settings) -> House:
    """Slack's own webhooks always; those of the address that is set too, which is a test's or a proxy's."""
    configured = str(settings.slack_base_url).rstrip("/")
    return House(slack_hosts=tuple(dict.fromkeys((SLACK, configured))))
