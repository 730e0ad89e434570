"""Where a person is told: the targets as they are stated at the API and sealed into a subscription event."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from jobalerts_shared.criteria import Strict


class EmailTarget(Strict):
    """The address of the subscription itself."""

    channel: Literal["email"] = "email"


class SlackTarget(Strict):
    channel: Literal["slack"] = "slack"
    webhook_url: str = Field(max_length=500, description="an incoming webhook of Slack")


class PushTarget(Strict):
    """One push service, by typed fields and never a raw URL: a raw one can read files and reach any host."""

    channel: Literal["push"] = "push"
    service: Literal["ntfy", "gotify", "pushover", "telegram", "discord", "mqtt"]
    server: str | None = Field(None, max_length=300)
    topic: str | None = Field(None, max_length=200)
    token: str | None = Field(None, max_length=300)
    user: str | None = Field(None, max_length=200)


class WebhookTarget(Strict):
    channel: Literal["webhook"] = "webhook"
    url: str = Field(max_length=1000)


Target = Annotated[EmailTarget | SlackTarget | PushTarget | WebhookTarget, Field(discriminator="channel")]


class Targets(Strict):
    """What travels sealed: the address, the targets, and the one-time token of a confirmation still owed."""

    email: str
    targets: tuple[Target, ...]
    confirmation_token: str | None = None
