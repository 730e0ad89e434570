"""From what a source lists now to what is to be kept. Pure, and on a big board long enough to need a thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobalerts_crawler.board import Source
from jobalerts_crawler.crawled import Claim, Crawled, News, Preview
from jobalerts_crawler.fetch import Fresh, Stamps
from jobalerts_crawler.fitting import fitting
from jobalerts_crawler.gather import Seen, partial
from jobalerts_crawler.openings import opening_keys
from jobalerts_crawler.snapshot import Decision, Diff, Known, Listed, diff, listed
from jobalerts_crawler.sources import AGGREGATORS, FEEDS
from jobalerts_shared.events import PostingChange
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.understand import RULES_VERSION, understand

SETTLES_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    crawled: Crawled
    listed: int


def compare(claim: Claim, source: Source, fresh: Fresh, seen: Seen, known: Mapping[str, Known]) -> Found:
    """A page that sent us elsewhere may show others' adverts: what is missing there is missing for no reason."""
    if fresh.redirected and source.own_page:
        seen.snapshot = partial(seen.snapshot)
    adverts = {advert.native_id: advert for advert in seen.snapshot.adverts}
    now = {native_id: _entry(advert, claim, seen, known) for native_id, advert in adverts.items()}
    changes = _diff(claim, seen, known, now, claim.decision)
    preview = _preview(claim, seen, known, now, adverts) if changes.held else None
    return Found(_crawled(claim, source, fresh, seen, adverts, now, changes, preview), len(adverts))


def _entry(advert: Advert, claim: Claim, seen: Seen, known: Mapping[str, Known]) -> Listed:
    """One whose detail was not asked for again is as it was."""
    if advert.native_id not in seen.same:
        return listed(advert, claim.now)
    before = known[advert.native_id]
    return Listed(before.digest, ended=not before.open, fields=before.fields)


def _diff(
    claim: Claim, seen: Seen, known: Mapping[str, Known], now: Mapping[str, Listed], decision: Decision | None
) -> Diff:
    return diff(
        known,
        now,
        complete=seen.snapshot.complete,
        now=claim.now,
        doubted_since=claim.doubted_since,
        decision=decision,
    )


def _preview(
    claim: Claim, seen: Seen, known: Mapping[str, Known], now: Mapping[str, Listed], adverts: Mapping[str, Advert]
) -> Preview:
    would = _diff(claim, seen, known, now, Decision.ACCEPTED)
    return Preview(
        tuple(adverts[native_id].title for native_id in would.opened),
        tuple(would.changed),
        tuple(native_id for native_id, before in known.items() if before.open and native_id not in now),
    )


def _crawled(
    claim: Claim,
    source: Source,
    fresh: Fresh,
    seen: Seen,
    adverts: Mapping[str, Advert],
    now: Mapping[str, Listed],
    changes: Diff,
    preview: Preview | None,
) -> Crawled:
    told = {
        **dict.fromkeys(changes.opened, PostingChange.OPENED),
        **dict.fromkeys(changes.changed, PostingChange.CHANGED),
        **dict.fromkeys(changes.reopened, PostingChange.REOPENED),
        **dict.fromkeys(changes.closed_at_sight, PostingChange.CLOSED),
    }
    settling = claim.settled_at is None
    snapshot = seen.snapshot
    return Crawled(
        news=tuple(
            news(claim.id, adverts[native_id], change, now[native_id], claim.now, snapshot.same_job.get(native_id))
            for native_id, change in told.items()
        ),
        closed=tuple(changes.closed),
        missed=tuple(changes.missed),
        back=tuple(changes.back),
        baseline=(settling and claim.baseline) or changes.baseline,
        settled=not seen.waiting and (snapshot.complete or source.own_page or _waited(claim)),
        doubt=changes.doubt.value if changes.doubt else None,
        held=changes.held,
        stamps=fresh.stamps if seen.alone and not seen.late else Stamps(),
        fetched_from=fresh.asked,
        in_full=fresh.in_full,
        rows=seen.rows,
        aside=seen.aside,
        listed=tuple(now) if source.kind in FEEDS else (),
        preview=preview,
    )


def _waited(claim: Claim) -> bool:
    """A board that is never complete has its baseline too, after a day."""
    return claim.first_read_at is not None and claim.now - claim.first_read_at >= SETTLES_WITHIN


def news(
    source_id: str, advert: Advert, change: PostingChange, entry: Listed, now: datetime, same_job: str | None = None
) -> News:
    posting = understand(advert, source=source_id, now=now)
    facts = {"closed": posting.closed or entry.ended, "aggregated": source_id.partition(":")[0] in AGGREGATORS}
    posting = posting.model_copy(update=facts)
    keys = opening_keys(posting, same_job)
    return News(change, fitting(posting), entry.digest, keys, RULES_VERSION, ended=entry.ended, fields=entry.fields)
