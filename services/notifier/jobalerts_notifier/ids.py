"""Ids that are derived and never drawn, so that a repeat is recognised. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from jobalerts_shared.posting import NAMESPACE


def alert_id(person_id: UUID, opening_id: UUID) -> UUID:
    """One opening for one person, over all subscriptions and boards."""
    return uuid5(NAMESPACE, f"alert\n{person_id}\n{opening_id}")


def message_id(person_id: UUID, gathered_at: datetime, alerts: Iterable[UUID]) -> UUID:
    return uuid5(NAMESPACE, "\n".join(("message", str(person_id), gathered_at.isoformat(), *sorted(map(str, alerts)))))


def confirmation_id(subscription_id: int, token: str) -> UUID:
    """One confirmation for one token."""
    return uuid5(NAMESPACE, f"confirmation\n{subscription_id}\n{token}")


def delivery_id(message: UUID, target_key: str) -> UUID:
    """The Message-ID and the Idempotency-Key of every try."""
    return uuid5(NAMESPACE, f"delivery\n{message}\n{target_key}")
