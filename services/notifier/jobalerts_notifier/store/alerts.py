"""What is kept of matches: postings once, and one alert per person and opening with the wants behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from jobalerts_notifier.store.subscribers import Want
from jobalerts_shared.events import MatchEvent


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert as first found: `why` are the wants behind it, the one that speaks for it first."""

    alert_id: UUID
    person_id: UUID
    opening_id: UUID
    kind: str
    due_at: datetime
    why: tuple[Want, ...]


class Alerts:
    """Alerts within one transaction; every statement takes a whole batch."""

    def __init__(self, connection: AsyncConnection[DictRow]) -> None:
        self._connection = connection

    async def now(self) -> datetime:
        """The transaction's own time: the same in every statement of it."""
        row = await (await self._connection.execute("SELECT now() AS now")).fetchone()
        assert row is not None
        moment: datetime = row["now"]
        return moment

    async def keep_postings(self, events: Sequence[MatchEvent]) -> None:
        """Each posting once, as the highest version of it says; a closed one stays closed until it reopens."""
        await self._connection.execute(
            """INSERT INTO posting (posting_id, opening_id, version, closed, first_seen, body, closed_at)
               SELECT *, CASE WHEN closed THEN now() END
                 FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::boolean[], %s::timestamptz[], %s::jsonb[])
                          AS heard (posting_id, opening_id, version, closed, first_seen, body)
                ORDER BY posting_id
               ON CONFLICT (posting_id) DO UPDATE
                  SET opening_id = excluded.opening_id, version = excluded.version, closed = excluded.closed,
                      first_seen = excluded.first_seen, body = excluded.body, closed_at = excluded.closed_at
                WHERE posting.version < excluded.version""",
            (
                [event.posting.id for event in events],
                [event.opening_id for event in events],
                [event.version for event in events],
                [event.change == "closed" or event.posting.closed for event in events],
                [event.first_seen for event in events],
                [Jsonb(without_nul(event.posting.model_dump(mode="json"))) for event in events],
            ),
        )

    async def open_openings(self, posting_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Which of the postings are open, as far as was ever heard, and the opening of each."""
        rows = await self._connection.execute(
            "SELECT posting_id, opening_id FROM posting WHERE posting_id = ANY(%s) AND NOT closed",
            (list(posting_ids),),
        )
        return {row["posting_id"]: row["opening_id"] for row in await rows.fetchall()}

    async def windows(self, people: Collection[UUID], window: timedelta) -> dict[UUID, datetime]:
        """Until when instant alerts are being gathered, for those who have a window open."""
        rows = await self._connection.execute(
            """SELECT person_id, min(due_at) AS until FROM alert
                WHERE person_id = ANY(%s) AND state = 'pending' AND kind = 'instant'
                  AND due_at > now() AND due_at <= now() + %s
                GROUP BY person_id""",
            (list(people), window),
        )
        return {row["person_id"]: row["until"] for row in await rows.fetchall()}

    async def owe(self, alerts: Sequence[NewAlert]) -> None:
        """One alert per person and opening. One that was dropped before it was told is owed again."""
        await self._connection.execute(
            """INSERT INTO alert (alert_id, person_id, opening_id, kind, due_at)
               SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])
                          AS owed (alert_id, person_id, opening_id, kind, due_at) ORDER BY alert_id
               ON CONFLICT (person_id, opening_id) DO UPDATE
                  SET state = 'pending', drop_reason = NULL, kind = excluded.kind, due_at = excluded.due_at,
                      created_at = now()
                WHERE alert.state = 'dropped'""",
            (
                [alert.alert_id for alert in alerts],
                [alert.person_id for alert in alerts],
                [alert.opening_id for alert in alerts],
                [alert.kind for alert in alerts],
                [alert.due_at for alert in alerts],
            ),
        )

    async def give_reasons(self, alerts: Sequence[NewAlert]) -> None:
        """Add the wants to the alerts that are still to be sent, after those that were there before."""
        reasons = [(alert.alert_id, want) for alert in alerts for want in alert.why]
        await self._connection.execute(
            """INSERT INTO alert_reason (alert_id, subscription_id, posting_id)
               SELECT alert_id, subscription_id, posting_id
                 FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[]) WITH ORDINALITY
                      AS given (alert_id, subscription_id, posting_id, place)
                 JOIN alert a USING (alert_id) WHERE a.state = 'pending'
                ORDER BY place
               ON CONFLICT DO NOTHING""",
            (
                [alert_id for alert_id, _ in reasons],
                [want.subscription_id for _, want in reasons],
                [want.posting_id for _, want in reasons],
            ),
        )

    async def call(self, alerts: Sequence[NewAlert]) -> None:
        """Give each person with something owed a turn at the gathering, no later than it is due."""
        await self._connection.execute(
            """INSERT INTO person (person_id, next_due)
               SELECT a.person_id, min(a.due_at) FROM alert a
                WHERE a.alert_id = ANY(%s) AND a.state = 'pending' GROUP BY a.person_id ORDER BY a.person_id
               ON CONFLICT (person_id) DO UPDATE SET next_due = least(person.next_due, excluded.next_due)""",
            ([alert.alert_id for alert in alerts],),
        )


def without_nul(value: object) -> object:
    """PostgreSQL keeps no NUL in text; a posting that has one loses that alone."""
    match value:
        case str():
            return value.replace("\x00", "")
        case list():
            return [without_nul(part) for part in value]
        case dict():
            return {name: without_nul(part) for name, part in value.items()}
        case _:
            return value
