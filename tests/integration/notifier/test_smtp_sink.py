"""The e-mail channel against Postfix's own sink, a server that nobody here wrote, and the faults it can play."""

from __future__ import annotations

import asyncio
import shutil
import socket

import pytest

from jobalerts_notifier.channels.email import Smtp
from jobalerts_notifier.channels.smtp import SmtpPool, parse_smtp_url
from jobalerts_notifier.outcomes import Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.render.mail import MailWriter
from jobalerts_shared.targets import EmailTarget
from tests.fakes.messages import message

WRITER = MailWriter("Job alerts <alerts@jobs.example>")
ADA = Recipient(EmailTarget(), "ada@example.org")
SINK = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")


async def sink(*faults: str) -> tuple[asyncio.subprocess.Process, int]:
    assert SINK
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    address = f"127.0.0.1:{port}"
    server = await asyncio.create_subprocess_exec(SINK, "-u", "nobody", *faults, address, "20")
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return server, port
    raise AssertionError("smtp-sink did not start")


@pytest.mark.system
@pytest.mark.skipif(SINK is None, reason="smtp-sink is not installed (Debian: postfix)")
@pytest.mark.parametrize(
    ("faults", "outcome"),
    [
        pytest.param((), Sent(), id="taken"),
        pytest.param(("-r", "rcpt"), RetryLater(Reason.TEMPORARY), id="450 to the recipient"),
        pytest.param(("-f", "rcpt"), Refused(permanent=False, reason=Reason.REFUSED_POLICY), id="500 to the recipient"),
        pytest.param(("-Q", "mail"), RetryLater(Reason.TEMPORARY, pauses=True), id="421 and gone"),
        pytest.param(("-q", "helo,ehlo"), RetryLater(Reason.UNREACHABLE, pauses=True), id="hung up on"),
    ],
)
async def test_what_the_sink_does(faults: tuple[str, ...], outcome: Outcome) -> None:
    server, port = await sink(*faults)
    pool = SmtpPool(parse_smtp_url(f"smtp://127.0.0.1:{port}"), 2, timeout=2)
    try:
        assert await Smtp(WRITER, pool).send(message(), ADA) == outcome
    finally:
        await pool.close()
        server.kill()
        await server.wait()
