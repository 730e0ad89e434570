"""Where a person is told: the targets as they are stated at the API and sealed into a subscription event."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from jobalerts_shared.wanted import Strict

# No user name or password, no query and no fragment: each could carry what the typed fields keep out.
SERVER = r"^(https?|mqtts?)://[A-Za-z0-9.\-_]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/\-]*)?$"
# Whose host it is (Slack's own, or the one that is set) is for the service to check, which knows the settings.
SLACK_WEBHOOK = r"^https?://[A-Za-z0-9.\-_]+(:[0-9]{1,5})?/services/[A-Za-z0-9_\-]+(/[A-Za-z0-9_\-]+)*$"
WEBHOOK = r"^https?://[A-Za-z0-9.\-_]+(:[0-9]{1,5})?([/?][\x21-\x22\x24-\x7e]*)?$"
PLAIN = r"^[\x21-\x7e]+$"

PushService = Literal["ntfy", "gotify", "pushover", "telegram", "discord", "mqtt"]

PUSH_FIELDS: dict[PushService, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # what each service needs, and what it may be given besides
    "ntfy": (("topic",), ("server", "token")),
    "gotify": (("server", "token"), ()),
    "pushover": (("user", "token"), ()),
    "telegram": (("token", "user"), ()),
    "discord": (("user", "token"), ()),
    "mqtt": (("server", "topic"), ("user", "token")),
}


class EmailTarget(Strict):
    """The address of the subscription itself."""

    channel: Literal["email"] = "email"


class SlackTarget(Strict):
    channel: Literal["slack"] = "slack"
    webhook_url: str = Field(max_length=500, pattern=SLACK_WEBHOOK, description="an incoming webhook of Slack")


class PushTarget(Strict):
    """One push service, by typed fields and never a raw URL: a raw one can read files and reach any host.

    `user` is the chat of Telegram and the webhook's id of Discord; `token` is the webhook's token there, and the
    password of MQTT.
    """

    channel: Literal["push"] = "push"
    service: PushService
    server: str | None = Field(None, max_length=300, pattern=SERVER)
    topic: str | None = Field(None, max_length=200, pattern=PLAIN)
    token: str | None = Field(None, max_length=300, pattern=PLAIN)
    user: str | None = Field(None, max_length=200, pattern=PLAIN)

    @model_validator(mode="after")
    def _the_fields_of_its_service(self) -> PushTarget:
        needed, allowed = PUSH_FIELDS[self.service]
        for name in ("server", "topic", "token", "user"):
            given = getattr(self, name) is not None
            if name in needed and not given:
                raise _fault(name, f"is needed for {self.service}")
            if given and name not in needed + allowed:
                raise _fault(name, f"is of no use to {self.service}")
        if self.server is not None and self.server.startswith("mqtt") != (self.service == "mqtt"):
            raise _fault("server", f"is not the kind of address that {self.service} takes")
        return self


class WebhookTarget(Strict):
    channel: Literal["webhook"] = "webhook"
    url: str = Field(max_length=1000, pattern=WEBHOOK)


Target = Annotated[EmailTarget | SlackTarget | PushTarget | WebhookTarget, Field(discriminator="channel")]


class Targets(Strict):
    """What travels sealed: the address, the targets, and the one-time token of a confirmation still owed."""

    email: str
    targets: tuple[Target, ...]
    confirmation_token: str | None = None


def _fault(field: str, words: str) -> PydanticCustomError:
    """A fault of one field, found by looking at several."""
    return PydanticCustomError("field_of_service", "{words}", {"field": field, "words": words})
