"""FastStream's broker as every service uses it: every record acknowledged by all, once, and metrics of both ways."""

from __future__ import annotations

import logging

from faststream.kafka import KafkaBroker
from faststream.kafka.prometheus import KafkaPrometheusMiddleware
from prometheus_client import REGISTRY

from jobalerts_shared.settings import Settings

LARGEST_REQUEST = 8 * 1024 * 1024  # a dead letter is its record and the headers; `publish` has its own, lower limit
LARGEST_BATCH = 256 * 1024  # the default of 16 KiB holds four postings, and each batch is a request of its own


def make_broker(name: str, settings: Settings, *, grace_seconds: float) -> KafkaBroker:
    return KafkaBroker(
        settings.kafka_bootstrap_servers or "",
        client_id=f"jobalerts-{name}",
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        max_request_size=LARGEST_REQUEST,
        max_batch_size=LARGEST_BATCH,
        apply_types=False,
        graceful_timeout=grace_seconds,
        middlewares=[KafkaPrometheusMiddleware(registry=REGISTRY, app_name=name)],
        logger=logging.getLogger("jobalerts.streams"),
    )
