"""Slack's incoming webhooks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels.answers import Answer, post, read
from jobalerts_notifier.message import Message
from jobalerts_notifier.outcomes import Outcome, Reason, Refused
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.render.slack import payload
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import SlackTarget

PATH = re.compile(r"/services(/[A-Za-z0-9_-]+)+")
# docs.slack.dev, "Handling errors" of incoming webhooks: with these words the webhook never works again.
DEAD_WEBHOOK = frozenset(
    {
        "no_service", "no_service_id", "no_active_hooks", "no_team", "team_disabled", "invalid_token",
        "channel_not_found", "channel_is_archived", "action_prohibited", "user_not_found",
    }
)  # fmt: skip


@asynccontextmanager
async def open_slack(settings: Settings) -> AsyncIterator[Channel]:
    async with outgoing_client(settings) as client:
        client.follow_redirects = False
        yield Slack(client, str(settings.slack_base_url))


class Slack:
    at_once = 8
    each = 1  # Slack takes one message a second and webhook
    resend_in_doubt = True

    def __init__(self, client: httpx.AsyncClient, base_url: str) -> None:
        self._client = client
        self._base_url = base_url.rstrip("/")

    async def send(self, message: Message, recipient: Recipient) -> Outcome:
        assert isinstance(recipient.target, SlackTarget)
        url = self._address(recipient.target.webhook_url)
        if url is None:
            return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
        answer = await post(self._client, self._client.build_request("POST", url, json=payload(message)))
        return self._read(answer) if isinstance(answer, Answer) else answer

    def _address(self, webhook_url: str) -> str | None:
        """On Slack's own host, or on the one that stands in for it; anything else is not Slack's."""
        parts = urlsplit(webhook_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in ("https://hooks.slack.com", self._base_url) or not PATH.fullmatch(parts.path):
            return None
        return self._base_url + parts.path

    def _read(self, answer: Answer) -> Outcome:
        word = answer.beginning[:100].decode("ascii", "replace").strip()
        if answer.status in (400, 403, 404, 410) and word in DEAD_WEBHOOK:
            return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
        return read(answer)
