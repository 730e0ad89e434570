"""A JSON POST to an address of the subscriber's own, signed, with the same key for every try."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels.answers import Answer, post, read
from jobalerts_notifier.message import Message
from jobalerts_notifier.outcomes import Outcome, Reason, Refused
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.render.json import document
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.secrets import secrets_of
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import WebhookTarget


@asynccontextmanager
async def open_webhook(settings: Settings) -> AsyncIterator[Channel]:
    assert settings.secret_key is not None
    async with outgoing_client(settings) as client:
        client.follow_redirects = False
        yield Webhook(client, secrets_of(settings.secret_key))


class Webhook:
    at_once = 8
    each = 2
    resend_in_doubt = True  # the Idempotency-Key stays the same

    def __init__(self, client: httpx.AsyncClient, secrets: list[str]) -> None:
        self._client = client
        self._secrets = secrets

    async def send(self, message: Message, recipient: Recipient) -> Outcome:
        assert isinstance(recipient.target, WebhookTarget)
        body = json.dumps(document(message), ensure_ascii=False, separators=(",", ":")).encode()
        url = recipient.target.url
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(message.delivery_id),
            "Jobalerts-Signature": signatures(self._secrets, url, body),
        }
        try:
            request = self._client.build_request("POST", url, content=body, headers=headers)
        except (httpx.InvalidURL, ValueError):
            return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
        answer = await post(self._client, request)
        return read(answer) if isinstance(answer, Answer) else answer


def signing_key(secret: str, url: str) -> str:
    """The key that the receiver at `url` is told: its own, so that no receiver can sign for another."""
    return hmac.new(secret.encode(), f"jobalerts: webhook signature, 1\n{url}".encode(), hashlib.sha256).hexdigest()


def signatures(secrets: list[str], url: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 of the body in hex, one for each secret while the secret key is being changed."""
    keys = (signing_key(secret, url).encode() for secret in secrets)
    return ",".join(f"v1={hmac.new(key, body, hashlib.sha256).hexdigest()}" for key in keys)
