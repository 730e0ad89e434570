"""What is kept of subscriptions: each as last heard, the confirmations owed, and the matches that wait for one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from jobalerts_notifier.recipients import Fingerprints
from jobalerts_notifier.timing import Schedule
from jobalerts_shared.events import SubscriptionEvent
from jobalerts_shared.wanted import Cadence, QuietHours

CADENCE: TypeAdapter[Cadence] = TypeAdapter(Cadence)
NOTHING_OVERTAKES = 2**63 - 1  # the version of a tombstone


@dataclass(frozen=True, slots=True)
class Known:
    """A subscription as intake needs it."""

    subscription_id: int
    person_id: UUID | None
    state: str
    schedule: Schedule | None

    @property
    def active(self) -> bool:
        return self.state == "active"


@dataclass(frozen=True, slots=True)
class Want:
    """One subscription that wants one posting."""

    subscription_id: int
    posting_id: UUID
    opening_id: UUID


@dataclass(frozen=True, slots=True)
class NewConfirmation:
    message_id: UUID
    delivery_id: UUID
    target_key: str
    destination: str
    event: SubscriptionEvent


class Subscribers:
    """Subscriptions within one transaction; every statement takes a whole batch."""

    def __init__(self, connection: AsyncConnection[DictRow]) -> None:
        self._connection = connection

    async def fingerprints(self) -> Fingerprints:
        row = await (await self._connection.execute("SELECT salt FROM fingerprint_salt")).fetchone()
        assert row is not None
        return Fingerprints(row["salt"])

    async def hear(self, events: Sequence[SubscriptionEvent]) -> list[int]:
        """Keep each subscription as it now stands; the ids of those that were news."""
        rows = await self._connection.execute(
            """INSERT INTO subscription (subscription_id, version, person_id, state, criteria, cadence, time_zone,
                                         quiet_hours, targets_sealed, changed_at)
               SELECT subscription_id, version, person_id, state, criteria, cadence, time_zone, quiet_hours,
                      CASE WHEN state = 'ended' THEN '' ELSE targets_sealed END, "at"
                 FROM jsonb_to_recordset(%s) AS heard (subscription_id bigint, version bigint, person_id uuid,
                      state text, criteria jsonb, cadence jsonb, time_zone text, quiet_hours jsonb,
                      targets_sealed text, "at" timestamptz)
                ORDER BY subscription_id
               ON CONFLICT (subscription_id) DO UPDATE
                  SET version = excluded.version, person_id = excluded.person_id, state = excluded.state,
                      criteria = excluded.criteria, cadence = excluded.cadence, time_zone = excluded.time_zone,
                      quiet_hours = excluded.quiet_hours, targets_sealed = excluded.targets_sealed,
                      changed_at = excluded.changed_at
                WHERE subscription.version < excluded.version
               RETURNING subscription_id""",
            (Jsonb([event.model_dump(mode="json", by_alias=True) for event in events]),),
        )
        return [row["subscription_id"] for row in await rows.fetchall()]

    async def erase(self, subscription_ids: Collection[int]) -> None:
        """A tombstone: the number stays, so that no replay brings the subscription back; the rest goes.

        The last subscription of a person takes the person's whole ledger with it. Suppressions stay, as hashes.
        """
        people = await self._connection.execute(
            "SELECT DISTINCT person_id FROM subscription WHERE subscription_id = ANY(%s) AND NOT erased",
            (list(subscription_ids),),
        )
        left = [row["person_id"] for row in await people.fetchall()]
        await self._connection.execute(
            """INSERT INTO subscription (subscription_id, version, state, targets_sealed, changed_at, erased)
               SELECT id, %s, 'ended', '', now(), true FROM unnest(%s::bigint[]) AS id ORDER BY id
               ON CONFLICT (subscription_id) DO UPDATE
                  SET version = excluded.version, state = 'ended', person_id = NULL, criteria = NULL, cadence = NULL,
                      time_zone = NULL, quiet_hours = NULL, targets_sealed = '', changed_at = now(), erased = true""",
            (NOTHING_OVERTAKES, list(subscription_ids)),
        )
        await self._connection.execute("DELETE FROM message WHERE subscription_id = ANY(%s)", (list(subscription_ids),))
        await self._forget(left)

    async def _forget(self, people: Collection[UUID]) -> None:
        await self._connection.execute(
            """WITH gone AS (SELECT id FROM unnest(%s::uuid[]) AS id
                              WHERE NOT EXISTS (SELECT 1 FROM subscription s WHERE s.person_id = id)),
                    alerts AS (DELETE FROM alert a USING gone WHERE a.person_id = gone.id),
                    turns AS (DELETE FROM person p USING gone WHERE p.person_id = gone.id)
               DELETE FROM message m USING gone WHERE m.person_id = gone.id""",
            (list(people),),
        )

    async def owe_confirmations(self, owed: Sequence[NewConfirmation]) -> None:
        """Exactly one for each token, whatever is replayed."""
        for new in owed:
            await self._connection.execute(
                """WITH message AS (
                     INSERT INTO message (message_id, kind, person_id, due_at, subscription_id, version, sealed)
                     SELECT %(message)s, 'confirmation', %(person)s, now(), %(subscription)s, %(version)s, %(sealed)s
                      WHERE NOT EXISTS (SELECT 1 FROM subscription
                                         WHERE subscription_id = %(subscription)s AND (erased OR state = 'ended'))
                     ON CONFLICT (message_id) DO NOTHING RETURNING message_id)
                   INSERT INTO delivery (delivery_id, message_id, channel, target_key, destination)
                   SELECT %(delivery)s, message_id, 'email', %(key)s, %(destination)s FROM message""",
                {
                    "message": new.message_id,
                    "person": new.event.person_id,
                    "subscription": new.event.subscription_id,
                    "version": new.event.version,
                    "sealed": new.event.targets_sealed,
                    "delivery": new.delivery_id,
                    "key": new.target_key,
                    "destination": new.destination,
                },
            )

    async def known(self, subscription_ids: Collection[int]) -> dict[int, Known]:
        rows = await self._connection.execute(
            """SELECT subscription_id, person_id, state, cadence, time_zone, quiet_hours
                 FROM subscription WHERE subscription_id = ANY(%s)""",
            (list(subscription_ids),),
        )
        return {row["subscription_id"]: _known(row) for row in await rows.fetchall()}

    async def let_wait(self, wants: Sequence[Want], paused: Collection[int]) -> None:
        await self._connection.execute(
            """INSERT INTO waiting_match (subscription_id, posting_id, while_paused)
               SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::boolean[]) ON CONFLICT DO NOTHING""",
            (
                [want.subscription_id for want in wants],
                [want.posting_id for want in wants],
                [want.subscription_id in paused for want in wants],
            ),
        )

    async def take_waiting(self, subscription_ids: Collection[int]) -> list[Want]:
        """The matches that were ahead of their subscription, out of the waiting room.

        What came while it was known as paused counts only if it had in truth been resumed before.
        """
        rows = await self._connection.execute(
            """WITH left_behind AS (
                 DELETE FROM waiting_match w USING subscription s
                  WHERE s.subscription_id = w.subscription_id AND w.subscription_id = ANY(%s)
                    AND s.state IN ('active', 'ended')
                 RETURNING w.subscription_id, w.posting_id, s.state,
                           NOT w.while_paused OR s.changed_at <= w.received_at AS counts)
               SELECT l.subscription_id, l.posting_id, p.opening_id
                 FROM left_behind l JOIN posting p USING (posting_id)
                WHERE l.state = 'active' AND l.counts AND NOT p.closed""",
            (list(subscription_ids),),
        )
        return [_want(row) for row in await rows.fetchall()]

    async def forget_waiting(self, older_than: timedelta) -> int:
        """Drop the matches whose subscription never became active."""
        gone = await self._connection.execute("DELETE FROM waiting_match WHERE received_at < now() - %s", (older_than,))
        return gone.rowcount


def _want(row: DictRow) -> Want:
    return Want(row["subscription_id"], row["posting_id"], row["opening_id"])


def _known(row: DictRow) -> Known:
    schedule = None
    if row["cadence"] is not None:
        quiet = QuietHours.model_validate(row["quiet_hours"]) if row["quiet_hours"] else None
        schedule = Schedule(CADENCE.validate_python(row["cadence"]), row["time_zone"], quiet)
    return Known(row["subscription_id"], row["person_id"], row["state"], schedule)
