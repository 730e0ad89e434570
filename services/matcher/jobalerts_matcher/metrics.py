"""What the matcher is measured by; each answers one question of the dashboard."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram

from jobalerts_matcher.matching import Outcome
from jobalerts_shared.events import PostingChange, SubscriptionState

match_duration_seconds = Histogram(
    "jobalerts_match_duration_seconds",
    "Time to find who wants one posting.",
    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
)
matches_total = Counter("jobalerts_matches_total", "Pairs found of a posting and a subscription that wants it.")
postings_matched_total = Counter(
    "jobalerts_postings_matched_total", "Posting events, by what became of them.", ["change", "outcome"]
)
subscriptions = Gauge("jobalerts_subscriptions", "Subscriptions held in memory, by state.", ["state"])

for _change in PostingChange:
    for _outcome in Outcome:
        postings_matched_total.labels(_change, _outcome)
for _state in SubscriptionState:
    subscriptions.labels(_state)


def count_subscriptions(states: Mapping[SubscriptionState, int]) -> None:
    for state in SubscriptionState:
        subscriptions.labels(state).set(states.get(state, 0))
