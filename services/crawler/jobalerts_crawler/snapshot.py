"""What a crawl found against what we knew: opened, changed, closed, reopened, and whether to believe it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntFlag, StrEnum, auto

from jobalerts_crawler.words import fold_title
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.plain import plain

ABSENCES = 2  # complete snapshots in a row that a posting is missing from before it counts as closed
FEW = 4  # open postings up to which any loss is believed at once
REOPENS_WITHIN = timedelta(days=14)
HELD_FOR = timedelta(days=2)  # what is doubtful and stays so is believed after this


class Doubt(StrEnum):
    """Why a complete crawl is held back: it closes nothing, and one that shares nothing with before opens nothing."""

    SHRUNK = "more than half of the board is gone at once"
    REPLACED = "no posting of before is left and others stand there"
    THINNED = "most postings have lost fields that they had before"


class Decision(StrEnum):
    """What an operator said of a crawl that is held back; it holds until a crawl is plausible again."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Fields(IntFlag):
    """What a reader that no longer understands its site loses first."""

    COMPANY = auto()
    PLACE = auto()
    TEXT = auto()
    ADDRESS = auto()


NO_FIELDS = Fields(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What we remember of a posting; `missed` counts complete snapshots without it, since it was last listed."""

    digest: str
    open: bool = True
    missed: int = 0
    closed_at: datetime | None = None
    fields: Fields = NO_FIELDS
    row: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the source says now; `ended` when it says itself that the posting is over."""

    digest: str
    ended: bool = False
    fields: Fields = NO_FIELDS


@dataclass(slots=True)
class Diff:
    """Native ids by what became of them. `missed` and `back` are only remembered, the others are told."""

    opened: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    closed_at_sight: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    doubt: Doubt | None = None
    held: bool = False
    baseline: bool = False


def digest(advert: Advert) -> str:
    """A hash of what a person is alerted on, without case, accents and blanks; no stamp, age or link is in it."""
    told = (
        advert.title,
        advert.company or "",
        *sorted(advert.locations),
        *sorted(place.model_dump_json() for place in advert.places),
        advert.work_mode or "",
        *advert.remote_countries,
        advert.employment_type or "",
        advert.level or "",
        advert.pay.model_dump_json() if advert.pay else "",
        advert.pay_text or "",
        advert.valid_through.date().isoformat() if advert.valid_through else "",
        plain(advert.description),
    )
    return hashlib.sha256("\x1f".join(map(fold_title, told)).encode()).hexdigest()


def listed(advert: Advert, now: datetime) -> Listed:
    over = advert.valid_through is not None and advert.valid_through < now
    return Listed(digest(advert), ended=advert.closed or over, fields=_fields(advert))


def _fields(advert: Advert) -> Fields:
    there = (
        (Fields.COMPANY, advert.company),
        (Fields.PLACE, advert.locations or advert.places or advert.work_mode),
        (Fields.TEXT, advert.description.strip()),
        (Fields.ADDRESS, advert.url),
    )
    return Fields(sum(field for field, stated in there if stated))


def diff(
    known: Mapping[str, Known],
    found: Mapping[str, Listed],
    *,
    complete: bool,
    now: datetime,
    doubted_since: datetime | None = None,
    decision: Decision | None = None,
) -> Diff:
    """A failed crawl never comes here. Only a complete and plausible snapshot lets an absence count."""
    result = Diff(doubt=(doubt(known, found) if complete else None) or _thinned(known, found))
    believed = decision is Decision.ACCEPTED or (
        decision is None and doubted_since is not None and now - doubted_since >= HELD_FOR
    )
    result.held = result.doubt is not None and not believed
    result.baseline = result.doubt is Doubt.REPLACED
    if result.held and result.doubt is Doubt.REPLACED:
        return result
    for native_id, entry in found.items():
        _place(result, native_id, known.get(native_id), entry, now)
    if complete and not result.held:
        for native_id, before in known.items():
            if before.open and native_id not in found:
                (result.closed if before.missed + 1 >= ABSENCES else result.missed).append(native_id)
    if result.held and result.doubt is Doubt.THINNED:
        result.changed.clear()
    return result


def doubt(known: Mapping[str, Known], found: Mapping[str, Listed]) -> Doubt | None:
    were_open = [native_id for native_id, before in known.items() if before.open]
    gone = sum(native_id not in found for native_id in were_open)
    if len(were_open) <= FEW or gone * 2 <= len(were_open):
        return None
    return Doubt.REPLACED if found and not known.keys() & found.keys() else Doubt.SHRUNK


def _thinned(known: Mapping[str, Known], found: Mapping[str, Listed]) -> Doubt | None:
    both = [(before, found[native_id]) for native_id, before in known.items() if before.open and native_id in found]
    poorer = sum(bool(before.fields & ~entry.fields) for before, entry in both)
    return Doubt.THINNED if len(both) > FEW and poorer * 2 > len(both) else None


def _place(result: Diff, native_id: str, before: Known | None, entry: Listed, now: datetime) -> None:
    if before is None:
        (result.closed_at_sight if entry.ended else result.opened).append(native_id)
    elif entry.ended:
        if before.open:
            result.closed.append(native_id)
    elif not before.open:
        late = before.closed_at is None or now - before.closed_at > REOPENS_WITHIN
        (result.opened if late else result.reopened).append(native_id)
    elif before.digest != entry.digest:
        result.changed.append(native_id)
    elif before.missed:
        result.back.append(native_id)
