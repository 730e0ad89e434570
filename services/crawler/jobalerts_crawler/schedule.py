"""When a source is read next, and when it is asked for everything anew. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_BACKOFF = timedelta(hours=6)
FULL_AGAIN = timedelta(days=1)
MOST_DOUBLINGS = 6
STILL_SHARE = 96  # a board that changes once a day is asked every quarter of an hour
MOST_SELDOM = 4
LONGEST_STILL = timedelta(hours=6)
SPREAD = 0.1  # of the interval, so that boards added together part company


def next_due(
    now: datetime, every: timedelta, *, failures: int = 0, wait: timedelta | None = None, luck: float
) -> datetime:
    """After a success in about `every`; after failures in twice as long each time, and not before the server's wish."""
    longest = max(every, LONGEST_BACKOFF)
    pause = min(every * (1 << min(max(failures - 1, 0), MOST_DOUBLINGS)), longest)
    return now + max(pause * (1 + SPREAD * (2 * luck - 1)), wait or timedelta(0))


def interval(every: timedelta, now: datetime, changed_at: datetime | None) -> timedelta:
    """A board that has stood still for days is asked less often, up to a few times as seldom; a new one is not yet."""
    if changed_at is None:
        return every
    return max(every, min((now - changed_at) / STILL_SHARE, every * MOST_SELDOM, max(every, LONGEST_STILL)))


def in_full(now: datetime, full_at: datetime | None) -> bool:
    """Once a day without conditions: a host whose stamps stand still would answer «unchanged» for ever."""
    return full_at is None or now - full_at >= FULL_AGAIN
