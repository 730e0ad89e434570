"""A mail server that keeps what it is sent, over a real SMTP conversation, and answers as it is told."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True)
class Taken:
    """One mail that the server has taken, whatever it answered afterwards."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        mail = message_from_bytes(self.raw, policy=default)
        assert isinstance(mail, EmailMessage)
        return mail


@dataclass
class FakeSmtp:
    """`rcpt` and `data` answer instead of 250; `cut`, `slow`: after the body, close or wait."""

    login: tuple[str, str] | None = None
    rcpt: dict[str, str] = field(default_factory=dict)
    mail_reply: str | None = None
    data: list[str] = field(default_factory=list)
    cut: int = 0
    slow: float = 0.0
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    sessions: int = 0
    _transports: list[asyncio.Transport] = field(default_factory=list)

    @property
    def url(self) -> str:
        login = "{}:{}@".format(*self.login) if self.login else ""
        return f"smtp://{login}127.0.0.1:{self.port}"

    def to(self, recipient: str) -> list[EmailMessage]:
        return [taken.mail for taken in self.taken if taken.recipient == recipient]

    @asynccontextmanager
    async def served(self) -> AsyncIterator[FakeSmtp]:
        server = await asyncio.get_running_loop().create_server(self._protocol, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for transport in self._transports:
                transport.abort()
            await asyncio.sleep(0.01)

    def drop_connections(self) -> None:
        """As a server does that is restarted."""
        for transport in self._transports:
            transport.abort()
        self._transports.clear()

    def _protocol(self) -> SMTP:
        self.sessions += 1
        options: dict[str, Any] = {}
        if self.login:
            options = {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
        server = self
        handler = _Answers(self)

        class Conversation(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                assert isinstance(transport, asyncio.Transport)
                server._transports.append(transport)
                super().connection_made(transport)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a password without TLS is what this test server is for
            return Conversation(handler, hostname="fake.example", enable_SMTPUTF8=True, **options)

    def _authenticate(self, _s: SMTP, _session: Session, _e: Envelope, _mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword) and self.login
        right = (given.login.decode(), given.password.decode()) == self.login
        return AuthResult(success=right, handled=False)


class _Answers:
    def __init__(self, fake: FakeSmtp) -> None:
        self._fake = fake

    async def handle_MAIL(
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._fake.mail_reply:
            return self._fake.mail_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        reply = self._fake.rcpt.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        if reply.startswith("421"):
            asyncio.get_running_loop().call_later(0.01, server.transport.abort)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        fake = self._fake
        content = envelope.content
        assert isinstance(content, bytes)
        reply = fake.data.pop(0) if fake.data else "250 OK"
        if reply.startswith("250"):
            fake.taken += [Taken(envelope.mail_from or "", address, content) for address in envelope.rcpt_tos]
        await asyncio.sleep(fake.slow)
        if fake.cut > 0:
            fake.cut -= 1
            server.transport.abort()
        return reply
