"""Kept SMTP connections: a few, each used by one mail at a time, opened again when they have gone stale."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import aiosmtplib

from jobalerts_shared.settings import SettingsError

TIMEOUT = 30.0
STALE_AFTER = 20.0  # seconds of rest after which a connection is asked whether it still lives
QUIT_TIMEOUT = 2.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
DEFAULT_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`smtps` speaks TLS from the first byte; `smtp` changes to TLS where the server offers it.

    A password leaves this machine only under TLS and only to whoever proves the name. Without one, an unproven name
    is taken rather than no TLS at all: most relays next door have a certificate of their own making.
    """

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def start_tls(self) -> bool | None:
        """None: if the server offers it."""
        if self.tls:
            return False
        return True if self.user and self.host not in LOOPBACK else None


def parse_smtp_url(url: str) -> SmtpServer:
    """`smtp[s]://user:pass@host:port`; raises SettingsError, whose text never holds the password."""
    wrong = SettingsError("smtp_url: it is written smtp://user:pass@host:port or smtps://user:pass@host:port.")
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path.strip("/"):
        raise wrong
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return SmtpServer(parts.hostname, port or DEFAULT_PORTS[parts.scheme], parts.scheme == "smtps", user, password)


class SmtpPool:
    def __init__(self, server: SmtpServer, connections: int, *, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._tls = _tls_context(proven=server.tls or server.user is not None)
        self._free = asyncio.Semaphore(connections)
        self._resting: list[tuple[float, aiosmtplib.SMTP]] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection for one mail. After an error that leaves it usable it is reset, after any other closed."""
        async with self._free:
            connection = await self._rested() or await self._open()
            try:
                yield connection
            except aiosmtplib.SMTPResponseException:
                await self._reset(connection)
                raise
            except BaseException:
                connection.close()
                raise
            if connection.is_connected:
                self._resting.append((time.monotonic(), connection))

    async def close(self) -> None:
        for _, connection in self._resting:
            with suppress(aiosmtplib.SMTPException, OSError):
                await connection.quit(timeout=QUIT_TIMEOUT)
            connection.close()
        self._resting.clear()

    async def _open(self) -> aiosmtplib.SMTP:
        server = self._server
        connection = aiosmtplib.SMTP(
            hostname=server.host, port=server.port, use_tls=server.tls, start_tls=server.start_tls,
            username=server.user, password=server.password, timeout=self._timeout, tls_context=self._tls,
        )  # fmt: skip
        await connection.connect()
        return connection

    async def _rested(self) -> aiosmtplib.SMTP | None:
        """The connection used last, if the server still answers on it."""
        while self._resting:
            since, connection = self._resting.pop()
            if connection.is_connected and (time.monotonic() - since < STALE_AFTER or await _answers(connection)):
                return connection
            connection.close()
        return None

    async def _reset(self, connection: aiosmtplib.SMTP) -> None:
        """So that the next mail does not inherit this one's sender or recipient."""
        try:
            await connection.rset(timeout=QUIT_TIMEOUT)
        except (aiosmtplib.SMTPException, OSError):
            connection.close()
        else:
            self._resting.append((time.monotonic(), connection))


def _tls_context(*, proven: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not proven:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def _answers(connection: aiosmtplib.SMTP) -> bool:
    try:
        await connection.noop(timeout=QUIT_TIMEOUT)
    except (aiosmtplib.SMTPException, OSError):
        return False
    return True
