"""What gathering reads and writes: whose turn it is, what is due to them, and the messages made of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from jobalerts_notifier.outcomes import Drop
from jobalerts_notifier.recipients import Fingerprints
from jobalerts_notifier.retry import Kind

UNREADABLE_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert whose time has come; `targets_sealed` are those of the subscription that speaks for it."""

    alert_id: UUID
    person_id: UUID
    kind: Kind
    due_at: datetime
    targets_sealed: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One target of a new message."""

    delivery_id: UUID
    channel: str
    target_key: str
    destination: str


@dataclass(frozen=True, slots=True)
class NewMessage:
    message_id: UUID
    person_id: UUID
    kind: Kind
    due_at: datetime
    alerts: tuple[UUID, ...]
    slips: tuple[Slip, ...]


class Turns:
    """Gathering within one transaction, which holds the turns of the people it has taken."""

    def __init__(self, connection: AsyncConnection[DictRow]) -> None:
        self._connection = connection

    async def take(self, people: int) -> list[UUID]:
        """Those who have waited longest and whose turn nobody else holds."""
        rows = await self._connection.execute(
            """SELECT person_id FROM person WHERE next_due <= now()
                ORDER BY next_due LIMIT %s FOR UPDATE SKIP LOCKED""",
            (people,),
        )
        return [row["person_id"] for row in await rows.fetchall()]

    async def start(self) -> tuple[datetime, Fingerprints]:
        row = await (await self._connection.execute("SELECT now() AS now, salt FROM fingerprint_salt")).fetchone()
        assert row is not None
        return row["now"], Fingerprints(row["salt"])

    async def due(self, people: Collection[UUID], at_most: int) -> tuple[list[DueAlert], dict[UUID, Drop]]:
        """What is due to each, at most so many alerts; and those that nothing speaks for any more, with the reason."""
        rows = await self._connection.execute(
            """SELECT a.alert_id, a.person_id, a.kind, a.due_at, speaks.targets_sealed, lost.reason
                 FROM unnest(%s::uuid[]) AS turn (person_id)
                CROSS JOIN LATERAL (
                      SELECT * FROM alert WHERE alert.person_id = turn.person_id AND state = 'pending'
                         AND due_at <= now() ORDER BY due_at, alert_id LIMIT %s) a
                 LEFT JOIN LATERAL (
                      SELECT s.targets_sealed
                        FROM alert_reason r JOIN subscription s USING (subscription_id)
                        JOIN posting p USING (posting_id)
                       WHERE r.alert_id = a.alert_id AND s.state = 'active' AND NOT p.closed
                       ORDER BY r.rank LIMIT 1) speaks ON true
                CROSS JOIN LATERAL (
                      SELECT CASE WHEN bool_or(s.state = 'active') THEN 'posting_closed'
                                  WHEN bool_or(s.state = 'paused') THEN 'subscription_paused'
                                  ELSE 'subscription_ended' END AS reason
                        FROM alert_reason r JOIN subscription s USING (subscription_id)
                       WHERE r.alert_id = a.alert_id) lost
                ORDER BY a.due_at, a.alert_id""",
            (list(people), at_most),
        )
        found = await rows.fetchall()
        lost = {row["alert_id"]: Drop(row["reason"]) for row in found if row["targets_sealed"] is None}
        return [_due(row) for row in found if row["targets_sealed"] is not None], lost

    async def drop(self, lost: dict[UUID, Drop]) -> None:
        await self._connection.execute(
            """UPDATE alert SET state = 'dropped', drop_reason = lost.reason
                 FROM unnest(%s::uuid[], %s::text[]) AS lost (alert_id, reason)
                WHERE alert.alert_id = lost.alert_id AND alert.state = 'pending'""",
            (list(lost), list(lost.values())),
        )

    async def write(self, messages: Sequence[NewMessage]) -> None:
        """The messages, a delivery for each target, and the alerts that are now on their way."""
        await self._connection.execute(
            """INSERT INTO message (message_id, person_id, kind, due_at)
               SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])""",
            (
                [message.message_id for message in messages],
                [message.person_id for message in messages],
                [message.kind for message in messages],
                [message.due_at for message in messages],
            ),
        )
        await self._write_slips([(message.message_id, slip) for message in messages for slip in message.slips])
        await self._mark([(message.message_id, alert) for message in messages for alert in message.alerts])

    async def _write_slips(self, slips: Sequence[tuple[UUID, Slip]]) -> None:
        await self._connection.execute(
            """INSERT INTO delivery (message_id, delivery_id, channel, target_key, destination)
               SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[])""",
            (
                [message_id for message_id, _ in slips],
                [slip.delivery_id for _, slip in slips],
                [slip.channel for _, slip in slips],
                [slip.target_key for _, slip in slips],
                [slip.destination for _, slip in slips],
            ),
        )

    async def _mark(self, gathered: Sequence[tuple[UUID, UUID]]) -> None:
        await self._connection.execute(
            """UPDATE alert SET state = 'gathered', message_id = gathered.message_id
                 FROM unnest(%s::uuid[], %s::uuid[]) AS gathered (message_id, alert_id)
                WHERE alert.alert_id = gathered.alert_id""",
            ([message_id for message_id, _ in gathered], [alert_id for _, alert_id in gathered]),
        )

    async def end(self, people: Collection[UUID], unreadable: Collection[UUID]) -> None:
        """Give the turns back. Whoever is still owed something due goes to the end of the queue, not to its head."""
        await self._connection.execute(
            """UPDATE person SET next_due =
                      (SELECT CASE WHEN person.person_id = ANY(%(unreadable)s) THEN now() + %(wait)s
                                   WHEN min(due_at) <= now() THEN now() ELSE min(due_at) END
                         FROM alert a WHERE a.person_id = person.person_id AND a.state = 'pending')
                WHERE person_id = ANY(%(people)s)""",
            {"people": list(people), "unreadable": list(unreadable), "wait": UNREADABLE_WAIT},
        )


def _due(row: DictRow) -> DueAlert:
    return DueAlert(row["alert_id"], row["person_id"], Kind(row["kind"]), row["due_at"], row["targets_sealed"])
