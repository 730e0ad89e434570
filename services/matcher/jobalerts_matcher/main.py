"""The matcher as a process: its one composition root."""

from __future__ import annotations

import asyncio

from jobalerts_matcher.index import Index
from jobalerts_matcher.routes import Routes
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.runtime import Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS, SUBSCRIPTIONS

NAME = "matcher"


def main(settings: Settings) -> None:
    configure_logs(NAME, settings)
    asyncio.run(matcher(settings).run())


def matcher(settings: Settings) -> Service:
    """Subscriptions are followed from their beginning: no posting is read before the last of them is known."""
    service = Service(NAME, settings, port=settings.metrics_port_base + 2, host=settings.http_host)
    routes = Routes(Index(), service.publisher)
    service.follow(SUBSCRIPTIONS, routes.take_subscriptions)
    service.consume(POSTINGS, routes.take_postings)
    return service
