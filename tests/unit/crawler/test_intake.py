"""Which push of a posting stands, and what becomes of it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_crawler.crawled import Pushed
from jobalerts_crawler.intake import Kept, compare_pushed, latest, outcome_of
from jobalerts_crawler.snapshot import Known
from jobalerts_shared.events import PushedEvent
from jobalerts_shared.posting import posting_id
from jobalerts_shared.pushed import PushedPosting

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ACME = "push:acme"
ID = posting_id(ACME, "1")


def pushed(seconds: float = 0, native_id: str = "1", source: str = ACME, **more: Any) -> PushedEvent:
    said = {"native_id": native_id, "title": "Data Engineer", "company": "Acme"} | more
    at = NOON + timedelta(seconds=seconds)
    return PushedEvent(source=source, pushed_at=at, posting=PushedPosting.model_validate(said))


def kept(seconds: float, *, open: bool = True, digest: str = "") -> Kept:
    return Kept(Known(digest, open, closed_at=None if open else NOON), NOON + timedelta(seconds=seconds))


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab")), max_size=12), st.randoms())
def test_of_a_batch_the_latest_of_each_stands_in_whatever_order(told: list[tuple[int, str]], chance: Any) -> None:
    events = [pushed(second, id, title=f"Engineer {second}") for second, id in told]
    before = latest(events)
    chance.shuffle(events)
    assert latest(events) == before == latest(events + events)
    for id, event in before.items():
        assert all(
            event.pushed_at >= each.pushed_at for each in events if posting_id(ACME, each.posting.native_id) == id
        )


@pytest.mark.parametrize(
    ("event", "before", "outcome"),
    [
        pytest.param(pushed(), None, Pushed.TAKEN, id="new"),
        pytest.param(pushed(1), kept(0), Pushed.TAKEN, id="newer"),
        pytest.param(pushed(0), kept(0), Pushed.TAKEN, id="read again: the comparison finds nothing"),
        pytest.param(pushed(-1), kept(0), Pushed.OLDER, id="older"),
        pytest.param(pushed(0, source="push:off"), None, Pushed.OFF, id="switched off"),
        pytest.param(pushed(-60 * 86400 - 1), None, Pushed.OLDER, id="older than what we remember"),
        pytest.param(pushed(-60 * 86400 + 1), None, Pushed.TAKEN, id="as old as may be"),
    ],
)
def test_what_becomes_of_a_push(event: PushedEvent, before: Kept | None, outcome: Pushed) -> None:
    assert outcome_of(event, before, {ACME}, NOON) is outcome


@pytest.mark.parametrize(
    ("event", "before", "told", "closed"),
    [
        pytest.param(pushed(), None, [("opened", False)], 0, id="opened"),
        pytest.param(pushed(closed=True), None, [("closed", True)], 0, id="closed from the start"),
        pytest.param(pushed(), kept(0), [("changed", False)], 0, id="changed"),
        pytest.param(pushed(closed=True), kept(0), [], 1, id="closed"),
        pytest.param(pushed(closed=True), kept(0, open=False), [], 0, id="closed again"),
        pytest.param(pushed(valid_through="2026-11-27T11:59:59Z"), kept(0), [], 1, id="over"),
        pytest.param(pushed(valid_through="2026-11-27T12:00:01Z"), kept(0), [("changed", False)], 0, id="not over yet"),
        pytest.param(pushed(), kept(0, open=False), [("reopened", False)], 0, id="reopened"),
    ],
)
def test_what_is_told(event: PushedEvent, before: Kept | None, told: list[tuple[str, bool]], closed: int) -> None:
    changes = compare_pushed({ID: event}, {ID: before} if before else {}, NOON)
    assert [(news.change.value, news.posting.closed) for news in changes.news] == told
    assert len(changes.closed) == closed


def test_an_employer_that_says_less_than_before_is_believed() -> None:
    """No crawl would: most of a board that has lost its texts is held back."""
    rich = compare_pushed({posting_id(ACME, str(n)): pushed(0, str(n), description="text") for n in range(9)}, {}, NOON)
    before = {news.posting.id: Kept(Known(news.digest, fields=news.fields), NOON) for news in rich.news}
    poor = {posting_id(ACME, str(n)): pushed(1, str(n)) for n in range(9)}
    assert [news.change.value for news in compare_pushed(poor, before, NOON).news] == ["changed"] * 9
