"""The parts of the frame that need no Kafka: what an outage is, rounds of keys, halving, ages of loops."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx
import psycopg
import psycopg_pool
import pytest
import structlog
from aiokafka import errors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobalerts_shared.dead import DeadLetter
from jobalerts_shared.events import PostingEvent
from jobalerts_shared.loops import CURRENT, Loops
from jobalerts_shared.outages import LONGEST_WAIT, is_outage, wait_before
from jobalerts_shared.publishing import Outgoing, rounds
from jobalerts_shared.records import Reader, Reason, Received, as_event
from jobalerts_shared.taking import Taking
from jobalerts_shared.topics import POSTINGS
from tests.unit.shared.test_records import WIRE, Record


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        pytest.param(ConnectionRefusedError(), True, id="refused"),
        pytest.param(TimeoutError(), True, id="timed out"),
        pytest.param(psycopg.OperationalError(), True, id="database away"),
        pytest.param(psycopg.errors.AdminShutdown(), True, id="database stopping"),
        pytest.param(psycopg.errors.DeadlockDetected(), True, id="deadlock"),
        pytest.param(psycopg.errors.ReadOnlySqlTransaction(), True, id="database failing over"),
        pytest.param(psycopg_pool.PoolTimeout(), True, id="no connection free"),
        pytest.param(errors.KafkaConnectionError(), True, id="Kafka away"),
        pytest.param(errors.KafkaTimeoutError(), True, id="Kafka silent"),
        pytest.param(errors.NotLeaderForPartitionError(), True, id="Kafka moving"),
        pytest.param(errors.MessageSizeTooLargeError(), False, id="record too large for Kafka"),
        pytest.param(psycopg.errors.UniqueViolation(), False, id="a row of the record's own"),
        pytest.param(psycopg.errors.UndefinedTable(), False, id="our own mistake"),
        pytest.param(ValueError(), False, id="a value"),
        pytest.param(httpx.ConnectError(""), False, id="HTTP is nothing a batch waits for"),
        pytest.param(ExceptionGroup("", [ValueError(), ConnectionResetError()]), True, id="one outage among others"),
        pytest.param(ExceptionGroup("", [ValueError(), KeyError()]), False, id="none among them"),
    ],
)
def test_what_an_outage_is(error: Exception, outage: bool) -> None:
    assert is_outage(error) is outage


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waits_are_short_at_first_and_never_long(attempt: int, luck: float) -> None:
    assert 0.125 <= wait_before(attempt, luck=luck) <= LONGEST_WAIT


def test_waits_grow() -> None:
    assert [wait_before(attempt, luck=1.0) for attempt in (1, 2, 3, 7, 50)] == [0.25, 0.5, 1.0, 15.0, 15.0]


@given(st.lists(st.sampled_from([b"a", b"b", b"c", None])))
def test_no_key_stands_twice_in_a_round_and_all_keep_their_order(keys: list[bytes | None]) -> None:
    records = [Outgoing("t", key, str(number).encode()) for number, key in enumerate(keys)]
    cut = list(rounds(records))
    assert [record for run in cut for record in run] == records
    assert all(len({record.key for record in run}) == len(run) for run in cut)


def test_rounds_of_different_keys_are_few() -> None:
    assert [len(run) for run in rounds([Outgoing("t", str(n).encode(), b"") for n in range(2500)])] == [1000, 1000, 500]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    structlog.reset_defaults()
    with structlog.testing.capture_logs():
        yield


@dataclass
class Cemetery:
    """Keeps what is buried; for a while it may be closed."""

    closed: bool = False
    letters: list[DeadLetter] = field(default_factory=list)

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        if self.closed:
            raise errors.KafkaConnectionError()
        self.letters.extend(letters)


@dataclass
class Store:
    """Takes a batch whole or not at all, as a transaction would."""

    poisonous: frozenset[str] = frozenset()
    down_at: int | None = None
    calls: int = 0
    taken: list[str] = field(default_factory=list)

    async def take(self, batch: Sequence[Received[PostingEvent]]) -> None:
        self.calls += 1
        if self.calls == self.down_at:
            raise ConnectionResetError
        if poisonous := [record.key for record in batch if record.key in self.poisonous]:
            raise KeyError(poisonous[0])
        self.taken.extend(record.key for record in batch)


def records(count: int) -> list[Record]:
    return [Record(str(number).encode(), WIRE, offset=number) for number in range(count)]


def taking(store: Store, cemetery: Cemetery) -> Taking[PostingEvent]:
    return Taking(Reader(POSTINGS, as_event(POSTINGS)), store.take, cemetery)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.integers(1, 60), st.data())
async def test_the_poisonous_are_found_and_the_others_taken_once(count: int, data: st.DataObject) -> None:
    poisonous = frozenset(map(str, data.draw(st.sets(st.integers(0, count - 1)))))
    store, cemetery = Store(poisonous), Cemetery()
    await taking(store, cemetery).settle(records(count))
    assert sorted(store.taken) == sorted(str(n) for n in range(count) if str(n) not in poisonous)
    assert {str(letter.record.offset) for letter in cemetery.letters} == poisonous
    assert all(letter.reason == Reason.REFUSED and letter.error == "KeyError" for letter in cemetery.letters)


async def test_one_poisonous_record_costs_few_tries() -> None:
    store = Store(frozenset({"333"}))
    await taking(store, Cemetery()).settle(records(512))
    assert store.calls <= 20


async def test_an_outage_in_the_middle_buries_nobody() -> None:
    store, cemetery = Store(frozenset({"1"}), down_at=4), Cemetery()
    with pytest.raises(ConnectionResetError):
        await taking(store, cemetery).settle([*records(8), Record(b"unreadable", b"{")])
    assert not cemetery.letters


async def test_what_cannot_be_buried_is_not_settled() -> None:
    with pytest.raises(errors.KafkaConnectionError):
        await taking(Store(), Cemetery(closed=True)).settle([Record(b"unreadable", b"{")])


async def test_only_unreadable_records_disturb_nobody() -> None:
    store, cemetery = Store(), Cemetery()
    await taking(store, cemetery).settle([Record(b"unreadable", b"{")])
    assert (store.calls, len(cemetery.letters)) == (0, 1)


async def test_a_cancelled_take_is_no_refusal() -> None:
    async def take(batch: Sequence[Received[PostingEvent]]) -> None:
        raise asyncio.CancelledError

    cemetery = Cemetery()
    with pytest.raises(asyncio.CancelledError):
        await Taking(Reader(POSTINGS, as_event(POSTINGS)), take, cemetery).settle(records(4))
    assert not cemetery.letters


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_does_not_come_round_is_stuck() -> None:
    clock = Clock()
    loops = Loops(clock)
    loops.watch("consume postings")
    clock.now += 200
    loops.watch("task relay")
    clock.now += 150
    assert loops.ages() == {"consume postings": 350, "task relay": 150}
    assert loops.stuck(300) == ["consume postings"]
    loops.forget("consume postings")
    assert loops.stuck(300) == []


def test_only_a_watched_loop_is_kept_alive_by_what_happens_in_it() -> None:
    clock = Clock()
    loops = Loops(clock)
    CURRENT.set("task rare")
    loops.turn()
    assert loops.ages() == {}
    loops.watch()
    clock.now += random.Random(1).uniform(1, 100)
    loops.turn()
    assert loops.ages() == {"task rare": 0}
