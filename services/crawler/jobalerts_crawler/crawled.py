"""What passes between the walks, the watchlist and the store: a leased source, and what a crawl or a push found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from jobalerts_crawler.board import Board
from jobalerts_crawler.fetch import Outcome, Stamps
from jobalerts_crawler.snapshot import NO_FIELDS, Decision, Fields
from jobalerts_shared.events import PostingChange
from jobalerts_shared.posting import Posting


class Pushed(StrEnum):
    """What became of a pushed posting; also the metric's label."""

    TAKEN = "taken"
    OLDER = "older"  # than one that stands
    OFF = "off"  # the operator takes nothing from this source


class LeaseLost(Exception):
    """Another worker has this source now; what we found is theirs to find again."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A source leased to this worker, with what it needs to ask again. `now` is the database's time."""

    board: Board
    worker: UUID
    host: str
    every: timedelta
    baseline: bool
    stamps: Stamps
    fetched_from: str | None
    full_at: datetime | None
    first_read_at: datetime | None
    settled_at: datetime | None
    doubted_since: datetime | None
    failures: int
    now: datetime
    changed_at: datetime | None = None
    decision: Decision | None = None

    @property
    def id(self) -> str:
        return self.board.id


@dataclass(frozen=True, slots=True)
class Report:
    """How a crawl ended, and when the source is next due."""

    outcome: Outcome
    due_at: datetime
    words: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """A posting that is told: what became of it, how it now reads, and what names its opening."""

    change: PostingChange
    posting: Posting
    digest: str
    keys: tuple[str, ...]
    rules_version: str
    ended: bool = False
    fields: Fields = NO_FIELDS


@dataclass(frozen=True, slots=True)
class Preview:
    """What a crawl that is held back would change: what it would open by its titles, the rest by native ids."""

    opened: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crawled:
    """All that one crawl found, ready to be kept. Ids are the source's own.

    `rows`: of which the detail has been read, and as what row of the list. `aside`: addresses that hold no advert.
    `listed`: all that a feed shows.
    """

    news: tuple[News, ...] = ()
    closed: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    baseline: bool = False
    settled: bool = True
    doubt: str | None = None
    held: bool = False
    stamps: Stamps = field(default_factory=Stamps)
    fetched_from: str | None = None
    in_full: bool = True
    rows: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    preview: Preview | None = None

    @property
    def told(self) -> int:
        return len(self.news) + len(self.closed)
