"""The events on the wire: frozen, readers ignore what they do not know, writers only add optional fields."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from jobalerts_shared.criteria import Cadence, Criteria, Instant, QuietHours
from jobalerts_shared.posting import Frozen, Posting
from jobalerts_shared.pushed import PushedPosting, Source


class PostingChange(StrEnum):
    OPENED = "opened"
    CHANGED = "changed"
    CLOSED = "closed"
    REOPENED = "reopened"


class PostingEvent(Frozen):
    """What became of a posting. Key of the record: the posting id, so one posting's events keep their order.

    `baseline`: found by the first crawl of its source, so it alerts nobody. `opening_id` names the job behind one or
    many postings. `version` rises by one with every event of a posting; a repeat carries the same version.
    """

    change: PostingChange
    posting: Posting
    opening_id: UUID
    version: int = Field(ge=1)
    baseline: bool
    first_seen: datetime
    at: datetime
    rules_version: str


class SubscriptionState(StrEnum):
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class SubscriptionEvent(Frozen):
    """A subscription as it now stands. Key of the record: the subscription id; a tombstone ends it.

    `targets_sealed` holds a `Targets` that only the notifier can read. Readers keep the highest `version`.
    """

    subscription_id: int = Field(ge=1, description="dense, so that lists of them pack small")
    version: int = Field(ge=1)
    person_id: UUID
    state: SubscriptionState
    criteria: Criteria
    cadence: Cadence = Instant()
    time_zone: str = "UTC"
    quiet_hours: QuietHours | None = None
    targets_sealed: str
    at: datetime


class MatchEvent(Frozen):
    """A posting once, and the subscriptions that want it. Key of the record: the posting id.

    `subscriptions` is packed by `jobalerts_shared.packing`; a long list is cut into `chunks` records. A closed
    posting is passed on with an empty list, so that what still waits to be sent can be dropped.
    """

    change: PostingChange
    posting: Posting
    opening_id: UUID
    version: int = Field(ge=1, description="of the posting event that was matched")
    first_seen: datetime
    subscriptions: str
    count: int = Field(ge=0, description="subscriptions in this chunk")
    chunk: int = 0
    chunks: int = 1
    known_until: tuple[int, ...] = Field(
        (), description="of each partition of subscriptions, the offset before which all was known to who matched"
    )
    rules_version: str


class PushedEvent(Frozen):
    """A posting that its employer pushed to us. Key of the record: the posting id that source and native id give.

    Of one posting the latest by `pushed_at` stands, in whatever order they are read.
    """

    source: Source
    pushed_at: datetime
    posting: PushedPosting
