"""A subscription's targets as recipients, and the fingerprints that stand for them in the ledger. Pure."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from jobalerts_shared.targets import EmailTarget, PushTarget, SlackTarget, Target, Targets, WebhookTarget


@dataclass(frozen=True, slots=True)
class Recipient:
    """One target, with the address that an e-mail target means. Never logged, never stored in the clear."""

    target: Target
    email: str

    @property
    def channel(self) -> str:
        return self.target.channel

    @property
    def identity(self) -> str:
        """The same for the same target however the subscription spells it."""
        if isinstance(self.target, EmailTarget):
            local, _, domain = self.email.rpartition("@")
            return f"email\n{local}@{domain.lower()}"
        return f"{self.channel}\n{self.target.model_dump_json()}"

    @property
    def destination(self) -> str:
        """Whoever shares it shares its limits: the mail server, one Slack webhook, one push server, one host."""
        match self.target:
            case EmailTarget():
                return "email"
            case SlackTarget(webhook_url=url):
                return f"slack\n{url}"
            case PushTarget(service=service, server=server):
                return f"push\n{service}\n{(server or '').lower()}"
            case WebhookTarget(url=url):
                return f"webhook\n{urlsplit(url).netloc.lower()}"


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Keyed hashes: equal for equal targets, and nothing to read for whoever holds the ledger alone."""

    salt: str

    def key(self, recipient: Recipient) -> str:
        return self._hash(recipient.identity)

    def destination(self, recipient: Recipient) -> str:
        return self._hash(recipient.destination)

    def _hash(self, text: str) -> str:
        return hmac.new(self.salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def recipients(targets: Targets) -> tuple[Recipient, ...]:
    return tuple(Recipient(target, targets.email) for target in targets.targets)


def addressee(targets: Targets) -> Recipient:
    """Where a confirmation goes: to the address itself, whatever the targets are."""
    return Recipient(EmailTarget(), targets.email)
