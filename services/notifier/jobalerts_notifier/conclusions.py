"""What follows from the outcome of a try: done, again later, or never. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from jobalerts_notifier.outcomes import Drop, InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.retry import Kind, pause_for, retry_in


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to try until its lease ends."""

    delivery_id: UUID
    message_id: UUID
    person_id: UUID
    kind: Kind
    channel: str
    target_key: str
    destination: str
    attempts: int
    lease_owner: str
    created_at: datetime
    age: timedelta
    taken_over: bool
    failures: int


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`state` is the delivery's next one, `outcome` the word for this try; `wait` and `pause` count from the record."""

    state: str
    outcome: str
    reason: Reason | Drop | None = None
    wait: timedelta | None = None
    pause: timedelta | None = None
    in_doubt: bool = False
    suppress: bool = False


def conclude(claimed: Claimed, outcome: Outcome, *, resend_in_doubt: bool, spread: float) -> Conclusion:
    match outcome:
        case Sent():
            return Conclusion("sent", "sent")
        case RetryLater(reason, after, pauses):
            pause = pause_for(claimed.failures + 1, after, spread) if pauses else None
            return _again(claimed, "retry_later", reason, after, spread, pause=pause)
        case Refused(permanent, reason):
            return Conclusion("refused", "refused", reason, suppress=permanent)
        case InDoubt(reason) if resend_in_doubt:
            return _again(claimed, "in_doubt", reason, None, spread, in_doubt=True)
        case InDoubt(reason):
            return Conclusion("in_doubt", "in_doubt", reason, in_doubt=True)
        case never:
            assert_never(never)


def cancel(reason: Drop) -> Conclusion:
    """Owed no longer: nothing was sent in this try and nothing will be."""
    return Conclusion("cancelled", "cancelled", reason)


def _again(
    claimed: Claimed,
    outcome: str,
    reason: Reason,
    after: timedelta | None,
    spread: float,
    *,
    pause: timedelta | None = None,
    in_doubt: bool = False,
) -> Conclusion:
    wait = retry_in(claimed.kind, claimed.attempts, claimed.age, after, spread)
    if wait is None:
        return Conclusion("gave_up", "gave_up", reason, pause=pause, in_doubt=in_doubt)
    return Conclusion("pending", outcome, reason, wait, pause, in_doubt)
