"""A record that is taken quickly comes to the same as one that pydantic reads, and nothing gets past pydantic."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobalerts_matcher import arrivals
from jobalerts_matcher.arrivals import Arrival, Arrivals
from jobalerts_matcher.index import Index
from jobalerts_matcher.shards import Shard
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState
from jobalerts_shared.posting import Level
from jobalerts_shared.wanted import Keywords, PayFloor, Unknown
from tests.unit.matcher.test_index import subscription
from tests.unit.shared.judging_cases import narrow_or_wide

FULL = Criteria(
    roles=("nurse", "java developer"),
    places=("London, UK",),
    levels=("senior",),
    pay=PayFloor(min=40_000, currency="GBP"),
    keywords=Keywords(all=("icu",), none=("agency",)),
    unknown=Unknown(pay="exclude"),
)
READ_BY_US = ("subscription_id", "version", "state", "criteria")


def record(event: SubscriptionEvent) -> bytes:
    return event.model_dump_json(by_alias=True).encode()


def reader(index: Index, shard: Shard = Shard()) -> Arrivals:  # noqa: B008  # it is frozen
    return Arrivals(index, shard.holds)


class Slow(Exception):
    pass


def only_quickly(read: Arrivals, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: bytes) -> Arrival:
        raise Slow

    monkeypatch.setattr(read, "_thoroughly", refuse)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(narrow_or_wide(), st.sampled_from(SubscriptionState)), min_size=1, max_size=8))
def test_each_arrives_as_if_read_by_pydantic(wanted: list[tuple[Criteria, SubscriptionState]]) -> None:
    """At first all is new; the second time it is known; and so it is in an order of another kind."""
    index = Index()
    read = reader(index)
    events = [subscription(number, criteria, 3, state) for number, (criteria, state) in enumerate(wanted, 1)]
    for event in [*events, *events, *reversed(events)]:
        assert read.read(record(event)) == Arrival(event.subscription_id, index.standing(event))


def test_what_is_known_is_taken_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index()
    read = reader(index)
    read.read(record(subscription(1, FULL)))
    only_quickly(read, monkeypatch)
    other = FULL.model_copy(update={"roles": ("java developer",)})
    event = subscription(2, other, 5)
    assert read.read(record(event)) == Arrival(2, index.standing(event))
    for new in (
        FULL.model_copy(update={"roles": ("truck driver",)}),
        FULL.model_copy(update={"keywords": Keywords(all=("night",))}),
        FULL.model_copy(update={"unknown": Unknown(pay="include")}),
        FULL.model_copy(update={"levels": (Level.JUNIOR,)}),
    ):
        with pytest.raises(Slow):
            read.read(record(subscription(3, new)))


def json_values() -> st.SearchStrategy[Any]:  # Any: JSON
    plain = st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False) | st.text(max_size=3)
    return plain | st.lists(plain, max_size=60) | st.dictionaries(st.text(max_size=6), plain, max_size=3)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_nothing_that_pydantic_refuses_is_taken(data: st.DataObject) -> None:
    """One value anywhere in what we read is replaced, left out, or has a stranger beside it."""
    index = Index()
    read = reader(index)
    whole = record(subscription(1, FULL))
    read.read(whole)
    said = json.loads(whole)
    _spoil(data, said, READ_BY_US)
    spoilt = json.dumps(said).encode()
    try:
        event = SubscriptionEvent.model_validate_json(spoilt)
    except ValidationError:
        with pytest.raises(ValidationError):
            read.read(spoilt)
    else:
        assert read.read(spoilt) == Arrival(event.subscription_id, index.standing(event))


def _spoil(data: st.DataObject, said: Any, names: tuple[str, ...]) -> None:  # Any: JSON
    at = data.draw(st.sampled_from(names))
    inside = said[at]
    if isinstance(inside, dict | list) and inside and data.draw(st.booleans()):
        return _spoil(data, inside, tuple(inside) if isinstance(inside, dict) else tuple(range(len(inside))))
    if isinstance(said, dict) and data.draw(st.booleans()):
        if data.draw(st.booleans()):
            del said[at]
        else:
            said["stranger"] = data.draw(json_values())
    else:
        said[at] = data.draw(json_values())
    return None


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b"17", id="a number"),
        pytest.param(b'{"subscription_id": 1}', id="hardly anything"),
    ],
)
def test_what_is_no_subscription_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ValidationError):
        reader(Index()).read(spoilt)


def test_infinite_pay_is_read_every_time() -> None:
    """Pydantic takes it for JSON, and the quick reader does not."""
    index = Index()
    read = reader(index)
    spoilt = record(subscription(1, FULL)).replace(b"40000.0", b"Infinity")
    assert read.read(spoilt) == read.read(spoilt) != read.read(record(subscription(1, FULL)))


def test_another_shard_s_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index()
    read = reader(index, Shard(1, 2))
    assert read.read(record(subscription(2, FULL))) == Arrival(2, None)
    assert not index.knows(["nurse"], [], lenient=False)
    read.read(record(subscription(3, FULL)))
    only_quickly(read, monkeypatch)
    assert read.read(record(subscription(4, FULL))) == Arrival(4, None)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_KNOWN", 10)
    index = Index()
    read = reader(index)
    events = [subscription(n, Criteria(roles=("nurse",), keywords=Keywords(all=(f"word{n}",)))) for n in range(1, 40)]
    for event in [*events, *events]:
        assert read.read(record(event)) == Arrival(event.subscription_id, index.standing(event))
    assert len(read._conditions) == 10
