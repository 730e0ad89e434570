"""Targets travel sealed: readable only by those who hold the secret key."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr, ValidationError

from jobalerts_shared.secrets import secrets_of
from jobalerts_shared.targets import Targets

PURPOSE = b"jobalerts: targets in a subscription event, 1"


class SealBroken(ValueError):
    """The sealed text was made with another key, for another purpose, or was changed on its way."""


class Sealer:
    """Encrypts with the first secret and opens with any of them, so that a key can be changed without a stop."""

    def __init__(self, secret_key: SecretStr) -> None:
        self._fernet = MultiFernet([Fernet(_derived(secret)) for secret in secrets_of(secret_key)])

    def seal(self, targets: Targets) -> str:
        return self._fernet.encrypt(targets.model_dump_json().encode()).decode("ascii")

    def open(self, sealed: str) -> Targets:
        """Raises `SealBroken`, whose text never holds what was sealed."""
        try:
            return Targets.model_validate_json(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise SealBroken("The targets were sealed with another key, or changed since.") from None
        except ValidationError as error:
            fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)})
            raise SealBroken(f"The sealed targets are not in a shape we know: {', '.join(fields)}.") from None


def _derived(secret: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(key)
