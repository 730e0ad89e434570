"""Messages as the notifier sends them, short to write in a test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from jobalerts_notifier.message import Message, Opening
from jobalerts_notifier.reasons import Because
from jobalerts_notifier.retry import Kind
from jobalerts_shared.posting import NAMESPACE

REASONS = (
    Because(
        "Role", "you want machine learning engineer; the posting says “Machine Learning Engineer II”", flagged=False
    ),
    Because("Level", "The posting does not say its level. You want mid or senior.", flagged=True),
)


def shown(**fields: Any) -> Opening:
    values: dict[str, Any] = {
        "posting_id": UUID(int=1),
        "opening_id": UUID(int=2),
        "title": "Machine Learning Engineer II",
        "company": "PlayStation Global",
        "place": "London, UK",
        "mode": "Hybrid",
        "level": "Mid",
        "employment": "Full-time",
        "pay": "GBP 70,000 to 85,000 a year",
        "posted": "Posted 21 November 2026",
        "link": "https://boards.example/jobs/1?gh_jid=1&src=a",
        "reasons": REASONS,
        "others": 0,
    }
    return Opening(**(values | fields))


def message(*openings: Opening, kind: Kind = Kind.INSTANT, **fields: Any) -> Message:
    values: dict[str, Any] = {
        "delivery_id": uuid5(NAMESPACE, "a delivery of a test"),
        "kind": kind,
        "created_at": datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        "page_url": "https://alerts.example",
        "openings": openings or (shown(),),
        "manage_url": "https://alerts.example/manage/" + "m" * 120,
        "unsubscribe_url": "https://alerts.example/unsubscribe/" + "u" * 120,
    }
    return Message(**(values | fields))


def confirmation() -> Message:
    link = "https://alerts.example/confirm/the-token"
    return message(kind=Kind.CONFIRMATION, openings=(), manage_url=None, unsubscribe_url=None, confirm_url=link)
