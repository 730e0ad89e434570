"""A message as a JSON document, for systems. Pure."""

from __future__ import annotations

from jobalerts_notifier.message import Message, Opening
from jobalerts_notifier.render.slack import Json


def document(message: Message) -> dict[str, Json]:
    return {
        "id": str(message.delivery_id),
        "kind": message.kind.value,
        "created_at": message.created_at.isoformat(),
        "openings": [_opening(opening) for opening in message.openings],
        "manage_url": message.manage_url or "",
    }


def _opening(opening: Opening) -> Json:
    reasons: list[Json] = [
        {"criterion": reason.name, "text": reason.text, "not_stated": reason.flagged} for reason in opening.reasons
    ]
    told = {
        "title": opening.title,
        "company": opening.company,
        "place": opening.place,
        "work_mode": opening.mode,
        "level": opening.level,
        "employment_type": opening.employment,
        "pay": opening.pay,
        "posted": opening.posted,
        "url": opening.link,
    }
    ids: dict[str, Json] = {"posting_id": str(opening.posting_id), "opening_id": str(opening.opening_id)}
    return {**ids, **{name: value for name, value in told.items() if value}, "reasons": reasons}
