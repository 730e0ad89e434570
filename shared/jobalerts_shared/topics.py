"""The topics: name, key and event of each, the one table that services, set-up and tests read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from jobalerts_shared.events import MatchEvent, PostingEvent, PushedEvent, SubscriptionEvent

E = TypeVar("E", bound=BaseModel)

THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Topic(Generic[E]):
    """A topic's bare name (the prefix is a setting), what its records hold, and how Kafka keeps them."""

    name: str
    event: type[E]
    config: dict[str, str] = field(default_factory=dict)
    partitions: int = 6

    @property
    def dead(self) -> str:
        """Where records that cannot be read go, as they came."""
        return f"{self.name}.dead"


KEPT_BY_TIME = {"cleanup.policy": "delete", "retention.ms": str(THIRTY_DAYS_MS)}

POSTINGS = Topic("postings", PostingEvent, KEPT_BY_TIME)
MATCHES = Topic("matches", MatchEvent, KEPT_BY_TIME)
PUSHED = Topic("pushed", PushedEvent, KEPT_BY_TIME)
SUBSCRIPTIONS = Topic(
    "subscriptions",
    SubscriptionEvent,
    # An ended subscription leaves the disk within a day: erasure is real.
    {"cleanup.policy": "compact", "max.compaction.lag.ms": "3600000", "delete.retention.ms": "86400000"},
)

TOPICS: dict[str, Topic[PostingEvent] | Topic[MatchEvent] | Topic[SubscriptionEvent] | Topic[PushedEvent]] = {
    topic.name: topic for topic in (PUSHED, POSTINGS, SUBSCRIPTIONS, MATCHES)
}
