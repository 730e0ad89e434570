"""The secret key as it is set: one secret, or several while it is being changed."""

from __future__ import annotations

from pydantic import SecretStr


def secrets_of(secret_key: SecretStr) -> list[str]:
    """The secrets in the order given: the first makes, all of them open."""
    secrets = [part for raw in secret_key.get_secret_value().split(",") if (part := raw.strip())]
    if not secrets:
        raise ValueError("The secret key is empty.")
    return secrets
