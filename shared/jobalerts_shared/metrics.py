"""The metrics that all services share; a service's own stand in its metrics.py."""

from __future__ import annotations

from importlib.metadata import version

from prometheus_client import REGISTRY, Counter, Gauge, disable_created_metrics

from jobalerts_shared.records import Reason
from jobalerts_shared.topics import TOPICS

disable_created_metrics()  # type: ignore[no-untyped-call]  # creation times double the series, read by nobody


dead_letters_total = Counter(
    "jobalerts_dead_letters_total", "Records that could not be taken, by topic and reason", ["topic", "reason"]
)
kafka_consumergroup_lag = Gauge(
    "kafka_consumergroup_lag", "Records not yet taken by the group", ["consumergroup", "topic", "partition"]
)
build_info = Gauge("jobalerts_build_info", "Always 1; the version is a label", ["version", "service"])
last_turn_age_seconds = Gauge(
    "jobalerts_last_turn_age_seconds", "Since a loop of the service last came round", ["loop"]
)
outbox_oldest_age_seconds = Gauge(
    "jobalerts_outbox_oldest_age_seconds", "Age of the oldest thing that this service owes to a topic or a person"
)
outages_total = Counter("jobalerts_outages_total", "Times a batch had to wait for something that was down", ["topic"])

for _topic in TOPICS:
    outages_total.labels(_topic)
    for _reason in Reason:
        dead_letters_total.labels(_topic, _reason)


def announce_build(service: str) -> None:
    build_info.labels(version("jobalerts"), service).set(1)


__all__ = [
    "REGISTRY",
    "announce_build",
    "build_info",
    "dead_letters_total",
    "kafka_consumergroup_lag",
    "last_turn_age_seconds",
    "outages_total",
    "outbox_oldest_age_seconds",
]
