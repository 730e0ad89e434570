"""Migrations and the pool, on the real PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import psycopg_pool
import pytest
import structlog

from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts_shared.database import MigrationRefused, migrate, open_pool
from jobalerts_shared.outages import is_outage

FIRST = "CREATE TABLE owed (id integer PRIMARY KEY);"
SECOND = "ALTER TABLE owed ADD COLUMN due timestamptz; -- 100 % by 'then'"
Package = Callable[[dict[str, str]], str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """A package of migrations that a test writes, and may write again."""
    folder = tmp_path / "frame_migrations"
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(texts: dict[str, str]) -> str:
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        for name, text in texts.items():
            (folder / name).write_text(text)
        return folder.name

    yield write
    sys.modules.pop("frame_migrations", None)


def tables(url: str, schema: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
    return {row[0] for row in rows}


def test_each_is_applied_once_and_in_order(postgresql_url: str, package: Package) -> None:
    name = package({"0001_owed.sql": FIRST})
    assert migrate(postgresql_url, "crawler", name) == ["0001_owed.sql"]
    package({"0002_due.sql": SECOND})
    assert migrate(postgresql_url, "crawler", name) == ["0002_due.sql"]
    assert migrate(postgresql_url, "crawler", name) == []
    assert tables(postgresql_url, "crawler") == {"owed", "migrations"}


def test_schemas_are_apart(postgresql_url: str, package: Package) -> None:
    name = package({"0001_owed.sql": FIRST})
    assert migrate(postgresql_url, "crawler", name) == migrate(postgresql_url, "notifier", name) == ["0001_owed.sql"]


def test_several_at_once_take_turns(postgresql_url: str, package: Package) -> None:
    name = package({"0001_owed.sql": FIRST + "SELECT pg_sleep(0.1);", "0002_due.sql": SECOND})
    applied: list[str] = []
    threads = [
        threading.Thread(target=lambda: applied.extend(migrate(postgresql_url, "crawler", name))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert applied == ["0001_owed.sql", "0002_due.sql"]


def test_one_that_fails_leaves_nothing_behind(postgresql_url: str, package: Package) -> None:
    name = package({"0001_owed.sql": FIRST + "CREATE TABLE half (); SELECT 1 / 0;"})
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(postgresql_url, "crawler", name)
    assert tables(postgresql_url, "crawler") == {"migrations"}


@pytest.mark.parametrize(
    ("then", "says"),
    [
        pytest.param({"0002_due.sql": "SELECT 1;"}, "0002_due.sql was applied before and has changed", id="changed"),
        pytest.param({"0001_early.sql": FIRST}, "0001_early.sql stands before 0002_due.sql", id="too late"),
        pytest.param({"3_lazy.sql": FIRST}, "3_lazy.sql is not", id="badly named"),
    ],
)
def test_what_does_not_agree_is_refused(postgresql_url: str, package: Package, then: dict[str, str], says: str) -> None:
    name = package({"0002_due.sql": FIRST})
    migrate(postgresql_url, "crawler", name)
    package(then)
    with pytest.raises(MigrationRefused, match=says):
        migrate(postgresql_url, "crawler", name)


def test_an_older_version_bears_what_a_newer_one_applied(postgresql_url: str, package: Package, tmp_path: Path) -> None:
    name = package({"0001_owed.sql": FIRST, "0002_due.sql": SECOND})
    migrate(postgresql_url, "crawler", name)
    (tmp_path / name / "0002_due.sql").unlink()
    assert migrate(postgresql_url, "crawler", name) == []


def test_a_postgresql_that_is_starting_is_waited_for(tmp_path: Path, package: Package) -> None:
    server = PostgreSQL(tmp_path / "postgresql")
    server.start()
    server.stop()
    name, applied, told = package({"0001_owed.sql": FIRST}), list[str](), list[str]()
    migrating = threading.Thread(
        target=lambda: applied.extend(migrate(server.url, "crawler", name, on_wait=told.append))
    )
    with structlog.testing.capture_logs() as logs:
        migrating.start()
        while not logs:
            time.sleep(0.01)
        server.start()
        migrating.join()
    server.stop()
    assert applied == ["0001_owed.sql"]
    assert logs[0]["event"] == "PostgreSQL does not answer yet; we try again."
    assert len(told) == 1 and "onnection" in told[0]


def test_a_wrong_password_is_not_waited_for(postgresql_url: str, package: Package) -> None:
    with structlog.testing.capture_logs() as logs, pytest.raises(psycopg.OperationalError):
        migrate(psycopg.conninfo.make_conninfo(postgresql_url, dbname="nowhere"), "crawler", package({}))
    assert not logs


async def test_a_pool_is_of_one_schema_in_utc_with_limits(postgresql_url: str, package: Package) -> None:
    await asyncio.to_thread(migrate, postgresql_url, "crawler", package({"0001_owed.sql": FIRST}))
    async with open_pool(postgresql_url, "crawler") as pool, pool.connection() as connection:
        await connection.execute("INSERT INTO owed VALUES (1)")
        rows = await connection.execute(
            """SELECT id, current_schema() AS schema, current_setting('TimeZone') AS zone,
                      current_setting('statement_timeout') AS patience, current_setting('application_name') AS name
               FROM owed"""
        )
        assert await rows.fetchall() == [
            {"id": 1, "schema": "crawler", "zone": "UTC", "patience": "30s", "name": "jobalerts-crawler"}
        ]


async def test_a_pool_outlives_its_server(tmp_path: Path) -> None:
    """While it is away that is an outage; when it is back, everything is as before."""
    server = PostgreSQL(tmp_path / "postgresql")
    await asyncio.to_thread(server.start)
    async with open_pool(server.url, "public") as pool:
        async with pool.connection() as connection:
            await connection.execute("SELECT 1")
        await asyncio.to_thread(server.kill)
        with pytest.raises((psycopg.OperationalError, psycopg_pool.PoolTimeout)) as away:
            async with pool.connection(timeout=1) as connection:
                await connection.execute("SELECT 1")
        await asyncio.to_thread(server.start)
        async with pool.connection() as connection:
            rows = await connection.execute("SELECT 1 AS one")
            assert await rows.fetchone() == {"one": 1}
    await asyncio.to_thread(server.stop)
    assert is_outage(away.value)
