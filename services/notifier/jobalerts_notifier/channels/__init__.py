"""The channels by name: a new one is one file and one line here."""

from __future__ import annotations

from jobalerts_notifier.channel import Opener
from jobalerts_notifier.channels.email import open_email
from jobalerts_notifier.channels.push import open_push
from jobalerts_notifier.channels.slack import open_slack
from jobalerts_notifier.channels.webhook import open_webhook

CHANNELS: dict[str, Opener] = {
    "email": open_email,
    "slack": open_slack,
    "push": open_push,
    "webhook": open_webhook,
}
