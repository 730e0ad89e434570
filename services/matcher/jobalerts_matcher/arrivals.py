"""A subscription's record on its way into the index; quick where all its parts were read before. Pure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

import orjson
from pydantic import TypeAdapter

from jobalerts_matcher.cells import Standing
from jobalerts_matcher.entry import STATES
from jobalerts_matcher.index import Asked, Index
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.wanted import Companies, Criteria, Keywords

MOST_KNOWN = 20_000  # of each kind of part
FIELDS = len(Criteria.model_fields)
MOST_PHRASES = 50  # as `Phrases` has it
NUMBERS = {state.value: number for number, state in enumerate(STATES)}
ACTIVE = NUMBERS[SubscriptionState.ACTIVE]
NOTHING_FURTHER = (Keywords().model_dump(mode="json"), Companies().model_dump(mode="json"), None)

READ = TypeAdapter(SubscriptionEvent).validate_json

Said: TypeAlias = dict[str, Any]  # Any: JSON, of which nothing is taken but what pydantic has once accepted


class Arrival(NamedTuple):
    """`standing` is None where another shard holds the subscription."""

    number: int
    standing: Standing | None


class Arrivals:
    """Of a million subscriptions hardly two are alike, but their roles, places, levels, and conditions are.

    A record all of whose parts stood in records that pydantic accepted is not shown to it again. That costs a fifth of
    the time, and what the index does not use (how the person is told, and when) is then not looked at.
    """

    def __init__(self, index: Index, holds: Callable[[int], bool]) -> None:
        self._index = index
        self._holds = holds
        self._entries: dict[bytes, Asked] = {}
        self._conditions: dict[bytes, tuple[int, ...]] = {}

    def read(self, record: bytes) -> Arrival:
        """Raises pydantic's ValidationError for what is no subscription."""
        return self._quickly(record) or self._thoroughly(record)

    def _quickly(self, record: bytes) -> Arrival | None:
        """None where there is anything new, or wrong."""
        try:
            said = orjson.loads(record)
            number, version, state = said["subscription_id"], said["version"], NUMBERS[said["state"]]
            if type(number) is not int or type(version) is not int or number < 1 or version < 1:
                return None
            if not self._holds(number):
                return Arrival(number, None)
            standing = self._known(version, state, said["criteria"])
        except (ValueError, KeyError, TypeError):
            return None
        return None if standing is None else Arrival(number, standing)

    def _known(self, version: int, state: int, criteria: Said) -> Standing | None:
        asked = self._entries[_entry_key(criteria)]
        if not _asks_nothing_further(criteria):
            asked = asked._replace(conditions=self._conditions[_conditions_key(criteria)])
        roles, places = criteria["roles"], criteria["places"]
        if len(criteria) != FIELDS or not (_are_few(roles) and _are_few(places)):
            return None
        if not self._index.knows(roles, places, lenient=asked.lenient):
            return None
        if state != ACTIVE:
            return Standing(version, state, (), 0, ())
        return self._index.stand(version, asked, roles, places)

    def _thoroughly(self, record: bytes) -> Arrival:
        event = READ(record)
        if not self._holds(event.subscription_id):
            return Arrival(event.subscription_id, None)
        if event.state is SubscriptionState.ACTIVE:
            with suppress(ValueError, KeyError):  # pydantic takes infinity for JSON; and fields may be left out
                self._remember(self._index.asked(event.criteria), orjson.loads(record)["criteria"])
        return Arrival(event.subscription_id, self._index.standing(event))

    def _remember(self, asked: Asked, said: Said) -> None:
        _keep(self._entries, _entry_key(said), asked._replace(conditions=()))
        _keep(self._conditions, _conditions_key(said), asked.conditions)


def _are_few(phrases: object) -> bool:
    return type(phrases) is list and len(phrases) <= MOST_PHRASES


def _asks_nothing_further(criteria: Said) -> bool:
    return (criteria["keywords"], criteria["companies"], criteria["pay"]) == NOTHING_FURTHER


def _entry_key(criteria: Said) -> bytes:
    names = ("levels", "work_modes", "employment_types", "unknown")
    return orjson.dumps([criteria[name] for name in names])


def _conditions_key(criteria: Said) -> bytes:
    """A floor of pay depends on what is chosen for "not stated", too."""
    names = ("keywords", "companies", "pay")
    return orjson.dumps([*(criteria[name] for name in names), criteria["pay"] and criteria["unknown"]["pay"]])


def _keep(known: dict[bytes, Any], key: bytes, part: object) -> None:
    """The oldest is forgotten first. The key is copied, as orjson's bytes hold on to the 4 KB they were written in."""
    if key not in known and len(known) >= MOST_KNOWN:
        del known[next(iter(known))]
    known[bytes(memoryview(key))] = part
