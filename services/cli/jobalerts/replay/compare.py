"""What should have been alerted against what the ledger holds. Pure: values in, a report out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from jobalerts.replay.standing import Heard


@dataclass(frozen=True, slots=True)
class Seen:
    """A kept posting event and who wants it; `taken`: the matcher has put it behind it."""

    posting_id: UUID
    opening_id: UUID
    version: int
    at: datetime
    closing: bool
    taken: bool
    wanted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Alerted:
    """One alert of the ledger; `reasons` are pairs of subscription and posting, `told_in` a message that was sent."""

    alert_id: UUID
    person_id: UUID
    opening_id: UUID
    created_at: datetime
    reasons: tuple[tuple[int, UUID], ...]
    drop_reason: str | None = None
    told_in: UUID | None = None
    in_doubt: bool = False


class NotJudged(StrEnum):
    """Why a pair of person and opening, or an alert, cannot be held to be right or wrong."""

    SUBSCRIPTION_CHANGED = "subscription_changed"
    SUBSCRIPTION_ENDED = "subscription_ended"
    ON_ITS_WAY = "on_its_way"
    CLOSED_AT_ONCE = "closed_at_once"
    POSTING_NOT_KEPT = "posting_not_kept"


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody wanted the opening and has no alert for it."""

    person_id: UUID
    opening_id: UUID
    posting_id: UUID
    subscription_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TooMany:
    """An alert that none of its reasons' subscriptions wants."""

    alert_id: UUID
    person_id: UUID
    opening_id: UUID
    reasons: tuple[tuple[int, UUID], ...]


@dataclass(frozen=True, slots=True)
class ToldTwice:
    """One job told to one person in several messages, each sent."""

    person_id: UUID
    opening_ids: tuple[UUID, ...]
    message_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An alert that was owed and is owed no longer, and why."""

    alert_id: UUID
    reason: str


@dataclass(slots=True)
class Report:
    postings: int = 0
    subscriptions: int = 0
    alerts: int = 0
    agreed: int = 0
    in_doubt: int = 0
    missed: list[Missed] = field(default_factory=list)
    too_many: list[TooMany] = field(default_factory=list)
    told_twice: list[ToldTwice] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    not_judged: Counter[NotJudged] = field(default_factory=Counter)

    @property
    def dropped_for(self) -> Counter[str]:
        return Counter(one.reason for one in self.dropped)

    @property
    def agree(self) -> bool:
        return not (self.missed or self.too_many or self.told_twice)


def compare(
    seen: Iterable[Seen],
    standing: Mapping[int, Heard],
    alerts: Sequence[Alerted],
    *,
    lag: timedelta,
    since: datetime | None = None,
) -> Report:
    """`lag`: how far apart two changes must lie for their order to be certain. Alerts before `since` only count as had.

    A subscription is known in its latest version alone: what was posted before it has it is not judged.
    """
    history = _History(seen, lag)
    fresh = [alert for alert in alerts if since is None or alert.created_at >= since]
    report = Report(
        postings=len(history.events),
        subscriptions=len(standing),
        alerts=len(fresh),
        in_doubt=sum(alert.in_doubt for alert in fresh),
        dropped=[Dropped(alert.alert_id, alert.drop_reason) for alert in fresh if alert.drop_reason],
        told_twice=_told_twice(alerts, since),
    )
    _find_missed(report, history, standing, {(alert.person_id, alert.opening_id) for alert in alerts})
    _find_too_many(report, history, standing, fresh)
    return report


class _History:
    """The kept events of each posting, every version once."""

    def __init__(self, seen: Iterable[Seen], lag: timedelta) -> None:
        self.events: dict[UUID, dict[int, Seen]] = defaultdict(dict)
        for event in seen:
            self.events[event.posting_id].setdefault(event.version, event)
        self._lag = lag

    def openings(self, posting_id: UUID) -> set[UUID]:
        """All that the posting was ever counted to: the ledger goes by the one it heard last."""
        return {event.opening_id for event in self.events[posting_id].values()}

    def why_absent(self, event: Seen, subscription: Heard) -> NotJudged | None:
        """What may explain that there is no alert; None: nothing."""
        if self.may_be_newer(subscription, event):
            return NotJudged.SUBSCRIPTION_CHANGED
        if not event.taken:
            return NotJudged.ON_ITS_WAY
        later = (other for other in self.events[event.posting_id].values() if other.version > event.version)
        if any(other.closing and other.at <= event.at + self._lag for other in later):
            return NotJudged.CLOSED_AT_ONCE
        return None

    def may_be_newer(self, subscription: Heard, event: Seen) -> bool:
        return subscription.at > event.at - self._lag

    def reason(self, alert: Alerted, subscription: Heard | None, posting_id: UUID) -> NotJudged | bool:
        """Whether one reason of an alert holds."""
        events = self.events.get(posting_id, {})
        if subscription is None:
            return NotJudged.SUBSCRIPTION_ENDED
        if not events:
            return NotJudged.POSTING_NOT_KEPT
        if subscription.person_id != alert.person_id or alert.opening_id not in self.openings(posting_id):
            return False
        if any(subscription.subscription_id in event.wanted for event in events.values()):
            return True
        if any(self.may_be_newer(subscription, event) for event in events.values()):
            return NotJudged.SUBSCRIPTION_CHANGED
        return NotJudged.POSTING_NOT_KEPT if 1 not in events else False


def _find_missed(
    report: Report, history: _History, standing: Mapping[int, Heard], had: Collection[tuple[UUID, UUID]]
) -> None:
    """One finding for each person and opening; what is surely missed weighs more than what may be explained."""
    agreed: set[tuple[UUID, UUID]] = set()
    explained: dict[tuple[UUID, UUID], NotJudged] = {}
    missed: dict[tuple[UUID, UUID], Missed] = {}
    for posting_id, versions in history.events.items():
        openings = history.openings(posting_id)
        for event in versions.values():
            for subscription in map(standing.__getitem__, event.wanted):
                person = subscription.person_id
                pair = (person, event.opening_id)
                if any((person, opening) in had for opening in openings):
                    agreed.add(pair)
                elif why := history.why_absent(event, subscription):
                    explained.setdefault(pair, why)
                else:
                    missed.setdefault(pair, Missed(*pair, posting_id, subscription.subscription_id, event.at))
    report.agreed = len(agreed)
    report.missed = list(missed.values())
    report.not_judged.update(why for pair, why in explained.items() if pair not in missed and pair not in agreed)


def _find_too_many(report: Report, history: _History, standing: Mapping[int, Heard], alerts: Iterable[Alerted]) -> None:
    for alert in alerts:
        found = [history.reason(alert, standing.get(number), posting) for number, posting in alert.reasons]
        if any(each is True for each in found):
            continue
        if why := next((each for each in found if isinstance(each, NotJudged)), None):
            report.not_judged[why] += 1
        else:
            report.too_many.append(TooMany(alert.alert_id, alert.person_id, alert.opening_id, alert.reasons))


def _told_twice(alerts: Sequence[Alerted], since: datetime | None) -> list[ToldTwice]:
    """By opening, and by posting: a posting that changed its opening is still the same job to who was told."""
    told: dict[tuple[UUID, UUID], list[Alerted]] = defaultdict(list)
    for alert in alerts:
        if alert.told_in is not None:
            for job in {alert.opening_id, *(posting for _, posting in alert.reasons)}:
                told[alert.person_id, job].append(alert)
    found: dict[ToldTwice, None] = {}
    for (person, _), several in told.items():
        messages = {alert.told_in for alert in several if alert.told_in}
        if len(messages) > 1 and (since is None or max(alert.created_at for alert in several) >= since):
            openings = sorted({alert.opening_id for alert in several})
            found[ToldTwice(person, tuple(openings), tuple(sorted(messages)))] = None
    return list(found)
