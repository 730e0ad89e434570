"""The rows of subscriptions and persons: one statement a method."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from jobalerts_shared.criteria import Cadence, Criteria, QuietHours
from jobalerts_shared.database import Pool
from jobalerts_shared.events import SubscriptionState
from jobalerts_subscriptions.asked import Asked, Consent
from jobalerts_subscriptions.kept import Kept
from jobalerts_subscriptions.limits import Limit, Meter

CADENCE: TypeAdapter[Cadence] = TypeAdapter(Cadence)


@dataclass(frozen=True, slots=True)
class Person:
    person_id: UUID
    email: str
    confirmed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a mailed link stands for; `fresh` while it can still be used for the first time."""

    subscription_id: int
    used: bool
    expired: bool

    @property
    def fresh(self) -> bool:
        return not (self.used or self.expired)


class Store:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Rows]:
        """All or nothing."""
        async with self._pool.connection() as connection:
            yield Rows(connection)


class Rows:
    """In one transaction. Subscriptions are locked in the order of their numbers, and before persons."""

    def __init__(self, connection: AsyncConnection[DictRow]) -> None:
        self._connection = connection

    async def person_of(self, address: str) -> UUID:
        """The person with this normalised address, made where there is none."""
        row = await self._one(
            """INSERT INTO person (email) VALUES (%s)
               ON CONFLICT (email) DO UPDATE SET email = EXCLUDED.email RETURNING person_id""",
            (address,),
        )
        assert row is not None
        return UUID(str(row["person_id"]))

    async def person(self, person_id: UUID) -> Person | None:
        row = await self._one(
            "SELECT person_id, email, confirmed_at, created_at FROM person WHERE person_id = %s", (person_id,)
        )
        return Person(**row) if row else None

    async def person_at(self, address: str) -> UUID | None:
        row = await self._one("SELECT person_id FROM person WHERE email = %s", (address,))
        return UUID(str(row["person_id"])) if row else None

    async def person_confirmed(self, person_id: UUID) -> None:
        await self._connection.execute(
            "UPDATE person SET confirmed_at = coalesce(confirmed_at, now()) WHERE person_id = %s", (person_id,)
        )

    async def live_count(self, person_id: UUID) -> int:
        """How many the person has; the person's row is locked, so that two at once are counted one after the other."""
        await self._connection.execute("SELECT 1 FROM person WHERE person_id = %s FOR UPDATE", (person_id,))
        row = await self._one(
            "SELECT count(*) AS live FROM subscription WHERE person_id = %s AND state <> 'ended'", (person_id,)
        )
        return int(row["live"]) if row else 0

    async def add(
        self, tenant: str, public_id: str, person_id: UUID, asked: Asked, state: SubscriptionState, sealed: str
    ) -> Kept | None:
        """None when the tenant has one of this id already."""
        row = await self._one(
            """INSERT INTO subscription (tenant, public_id, person_id, criteria, cadence, time_zone, quiet_hours,
                   targets_sealed, state, consent_source, consent_at)
               VALUES (%(tenant)s, %(public_id)s, %(person_id)s, %(criteria)s, %(cadence)s, %(time_zone)s,
                   %(quiet_hours)s, %(targets_sealed)s, %(state)s, %(consent_source)s, %(consent_at)s)
               ON CONFLICT (tenant, public_id) DO NOTHING RETURNING *""",
            {"tenant": tenant, "public_id": public_id, **_columns(person_id, asked, state, sealed)},
        )
        return kept_of(row) if row else None

    async def change(self, kept: Kept, person_id: UUID, asked: Asked, state: SubscriptionState, sealed: str) -> Kept:
        """The same subscription saying something else: its version rises, so it is owed to the topic."""
        row = await self._one(
            """UPDATE subscription SET person_id = %(person_id)s, criteria = %(criteria)s, cadence = %(cadence)s,
                   time_zone = %(time_zone)s, quiet_hours = %(quiet_hours)s, targets_sealed = %(targets_sealed)s,
                   state = %(state)s, consent_source = %(consent_source)s, consent_at = %(consent_at)s,
                   version = version + 1, changed_at = clock_timestamp(),
                   ended_at = CASE WHEN %(state)s = 'ended' THEN coalesce(ended_at, now()) END
               WHERE subscription_id = %(subscription_id)s RETURNING *""",
            {"subscription_id": kept.subscription_id, **_columns(person_id, asked, state, sealed)},
        )
        assert row is not None
        return kept_of(row)

    async def find(self, tenant: str, public_id: str) -> Kept | None:
        """Locked until the transaction ends: changes of one subscription happen one after the other."""
        row = await self._one(
            "SELECT * FROM subscription WHERE tenant = %s AND public_id = %s FOR UPDATE", (tenant, public_id)
        )
        return kept_of(row) if row else None

    async def numbered(self, subscription_id: int) -> Kept | None:
        row = await self._one("SELECT * FROM subscription WHERE subscription_id = %s FOR UPDATE", (subscription_id,))
        return kept_of(row) if row else None

    async def page(self, tenant: str, after: int, limit: int, state: SubscriptionState | None) -> list[Kept]:
        return await self._many(
            """SELECT * FROM subscription WHERE tenant = %s AND subscription_id > %s
               AND (%s::text IS NULL OR state = %s) ORDER BY subscription_id LIMIT %s""",
            (tenant, after, state, state, limit),
        )

    async def of_person(self, person_id: UUID, tenant: str | None = None) -> list[Kept]:
        """All of one person, of one tenant only where one is given."""
        return await self._many(
            """SELECT * FROM subscription WHERE person_id = %s AND (%s::text IS NULL OR tenant = %s)
               ORDER BY subscription_id FOR UPDATE""",
            (person_id, tenant, tenant),
        )

    async def of_owner(self, subscription_ids: Sequence[int]) -> list[Kept]:
        """All of the person whose subscriptions these are."""
        return await self._many(
            """SELECT * FROM subscription
               WHERE person_id IN (SELECT person_id FROM subscription WHERE subscription_id = ANY(%s))
               ORDER BY subscription_id FOR UPDATE""",
            (list(subscription_ids),),
        )

    async def add_confirmation(self, subscription_id: int, token_hash: bytes, lasts: timedelta) -> None:
        """A new link takes the place of those not used yet."""
        await self._connection.execute(
            "DELETE FROM confirmation WHERE subscription_id = %s AND used_at IS NULL", (subscription_id,)
        )
        await self._connection.execute(
            "INSERT INTO confirmation (token_hash, subscription_id, expires_at) VALUES (%s, %s, now() + %s)",
            (token_hash, subscription_id, lasts),
        )

    async def confirmation(self, token_hash: bytes) -> Confirmation | None:
        row = await self._one(
            """SELECT subscription_id, used_at IS NOT NULL AS used, expires_at <= now() AS expired
               FROM confirmation WHERE token_hash = %s FOR UPDATE""",
            (token_hash,),
        )
        return Confirmation(**row) if row else None

    async def use_confirmation(self, token_hash: bytes) -> None:
        await self._connection.execute("UPDATE confirmation SET used_at = now() WHERE token_hash = %s", (token_hash,))

    async def erase(self, subscription_ids: list[int]) -> None:
        """The rows go; that they must be unsaid on the topic stays, without a word about whom."""
        await self._connection.execute(
            "INSERT INTO tombstone (subscription_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING",
            (subscription_ids,),
        )
        await self._connection.execute("DELETE FROM subscription WHERE subscription_id = ANY(%s)", (subscription_ids,))

    async def forget_person(self, person_id: UUID) -> None:
        """The person goes too, once nothing of theirs is left."""
        await self._connection.execute(
            """DELETE FROM person WHERE person_id = %s
               AND NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.person_id = person.person_id)""",
            (person_id,),
        )

    async def spend(self, meter: Meter, limit: Limit, who: str) -> None:
        await meter.spend_within(self._connection, limit, who)

    async def claim_key(self, tenant: str, key: str, request_hash: bytes) -> bool:
        """True for the first request with this key; a second one that comes meanwhile waits for its end."""
        row = await self._one(
            """INSERT INTO idempotency (tenant, key, request_hash) VALUES (%s, %s, %s)
               ON CONFLICT DO NOTHING RETURNING key""",
            (tenant, key, request_hash),
        )
        return row is not None

    async def keyed(self, tenant: str, key: str) -> tuple[bytes, int] | None:
        row = await self._one(
            "SELECT request_hash, subscription_id FROM idempotency WHERE tenant = %s AND key = %s", (tenant, key)
        )
        return (bytes(row["request_hash"]), int(row["subscription_id"])) if row else None

    async def answer_key(self, tenant: str, key: str, subscription_id: int) -> None:
        await self._connection.execute(
            "UPDATE idempotency SET subscription_id = %s WHERE tenant = %s AND key = %s",
            (subscription_id, tenant, key),
        )

    async def _one(self, statement: str, values: Any) -> DictRow | None:  # Any: psycopg's parameters
        cursor = await self._connection.execute(statement.encode(), values)
        return await cursor.fetchone()

    async def _many(self, statement: str, values: Any) -> list[Kept]:  # Any: psycopg's parameters
        cursor = await self._connection.execute(statement.encode(), values)
        return [kept_of(row) for row in await cursor.fetchall()]


def _columns(person_id: UUID, asked: Asked, state: SubscriptionState, sealed: str) -> dict[str, Any]:
    quiet = asked.quiet_hours
    return {
        "person_id": person_id,
        "criteria": Jsonb(asked.criteria.model_dump(mode="json")),
        "cadence": Jsonb(asked.cadence.model_dump(mode="json")),
        "time_zone": asked.time_zone,
        "quiet_hours": Jsonb(quiet.model_dump(mode="json", by_alias=True)) if quiet else None,
        "targets_sealed": sealed,
        "state": state.value,
        "consent_source": asked.consent.source if asked.consent else None,
        "consent_at": asked.consent.at if asked.consent else None,
    }


def kept_of(row: DictRow) -> Kept:
    consent = Consent(source=row["consent_source"], at=row["consent_at"]) if row["consent_source"] else None
    return Kept(
        subscription_id=row["subscription_id"],
        tenant=row["tenant"],
        public_id=row["public_id"],
        person_id=row["person_id"],
        criteria=Criteria.model_validate(row["criteria"]),
        cadence=CADENCE.validate_python(row["cadence"]),
        time_zone=row["time_zone"],
        quiet_hours=QuietHours.model_validate(row["quiet_hours"]) if row["quiet_hours"] else None,
        targets_sealed=row["targets_sealed"],
        state=SubscriptionState(row["state"]),
        version=row["version"],
        consent=consent,
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        ended_at=row["ended_at"],
    )
