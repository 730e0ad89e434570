"""What becomes of a posting event: nothing, or the match events that say who wants it. Pure: no clock, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jobalerts_matcher.entry import Numbers
from jobalerts_matcher.index import NOBODY, Index
from jobalerts_shared.events import MatchEvent, PostingChange, PostingEvent
from jobalerts_shared.judging.answers import is_open
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.packing import pack

IDS_IN_A_RECORD = 50_000  # some 200 KB packed: with the longest description still below Kafka's 1 MB for a record


class Outcome(StrEnum):
    """Why a posting event led to match events, or to none."""

    MATCHED = "matched"
    UNWANTED = "unwanted"
    BASELINE = "baseline"
    NOT_OPEN = "not_open"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Matched:
    outcome: Outcome
    events: tuple[MatchEvent, ...] = ()

    @property
    def count(self) -> int:
        return sum(event.count for event in self.events)


def match(event: PostingEvent, index: Index, known_until: tuple[int, ...] = ()) -> Matched:
    """A closing is passed on with nobody in it, so that what still waits to be sent can be dropped.

    `known_until` says up to where the subscriptions in the index were read, so that an answer can be explained.
    """
    if event.change is PostingChange.CLOSED:
        return Matched(Outcome.CLOSING, _events(event, NOBODY, known_until))
    if event.baseline:
        return Matched(Outcome.BASELINE)
    facts = Facts(event.posting)
    if not is_open(facts):
        return Matched(Outcome.NOT_OPEN)
    wanting = index.wanting(facts)
    if not len(wanting):
        return Matched(Outcome.UNWANTED)
    return Matched(Outcome.MATCHED, _events(event, wanting, known_until))


def _events(event: PostingEvent, wanting: Numbers, known_until: tuple[int, ...]) -> tuple[MatchEvent, ...]:
    starts = range(0, max(len(wanting), 1), IDS_IN_A_RECORD)
    chunks = [wanting[start : start + IDS_IN_A_RECORD] for start in starts]
    return tuple(
        MatchEvent(
            change=event.change,
            posting=event.posting,
            opening_id=event.opening_id,
            version=event.version,
            first_seen=event.first_seen,
            subscriptions=pack(chunk),
            count=len(chunk),
            chunk=number,
            chunks=len(chunks),
            known_until=known_until,
            rules_version=event.rules_version,
        )
        for number, chunk in enumerate(chunks)
    )
