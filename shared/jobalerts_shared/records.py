"""One record of a topic: read into our words, or found to be unreadable and why. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from jobalerts_shared.topics import Topic

E = TypeVar("E", bound=BaseModel)
R = TypeVar("R")

Read: TypeAlias = Callable[[bytes], R]  # raises pydantic's ValidationError


class Reason(StrEnum):
    """Why a record became a dead letter; also the metric's label."""

    NOT_JSON = "not_json"
    MISMATCH = "mismatch"
    NO_VALUE = "no_value"
    BAD_KEY = "bad_key"
    REFUSED = "refused"


class Received(NamedTuple, Generic[R]):
    """One record that could be read; `event` None is a tombstone. `topic` is the bare name, without the prefix."""

    key: str
    event: R | None
    topic: str
    partition: int
    offset: int


class Raw(Protocol):
    """A record as the client library hands it over."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`error` names the kind of fault and the field, never what stood there."""

    reason: Reason
    error: str


def as_event(topic: Topic[E]) -> Read[E]:
    """The whole event, checked."""
    return TypeAdapter(topic.event).validate_json


class Reader(Generic[R]):
    """Reads the records of one topic, each by itself, so that a bad one costs no other."""

    def __init__(self, topic: Topic[Any], read: Read[R]) -> None:
        self._topic = topic
        self._read = read
        self._compacted = "compact" in topic.config.get("cleanup.policy", "")

    def read(self, record: Raw) -> Received[R] | Unreadable:
        try:
            key = (record.key or b"").decode()
        except UnicodeDecodeError:
            return Unreadable(Reason.BAD_KEY, "UnicodeDecodeError")
        if not key:
            return Unreadable(Reason.BAD_KEY, "no key")
        if record.value is None:
            return self._without_value(key, record)
        try:
            event = self._read(record.value)
        except ValidationError as error:
            return _unreadable(error)
        return self._received(key, event, record)

    def _without_value(self, key: str, record: Raw) -> Received[R] | Unreadable:
        """Only in a compacted topic does the absence of a value say something."""
        if not self._compacted:
            return Unreadable(Reason.NO_VALUE, "no value")
        return self._received(key, None, record)

    def _received(self, key: str, event: R | None, record: Raw) -> Received[R]:
        return Received(key, event, self._topic.name, record.partition, record.offset)


def _unreadable(error: ValidationError) -> Unreadable:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Unreadable(Reason.NOT_JSON, "json_invalid")
    # Only the first part of a place is a field's name for certain; below it may stand a key of the sender's.
    told = dict.fromkeys(f"{'.'.join(map(str, fault['loc'][:1]))}: {fault['type']}" for fault in faults)
    return Unreadable(Reason.MISMATCH, "; ".join(told)[:300])
