"""One polite request: with its conditions, inside its limits, and every way it can end as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import httpx

from jobalerts_crawler.board import Page, Request
from jobalerts_crawler.robots import Robots, robots_address, robots_text
from jobalerts_shared.outgoing import (
    NO_SECRETS,
    OutgoingError,
    PrivateAddressRefused,
    Secrets,
    TooLarge,
    fetch_limited,
    retry_after,
)

TOTAL_SECONDS = 60.0
ROBOTS_BYTES = 2 * 1024 * 1024
ACCEPT = "application/json, text/html;q=0.9, text/plain;q=0.8, */*;q=0.5"


class Outcome(StrEnum):
    """How a crawl ended: log field, metric label, and what `source list` shows."""

    READ = "read"
    UNCHANGED = "unchanged"
    HELD_BACK = "held back"
    CLOSED_PAGE = "page gone"
    NOT_FOUND = "not found"
    RATE_LIMITED = "rate limited"
    SERVER_ERROR = "server error"
    REFUSED = "refused"
    ROBOTS = "robots"
    NOT_PERMITTED = "not permitted"
    KEY_NEEDED = "key needed"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too large"
    PRIVATE_ADDRESS = "private address"
    UNREADABLE = "unreadable"
    TOO_SLOW = "too slow"
    BROKEN = "broken"


SUCCESSES = frozenset({Outcome.READ, Outcome.UNCHANGED, Outcome.HELD_BACK, Outcome.CLOSED_PAGE})


@dataclass(frozen=True, slots=True)
class Stamps:
    """What a server gave us to ask by next time."""

    etag: str | None = None
    last_modified: str | None = None

    def conditions(self) -> dict[str, str]:
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Fresh:
    """A body; `redirected` when it is another page's than was asked for, `in_full` when asked without conditions."""

    page: Page
    asked: str
    stamps: Stamps
    redirected: bool
    in_full: bool


@dataclass(frozen=True, slots=True)
class Unchanged:
    pass


@dataclass(frozen=True, slots=True)
class Failed:
    outcome: Outcome
    words: str
    wait: timedelta | None = None
    status: int | None = None


async def fetch(
    client: httpx.AsyncClient,
    request: Request,
    stamps: Stamps,
    *,
    max_bytes: int,
    now: datetime,
    secrets: Secrets = NO_SECRETS,
) -> Fresh | Unchanged | Failed:
    address = request.address
    headers = {"Accept": ACCEPT, **stamps.conditions()}
    try:
        asked = address if request.body is None else client.build_request("POST", address, json=request.body)
        got = await fetch_limited(
            client, asked, max_bytes=max_bytes, headers=headers, total_seconds=TOTAL_SECONDS, secrets=secrets
        )
    except TooLarge:
        return Failed(Outcome.TOO_LARGE, f"longer than {max_bytes:,} bytes")
    except PrivateAddressRefused:
        return Failed(Outcome.PRIVATE_ADDRESS, "it leads to an address that is not public")
    except (OutgoingError, httpx.HTTPError, httpx.InvalidURL) as error:
        return Failed(Outcome.UNREACHABLE, type(error).__name__)
    if got.status == 304:
        return (
            Unchanged() if stamps.conditions() else Failed(Outcome.REFUSED, "HTTP 304 to a question without conditions")
        )
    if got.status == 200:
        return Fresh(
            Page(got.url, got.body, httpx.Response(200, headers=got.headers).charset_encoding),
            address,
            Stamps(_stamp(got.headers.get("ETag")), _stamp(got.headers.get("Last-Modified"))),
            redirected=_path(got.url) != _path(address),
            in_full=not stamps.conditions(),
        )
    return Failed(_outcome(got.status), f"HTTP {got.status}", retry_after(got.headers, now), got.status)


async def read_robots(client: httpx.AsyncClient, address: str, now: datetime) -> Robots:
    """The robots.txt of the address's host."""
    answer = await fetch(client, Request(robots_address(address)), Stamps(), max_bytes=ROBOTS_BYTES, now=now)
    match answer:
        case Fresh(page=page):
            return Robots(robots_text(200, page.body), now)
        case Failed(Outcome.NOT_FOUND | Outcome.REFUSED):
            return Robots(robots_text(404, b""), now)
        case _:
            return Robots(None, now)


def _outcome(status: int) -> Outcome:
    if status in (404, 410):
        return Outcome.NOT_FOUND
    if status == 429:
        return Outcome.RATE_LIMITED
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.REFUSED


def _stamp(value: str | None) -> str | None:
    """What can be sent back as it came."""
    return value if value and len(value) <= 300 and value.isascii() and value.isprintable() else None


def _path(address: str) -> str:
    return httpx.URL(address).path.rstrip("/")
