"""Signed tokens in links: who holds one may do one kind of thing for one subject, without a login."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import SecretStr

from jobalerts_shared.secrets import secrets_of


class Purpose(StrEnum):
    """What a token is good for; its subject is a person id to manage, a subscription id to unsubscribe."""

    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


class Tokens:
    """Signs with the first secret and accepts any of them; a token of one purpose is worth nothing for another."""

    def __init__(self, secret_key: SecretStr) -> None:
        self._secrets = secrets_of(secret_key)

    def sign(self, purpose: Purpose, subject: str) -> str:
        return self._serializer(purpose).dumps(subject)

    def verify(self, purpose: Purpose, token: str, max_age: timedelta | None = None) -> str | None:
        """The subject, or None for a token that is forged, too old or meant for something else."""
        seconds = None if max_age is None else int(max_age.total_seconds())
        try:
            subject = self._serializer(purpose).loads(token, max_age=seconds)
        except BadData:
            return None
        return subject if isinstance(subject, str) else None

    def _serializer(self, purpose: Purpose) -> URLSafeTimedSerializer:
        # The library signs with the last of the keys and compares in constant time.
        return URLSafeTimedSerializer(
            list(reversed(self._secrets)),
            salt=f"jobalerts.{purpose}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
