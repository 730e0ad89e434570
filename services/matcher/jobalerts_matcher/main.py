"""The matcher as a process: its one composition root."""

from __future__ import annotations

import asyncio
from functools import partial

from jobalerts_matcher.arrivals import Arrivals
from jobalerts_matcher.folding import Folding
from jobalerts_matcher.index import Index
from jobalerts_matcher.keeping import Keeping
from jobalerts_matcher.memory import look_for_rubbish_seldom
from jobalerts_matcher.routes import Routes
from jobalerts_matcher.shards import NAME, Shard
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.runtime import Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import MATCHES, POSTINGS, SUBSCRIPTIONS

PORT_STEP = 2  # above the base of the metrics ports; with the base 0, any free port


def main(settings: Settings) -> None:
    configure_logs(NAME, settings)
    look_for_rubbish_seldom()
    asyncio.run(matcher(settings).run())


def matcher(settings: Settings) -> Service:
    """Subscriptions are followed from their beginning: no posting is read before the last of them is known."""
    base = settings.metrics_port_base
    service = Service(NAME, settings, port=base and base + PORT_STEP, host=settings.metrics_host)
    service.publishes(MATCHES)
    shard = Shard(settings.matcher_shard, settings.matcher_shards)
    index = Index()
    keeping = _keeping(settings, index, shard)
    routes, folding = Routes(index, service.publisher), Folding(index, keeping, service.stopping)
    following = service.follow(SUBSCRIPTIONS, routes.take_subscriptions, Arrivals(index, shard.holds).read, keeping)
    service.task("fold", partial(folding.run, following))
    service.consume(POSTINGS, partial(routes.take_postings, following), group=shard.group)
    return service


def _keeping(settings: Settings, index: Index, shard: Shard) -> Keeping | None:
    if not settings.matcher_snapshot:
        return None
    path = settings.data_dir / NAME / f"{shard.group}.snapshot"
    return Keeping(index, path, settings.kafka_topic_prefix + SUBSCRIPTIONS.name, shard)
