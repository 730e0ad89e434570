"""Where a person is told: the targets as they are stated at the API and sealed into a subscription event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from jobalerts_shared.wanted import Strict

PORT = r"(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
# No user name or password, no query and no fragment: each could carry what the typed fields keep out.
SERVER = rf"^(https?|mqtts?)://[A-Za-z0-9.\-_]+{PORT}(/[A-Za-z0-9._~%/\-]*)?$"
# Whose host it is (Slack's own, or the one that is set) is for the service to check, which knows the settings.
SLACK_WEBHOOK = rf"^https?://[A-Za-z0-9.\-_]+{PORT}/services/[A-Za-z0-9_\-]+(/[A-Za-z0-9_\-]+)*$"
WEBHOOK = rf"^https?://[A-Za-z0-9.\-_]+{PORT}([/?][\x21-\x22\x24-\x7e]*)?$"
PLAIN = r"[\x21-\x7e]+"

PushService = Literal["ntfy", "gotify", "pushover", "telegram", "discord", "mqtt"]


@dataclass(frozen=True, slots=True)
class Calls:
    """What a push service calls for: the form of each field that it needs, and of each that it may be given."""

    needs: Mapping[str, str]
    takes: Mapping[str, str] = field(default_factory=dict)


WORD = r"[A-Za-z0-9_-]"
PUSH_FIELDS: dict[PushService, Calls] = {
    "ntfy": Calls({"topic": rf"{WORD}{{1,64}}"}, {"server": r"https?://[^/]+/?", "token": PLAIN}),
    "gotify": Calls({"server": r"https?://.+", "token": r"[A-Za-z0-9._-]{5,100}"}),
    "pushover": Calls({"user": r"[A-Za-z0-9]{30}", "token": r"[A-Za-z0-9]{30}"}),
    "telegram": Calls(
        {"token": rf"[0-9]{{1,20}}:{WORD}{{20,80}}", "user": r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{4,31}"}
    ),
    "discord": Calls({"user": r"[0-9]{5,25}", "token": rf"{WORD}{{20,120}}"}),
    "mqtt": Calls(
        {"server": r"mqtts?://[^/]+/?", "topic": r"[^\s+#$/][^\s+#]{0,199}"}, {"user": PLAIN, "token": PLAIN}
    ),
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
    topic: str | None = Field(None, max_length=200, pattern=rf"^{PLAIN}$")
    token: str | None = Field(None, max_length=300, pattern=rf"^{PLAIN}$")
    user: str | None = Field(None, max_length=200, pattern=rf"^{PLAIN}$")

    @model_validator(mode="after")
    def _the_fields_of_its_service(self) -> PushTarget:
        calls = PUSH_FIELDS[self.service]
        for name in ("server", "topic", "token", "user"):
            given: str | None = getattr(self, name)
            form = calls.needs.get(name) or calls.takes.get(name)
            if given is None and name in calls.needs:
                raise _fault(name, f"is needed for {self.service}")
            if given is not None and form is None:
                raise _fault(name, f"is of no use to {self.service}")
            if given is not None and form and not re.fullmatch(form, given):
                raise _fault(name, f"is not what {self.service} calls for")
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


def _fault(name: str, words: str) -> PydanticCustomError:
    """A fault of one field, found by looking at several."""
    return PydanticCustomError("field_of_service", "{words}", {"field": name, "words": words})
