"""What is kept on disk answers as what was filled; what is damaged, old or of something else is not used."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts_matcher import snapshot
from jobalerts_matcher.index import Index
from jobalerts_matcher.keeping import EVERY, OLDEST, Keeping
from jobalerts_matcher.shards import Shard
from jobalerts_matcher.snapshot import Facts, Snapshot, Unusable
from jobalerts_shared.criteria import Criteria, judge
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.following import Mark
from jobalerts_shared.judging.facts import Facts as PostingFacts
from jobalerts_shared.posting import Posting
from jobalerts_shared.wanted import Companies, Keywords, PayFloor
from tests.unit.matcher.test_index import GERMAN, ML, fold, subscription
from tests.unit.shared.judging_cases import narrow_or_wide, posting, postings

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TOPIC = "t.subscriptions"
MARKS = {0: Mark(17, 1_700_000_000_000), 1: Mark()}
ALL_KINDS = (
    ML,
    Criteria(roles=("zorbing wrangler",), places=("Xyzzyville", "remote", "within 40 km of Leeds")),
    Criteria(roles=("nurse",), keywords=Keywords(all=("icu",), any=("night", "day"), none=("agency",))),
    Criteria(roles=("nurse",), companies=Companies(only=("Acme", "Blue Bank"), never=("Nord Labs",))),
    Criteria(roles=("nurse",), pay=PayFloor(min=15.5, currency="GBP", period="hour")),
    Criteria(roles=("nurse", "java developer"), places=tuple(f"{name}, Germany" for name in GERMAN.split()[:40])),
)

Change = tuple[int, Criteria | None, int, SubscriptionState]


def facts(**said: object) -> Facts:
    values = {"code": snapshot.code(), "topic": TOPIC, "shard": 0, "shards": 1, "marks": MARKS}
    values |= {"as_of": NOW, "filled": NOW}
    return Facts.model_validate(values | said)


def index_of(*wanted: Criteria) -> Index:
    index = Index()
    for number, criteria in enumerate(wanted, 1):
        index.put(subscription(number, criteria))
    fold(index)
    return index


def written(path: Path, index: Index, **said: object) -> Path:
    snapshot.write(path, Snapshot(facts(**said), *index.folded))
    return path


def read_again(path: Path) -> Index:
    index = Index()
    found = snapshot.read(path)
    index.restore(found.cells, found.words)
    return index


def changes() -> st.SearchStrategy[list[Change]]:
    states = st.sampled_from([SubscriptionState.ACTIVE, SubscriptionState.ACTIVE, SubscriptionState.PAUSED])
    return st.lists(st.tuples(st.integers(1, 12), st.none() | narrow_or_wide(), st.integers(1, 4), states), max_size=30)


def changed(index: Index, all_of: list[Change]) -> None:
    for number, criteria, version, state in all_of:
        if criteria is None:
            index.drop(number)
        else:
            index.put(subscription(number, criteria, version, state))


def judged(all_of: list[Change], one: Posting) -> list[int]:
    held: dict[int, SubscriptionEvent] = {}
    for number, criteria, version, state in all_of:
        if criteria is None:
            held.pop(number, None)
        elif number not in held or held[number].version < version:
            held[number] = subscription(number, criteria, version, state)
    active = (event for event in held.values() if event.state is SubscriptionState.ACTIVE)
    return sorted(event.subscription_id for event in active if judge(event.criteria, one).match)


@settings(max_examples=80, deadline=None)
@given(changes(), changes(), st.lists(postings(), min_size=1, max_size=3))
def test_a_snapshot_and_what_came_later_are_the_whole(
    tmp_path_factory: pytest.TempPathFactory, early: list[Change], late: list[Change], asked: list[Posting]
) -> None:
    """As filled from all events; as `judge` says; and counted alike. The last of the early ones are read again."""
    first, whole = Index(), Index()
    changed(first, early)
    fold(first)
    kept = read_again(written(tmp_path_factory.mktemp("kept") / "snapshot", first))
    changed(kept, late)
    changed(whole, [*early, *late])
    for one in asked:
        expected = judged([*early, *late], one)
        assert kept.wanting(PostingFacts(one)).tolist() == expected
        assert whole.wanting(PostingFacts(one)).tolist() == expected
    assert +kept.states == +whole.states


def test_every_kind_of_wish_is_kept(tmp_path: Path) -> None:
    index = index_of(*ALL_KINDS)
    kept = read_again(written(tmp_path / "snapshot", index))
    assert kept.folded[1] == index.folded[1]
    said = [
        posting(),
        posting(title="Nurse, ICU, night", roles=("nurse",), company="Acme"),
        posting(title="Zorbing wrangler", roles=()),
    ]
    for one in said:
        assert kept.wanting(PostingFacts(one)).tolist() == index.wanting(PostingFacts(one)).tolist()


def test_what_changed_while_it_was_kept_is_not_lost(tmp_path: Path) -> None:
    """It is dead in the file, or there in its old state; in both cases its record is read again."""
    index = index_of(ML, ML)
    kept = index.folded
    index.drop(1)
    snapshot.write(tmp_path / "snapshot", Snapshot(facts(), *kept))
    again = read_again(tmp_path / "snapshot")
    assert again.wanting(PostingFacts(posting())).tolist() == [1, 2]
    again.drop(1)
    assert again.wanting(PostingFacts(posting())).tolist() == [2]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("whole") / "snapshot", index_of(*ALL_KINDS)).read_bytes()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_never_read(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(whole) - 1), "place")
    flipped = bytes([whole[at] ^ data.draw(st.integers(1, 255), "bits")])
    damaged = data.draw(st.sampled_from([whole[:at], whole[:at] + flipped + whole[at + 1 :], whole + b"\0"]), "file")
    path = tmp_path_factory.mktemp("damaged") / "snapshot"
    path.write_bytes(damaged)
    with pytest.raises(Unusable):
        snapshot.read(path)


def test_nothing_is_left_of_a_writing_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "snapshot", index_of(ML))
    before = path.read_bytes()

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        written(path, index_of(*ALL_KINDS))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("said", "later", "reason"),
    [
        pytest.param({}, timedelta(minutes=5), None, id="fits"),
        pytest.param({"code": "other"}, timedelta(), "another version", id="other code"),
        pytest.param({"topic": "u.subscriptions"}, timedelta(), "shard 0 of 1 of u.subscriptions", id="other topic"),
        pytest.param({"shards": 2}, timedelta(), "shard 0 of 2", id="other number of shards"),
        pytest.param({"shard": 1, "shards": 2}, timedelta(), "shard 1 of 2", id="other shard"),
        pytest.param({}, OLDEST + timedelta(seconds=1), "Kafka may have forgotten", id="too old"),
        pytest.param({"filled": NOW - timedelta(days=8)}, timedelta(), "once a week", id="filled long ago"),
        pytest.param({}, -timedelta(hours=1), "a time to come", id="clock was set"),
    ],
)
async def test_what_does_not_fit_is_not_used(
    tmp_path: Path, said: dict[str, object], later: timedelta, reason: str | None
) -> None:
    path = written(tmp_path / "snapshot", index_of(ML), **said)
    index, told = Index(), list[str]()
    keeping = Keeping(index, path, TOPIC, Shard(), lambda: NOW + later)
    keeping.discard = told.append  # type: ignore[method-assign]
    marks = await keeping.marks()
    if reason is None:
        assert (marks, told) == (MARKS, [])
        await keeping.restore()
        assert len(index) == 1
    else:
        assert marks is None
        assert reason in told[0]


async def test_it_is_due_at_first_then_after_changes_and_now_and_then(tmp_path: Path) -> None:
    index, now = index_of(ML), NOW
    keeping = Keeping(index, tmp_path / "snapshot", TOPIC, Shard(), lambda: now)
    assert keeping.is_due
    await keeping.keep(MARKS, now)
    due = partial(getattr, keeping, "is_due")
    assert not due()
    now += timedelta(hours=1)
    assert not due()
    index.drop(1)
    assert due()
    await keeping.keep(MARKS, now)
    now += timedelta(hours=5)
    assert not due()
    now += timedelta(hours=1)
    assert due()


async def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keeping = Keeping(index_of(ML), tmp_path / "file" / "snapshot", TOPIC, Shard(), lambda: NOW)
    await keeping.keep(MARKS, NOW)
    assert not keeping.is_due
    assert await keeping.marks() is None
    later = NOW + EVERY
    keeping = Keeping(index_of(ML), tmp_path / "file" / "snapshot", TOPIC, Shard(), lambda: later)
    await keeping.keep(MARKS, NOW)
    assert keeping.is_due


async def test_it_tells_over_restarts_when_it_was_filled(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    await Keeping(index_of(ML), path, TOPIC, Shard(), lambda: NOW).keep(MARKS, NOW)
    again = Keeping(Index(), path, TOPIC, Shard(), lambda: NOW)
    assert await again.marks() == MARKS
    await again.restore()
    await again.keep(MARKS, NOW + timedelta(hours=6))
    kept = snapshot.read(path).facts
    assert (kept.as_of, kept.filled) == (NOW + timedelta(hours=6), NOW)
