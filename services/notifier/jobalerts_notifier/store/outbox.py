"""What sending reads and writes: the deliveries claimed, what they say now, and how each try ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from jobalerts_notifier.conclusions import Claimed, Conclusion
from jobalerts_notifier.outcomes import Drop
from jobalerts_notifier.recipients import Fingerprints
from jobalerts_notifier.retry import Kind
from jobalerts_shared.database import Pool
from jobalerts_shared.posting import Posting
from jobalerts_shared.wanted import Criteria


@dataclass(frozen=True, slots=True)
class StillWanted:
    """One subscription that wants one posting of an alert, both still good."""

    alert_id: UUID
    opening_id: UUID
    subscription_id: int
    criteria: Criteria
    targets_sealed: str
    posting: Posting
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """What a message holds now: the reasons that still stand, of `alerts` alerts that were gathered."""

    alerts: int
    wanted: tuple[StillWanted, ...]
    lost: Drop | None


class Outbox:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def fingerprints(self) -> Fingerprints:
        async with self._pool.connection() as connection:
            row = await (await connection.execute("SELECT salt FROM fingerprint_salt")).fetchone()
        assert row is not None
        return Fingerprints(row["salt"])

    async def claim(
        self, channel: str, owner: str, lease: timedelta, at_most: int, each: int, busy: Collection[str]
    ) -> list[Claimed]:
        """Take the deliveries that have waited longest, at most `each` for one destination and none for a `busy` one.

        A lease that ran out is taken over: its sender died, or could not record what became of the try.
        """
        async with self._pool.connection() as connection:
            rows = await connection.execute(
                """WITH first AS (
                     SELECT delivery_id, row_number() OVER (PARTITION BY destination ORDER BY not_before) AS place
                       FROM (SELECT * FROM delivery d
                              WHERE channel = %(channel)s AND state = 'pending' AND not_before <= now()
                                AND destination <> ALL(%(busy)s)
                                AND NOT EXISTS (SELECT 1 FROM destination t WHERE t.destination = d.destination
                                                   AND t.paused_until > now())
                              ORDER BY not_before LIMIT 64) waiting),
                   free AS (
                     SELECT d.delivery_id, d.lease_owner IS NOT NULL AS taken_over
                       FROM delivery d JOIN first USING (delivery_id)
                      WHERE place <= %(each)s AND d.state = 'pending' AND d.not_before <= now()
                      ORDER BY d.not_before LIMIT %(at_most)s FOR UPDATE OF d SKIP LOCKED)
                   UPDATE delivery d
                      SET attempts = attempts + 1, lease_owner = %(owner)s, lease_until = now() + %(lease)s,
                          not_before = now() + %(lease)s, in_doubt = in_doubt + free.taken_over::int
                     FROM free, message m
                    WHERE d.delivery_id = free.delivery_id AND m.message_id = d.message_id
                   RETURNING d.delivery_id, d.message_id, d.channel, d.target_key, d.destination, d.attempts,
                             d.lease_owner, d.created_at, now() - d.created_at AS age, m.kind, m.person_id,
                             free.taken_over, coalesce((SELECT failures FROM destination t
                                                         WHERE t.destination = d.destination), 0) AS failures""",
                {
                    "channel": channel,
                    "owner": owner,
                    "lease": lease,
                    "at_most": at_most,
                    "each": each,
                    "busy": list(busy),
                },
            )
            return [Claimed(**{**row, "kind": Kind(row["kind"])}) for row in await rows.fetchall()]

    async def is_suppressed(self, target_key: str) -> bool:
        async with self._pool.connection() as connection:
            row = await connection.execute("SELECT 1 FROM suppression WHERE target_key = %s", (target_key,))
            return await row.fetchone() is not None

    async def owed(self, message_id: UUID) -> Owed:
        """What may still be told: active subscriptions, open postings; looked up right before each try.

        An employer's own advert speaks before an aggregator's copy of it, whichever was found first.
        """
        async with self._pool.connection() as connection:
            rows = await connection.execute(
                """SELECT a.alert_id, a.opening_id, r.subscription_id, s.state, p.closed, s.criteria, s.targets_sealed,
                          p.body, p.first_seen
                     FROM alert a JOIN alert_reason r USING (alert_id)
                     JOIN subscription s USING (subscription_id) JOIN posting p USING (posting_id)
                    WHERE a.message_id = %s
                    ORDER BY a.due_at, a.alert_id, p.body ->> 'aggregated' IS NOT DISTINCT FROM 'true', r.rank""",
                (message_id,),
            )
            found = await rows.fetchall()
        good = tuple(_still_wanted(row) for row in found if row["state"] == "active" and not row["closed"])
        return Owed(len({row["alert_id"] for row in found}), good, None if good else _lost(found))

    async def confirmation(self, message_id: UUID) -> str | Drop:
        """The sealed targets of a confirmation that is still wanted, or why it is not."""
        async with self._pool.connection() as connection:
            rows = await connection.execute(
                """SELECT m.sealed, s.state,
                          EXISTS (SELECT 1 FROM message later WHERE later.subscription_id = m.subscription_id
                                     AND later.version > m.version) AS superseded
                     FROM message m LEFT JOIN subscription s USING (subscription_id) WHERE m.message_id = %s""",
                (message_id,),
            )
            row = await rows.fetchone()
        if row is None or row["state"] == "ended" or row["sealed"] is None:
            return Drop.SUBSCRIPTION_ENDED
        if row["superseded"] or row["state"] != "awaiting_confirmation":
            return Drop.CONFIRMATION_SUPERSEDED
        sealed: str = row["sealed"]
        return sealed

    async def record(self, claimed: Claimed, conclusion: Conclusion, told: Collection[UUID]) -> datetime | None:
        """Write down how a try ended and all that follows from it; the time, or None when the lease was lost."""
        async with self._pool.connection() as connection, connection.transaction():
            ended = await self._end(connection, claimed, conclusion)
            if ended is None:
                return None
            if conclusion.suppress:
                await self._suppress(connection, claimed, conclusion)
            await self._pace(connection, claimed, conclusion)
            if conclusion.state != "pending":
                await self._settle(connection, claimed, conclusion, told)
            return ended

    async def _end(
        self, connection: AsyncConnection[DictRow], claimed: Claimed, conclusion: Conclusion
    ) -> datetime | None:
        rows = await connection.execute(
            """UPDATE delivery
                  SET state = %(state)s, outcome = %(outcome)s, reason = %(reason)s, lease_owner = NULL,
                      lease_until = NULL, not_before = now() + %(wait)s, in_doubt = in_doubt + %(in_doubt)s,
                      ended_at = CASE WHEN %(state)s <> 'pending' THEN now() END
                WHERE delivery_id = %(id)s AND lease_owner = %(owner)s AND attempts = %(attempts)s
                  AND state = 'pending'
               RETURNING now() AS now""",
            {
                "state": conclusion.state,
                "outcome": conclusion.outcome,
                "reason": conclusion.reason,
                "wait": conclusion.wait or timedelta(0),
                "in_doubt": int(conclusion.in_doubt),
                "id": claimed.delivery_id,
                "owner": claimed.lease_owner,
                "attempts": claimed.attempts,
            },
        )
        row = await rows.fetchone()
        return row["now"] if row else None

    async def _suppress(self, connection: AsyncConnection[DictRow], claimed: Claimed, conclusion: Conclusion) -> None:
        await connection.execute(
            "INSERT INTO suppression (target_key, channel, reason) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (claimed.target_key, claimed.channel, conclusion.reason),
        )

    async def _pace(self, connection: AsyncConnection[DictRow], claimed: Claimed, conclusion: Conclusion) -> None:
        if conclusion.pause is not None:
            await connection.execute(
                """INSERT INTO destination (destination, failures, paused_until) VALUES (%(id)s, 1, now() + %(pause)s)
                   ON CONFLICT (destination) DO UPDATE
                      SET failures = destination.failures + 1,
                          paused_until = greatest(destination.paused_until, excluded.paused_until)""",
                {"id": claimed.destination, "pause": conclusion.pause},
            )
        elif conclusion.outcome == "sent" and claimed.failures:
            await connection.execute(
                "UPDATE destination SET failures = 0 WHERE destination = %s", (claimed.destination,)
            )

    async def _settle(
        self, connection: AsyncConnection[DictRow], claimed: Claimed, conclusion: Conclusion, told: Collection[UUID]
    ) -> None:
        """Mark what was told. What nobody was told by any target, and surely, may be owed again one day."""
        await connection.execute("UPDATE message SET sealed = NULL WHERE message_id = %s", (claimed.message_id,))
        if conclusion.state == "sent":
            await connection.execute(
                "UPDATE alert SET told_at = now() WHERE alert_id = ANY(%s) AND told_at IS NULL", (list(told),)
            )
        await connection.execute(
            """UPDATE alert SET state = 'dropped', drop_reason = %(reason)s, message_id = NULL
                WHERE message_id = %(message)s AND told_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM delivery WHERE message_id = %(message)s
                                     AND (state = 'pending' OR in_doubt > 0))""",
            {"message": claimed.message_id, "reason": conclusion.reason or "not_told"},
        )

    async def oldest_age(self) -> float:
        """Seconds since the oldest thing that is owed, and could have gone out, was due."""
        async with self._pool.connection() as connection:
            rows = await connection.execute(
                """SELECT coalesce(extract(epoch FROM now() - least(
                            (SELECT min(next_due) FROM person WHERE next_due <= now()),
                            (SELECT min(created_at) FROM delivery WHERE state = 'pending'))), 0)::float8 AS age"""
            )
            row = await rows.fetchone()
        return float(row["age"]) if row else 0.0


def _still_wanted(row: DictRow) -> StillWanted:
    return StillWanted(
        row["alert_id"],
        row["opening_id"],
        row["subscription_id"],
        Criteria.model_validate(row["criteria"]),
        row["targets_sealed"],
        Posting.model_validate(row["body"]),
        row["first_seen"],
    )


def _lost(rows: list[DictRow]) -> Drop:
    states = {row["state"] for row in rows}
    if "active" in states:
        return Drop.POSTING_CLOSED
    return Drop.SUBSCRIPTION_PAUSED if "paused" in states else Drop.SUBSCRIPTION_ENDED
