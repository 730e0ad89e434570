"""A message in Slack's Block Kit, inside Slack's limits. Pure."""

from __future__ import annotations

from typing import TypeAlias

from jobalerts_notifier.message import Message, Opening
from jobalerts_notifier.reasons import Because
from jobalerts_notifier.text import shorten

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"

HEADER = 150  # Block Kit reference, "Header block"
SECTION = 3000  # Block Kit reference, "Section block"
MAX_BLOCKS = 50  # Block Kit reference, "Blocks"
TOGETHER = 12_000  # Slack refuses about 13,200 in sum as msg_blocks_too_long (slackapi/bolt-js#2509)
FALLBACK = 4000
TITLE = 150


def payload(message: Message) -> dict[str, Json]:
    """Blocks, and the text that stands where blocks are not shown."""
    room = min(SECTION, TOGETHER // max(len(message.openings), 1))
    shown = message.openings[: MAX_BLOCKS - 3]
    sections: list[Json] = [_section(_opening(opening, room)) for opening in shown]
    header: Json = {"type": "header", "text": {"type": "plain_text", "text": shorten(message.subject, HEADER)}}
    blocks: list[Json] = [header, *sections]
    if message.manage_url:
        blocks.append(_context(f"<{_link(message.manage_url)}|Change, pause or unsubscribe>"))
    return {"text": _fallback(message), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def escape(text: str) -> str:
    """What stands between < and > is a link or calls people together; posting text must do neither."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _opening(opening: Opening, room: int) -> str:
    lines = [_head(opening, room), _escaped(" · ".join(opening.facts), 300)]
    lines += [_reason(reason) for reason in opening.reasons]
    return _whole_lines([line for line in lines if line], room)


def _head(opening: Opening, room: int) -> str:
    title = _escaped(opening.title, TITLE)
    link = _link(opening.link or "")
    return f"*<{link}|{title}>*" if link and len(link) + TITLE + len("*<|>*") <= room else f"*{title}*"


def _escaped(text: str, longest: int) -> str:
    """So short that it is no longer than this with its escapes, none of which is cut."""
    short = shorten(text, longest)
    while len(escape(short)) > longest:
        short = shorten(short, len(short) - 1)
    return escape(short)


def _reason(reason: Because) -> str:
    return f"{':grey_question:' if reason.flagged else '•'} {escape(str(reason))}"


def _whole_lines(lines: list[str], room: int) -> str:
    """As many whole lines as fit: a cut in the middle could cut an escape or a link."""
    kept = lines[0]
    for line in lines[1:]:
        if len(kept) + 1 + len(line) > room:
            break
        kept += f"\n{line}"
    return kept


def _section(text: str) -> Json:
    # verbatim: Slack makes no links, channels or mentions of its own out of the words
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _link(url: str) -> str:
    return url.replace("&", "&amp;").replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")


def _fallback(message: Message) -> str:
    lines = [escape(message.subject)]
    lines += [f"{escape(opening.heading)} {opening.link or ''}".strip() for opening in message.openings]
    return _whole_lines(lines, FALLBACK)
