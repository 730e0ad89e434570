"""How often one may call, by stretches of time, counted in the database so that all instances count together."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from pydantic import SecretStr

from jobalerts_shared.database import Pool
from jobalerts_shared.secrets import secrets_of
from jobalerts_subscriptions.refusals import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """Whom each counts is said by its name: a key, a caller's network address, a tenant, or a mailbox."""

    key_calls: Limit = Limit("key_calls", 1200, timedelta(minutes=1))
    address_strangers: Limit = Limit("address_strangers", 60, timedelta(minutes=1))
    address_forms: Limit = Limit("address_forms", 40, timedelta(minutes=10))
    address_looks: Limit = Limit("address_looks", 600, timedelta(minutes=1))
    tenant_postings: Limit = Limit("tenant_postings", 5000, timedelta(minutes=1))
    mailbox_mails: Limit = Limit("mailbox_mails", 4, timedelta(days=1))


class Meter:
    """Counts uses of a limit and refuses the one that is too many."""

    def __init__(self, pool: Pool, secret_key: SecretStr, limits: Limits | None = None) -> None:
        self._pool = pool
        self._secret = secrets_of(secret_key)[0].encode()
        self.limits = limits or Limits()

    async def spend(self, limit: Limit, who: str, uses: int = 1) -> None:
        """Raises `TooMany`. The use counts even when what it was for comes to nothing."""
        async with self._pool.connection() as connection:
            await self.spend_within(connection, limit, who, uses)

    async def spend_within(self, connection: AsyncConnection[DictRow], limit: Limit, who: str, uses: int = 1) -> None:
        """The same inside a transaction: what is rolled back was not used."""
        cursor = await connection.execute(
            """WITH stretch AS (SELECT to_timestamp(
                   (floor(extract(epoch FROM now()) / %(seconds)s) + 1) * %(seconds)s) AS ends_at)
               INSERT INTO rate_use (subject, ends_at, used) SELECT %(subject)s, ends_at, %(uses)s FROM stretch
               ON CONFLICT (subject, ends_at) DO UPDATE SET used = rate_use.used + excluded.used
               RETURNING used, ceil(extract(epoch FROM ends_at - now())) AS wait""",
            {"seconds": int(limit.within.total_seconds()), "subject": self._subject(limit, who), "uses": uses},
        )
        row = await cursor.fetchone()
        assert row is not None
        if row["used"] > limit.most:
            raise TooMany(limit.name, max(1, int(row["wait"])))

    def _subject(self, limit: Limit, who: str) -> bytes:
        return hmac.digest(self._secret, f"{limit.name}\n{who}".encode(), hashlib.sha256)


def network_of(host: str | None) -> str:
    """The caller as it is counted: an IPv6 network of 64 bits is one household."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
