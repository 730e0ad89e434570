"""What the crawler is measured by; each answers one question of the dashboard. Sources are those that are watched."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence

from prometheus_client import Counter, Gauge, Histogram

from jobalerts_crawler.crawled import Pushed
from jobalerts_crawler.fetch import Outcome
from jobalerts_crawler.sources import PARSED, SOURCES
from jobalerts_crawler.watchlist import Standing
from jobalerts_shared.events import PostingChange, PostingEvent

STATES = ("new", "ok", "failing", "held back", "off")

crawl_requests_total = Counter("jobalerts_crawl_requests_total", "Crawls, by how they ended.", ["kind", "outcome"])
crawl_duration_seconds = Histogram(
    "jobalerts_crawl_duration_seconds",
    "From a source's lease to its being kept.",
    ["kind"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 240),
)
crawl_last_success_timestamp_seconds = Gauge(
    "jobalerts_crawl_last_success_timestamp_seconds", "When a source was last read, or added.", ["source"]
)
postings_published_total = Counter(
    "jobalerts_postings_published_total", "Posting events acknowledged by Kafka.", ["kind", "change"]
)
crawl_interval_seconds = Gauge("jobalerts_crawl_interval_seconds", "How often a source is to be read.", ["source"])
sources = Gauge("jobalerts_sources", "Sources, by how they do.", ["state"])
pushes_total = Counter("jobalerts_pushes_total", "Pushed postings read, by what became of them.", ["outcome"])

for _pushed in Pushed:
    pushes_total.labels(_pushed)
for _state in STATES:
    sources.labels(_state)
for _kind in SOURCES:
    crawl_duration_seconds.labels(_kind)
    for _outcome in Outcome:
        crawl_requests_total.labels(_kind, _outcome)
for _kind in PARSED:
    for _change in PostingChange:
        postings_published_total.labels(_kind, _change)


def note_published(events: Sequence[PostingEvent]) -> None:
    for event in events:
        postings_published_total.labels(event.posting.source.partition(":")[0], event.change).inc()


def note_pushes(counts: Mapping[Pushed, int]) -> None:
    for outcome, count in counts.items():
        pushes_total.labels(outcome).inc(count)


def note_standings(standings: Sequence[Standing]) -> None:
    """Last successes come from the table, so that they outlive the process and count for all workers.

    Those who push are not late by any measure of ours, and may be many: they have no series of their own.
    """
    tally = Tally(state_of(standing) for standing in standings)
    for state in STATES:
        sources.labels(state).set(tally[state])
    crawl_last_success_timestamp_seconds.clear()
    crawl_interval_seconds.clear()
    for standing in standings:
        if standing.enabled and standing.every:
            crawl_interval_seconds.labels(standing.id).set(standing.every.total_seconds())
            read_at = standing.success_at or standing.added_at
            crawl_last_success_timestamp_seconds.labels(standing.id).set(read_at.timestamp())


def state_of(standing: Standing) -> str:
    if not standing.enabled:
        return "off"
    if standing.doubt:
        return "held back"
    if standing.failures:
        return "failing"
    return "ok" if standing.success_at else "new"
