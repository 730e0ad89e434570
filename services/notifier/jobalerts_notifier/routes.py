"""Intake: what the topics say becomes rows of the ledger, once, however often it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from jobalerts_notifier.ids import alert_id, confirmation_id, delivery_id
from jobalerts_notifier.metrics import alerts_suppressed_total
from jobalerts_notifier.outcomes import Drop
from jobalerts_notifier.recipients import Fingerprints, addressee
from jobalerts_notifier.store.alerts import Alerts, NewAlert
from jobalerts_notifier.store.subscribers import Known, NewConfirmation, Subscribers, Want
from jobalerts_notifier.timing import due
from jobalerts_shared.database import Pool
from jobalerts_shared.events import MatchEvent, SubscriptionEvent, SubscriptionState
from jobalerts_shared.packing import unpack
from jobalerts_shared.runtime import Received
from jobalerts_shared.sealing import Sealer

AT_ONCE = 5_000  # wants in one statement
WAITING_LIMIT = timedelta(days=1)


class Routes:
    def __init__(self, pool: Pool, sealer: Sealer, window: timedelta) -> None:
        self._pool = pool
        self._sealer = sealer
        self._window = window

    async def take_subscriptions(self, records: Sequence[Received[SubscriptionEvent]]) -> None:
        events = [record.event for record in records if record.event]
        for event in events:
            ZoneInfo(event.time_zone)  # a zone that nobody knows is found here, not when an alert is due
        ended = {int(record.key) for record in records if record.event is None}
        async with self._pool.connection() as connection, connection.transaction():
            subscribers = Subscribers(connection)
            news = await subscribers.hear(latest_subscriptions(events))
            await subscribers.owe_confirmations(list(self._confirmations(events, await subscribers.fingerprints())))
            if ended:
                await subscribers.erase(ended)
            wants = await subscribers.take_waiting(news)
            await self._alert(subscribers, Alerts(connection), wants)

    async def take_matches(self, records: Sequence[Received[MatchEvent]]) -> None:
        events = [record.event for record in records if record.event]
        async with self._pool.connection() as connection, connection.transaction():
            alerts = Alerts(connection)
            await alerts.keep_postings(latest_postings(events))
            openings = await alerts.open_openings({event.posting.id for event in events})
            for wants in batches(wanted(events, openings), AT_ONCE):
                await self._alert(Subscribers(connection), alerts, wants)

    async def sweep(self) -> None:
        """Matches whose subscription never came are owed to nobody."""
        async with self._pool.connection() as connection:
            gone = await Subscribers(connection).forget_waiting(WAITING_LIMIT)
        alerts_suppressed_total.labels(Drop.SUBSCRIPTION_UNKNOWN).inc(gone)

    async def _alert(self, subscribers: Subscribers, alerts: Alerts, wants: Sequence[Want]) -> None:
        if not wants:
            return
        known = await subscribers.known({want.subscription_id for want in wants})
        early = [want for want in wants if may_become_active(known.get(want.subscription_id))]
        paused = {each.subscription_id for each in known.values() if each.state == SubscriptionState.PAUSED}
        await subscribers.let_wait(early, paused)
        ready = [(known[want.subscription_id], want) for want in wants if is_active(known.get(want.subscription_id))]
        people = {each.person_id for each, _ in ready if each.person_id}
        windows = await alerts.windows(people, self._window)
        new = new_alerts(ready, windows, await alerts.now(), self._window)
        await alerts.owe(new)
        await alerts.give_reasons(new)
        await alerts.call(new)

    def _confirmations(
        self, events: Iterable[SubscriptionEvent], fingerprints: Fingerprints
    ) -> Iterable[NewConfirmation]:
        for event in events:
            if event.state is not SubscriptionState.AWAITING_CONFIRMATION:
                continue
            targets = self._sealer.open(event.targets_sealed)
            if targets.confirmation_token:
                message = confirmation_id(event.subscription_id, targets.confirmation_token)
                recipient = addressee(targets)
                key = fingerprints.key(recipient)
                destination = fingerprints.destination(recipient)
                yield NewConfirmation(message, delivery_id(message, key), key, destination, event)


def latest_subscriptions(events: Iterable[SubscriptionEvent]) -> list[SubscriptionEvent]:
    """The highest version of each subscription."""
    latest: dict[int, SubscriptionEvent] = {}
    for event in events:
        if event.version >= latest.get(event.subscription_id, event).version:
            latest[event.subscription_id] = event
    return list(latest.values())


def latest_postings(events: Iterable[MatchEvent]) -> list[MatchEvent]:
    """The highest version of each posting."""
    latest: dict[UUID, MatchEvent] = {}
    for event in events:
        if event.version >= latest.get(event.posting.id, event).version:
            latest[event.posting.id] = event
    return list(latest.values())


def wanted(events: Iterable[MatchEvent], openings: dict[UUID, UUID]) -> Iterable[Want]:
    """Who wants the postings that are open."""
    for event in events:
        if (opening := openings.get(event.posting.id)) is not None:
            for subscription_id in unpack(event.subscriptions):
                yield Want(subscription_id, event.posting.id, opening)


def is_active(known: Known | None) -> bool:
    return known is not None and known.active


def may_become_active(known: Known | None) -> bool:
    """The matcher has seen it active; we have not yet."""
    return known is None or known.state in (SubscriptionState.AWAITING_CONFIRMATION, SubscriptionState.PAUSED)


def new_alerts(
    ready: Iterable[tuple[Known, Want]], windows: dict[UUID, datetime], now: datetime, window: timedelta
) -> list[NewAlert]:
    """One alert per person and opening; of several wants the soonest told speaks for it, the others stay behind."""
    found: dict[UUID, list[tuple[datetime, str, UUID, Want]]] = {}
    for known, want in ready:
        assert known.person_id is not None and known.schedule is not None
        moment = due(known.schedule, now, window, windows.get(known.person_id))
        kind = "instant" if known.schedule.instant else "digest"
        key = alert_id(known.person_id, want.opening_id)
        found.setdefault(key, []).append((moment, kind, known.person_id, want))
    return [_new_alert(key, found[key]) for key in sorted(found)]


def _new_alert(key: UUID, wants: list[tuple[datetime, str, UUID, Want]]) -> NewAlert:
    wants.sort(key=lambda each: (each[0], each[3].subscription_id))
    moment, kind, person, first = wants[0]
    return NewAlert(key, person, first.opening_id, kind, moment, tuple(want for *_, want in wants))


def batches(wants: Iterable[Want], size: int) -> Iterable[list[Want]]:
    batch: list[Want] = []
    for want in wants:
        batch.append(want)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
