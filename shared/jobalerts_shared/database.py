"""PostgreSQL as every service uses it: one pool on one schema, and forward-only migrations."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias

import psycopg
import structlog
from psycopg import AsyncConnection, Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier
from psycopg_pool import AsyncConnectionPool

Pool: TypeAlias = AsyncConnectionPool[AsyncConnection[DictRow]]

FILE_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql")
POOL_OPTIONS = "-c TimeZone=UTC -c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
# A peer that vanished without a word is noticed within half a minute.
CONNECTION = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
HOPELESS = ("authentication failed", "does not exist", "no pg_hba.conf entry")

log = structlog.get_logger()


class MigrationRefused(Exception):
    """The files and what was applied before do not agree; the text says which file, fit to be shown as it is."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@asynccontextmanager
async def open_pool(url: str, schema: str, *, max_size: int = 8) -> AsyncIterator[Pool]:
    """Connections whose search path is `schema`, with rows as dicts and times in UTC.

    A statement may take 30 s. A dead connection is found before it is handed out, so a restart of PostgreSQL is
    `psycopg.OperationalError` or `psycopg_pool.PoolTimeout` for as long as it lasts, and over when it is over.
    """
    conninfo = _conninfo(url, schema, f"-c search_path={schema} {POOL_OPTIONS}")
    pool: Pool = AsyncConnectionPool(
        conninfo,
        connection_class=AsyncConnection[DictRow],
        kwargs={"row_factory": dict_row},
        min_size=1,
        max_size=max_size,
        timeout=10,
        reconnect_timeout=30,
        check=AsyncConnectionPool.check_connection,
        name=schema,
        open=False,
    )
    async with pool:
        yield pool


def migrate(
    url: str, schema: str, package: str, *, wait_seconds: float = 60, on_wait: Callable[[str], None] | None = None
) -> list[str]:
    """Apply the package's `0001_name.sql` files in order, each once and in a transaction; return the names applied.

    Waits for a PostgreSQL that is starting, and tells `on_wait` once, with the reason. Two that migrate at once take
    turns. Raises `MigrationRefused` when a file that was applied has changed since, or when a new file stands before
    an applied one.
    """
    migrations = read_migrations(package)
    conninfo = _conninfo(url, schema, "-c TimeZone=UTC -c lock_timeout=60s")
    with _connect(conninfo, wait_seconds, on_wait or (lambda _: None)) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (f"jobalerts migrations of {schema}",))
        _prepare(connection, schema)
        pending = _pending(migrations, _applied(connection))
        for migration in pending:
            _apply(connection, migration)
    return [migration.name for migration in pending]


def read_migrations(package: str) -> list[Migration]:
    """The package's migrations in the order of their numbers."""
    found = sorted(
        (file for file in files(package).iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    if wrong := [file.name for file in found if not FILE_NAME.fullmatch(file.name)]:
        raise MigrationRefused(f"A migration is named like 0001_what_it_does.sql; {', '.join(wrong)} is not.")
    return [Migration(file.name, file.read_text(encoding="utf-8")) for file in found]


def _conninfo(url: str, schema: str, options: str) -> str:
    given = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} {options}".strip()
    defaults = {name: value for name, value in CONNECTION.items() if name not in given}
    return make_conninfo(url, **defaults, options=options, application_name=f"jobalerts-{schema}")


def _connect(conninfo: str, wait_seconds: float, on_wait: Callable[[str], None]) -> Connection[DictRow]:
    """Wait for a PostgreSQL that is starting, but not for a password to become right."""
    until, told = time.monotonic() + wait_seconds, False
    while True:
        try:
            return Connection[DictRow].connect(conninfo, autocommit=True, row_factory=dict_row)
        except psycopg.OperationalError as error:
            if time.monotonic() >= until or any(words in str(error) for words in HOPELESS):
                raise
            log.warning("PostgreSQL does not answer yet; we try again.", error=type(error).__name__)
            if not told:
                on_wait(str(error).splitlines()[0])
                told = True
            time.sleep(0.5)


def _prepare(connection: Connection[DictRow], schema: str) -> None:
    connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
    connection.execute(SQL("SET search_path = {}").format(Identifier(schema)))
    connection.execute(
        """CREATE TABLE IF NOT EXISTS migrations (
             name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"""
    )


def _applied(connection: Connection[DictRow]) -> dict[str, str]:
    rows = connection.execute("SELECT name, checksum FROM migrations").fetchall()
    return {row["name"]: row["checksum"] for row in rows}


def _pending(migrations: list[Migration], applied: dict[str, str]) -> list[Migration]:
    """What is still to apply. An applied name that we do not have is a newer version's and none of our business."""
    for migration in migrations:
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationRefused(
                f"{migration.name} was applied before and has changed since; undo that and add a new file."
            )
    pending = [migration for migration in migrations if migration.name not in applied]
    ours = [migration.name for migration in migrations if migration.name in applied]
    if pending and ours and pending[0].name < ours[-1]:
        raise MigrationRefused(f"{pending[0].name} stands before {ours[-1]}, which was applied; give it a new number.")
    return pending


def _apply(connection: Connection[DictRow], migration: Migration) -> None:
    with connection.transaction():
        connection.execute(migration.text.encode())
        connection.execute(
            "INSERT INTO migrations (name, checksum) VALUES (%s, %s)", (migration.name, migration.checksum)
        )
    log.info("We applied a migration.", migration=migration.name)
