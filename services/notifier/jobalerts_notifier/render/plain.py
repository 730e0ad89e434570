"""A message as a title and a few lines of plain text, for push services. Pure."""

from __future__ import annotations

from jobalerts_notifier.message import Message, Opening
from jobalerts_notifier.text import shorten

LONGEST_TITLE = 200


def title(message: Message) -> str:
    return shorten(message.subject, LONGEST_TITLE)


def body(message: Message, longest: int) -> str:
    """All openings with all reasons where they fit; else with those to be pointed out, and how many more there are."""
    alone = len(message.openings) == 1
    told = "\n\n".join(_entry(opening, alone=alone, everything=True) for opening in message.openings)
    if len(told.encode()) <= longest:
        return told
    entries = [_entry(opening, alone=alone, everything=alone) for opening in message.openings]
    for kept in range(len(entries), 0, -1):
        more = len(entries) - kept
        text = "\n\n".join([*entries[:kept], *([f"and {more} more"] if more else [])])
        if len(text.encode()) <= longest:
            return text
    return shorten(entries[0], longest // 4)


def _entry(opening: Opening, *, alone: bool, everything: bool) -> str:
    """A single opening's heading is the title already."""
    lines = [" · ".join(opening.facts) if alone else opening.heading]
    lines += [str(reason) for reason in opening.reasons if everything or reason.flagged]
    lines += [opening.link] if opening.link else []
    return "\n".join(line for line in lines if line)
