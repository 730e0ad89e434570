"""FastStream's broker as every service uses it: for what is read, and with its metrics."""

from __future__ import annotations

import logging

from faststream.kafka import KafkaBroker
from faststream.kafka.prometheus import KafkaPrometheusMiddleware
from prometheus_client import REGISTRY

from jobalerts_shared.settings import Settings


def make_broker(name: str, settings: Settings, *, grace_seconds: float) -> KafkaBroker:
    return KafkaBroker(
        settings.kafka_bootstrap_servers or "",
        client_id=f"jobalerts-{name}",
        apply_types=False,
        graceful_timeout=grace_seconds,
        middlewares=[KafkaPrometheusMiddleware(registry=REGISTRY, app_name=name)],
        logger=logging.getLogger("jobalerts.streams"),
    )
