"""Which posting events lead to match events, and how a long list is cut."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from jobalerts_matcher import matching
from jobalerts_matcher.index import Index
from jobalerts_matcher.matching import Outcome, match
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import PostingChange, PostingEvent
from jobalerts_shared.packing import unpack
from tests.unit.matcher.test_index import subscription
from tests.unit.shared.judging_cases import posting

SEEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
WANTED = Criteria(roles=("machine learning engineer",))


def event(change: PostingChange = PostingChange.OPENED, *, baseline: bool = False, **said: Any) -> PostingEvent:
    return PostingEvent(
        change=change,
        posting=posting(**said),
        opening_id=UUID(int=1),
        version=3,
        baseline=baseline,
        first_seen=SEEN,
        at=SEEN,
        rules_version="1",
    )


def index_of(*numbers: int) -> Index:
    index = Index()
    for number in numbers:
        index.put(subscription(number, WANTED))
    return index


@pytest.mark.parametrize("change", [PostingChange.OPENED, PostingChange.CHANGED, PostingChange.REOPENED])
def test_a_posting_that_is_wanted_leads_to_one_match_event(change: PostingChange) -> None:
    given = event(change)
    matched = match(given, index_of(5, 900, 7), (17, 0, 40))
    (found,) = matched.events
    assert (matched.outcome, matched.count, found.count) == (Outcome.MATCHED, 3, 3)
    assert unpack(found.subscriptions) == [5, 7, 900]
    assert (found.chunk, found.chunks, found.change) == (0, 1, change)
    assert (found.posting, found.opening_id, found.version) == (given.posting, given.opening_id, 3)
    assert (found.first_seen, found.rules_version, found.known_until) == (SEEN, "1", (17, 0, 40))


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        pytest.param(event(title="Java Developer", roles=("java developer",)), Outcome.UNWANTED, id="nobody wants it"),
        pytest.param(event(baseline=True), Outcome.BASELINE, id="found by a first crawl"),
        pytest.param(event(PostingChange.CHANGED, baseline=True), Outcome.BASELINE, id="changed since the first crawl"),
        pytest.param(event(closed=True), Outcome.NOT_OPEN, id="closed when found"),
        pytest.param(event(not_a_job=True), Outcome.NOT_OPEN, id="a talent pool"),
    ],
)
def test_these_tell_nobody(given: PostingEvent, outcome: Outcome) -> None:
    assert match(given, index_of(5)) == matching.Matched(outcome)


@pytest.mark.parametrize("baseline", [True, False])
def test_a_closing_is_passed_on_with_nobody_in_it(baseline: bool) -> None:
    matched = match(event(PostingChange.CLOSED, baseline=baseline, closed=True), index_of(5))
    (found,) = matched.events
    assert (matched.outcome, found.change, found.count) == (Outcome.CLOSING, PostingChange.CLOSED, 0)
    assert unpack(found.subscriptions) == []


def test_a_long_list_is_cut_into_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "IDS_IN_A_RECORD", 2)
    found = match(event(), index_of(1, 2, 3, 4, 5)).events
    assert [(one.chunk, one.chunks, unpack(one.subscriptions)) for one in found] == [
        (0, 3, [1, 2]),
        (1, 3, [3, 4]),
        (2, 3, [5]),
    ]
