"""What is due to a person becomes messages: one for the alerts that go to the same targets, each alert in just one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import structlog

from jobalerts_notifier.ids import delivery_id, message_id
from jobalerts_notifier.metrics import alerts_suppressed_total
from jobalerts_notifier.outcomes import Drop
from jobalerts_notifier.recipients import Fingerprints, Recipient, recipients
from jobalerts_notifier.retry import Kind
from jobalerts_notifier.store.turns import DueAlert, NewMessage, Slip, Turns
from jobalerts_shared.database import Pool
from jobalerts_shared.sealing import SealBroken, Sealer

MOST_OPENINGS = 25  # in one message; Slack and push hold no more in a form that can be read
MOST_ALERTS = 4 * MOST_OPENINGS  # of one person in one turn: nobody's crowd holds up the others

log = structlog.get_logger()


async def gather(pool: Pool, sealer: Sealer, people: int) -> int:
    """Serve those who have waited longest, each at most one turn; how many were served.

    The message, its deliveries and the mark on its alerts are one transaction: a crash leaves all of it or nothing.
    """
    async with pool.connection() as connection, connection.transaction():
        turns = Turns(connection)
        served = await turns.take(people)
        if not served:
            return 0
        now, fingerprints = await turns.start()
        due, lost = await turns.due(served, MOST_ALERTS)
        groups = Groups(sealer, fingerprints)
        for alert in due:
            groups.add(alert)
        lost |= groups.lost
        await turns.drop(lost)
        await turns.write(list(groups.messages(now)))
        await turns.end(served, groups.unreadable)
    for reason in lost.values():
        alerts_suppressed_total.labels(reason).inc()
    if groups.unreadable:
        log.error("Targets cannot be opened with this secret key; we try again later.", people=len(groups.unreadable))
    return len(served)


class Groups:
    """Alerts sorted by what makes a message: the person, instant or digest, and the same targets."""

    def __init__(self, sealer: Sealer, fingerprints: Fingerprints) -> None:
        self._sealer = sealer
        self._fingerprints = fingerprints
        self._opened: dict[str, dict[str, Recipient]] = {}
        self._alerts: dict[tuple[UUID, Kind, frozenset[str]], list[DueAlert]] = {}
        self._recipients: dict[str, Recipient] = {}
        self.lost: dict[UUID, Drop] = {}
        self.unreadable: set[UUID] = set()

    def add(self, alert: DueAlert) -> None:
        """Targets that this key cannot open stay owed: a wrong key must not cost anybody an alert."""
        try:
            found = self._open(alert.targets_sealed)
        except SealBroken:
            self.unreadable.add(alert.person_id)
            return
        if not found:
            self.lost[alert.alert_id] = Drop.NO_TARGETS
            return
        self._recipients |= found
        self._alerts.setdefault((alert.person_id, alert.kind, frozenset(found)), []).append(alert)

    def messages(self, now: datetime) -> Iterator[NewMessage]:
        for (person, kind, keys), alerts in self._alerts.items():
            for together in _cut(alerts, MOST_OPENINGS):
                ids = tuple(alert.alert_id for alert in together)
                message = message_id(person, now, ids)
                slips = tuple(self._slip(message, key) for key in sorted(keys))
                yield NewMessage(message, person, kind, together[0].due_at, ids, slips)

    def _open(self, sealed: str) -> dict[str, Recipient]:
        if sealed not in self._opened:
            found = recipients(self._sealer.open(sealed))
            self._opened[sealed] = {self._fingerprints.key(recipient): recipient for recipient in found}
        return self._opened[sealed]

    def _slip(self, message: UUID, key: str) -> Slip:
        recipient = self._recipients[key]
        return Slip(delivery_id(message, key), recipient.channel, key, self._fingerprints.destination(recipient))


def _cut(alerts: Sequence[DueAlert], size: int) -> Iterable[Sequence[DueAlert]]:
    return (alerts[start : start + size] for start in range(0, len(alerts), size))
