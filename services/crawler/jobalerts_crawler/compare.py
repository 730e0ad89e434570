"""From a fetched body to what is to be kept. Pure, and on a big board long enough to need a thread of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from jobalerts_shared.reading.understand import RULES_VERSION, understand

from jobalerts_crawler.board import Snapshot, Source
from jobalerts_crawler.crawled import Claim, Crawled, News
from jobalerts_crawler.fetch import Fresh
from jobalerts_crawler.openings import opening_keys
from jobalerts_crawler.snapshot import Diff, Known, Listed, diff, listed
from jobalerts_shared.events import PostingChange
from jobalerts_shared.posting import Advert

SETTLES_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    crawled: Crawled
    listed: int


def read_and_compare(claim: Claim, source: Source, fresh: Fresh, known: Mapping[str, Known]) -> Found:
    snapshot = _snapshot(claim, source, fresh)
    adverts = {advert.native_id: advert for advert in snapshot.adverts}
    now = {native_id: listed(advert, claim.now) for native_id, advert in adverts.items()}
    changes = diff(known, now, complete=snapshot.complete, now=claim.now, doubted_since=claim.doubted_since)
    return Found(_crawled(claim, source, fresh, snapshot, adverts, now, changes), len(adverts))


def _snapshot(claim: Claim, source: Source, fresh: Fresh) -> Snapshot:
    """A page that sent us elsewhere may show others' adverts: what is missing there is missing for no reason."""
    snapshot = source.read([fresh.page], claim.board)
    if fresh.redirected and source.own_page:
        return Snapshot(snapshot.adverts, complete=False, same_job=snapshot.same_job)
    return snapshot


def _crawled(
    claim: Claim,
    source: Source,
    fresh: Fresh,
    snapshot: Snapshot,
    adverts: Mapping[str, Advert],
    now: Mapping[str, Listed],
    changes: Diff,
) -> Crawled:
    told = {
        **dict.fromkeys(changes.opened, PostingChange.OPENED),
        **dict.fromkeys(changes.changed, PostingChange.CHANGED),
        **dict.fromkeys(changes.reopened, PostingChange.REOPENED),
        **dict.fromkeys(changes.closed_at_sight, PostingChange.CLOSED),
    }
    settling = claim.settled_at is None
    return Crawled(
        news=tuple(
            _news(claim, adverts[native_id], change, now[native_id], snapshot.same_job.get(native_id))
            for native_id, change in told.items()
        ),
        closed=tuple(changes.closed),
        missed=tuple(changes.missed),
        back=tuple(changes.back),
        baseline=(settling and claim.baseline) or changes.baseline,
        settled=snapshot.complete or source.own_page or _waited(claim),
        doubt=changes.doubt.value if changes.doubt else None,
        held=changes.held,
        stamps=fresh.stamps,
        fetched_from=fresh.asked,
        in_full=fresh.in_full,
    )


def _waited(claim: Claim) -> bool:
    """A board that is never complete has its baseline too, after a day."""
    return claim.first_read_at is not None and claim.now - claim.first_read_at >= SETTLES_WITHIN


def _news(claim: Claim, advert: Advert, change: PostingChange, entry: Listed, same_job: str | None) -> News:
    posting = understand(advert, source=claim.id, now=claim.now)
    if entry.ended:
        posting = posting.model_copy(update={"closed": True})
    return News(change, posting, entry.digest, opening_keys(posting, same_job), RULES_VERSION, ended=entry.ended)
