from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_shared.events import PostingEvent, SubscriptionEvent
from jobalerts_shared.records import Reader, Reason, Received, Unreadable, as_event
from jobalerts_shared.topics import POSTINGS, SUBSCRIPTIONS, Topic
from tests.unit.shared.wire_events import posting_event

EVENT = posting_event()
WIRE = EVENT.model_dump_json().encode()


@dataclass(frozen=True)
class Record:
    key: bytes | None
    value: bytes | None
    topic: str = "jobalerts.postings"
    partition: int = 3
    offset: int = 41


def read(
    key: bytes | None, value: bytes | None, topic: Topic[PostingEvent] = POSTINGS
) -> Received[PostingEvent] | Unreadable:
    return Reader(topic, as_event(topic)).read(Record(key, value))


def test_a_good_record() -> None:
    assert read(b"k", WIRE) == Received("k", EVENT, "postings", 3, 41)


def test_a_field_of_a_newer_writer_is_ignored() -> None:
    newer = json.loads(WIRE) | {"mood": "sunny"}
    newer["posting"]["perks"] = ["fruit"]
    assert read(b"k", json.dumps(newer).encode()) == Received("k", EVENT, "postings", 3, 41)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        pytest.param(b"k", WIRE[:-9], Reason.NOT_JSON, id="cut off"),
        pytest.param(b"k", b"", Reason.NOT_JSON, id="empty"),
        pytest.param(b"k", b'"\xff"', Reason.NOT_JSON, id="not UTF-8"),
        pytest.param(b"k", b"[" * 50_000, Reason.NOT_JSON, id="nested without end"),
        pytest.param(b"k", b"[]", Reason.MISMATCH, id="a list"),
        pytest.param(b"k", b"{}", Reason.MISMATCH, id="nothing said"),
        pytest.param(b"k", WIRE.replace(b'"opened"', b'"vanished"'), Reason.MISMATCH, id="a word we do not know"),
        pytest.param(b"k", None, Reason.NO_VALUE, id="a tombstone where nothing is compacted"),
        pytest.param(None, WIRE, Reason.BAD_KEY, id="no key"),
        pytest.param(b"", WIRE, Reason.BAD_KEY, id="an empty key"),
        pytest.param(b"\xff", WIRE, Reason.BAD_KEY, id="a key that is not UTF-8"),
    ],
)
def test_unreadable_with_its_reason(key: bytes | None, value: bytes | None, reason: Reason) -> None:
    found = read(key, value)
    assert isinstance(found, Unreadable)
    assert found.reason == reason


def test_in_a_compacted_topic_no_value_is_a_tombstone() -> None:
    record = Record(b"7", None, topic="jobalerts.subscriptions")
    received: Received[SubscriptionEvent] | Unreadable = Reader(SUBSCRIPTIONS, as_event(SUBSCRIPTIONS)).read(record)
    assert received == Received("7", None, "subscriptions", 3, 41)


def test_what_is_said_of_a_fault_repeats_no_value() -> None:
    wrong = json.loads(WIRE) | {"change": "ada@example.org"}
    wrong["posting"]["places"] = [{"ada@example.org": 1, "country": "ada@example.org"}]
    found = read(b"k", json.dumps(wrong).encode())
    assert isinstance(found, Unreadable)
    assert found.error == "change: enum; posting: string_pattern_mismatch"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_have_a_reason(value: bytes) -> None:
    assert isinstance(read(b"k", value), Unreadable | Received)
