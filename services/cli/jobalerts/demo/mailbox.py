"""The demo's mailbox: an SMTP server that keeps what it accepts, for as long as it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail that was accepted."""

    number: int
    to: str
    at: datetime
    mail: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"] or "")

    def words(self, kind: str) -> str:
        """The text of one form of it, `plain` or `html`; empty where it has none."""
        part = self.mail.get_body((kind,))
        return str(part.get_content()) if part else ""


@dataclass
class Mailbox:
    """`arrived` is told of each mail once it is kept. The method's name is aiosmtpd's."""

    arrived: Callable[[Kept], None]
    mails: list[Kept] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        kept = Kept(len(self.mails) + 1, ", ".join(envelope.rcpt_tos), datetime.now(UTC), mail)
        self.mails.append(kept)
        self.arrived(kept)
        return "250 2.0.0 kept"

    def server(self) -> SMTP:
        """One connection's protocol."""
        return SMTP(self, hostname="mailbox.demo", enable_SMTPUTF8=True)
