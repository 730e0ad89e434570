"""Subscriptions, postings and matches as the topics bring them, short to write in a test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from pydantic import SecretStr

from jobalerts_shared.events import MatchEvent, PostingChange, SubscriptionEvent, SubscriptionState
from jobalerts_shared.packing import pack
from jobalerts_shared.posting import NAMESPACE, Level, Place, Posting, posting_id
from jobalerts_shared.records import Received
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.targets import EmailTarget, Target, Targets
from jobalerts_shared.wanted import Criteria

SECRET = SecretStr("a-key-for-tests-only-of-forty-characters")
SEALER = Sealer(SECRET)
ENGINEER = Criteria(roles=("machine learning engineer",))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def person(name: str) -> UUID:
    return uuid5(NAMESPACE, f"person of a test\n{name}")


def opening(name: str) -> UUID:
    return uuid5(NAMESPACE, f"opening of a test\n{name}")


def subscription(
    number: int,
    who: str = "ada",
    *,
    version: int = 1,
    state: SubscriptionState = SubscriptionState.ACTIVE,
    targets: tuple[Target, ...] = (EmailTarget(),),
    token: str | None = None,
    **fields: Any,  # Any: the event's own optional fields
) -> SubscriptionEvent:
    sealed = SEALER.seal(Targets(email=f"{who}@example.org", targets=targets, confirmation_token=token))
    values = {"criteria": ENGINEER, "at": LONG_AGO} | fields
    return SubscriptionEvent(
        subscription_id=number, version=version, person_id=person(who), state=state, targets_sealed=sealed, **values
    )


def posting(native_id: str = "1", source: str = "greenhouse:acme", **fields: Any) -> Posting:
    values: dict[str, Any] = {
        "id": posting_id(source, native_id),
        "source": source,
        "native_id": native_id,
        "title": "Machine Learning Engineer",
        "company": "Acme",
        "locations": ("London, UK",),
        "places": (Place(city="London", country="GB"),),
        "roles": ("machine learning engineer",),
        "levels": (Level.MID,),
        "url": f"https://boards.example/jobs/{native_id}",
    }
    return Posting(**(values | fields))


def match(
    wanted: Iterable[int],
    advert: Posting | None = None,
    *,
    of: str = "the opening",
    version: int = 1,
    change: PostingChange = PostingChange.OPENED,
    first_seen: datetime | None = None,
) -> MatchEvent:
    ids = list(wanted)
    return MatchEvent(
        change=change,
        posting=advert or posting(),
        opening_id=opening(of),
        version=version,
        first_seen=first_seen or datetime.now(UTC) - timedelta(seconds=2),
        subscriptions=pack(ids),
        count=len(ids),
        rules_version="1",
    )


def closed(advert: Posting | None = None, *, of: str = "the opening", version: int = 2) -> MatchEvent:
    """The event alone says so: the posting may be as it was last read, when its board no longer had it."""
    return match([], advert, of=of, version=version, change=PostingChange.CLOSED)


def subscriptions(*events: SubscriptionEvent) -> list[Received[SubscriptionEvent]]:
    return [Received(str(event.subscription_id), event, "subscriptions", 0, at) for at, event in enumerate(events)]


def tombstone(number: int) -> Received[SubscriptionEvent]:
    return Received(str(number), None, "subscriptions", 0, 99)


def matches(*events: MatchEvent) -> list[Received[MatchEvent]]:
    return [Received(str(event.posting.id), event, "matches", 0, at) for at, event in enumerate(events)]
