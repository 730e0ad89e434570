"""Mail to the subscription's address: by SMTP on kept connections, or into a Maildir where no server is set."""

from __future__ import annotations

import asyncio
import mailbox
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import structlog

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels.smtp import SmtpPool, parse_smtp_url
from jobalerts_notifier.message import Message
from jobalerts_notifier.outcomes import InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.render.mail import MailWriter, mail_address
from jobalerts_shared.settings import Settings

CONNECTIONS = 4
# The mailbox itself is refused. Other 5xx answers speak of the mail or of us.
DEAD_ADDRESS = frozenset({550, 551, 553, 556})
POLICY_STATUS = "5.7."  # RFC 3463: security or policy, which the next mail may pass

log = structlog.get_logger()


@asynccontextmanager
async def open_email(settings: Settings) -> AsyncIterator[Channel]:
    writer = MailWriter(settings.mail_from)
    if settings.smtp_url is None:
        folder = settings.data_dir / "mail"
        log.warning("No SMTP server is set; mails go to a Maildir.", folder=str(folder))
        yield Maildir(writer, folder)
        return
    pool = SmtpPool(parse_smtp_url(settings.smtp_url.get_secret_value()), CONNECTIONS)
    try:
        yield Smtp(writer, pool)
    finally:
        await pool.close()


class Smtp:
    at_once = CONNECTIONS
    each = CONNECTIONS
    resend_in_doubt = True  # the Message-ID stays the same, so a second copy can be told

    def __init__(self, writer: MailWriter, pool: SmtpPool) -> None:
        self._writer = writer
        self._pool = pool

    async def send(self, message: Message, recipient: Recipient) -> Outcome:
        try:
            address = mail_address(recipient.email)
            mail = self._writer.write(message, address)
        except ValueError:
            return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
        try:
            async with self._pool.connection() as connection:
                return await self._send(connection, mail, address)
        except (aiosmtplib.SMTPException, OSError) as error:
            return _before_the_body(error)

    async def _send(self, connection: aiosmtplib.SMTP, mail: EmailMessage, address: str) -> Outcome:
        options = await _options(connection, address)
        encoding = "utf-8" if options else "ascii"
        await connection.mail(self._writer.sender, options=options, encoding=encoding)
        await connection.rcpt(address, encoding=encoding)
        try:
            await connection.data(mail.as_bytes())
        except (aiosmtplib.SMTPServerDisconnected, ConnectionError):
            return InDoubt(Reason.CUT_AFTER_BODY)
        except aiosmtplib.SMTPTimeoutError:
            return InDoubt(Reason.TIMED_OUT)
        return Sent()


class Maildir:
    at_once = CONNECTIONS
    each = CONNECTIONS
    resend_in_doubt = True

    def __init__(self, writer: MailWriter, folder: Path) -> None:
        self._writer = writer
        self._folder = folder

    async def send(self, message: Message, recipient: Recipient) -> Outcome:
        try:
            mail = self._writer.write(message, recipient.email)
        except ValueError:
            return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
        try:
            await asyncio.to_thread(self._add, mail)
        except OSError:
            return RetryLater(Reason.OUR_SIDE, pauses=True)
        return Sent()

    def _add(self, mail: EmailMessage) -> None:
        """Its folders are made here: of two first mails at once, mailbox makes them for one and trips up the other."""
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(self._folder, create=False).add(mail.as_bytes())


async def _options(connection: aiosmtplib.SMTP, address: str) -> list[str]:
    if address.isascii():
        return []
    if connection.is_ehlo_or_helo_needed:
        await connection.ehlo()
    if not connection.supports_extension("smtputf8"):
        raise aiosmtplib.SMTPNotSupported("The server takes no such addresses.")
    return ["SMTPUTF8"]


def _before_the_body(error: Exception) -> Outcome:
    """Nothing was accepted yet. Only the answer to RCPT speaks of the address; the others speak of us or the server."""
    match error:
        case aiosmtplib.SMTPRecipientRefused(code=code, message=text) if code >= 500:
            return Refused(code in DEAD_ADDRESS and POLICY_STATUS not in text[:8], _refusal(code, text))
        case aiosmtplib.SMTPRecipientRefused(code=code):
            return RetryLater(Reason.TEMPORARY, pauses=code == 421)
        case aiosmtplib.SMTPDataError(code=code) if code >= 500:
            return Refused(permanent=False, reason=Reason.REFUSED_CONTENT)
        case aiosmtplib.SMTPDataError(code=code):
            return RetryLater(Reason.TEMPORARY, pauses=code == 421)
        case aiosmtplib.SMTPNotSupported():
            return Refused(permanent=False, reason=Reason.REFUSED_POLICY)
        case aiosmtplib.SMTPResponseException(code=code) if code >= 500:
            return RetryLater(Reason.OUR_SIDE, pauses=True)
        case aiosmtplib.SMTPResponseException():
            return RetryLater(Reason.TEMPORARY, pauses=True)
        case _:
            return RetryLater(Reason.UNREACHABLE, pauses=True)


def _refusal(code: int, text: str) -> Reason:
    return Reason.NO_SUCH_TARGET if code in DEAD_ADDRESS and POLICY_STATUS not in text[:8] else Reason.REFUSED_POLICY
