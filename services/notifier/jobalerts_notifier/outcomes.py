"""How one try to send ended, and the bounded reasons that logs, metrics and rows share. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Reason(StrEnum):
    """Why a try did not succeed, or why a delivery was not tried."""

    RATE_LIMITED = "rate_limited"
    TEMPORARY = "temporary"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    OUR_SIDE = "our_side"
    CUT_AFTER_BODY = "cut_after_body"
    TIMED_OUT = "timed_out"
    UNRECORDED = "unrecorded"
    NO_SUCH_TARGET = "no_such_target"
    REFUSED_CONTENT = "refused_content"
    REFUSED_POLICY = "refused_policy"
    PRIVATE_ADDRESS = "private_address"
    NOT_UNDERSTOOD = "not_understood"
    NOT_INSTALLED = "not_installed"
    BROKEN = "broken"
    GAVE_UP = "gave_up"


class Drop(StrEnum):
    """Why something that was owed is owed no longer."""

    POSTING_CLOSED = "posting_closed"
    SUBSCRIPTION_PAUSED = "subscription_paused"
    SUBSCRIPTION_ENDED = "subscription_ended"
    NO_LONGER_WANTED = "no_longer_wanted"
    TARGET_REMOVED = "target_removed"
    TARGET_SUPPRESSED = "target_suppressed"
    NO_TARGETS = "no_targets"
    CONFIRMATION_SUPERSEDED = "confirmation_superseded"
    SUBSCRIPTION_UNKNOWN = "subscription_unknown"


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiver has accepted it."""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Surely not accepted, and worth another try; `after` is what the receiver asked for.

    `pauses`: whoever shares the destination waits too, because the fault is the destination's and not this target's.
    """

    reason: Reason
    after: timedelta | None = None
    pauses: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not accepted, and another try would end the same. `permanent`: the target itself is dead."""

    permanent: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The body went out and no answer came: perhaps accepted."""

    reason: Reason


Outcome = Sent | RetryLater | Refused | InDoubt
