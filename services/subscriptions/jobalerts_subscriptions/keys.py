"""API keys: shown once, kept as hashes, each of one tenant."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from psycopg.rows import DictRow
from pydantic import SecretStr

from jobalerts_shared.database import Pool
from jobalerts_subscriptions.register import OWN_TENANT

MARK = "jobalerts_"
PREFIX_LENGTH = len(MARK) + 6
COLUMNS = "key_id, prefix, tenant, scopes, created_at, last_used_at, revoked_at"


class Scope(StrEnum):
    READ = "read"
    WRITE = "write"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, known by the key. The operator may besides make keys, and speak for every person."""

    tenant: str
    scopes: frozenset[Scope]
    operator: bool = False
    key_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    key_id: UUID
    prefix: str
    tenant: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Keys:
    def __init__(self, pool: Pool, operator_key: SecretStr | None) -> None:
        self._pool = pool
        self._operator = _hashed(operator_key.get_secret_value()) if operator_key else None

    async def caller(self, key: str) -> Caller | None:
        """None for a key that is nobody's, or no longer."""
        given = _hashed(key)
        if self._operator and hmac.compare_digest(given, self._operator):
            return Caller(OWN_TENANT, ALL_SCOPES, operator=True)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT key_id, key_hash, tenant, scopes FROM api_key WHERE key_hash = %s AND revoked_at IS NULL",
                (given,),
            )
            row = await cursor.fetchone()
            if row is None or not hmac.compare_digest(given, bytes(row["key_hash"])):
                return None
            await connection.execute(
                """UPDATE api_key SET last_used_at = now() WHERE key_id = %s
                   AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')""",
                (row["key_id"],),
            )
        return Caller(row["tenant"], frozenset(map(Scope, row["scopes"])), key_id=row["key_id"])

    async def create(self, tenant: str, scopes: tuple[Scope, ...]) -> tuple[ApiKey, str]:
        """The key itself is in the second value and nowhere else."""
        key = MARK + secrets.token_urlsafe(32)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                f"""INSERT INTO api_key (key_hash, prefix, tenant, scopes) VALUES (%s, %s, %s, %s)
                    RETURNING {COLUMNS}""".encode(),  # noqa: S608  # a constant of ours
                (_hashed(key), key[:PREFIX_LENGTH], tenant, [scope.value for scope in scopes]),
            )
            row = await cursor.fetchone()
        assert row is not None
        return _api_key(row), key

    async def all(self) -> list[ApiKey]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                f"SELECT {COLUMNS} FROM api_key ORDER BY created_at, key_id".encode()  # noqa: S608  # ours
            )
            return [_api_key(row) for row in await cursor.fetchall()]

    async def revoke(self, key_id: UUID) -> bool:
        """False when there is no such key; a key revoked twice is revoked."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE key_id = %s RETURNING key_id",
                (key_id,),
            )
            return await cursor.fetchone() is not None


def _hashed(key: str) -> bytes:
    """A key has 256 random bits: a plain hash is enough, and finds its row by index."""
    return hashlib.sha256(key.encode()).digest()


def _api_key(row: DictRow) -> ApiKey:
    return ApiKey(**{**row, "scopes": tuple(map(Scope, row["scopes"]))})
