"""When to try again, and when to give up. Pure: the wait is a column, never a sleep."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=24)
MAX_DOUBLINGS = 20


class Kind(StrEnum):
    """What a message is. A stale instant alert is worse than none, so its patience is the shortest."""

    INSTANT = "instant"
    DIGEST = "digest"
    CONFIRMATION = "confirmation"


PATIENCE = {
    Kind.INSTANT: timedelta(hours=24),
    Kind.DIGEST: timedelta(hours=48),
    Kind.CONFIRMATION: timedelta(hours=48),  # the link itself is good for no longer
}


def backoff(attempt: int, spread: float) -> timedelta:
    """5 s x 2^n up to an hour, half of it left to `spread` (0 to 1): a crowd does not come back at once."""
    full = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(max(attempt - 1, 0), MAX_DOUBLINGS))
    return full * (0.5 + spread / 2)


def retry_in(kind: Kind, attempt: int, age: timedelta, asked: timedelta | None, spread: float) -> timedelta | None:
    """How long to wait after the failed try number `attempt`, or None: give up.

    `age` is how long the delivery has been owed; `asked` is the receiver's Retry-After, never undercut.
    """
    wait = max(backoff(attempt, spread), asked or timedelta(0))
    return wait if age + wait <= PATIENCE[kind] else None


def pause_for(failures: int, asked: timedelta | None, spread: float) -> timedelta:
    """How long a whole destination rests after `failures` faults in a row; nobody can ask for more than a day."""
    return min(asked or backoff(failures, spread), LONGEST_PAUSE)
