"""Whether robots.txt lets us read an address: RFC 9309, by protego. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

AGENT = "jobalerts"
KEPT_FOR = timedelta(hours=24)
UNREACHABLE_KEPT_FOR = timedelta(minutes=15)
READ_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB
LONGEST_DELAY = 30.0  # seconds of Crawl-delay that we honour


class Permission(StrEnum):
    ALLOWED = "allowed"
    DISALLOWED = "robots.txt disallows it"
    UNKNOWN = "robots.txt cannot be read"


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt as it was last asked for; `text` is None while the host does not say (5xx, no answer)."""

    text: str | None
    at: datetime

    def fresh(self, now: datetime) -> bool:
        return now - self.at < (UNREACHABLE_KEPT_FOR if self.text is None else KEPT_FOR)


def robots_address(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


def robots_text(status: int, body: bytes) -> str | None:
    """2xx: its text; 4xx: no rules, so all is allowed; 5xx and anything else: nothing known, so nothing is allowed."""
    if 200 <= status < 300:
        return body[:READ_BYTES].decode("utf-8", "replace").replace("\x00", "")
    return "" if 400 <= status < 500 else None


def permission(robots: Robots, address: str, *, documented: bool) -> Permission:
    """An interface that its vendor publishes for everyone is stopped by an explicit Disallow only."""
    if robots.text is None:
        return Permission.ALLOWED if documented else Permission.UNKNOWN
    allowed = Protego.parse(robots.text).can_fetch(address, AGENT)
    return Permission.ALLOWED if allowed else Permission.DISALLOWED


def crawl_delay(robots: Robots) -> float | None:
    delay = Protego.parse(robots.text).crawl_delay(AGENT) if robots.text else None
    return min(delay, LONGEST_DELAY) if delay else None
