"""Kept events, subscriptions and alerts, short to write: minutes, and names instead of ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from jobalerts.replay.compare import Alerted, Seen
from jobalerts.replay.standing import Heard
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.posting import NAMESPACE

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LONG_AGO = -10_000.0
ANYTHING = Criteria(roles=("machine learning engineer",))


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def named(name: str) -> UUID:
    return uuid5(NAMESPACE, f"test\n{name}")


def heard(number: int, who: str = "ada", *, minute: float = LONG_AGO, active: bool = True) -> Heard:
    return Heard(number, 1, named(who), active, at(minute), ANYTHING)


def seen(
    posting: str = "p",
    *wanted: int,
    of: str = "job",
    version: int = 1,
    minute: float = 0,
    closing: bool = False,
    taken: bool = True,
) -> Seen:
    return Seen(named(posting), named(of), version, at(minute), closing, taken, frozenset(wanted))


def alerted(
    who: str = "ada",
    of: str = "job",
    reasons: tuple[tuple[int, str], ...] = ((1, "p"),),
    *,
    minute: float = 0,
    told_in: str | None = None,
    drop_reason: str | None = None,
) -> Alerted:
    return Alerted(
        alert_id=named(f"alert of {who} {of}"),
        person_id=named(who),
        opening_id=named(of),
        created_at=at(minute),
        reasons=tuple((number, named(posting)) for number, posting in reasons),
        drop_reason=drop_reason,
        told_in=named(told_in) if told_in else None,
    )
