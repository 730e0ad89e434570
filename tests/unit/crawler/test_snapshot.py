"""What a crawl lets us say of a board, by cases and over whole histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts_crawler.snapshot import HELD_FOR, Diff, Doubt, Known, Listed, diff, digest, listed
from jobalerts_shared.posting import Advert, Pay, PayPeriod

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
A, B = Listed("a"), Listed("b")
SIX = {str(number): Known("a") for number in range(6)}


def told(result: Diff) -> dict[str, list[str]]:
    names = ("opened", "changed", "reopened", "closed", "closed_at_sight", "missed", "back")
    return {name: getattr(result, name) for name in names if getattr(result, name)}


@pytest.mark.parametrize(
    ("known", "found", "complete", "expected"),
    [
        pytest.param({}, {"1": A}, True, {"opened": ["1"]}, id="new"),
        pytest.param({}, {"1": A}, False, {"opened": ["1"]}, id="new on a partial list"),
        pytest.param({}, {"1": Listed("a", ended=True)}, True, {"closed_at_sight": ["1"]}, id="over when first seen"),
        pytest.param({"1": Known("a")}, {"1": A}, True, {}, id="the same"),
        pytest.param({"1": Known("a")}, {"1": B}, True, {"changed": ["1"]}, id="edited"),
        pytest.param({"1": Known("a")}, {}, True, {"missed": ["1"]}, id="absent once"),
        pytest.param({"1": Known("a", missed=1)}, {}, True, {"closed": ["1"]}, id="absent twice"),
        pytest.param({"1": Known("a", missed=1)}, {}, False, {}, id="absent from a partial list says nothing"),
        pytest.param({"1": Known("a", missed=1)}, {"1": A}, True, {"back": ["1"]}, id="back after one absence"),
        pytest.param({"1": Known("a", missed=1)}, {"1": B}, True, {"changed": ["1"]}, id="back and edited"),
        pytest.param({"1": Known("a")}, {"1": Listed("a", ended=True)}, True, {"closed": ["1"]}, id="states its end"),
        pytest.param(
            {"1": Known("a")}, {"1": Listed("a", ended=True)}, False, {"closed": ["1"]}, id="states it, list partial"
        ),
        pytest.param(
            {"1": Known("a", open=False, closed_at=NOW - timedelta(days=13))}, {"1": A}, True, {"reopened": ["1"]},
            id="back within 14 days",
        ),
        pytest.param(
            {"1": Known("a", open=False, closed_at=NOW - timedelta(days=15))}, {"1": A}, True, {"opened": ["1"]},
            id="back after 14 days",
        ),
        pytest.param(
            {"1": Known("a", open=False, closed_at=NOW)}, {"1": Listed("a", ended=True)}, True, {}, id="still over"
        ),
        pytest.param({"1": Known("a", open=False, closed_at=NOW)}, {}, True, {}, id="closed and absent"),
    ],
)  # fmt: skip
def test_one_posting(
    known: dict[str, Known], found: dict[str, Listed], complete: bool, expected: dict[str, list[str]]
) -> None:
    assert told(diff(known, found, complete=complete, now=NOW)) == expected


def test_a_board_that_loses_more_than_half_closes_nothing() -> None:
    missed_once = {native_id: Known("a", missed=1) for native_id in SIX}
    result = diff(missed_once, {"0": A, "9": A}, complete=True, now=NOW)
    assert result.doubt is Doubt.SHRUNK and result.held
    assert told(result) == {"opened": ["9"], "back": ["0"]}


def test_a_board_that_shares_nothing_with_before_opens_nothing_either() -> None:
    result = diff(SIX, {"x": A, "y": A}, complete=True, now=NOW)
    assert result.doubt is Doubt.REPLACED and result.held and told(result) == {}


@pytest.mark.parametrize(
    ("known", "found", "doubt"),
    [
        pytest.param(SIX, {}, Doubt.SHRUNK, id="an empty board"),
        pytest.param(SIX, dict.fromkeys("012", A), None, id="half is believed"),
        pytest.param(dict(list(SIX.items())[:4]), {}, None, id="a few postings may all go"),
        pytest.param({k: Known("a", open=False) for k in SIX}, {}, None, id="what is closed cannot be lost"),
    ],
)
def test_plausibility(known: dict[str, Known], found: dict[str, Listed], doubt: Doubt | None) -> None:
    assert diff(known, found, complete=True, now=NOW).doubt is doubt


def test_what_stays_doubtful_is_believed_in_the_end_and_alerts_nobody() -> None:
    since = NOW - HELD_FOR
    first = diff(SIX, {"x": A}, complete=True, now=NOW, doubted_since=since)
    assert not first.held and first.baseline
    assert first.opened == ["x"] and set(first.missed) == set(SIX)
    again = {k: Known("a", missed=1) for k in SIX} | {"x": Known("a")}
    second = diff(again, {"x": A}, complete=True, now=NOW, doubted_since=since)
    assert set(second.closed) == set(SIX)


ADVERT = Advert(
    native_id="1",
    title="Data Engineer",
    company="Acme",
    locations=("London", "Leeds"),
    description="<p>Build  pipelines.</p>",
    pay=Pay(min=50000, max=60000, currency="GBP", period=PayPeriod.YEAR),
    posted_at=NOW,
    url="https://a.example/1",
)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        pytest.param({"company": "ACME "}, True, id="case and blanks of the employer"),
        pytest.param({"posted_at": NOW + timedelta(days=3)}, True, id="a moved stamp"),
        pytest.param({"posted_text": "10 months ago"}, True, id="an age"),
        pytest.param({"url": "https://a.example/1?utm_source=x"}, True, id="a tracking parameter"),
        pytest.param({"locations": ("Leeds", "London")}, True, id="the order of places"),
        pytest.param({"description": "<div>Build pipelines.</div>"}, True, id="markup"),
        pytest.param({"title": "Senior Data Engineer"}, False, id="the title"),
        pytest.param({"locations": ("London",)}, False, id="a place less"),
        pytest.param({"description": "<p>Build pipelines in Rust.</p>"}, False, id="the text"),
        pytest.param({"pay": None}, False, id="the pay"),
    ],
)
def test_only_what_a_person_is_alerted_on_is_a_change(changes: dict[str, object], same: bool) -> None:
    assert (digest(ADVERT.model_copy(update=changes)) == digest(ADVERT)) is same


def test_a_stated_end_in_the_past_ends_it() -> None:
    ended = ADVERT.model_copy(update={"valid_through": NOW - timedelta(seconds=1)})
    assert listed(ended, NOW).ended and not listed(ended, NOW - timedelta(days=1)).ended


# --- over whole histories ------------------------------------------------------------------------------------------

ids = st.integers(0, 11).map(str)
listings = st.frozensets(ids, max_size=12)
FAULTS = ("none", "none", "none", "failed", "partial", "half", "another's", "empty")
LIES = ("half", "another's", "empty")  # complete answers that are not the board
OTHERS = frozenset(map(str, range(100, 109)))


class World:
    """Our memory, driven by diffs alone, as the store keeps it."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.doubted_since: datetime | None = None
        self.announced: dict[str, datetime] = {}
        self.repeated: list[str] = []

    def crawl(self, board: frozenset[str], now: datetime, *, complete: bool) -> Diff:
        result = diff(
            self.known, dict.fromkeys(sorted(board), A), complete=complete, now=now, doubted_since=self.doubted_since
        )
        for native_id in result.opened:
            if native_id in self.known and (before := self.known[native_id]).closed_at:
                if now - before.closed_at <= timedelta(days=14):
                    self.repeated.append(native_id)
            elif native_id in self.announced:
                self.repeated.append(native_id)
            self.announced[native_id] = now
        for native_id in [*result.opened, *result.reopened, *result.changed, *result.back]:
            self.known[native_id] = Known("a")
        for native_id in result.missed:
            self.known[native_id] = Known("a", missed=self.known[native_id].missed + 1)
        for native_id in result.closed:
            self.known[native_id] = Known("a", open=False, closed_at=now)
        self.doubted_since = (self.doubted_since or now) if result.doubt else None
        return result


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(listings, st.sampled_from(FAULTS), st.integers(1, 60 * 24 * 20)), max_size=25))
def test_over_any_history(steps: list[tuple[frozenset[str], str, int]]) -> None:
    """Nothing still listed is closed, what left is closed in the end, nothing is announced twice."""
    world, now, lied = World(), NOW, False
    board = before = frozenset[str]()
    for board, drawn, minutes in steps:
        now += timedelta(minutes=minutes)
        # What two complete answers running say in silence is no fault that anybody could tell from the truth.
        fault = "none" if drawn in LIES and lied else drawn
        if fault == "failed":
            continue
        half = frozenset(sorted(board)[: len(board) // 2])
        seen = {"none": board, "another's": OTHERS, "empty": frozenset[str]()}.get(fault, half)
        result = world.crawl(seen, now, complete=fault != "partial")
        assert not set(result.closed) & board & before, "it stands there, and stood there when we last looked"
        if fault != "partial":
            lied, before = fault in LIES, board
    for _ in range(4):
        now += HELD_FOR
        world.crawl(board, now, complete=True)
    open_now = {native_id for native_id, known in world.known.items() if known.open}
    assert open_now == set(board)
    assert not world.repeated
