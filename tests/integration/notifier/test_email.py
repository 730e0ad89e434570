"""Mail over a real SMTP conversation, with every answer that a server may give."""

from __future__ import annotations

import asyncio
import mailbox
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from jobalerts_notifier.channels.email import Smtp, open_email
from jobalerts_notifier.channels.smtp import SmtpPool, SmtpServer, parse_smtp_url
from jobalerts_notifier.outcomes import InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.render.mail import MailWriter
from jobalerts_shared.settings import Settings, SettingsError
from jobalerts_shared.targets import EmailTarget
from tests.fakes.messages import message
from tests.fakes.smtp import FakeSmtp

WRITER = MailWriter("Job alerts <alerts@jobs.example>")
ADA = Recipient(EmailTarget(), "ada@example.org")


@pytest.fixture
async def server() -> AsyncIterator[FakeSmtp]:
    async with FakeSmtp().served() as served:
        yield served


@pytest.fixture
async def channel(server: FakeSmtp) -> AsyncIterator[Smtp]:
    pool = SmtpPool(parse_smtp_url(server.url), 4, timeout=0.5)
    yield Smtp(WRITER, pool)
    await pool.close()


async def test_a_mail_arrives_as_it_was_written(channel: Smtp, server: FakeSmtp) -> None:
    assert await channel.send(message(), ADA) == Sent()
    [taken] = server.taken
    assert (taken.sender, taken.recipient) == ("alerts@jobs.example", "ada@example.org")
    assert taken.mail.defects == []
    assert taken.mail["Message-ID"] == f"<{message().delivery_id.hex}@jobs.example>"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        pytest.param("550 5.1.1 no such user", Refused(permanent=True, reason=Reason.NO_SUCH_TARGET), id="550"),
        pytest.param(
            "550 no such user", Refused(permanent=True, reason=Reason.NO_SUCH_TARGET), id="550 without status"
        ),
        pytest.param("553 bad name", Refused(permanent=True, reason=Reason.NO_SUCH_TARGET), id="553"),
        pytest.param("550 5.7.1 blocked", Refused(permanent=False, reason=Reason.REFUSED_POLICY), id="550 by policy"),
        pytest.param("552 5.2.2 full", Refused(permanent=False, reason=Reason.REFUSED_POLICY), id="552"),
        pytest.param("450 4.2.0 greylisted", RetryLater(Reason.TEMPORARY), id="450"),
        pytest.param("451 later", RetryLater(Reason.TEMPORARY), id="451"),
        pytest.param("421 closing", RetryLater(Reason.TEMPORARY, pauses=True), id="421"),
    ],
)
async def test_the_answer_to_the_recipient(reply: str, outcome: Outcome, channel: Smtp, server: FakeSmtp) -> None:
    server.rcpt["ada@example.org"] = reply
    assert await channel.send(message(), ADA) == outcome
    assert await channel.send(message(), Recipient(EmailTarget(), "bob@example.org")) == Sent(), "the next one goes on"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        pytest.param("554 5.6.0 spam", Refused(permanent=False, reason=Reason.REFUSED_CONTENT), id="554"),
        pytest.param(
            "550 5.7.1 spam", Refused(permanent=False, reason=Reason.REFUSED_CONTENT), id="550: not the address"
        ),
        pytest.param("451 4.3.0 later", RetryLater(Reason.TEMPORARY), id="451"),
    ],
)
async def test_the_answer_to_the_body(reply: str, outcome: Outcome, channel: Smtp, server: FakeSmtp) -> None:
    server.data.append(reply)
    assert await channel.send(message(), ADA) == outcome
    assert await channel.send(message(), ADA) == Sent(), "the connection serves the next one"


@pytest.mark.parametrize("reply", ["550 5.7.1 not you", "452 too much"])
async def test_a_refusal_of_us_costs_no_subscriber_anything(reply: str, channel: Smtp, server: FakeSmtp) -> None:
    server.mail_reply = reply
    outcome = await channel.send(message(), ADA)
    assert isinstance(outcome, RetryLater) and outcome.pauses


async def test_cut_after_the_body_is_in_doubt_and_the_next_try_is_the_same_mail(
    channel: Smtp, server: FakeSmtp
) -> None:
    server.cut = 1
    assert await channel.send(message(), ADA) == InDoubt(Reason.CUT_AFTER_BODY)
    assert await channel.send(message(), ADA) == Sent()
    first, second = (taken.mail["Message-ID"] for taken in server.taken)
    assert first == second


async def test_no_answer_after_the_body_is_in_doubt(channel: Smtp, server: FakeSmtp) -> None:
    server.slow = 5
    assert await channel.send(message(), ADA) == InDoubt(Reason.TIMED_OUT)


async def test_nobody_there() -> None:
    pool = SmtpPool(SmtpServer("127.0.0.1", 1, tls=False), 1, timeout=0.5)
    assert await Smtp(WRITER, pool).send(message(), ADA) == RetryLater(Reason.UNREACHABLE, pauses=True)


async def test_connections_are_kept_and_few(channel: Smtp, server: FakeSmtp) -> None:
    for _ in range(3):
        assert await asyncio.gather(*(channel.send(message(), ADA) for _ in range(8))) == [Sent()] * 8
    assert len(server.taken) == 24
    assert server.sessions <= 4


async def test_a_kept_connection_that_the_server_dropped_costs_nothing(channel: Smtp, server: FakeSmtp) -> None:
    assert await channel.send(message(), ADA) == Sent()
    server.drop_connections()
    await asyncio.sleep(0.05)
    assert await channel.send(message(), ADA) == Sent()


async def test_a_password_is_given(server: FakeSmtp) -> None:
    server.login = ("walter", "s3cret/with:signs")
    url = f"smtp://walter:s3cret%2Fwith%3Asigns@127.0.0.1:{server.port}"
    pool = SmtpPool(parse_smtp_url(url), 1)
    assert await Smtp(WRITER, pool).send(message(), ADA) == Sent()
    await pool.close()


async def test_a_wrong_password_is_our_side_and_keeps_every_alert(server: FakeSmtp) -> None:
    server.login = ("walter", "right")
    pool = SmtpPool(parse_smtp_url(f"smtp://walter:wrong@127.0.0.1:{server.port}"), 1)
    assert await Smtp(WRITER, pool).send(message(), ADA) == RetryLater(Reason.OUR_SIDE, pauses=True)
    await pool.close()


@pytest.mark.parametrize(
    ("address", "taken_as"),
    [
        pytest.param("ada@münchen.example", "ada@xn--mnchen-3ya.example", id="domain in other letters"),
        pytest.param("jürgen@example.org", "jürgen@example.org", id="name in other letters"),
    ],
)
async def test_addresses_in_other_letters(address: str, taken_as: str, channel: Smtp, server: FakeSmtp) -> None:
    assert await channel.send(message(), Recipient(EmailTarget(), address)) == Sent()
    assert [taken.recipient for taken in server.taken] == [taken_as]


@pytest.mark.parametrize("address", ["ada@example.org\r\nRCPT TO:<all@example.org>", "ada", "a b@example.org"])
async def test_what_is_no_address_goes_nowhere(address: str, channel: Smtp, server: FakeSmtp) -> None:
    refused = Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
    assert await channel.send(message(), Recipient(EmailTarget(), address)) == refused
    assert server.sessions == 0


async def test_without_a_server_mails_go_to_a_maildir(tmp_path: Path) -> None:
    """The first mails of all come at once, to a folder that nobody has made."""
    for run in range(20):
        settings = Settings(data_dir=tmp_path / str(run), secret_key=SecretStr("x" * 40))
        async with open_email(settings) as channel:
            assert await asyncio.gather(*(channel.send(message(), ADA) for _ in range(8))) == [Sent()] * 8
        box = mailbox.Maildir(settings.data_dir / "mail", create=False)
        assert [mail["To"] for mail in box] == ["ada@example.org"] * 8


@pytest.mark.parametrize(
    ("url", "server"),
    [
        pytest.param("smtp://mx.example", SmtpServer("mx.example", 25, tls=False), id="plain"),
        pytest.param("smtps://u%40x:p%3Aw@mx.example", SmtpServer("mx.example", 465, True, "u@x", "p:w"), id="tls"),
        pytest.param("smtp://[::1]:2525", SmtpServer("::1", 2525, tls=False), id="IPv6"),
    ],
)
def test_smtp_urls(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize("url", ["", "mx.example:25", "http://mx.example", "smtp://", "smtp://x:secret@h:port"])
def test_a_wrong_smtp_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="smtp://user:pass@host:port") as told:
        parse_smtp_url(url)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "start_tls"),
    [
        pytest.param("smtp://u:p@mx.example", True, id="a password needs TLS"),
        pytest.param("smtp://u:p@127.0.0.1", None, id="but not on this machine"),
        pytest.param("smtp://mx.example", None, id="if offered"),
        pytest.param("smtps://mx.example", False, id="there already"),
    ],
)
def test_no_password_leaves_this_machine_in_the_clear(url: str, start_tls: bool | None) -> None:
    assert parse_smtp_url(url).start_tls is start_tls
