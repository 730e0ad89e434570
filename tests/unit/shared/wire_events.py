"""Events for the frame's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from jobalerts_shared.events import PostingChange, PostingEvent
from jobalerts_shared.posting import Posting, posting_id

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def posting_event(native_id: str = "1", *, version: int = 1) -> PostingEvent:
    posting = Posting(
        id=posting_id("greenhouse:acme", native_id), source="greenhouse:acme", native_id=native_id, title="Engineer"
    )
    return PostingEvent(
        change=PostingChange.OPENED,
        posting=posting,
        opening_id=UUID(int=1),
        version=version,
        baseline=False,
        first_seen=NOON,
        at=NOON,
        rules_version="1",
    )
