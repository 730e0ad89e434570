"""A subscription as it is kept, and as it is answered and announced. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from jobalerts_shared.criteria import Cadence, Criteria, QuietHours
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.targets import Targets
from jobalerts_subscriptions.asked import EXAMPLE, Asked, Consent

TOLD: JsonDict = EXAMPLE | {
    "id": "5f0c2a58-8c55-4d3e-9a57-0b9c3d0f7a11",
    "state": "active",
    "person_id": "0d6f8b1e-5b0e-4a0c-8f5f-3c7d2a9e4b21",
    "created_at": "2026-11-01T10:00:01Z",
    "version": 1,
}
MIDNIGHT_FORM = 8  # the length of 08:00:00


@dataclass(frozen=True, slots=True)
class Kept:
    """One row. `public_id` is the id that the API speaks of; `subscription_id` is the one on the wire."""

    subscription_id: int
    tenant: str
    public_id: str
    person_id: UUID
    criteria: Criteria
    cadence: Cadence
    time_zone: str
    quiet_hours: QuietHours | None
    targets_sealed: str
    state: SubscriptionState
    version: int
    consent: Consent | None
    created_at: datetime
    changed_at: datetime
    ended_at: datetime | None

    def event(self) -> SubscriptionEvent | None:
        """What stands on the topic; None, a tombstone, once it has ended."""
        if self.state is SubscriptionState.ENDED:
            return None
        return SubscriptionEvent(
            subscription_id=self.subscription_id,
            version=self.version,
            person_id=self.person_id,
            state=self.state,
            criteria=self.criteria,
            cadence=self.cadence,
            time_zone=self.time_zone,
            quiet_hours=self.quiet_hours,
            targets_sealed=self.targets_sealed,
            at=self.changed_at,
        )

    def ended_before(self, consent: Consent | None) -> bool:
        """A system that repeats itself must not bring back what the person ended; a consent given since does."""
        return consent is not None and self.ended_at is not None and consent.at > self.ended_at

    def asked(self, targets: Targets) -> Asked:
        """What one would send to have exactly this."""
        return Asked(
            email=targets.email,
            criteria=self.criteria,
            cadence=self.cadence,
            time_zone=self.time_zone,
            quiet_hours=self.quiet_hours,
            targets=targets.targets,
            consent=self.consent,
        )


class Answer(Asked):
    """A subscription as it stands."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", title="SubscriptionAnswer", json_schema_extra={"example": TOLD}
    )

    id: str
    state: SubscriptionState
    person_id: UUID
    created_at: datetime
    version: int = Field(ge=1)


def answer(kept: Kept, targets: Targets) -> dict[str, Any]:  # Any: JSON
    """The body as it was sent, with what we added."""
    return body_of(kept.asked(targets)) | {
        "id": kept.public_id,
        "state": kept.state.value,
        "person_id": str(kept.person_id),
        "created_at": kept.created_at.isoformat().replace("+00:00", "Z"),
        "version": kept.version,
    }


def body_of(asked: Asked) -> dict[str, Any]:  # Any: JSON
    """As one sends it: local times without their zero seconds, targets without the fields that their kind lacks."""
    body = asked.model_dump(mode="json", by_alias=True)
    body["targets"] = [target.model_dump(mode="json", exclude_none=True) for target in asked.targets]
    for times in (body["cadence"], body["quiet_hours"] or {}):
        for name in ("at", "from", "to"):
            if name in times and len(times[name]) == MIDNIGHT_FORM:
                times[name] = times[name].removesuffix(":00")
    return body
