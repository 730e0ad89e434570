"""The embedded PostgreSQL through every fault that a machine has for it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jobalerts.embedded.errors import Crashed, FolderInUse, PortTaken
from jobalerts.embedded.ports import free_port
from jobalerts.embedded.postgresql import PostgreSQL
from tests.integration.embedded.processes import gone


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgreSQL]:
    server = PostgreSQL(tmp_path / "postgresql")
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    yield server
    server.stop()


def insert(server: PostgreSQL, number: int) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def numbers(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM kept ORDER BY number").fetchall()]


def test_what_was_committed_survives_kill_9_at_the_same_address(server: PostgreSQL) -> None:
    url = server.url
    for number in range(3):
        insert(server, number)
        server.kill()
        assert not server.alive
        server.start()
    assert server.url == url
    assert numbers(url) == [0, 1, 2]


def test_a_clean_stop_ends_even_with_clients_connected(server: PostgreSQL) -> None:
    insert(server, 1)
    client = psycopg.connect(server.url)
    client.execute("SELECT 1")
    server.stop()
    client.close()
    assert not server.alive and server.exit_code == 0


def test_the_same_folder_serves_from_another_port(server: PostgreSQL) -> None:
    insert(server, 1)
    server.stop()
    again = PostgreSQL(server.folder, port=free_port())
    again.start()
    assert again.url != server.url
    assert numbers(again.url) == [1]
    again.stop()


def test_a_second_server_on_the_folder_is_refused(server: PostgreSQL) -> None:
    with pytest.raises(FolderInUse, match="another PostgreSQL is running on"):
        PostgreSQL(server.folder).start()
    assert server.alive


def test_a_taken_port_is_named_and_the_other_program_is_not_taken_for_ours(tmp_path: Path, server: PostgreSQL) -> None:
    other = PostgreSQL(tmp_path / "other", port=server.port)
    with pytest.raises(PortTaken, match=f"port {server.port} on 127.0.0.1 is taken"):
        other.start()
    assert not other.alive


def test_stale_files_of_a_killed_server_do_no_harm(server: PostgreSQL) -> None:
    insert(server, 1)
    server.kill()
    assert (server.folder / "data" / "postmaster.pid").exists()
    fresh = PostgreSQL(server.folder)
    fresh.start()
    assert numbers(fresh.url) == [1]
    fresh.stop()


def test_a_set_up_cut_short_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgresql" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = PostgreSQL(tmp_path / "postgresql")
    server.start()
    assert server.alive
    server.stop()


def test_a_crash_while_starting_comes_with_its_last_words(tmp_path: Path) -> None:
    server = PostgreSQL(tmp_path / "postgresql", settings={"shared_buffers": "nonsense"})
    with pytest.raises(Crashed, match=r"(?s)PostgreSQL ended while starting.*shared_buffers"):
        server.start()


def test_nobody_gets_in_without_the_password_and_nobody_else_can_read_it(server: PostgreSQL) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://jobalerts@127.0.0.1:{server.port}/jobalerts?password=wrong")
    assert stat.S_IMODE((server.folder / "password").stat().st_mode) == 0o600


def test_commits_are_on_the_disk(server: PostgreSQL) -> None:
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_refused_row_is_not_in_the_log(server: PostgreSQL) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (email text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('ada@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('ada@example.org')")
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1/0 WHERE 'ada@example.org' <> ''")
    log = (server.folder / "postgresql.log").read_text()
    assert "duplicate key" in log and "ada@example.org" not in log


OWNER = """
import sys, time
from pathlib import Path
from jobalerts.embedded.postgresql import PostgreSQL
server = PostgreSQL(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def test_it_dies_with_its_owner_and_the_folder_is_free_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "postgresql"
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.communicate()
    server = PostgreSQL(folder)
    server.start()
    assert server.pid != pid
    assert gone(pid)
    server.stop()


def test_a_foreign_program_that_accepts_connections_never_looks_like_ours(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        server = PostgreSQL(tmp_path / "postgresql", port=foreign.getsockname()[1])
        with pytest.raises(PortTaken):
            server.start()


def test_ctrl_c_in_the_terminal_reaches_only_us(server: PostgreSQL) -> None:
    assert server.pid is not None
    assert os.getpgid(server.pid) != os.getpgid(0)
