"""Webhooks of subscribers: signed, with one key for all tries, and never into private networks."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from pydantic import SecretStr

from jobalerts_notifier.channels.webhook import open_webhook, signing_key
from jobalerts_notifier.outcomes import InDoubt, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import WebhookTarget
from tests.fakes.http import HttpReceiver, Reply
from tests.fakes.messages import message

NEW, OLD = "new" * 10, "old" * 10


def settings(*, private: bool = True) -> Settings:
    return Settings(allow_private_networks=private, secret_key=SecretStr(f"{NEW},{OLD}"))


async def test_a_signed_document_with_the_same_key_for_every_try(receiver: HttpReceiver) -> None:
    hook = Recipient(WebhookTarget(url=f"{receiver.url}/hook?x=1"), "ada@example.org")
    receiver.replies.append(Reply(cut=True))
    async with open_webhook(settings()) as channel:
        assert await channel.send(message(), hook) == InDoubt(Reason.CUT_AFTER_BODY)
        assert await channel.send(message(), hook) == Sent()
    first, second = receiver.requests
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == str(message().delivery_id)
    assert first.path == "/hook?x=1"
    told = first.json()
    assert told["openings"][0]["title"] == "Machine Learning Engineer II"
    assert told["openings"][0]["reasons"][1]["not_stated"] is True
    expected = [
        "v1="
        + hmac.new(signing_key(secret, f"{receiver.url}/hook?x=1").encode(), first.body, hashlib.sha256).hexdigest()
        for secret in (NEW, OLD)
    ]
    assert first.headers["jobalerts-signature"] == ",".join(expected)
    assert b"ada@example.org" not in first.body


async def test_no_receiver_can_sign_for_another() -> None:
    assert signing_key(NEW, "https://a.example/") != signing_key(NEW, "https://b.example/")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest",
        "http://2130706433/x",
        "http://10.0.0.1/x",
    ],
)
async def test_private_networks_are_refused(url: str) -> None:
    async with open_webhook(settings(private=False)) as channel:
        outcome = await channel.send(message(), Recipient(WebhookTarget(url=url), "a@example.org"))
    assert outcome == Refused(permanent=False, reason=Reason.PRIVATE_ADDRESS)


@pytest.mark.parametrize("url", ["ftp://a.example/", "not a url", "http://", "http://a\r\n.example/"])
async def test_what_went_round_the_checks_of_a_target_is_refused(url: str) -> None:
    around = WebhookTarget(url="http://a.example/").model_copy(update={"url": url})
    async with open_webhook(settings()) as channel:
        assert isinstance(await channel.send(message(), Recipient(around, "a@example.org")), Refused)


async def test_nobody_there() -> None:
    async with open_webhook(settings()) as channel:
        outcome = await channel.send(message(), Recipient(WebhookTarget(url="http://127.0.0.1:1/"), "a@example.org"))
    assert outcome == RetryLater(Reason.UNREACHABLE, pauses=True)


async def test_an_endless_answer_is_not_read(receiver: HttpReceiver) -> None:
    receiver.replies.append(Reply(200, "x" * 5_000_000))
    async with open_webhook(settings()) as channel:
        assert await channel.send(message(), Recipient(WebhookTarget(url=receiver.url), "a@example.org")) == Sent()
