"""The relay: what is stored is said, in order, at least once, and a crash repeats and never loses."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.errors import KafkaTimeoutError

from jobalerts_shared.metrics import outbox_oldest_age_seconds
from jobalerts_subscriptions.announce import Relay
from jobalerts_subscriptions.metrics import Measure, subscriptions
from jobalerts_subscriptions.tidy import Tidy
from tests.integration.subscriptions.house import WANTED, House

PATH = "/v1/subscriptions"


async def test_what_is_said_is_the_subscription_as_it_stands(house: House) -> None:
    told = await house.made()
    number = await house.number(told["id"])
    await house.call("POST", f"{PATH}/{told['id']}/pause")
    assert await house.announce() == 1
    event = house.topics.last(number)
    assert event is not None
    assert (str(event.subscription_id), event.version, event.state) == (number, 2, "paused")
    assert str(event.person_id) == told["person_id"] and event.criteria.roles == tuple(WANTED["roles"])
    assert house.sealer.open(event.targets_sealed).email == "a@example.org"
    assert await house.announce() == 0, "what is said is not owed"


async def test_an_end_is_a_tombstone(house: House) -> None:
    told = await house.made()
    number = await house.number(told["id"])
    await house.announce()
    await house.call("DELETE", f"{PATH}/{told['id']}")
    await house.announce()
    assert house.topics.last(number) is None


async def test_a_crash_between_saying_and_marking_repeats_the_same_version(house: House) -> None:
    told = await house.made()
    number = await house.number(told["id"])
    await house.rows(
        """CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS
           'BEGIN RAISE EXCEPTION ''the plug is pulled''; END'"""
    )
    await house.rows(
        """CREATE TRIGGER crash BEFORE UPDATE OF published_version ON subscription
           FOR EACH ROW EXECUTE FUNCTION crash()"""
    )
    with pytest.raises(Exception, match="the plug is pulled"):
        await house.announce()
    await house.rows("DROP TRIGGER crash ON subscription")
    await house.announce()
    versions = [event.version for key, event in house.topics.records if event is not None and key == number]
    assert versions == [1, 1]


async def test_a_change_while_it_is_being_said_is_said_next(house: House) -> None:
    """The mark is of the version that was said, not of the one that stands there meanwhile."""
    told = await house.made()
    number = await house.number(told["id"])
    publish = house.topics.publish

    async def slow(topic: object, records: object) -> None:
        await publish(topic, records)  # type: ignore[arg-type]  # passed on as it came
        house.topics.publish = publish  # type: ignore[method-assign]  # once
        await house.call("POST", f"{PATH}/{told['id']}/pause")

    house.topics.publish = slow  # type: ignore[method-assign]  # the world moves while we speak
    await house.announce()
    await house.announce()
    assert [event and event.version for key, event in house.topics.records if key == number] == [1, 2]


async def test_while_kafka_is_down_it_stays_owed(house: House) -> None:
    told = await house.made()
    house.topics.failing = KafkaTimeoutError()
    with pytest.raises(KafkaTimeoutError):
        await house.announce()
    await Measure(house.pool, house.stopping).once()
    assert outbox_oldest_age_seconds._value.get() > 0
    house.topics.failing = None
    assert await house.announce() == 1
    await Measure(house.pool, house.stopping).once()
    assert outbox_oldest_age_seconds._value.get() == 0
    assert subscriptions.labels("active")._value.get() == 1
    assert told["version"] == 1


async def until(house: House, count: int) -> None:
    async with asyncio.timeout(20):
        while len(house.topics.records) < count:  # noqa: ASYNC110  # the list is filled by what is tested
            await asyncio.sleep(0.02)


async def test_the_relay_waits_out_an_outage_and_stops_when_told(house: House) -> None:
    house.topics.failing = KafkaTimeoutError()
    relay = asyncio.ensure_future(Relay(house.pool, house.topics, house.stopping).run())
    await house.made()
    await asyncio.sleep(0.3)
    assert house.topics.records == []
    house.topics.failing = None
    await until(house, 1)
    house.stopping.set()
    await relay


async def test_an_error_of_ours_is_no_outage(house: House) -> None:
    house.topics.failing = RuntimeError("a mistake")
    await house.made()
    with pytest.raises(RuntimeError):
        await Relay(house.pool, house.topics, house.stopping).run()


async def test_of_two_relays_one_speaks_and_the_other_takes_its_place(house: House) -> None:
    relays = [asyncio.ensure_future(Relay(house.pool, house.topics, house.stopping).run()) for _ in range(2)]
    for number in range(5):
        await house.made(email=f"{number}@example.org")
    await until(house, 5)
    await asyncio.sleep(0.5)
    assert len(house.topics.records) == 5, "said by one of them"
    holders = await house.rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")
    await house.rows("SELECT pg_terminate_backend(%s)", holders[0]["pid"])
    await house.made(email="later@example.org")
    await until(house, 6)
    house.stopping.set()
    await asyncio.gather(*relays)


async def test_once_a_day_everything_is_said_again(house: House) -> None:
    kept, ended, erased = [await house.made(email=f"{name}@example.org") for name in "abc"]
    numbers = [await house.number(each["id"]) for each in (kept, ended, erased)]
    await house.call("DELETE", f"{PATH}/{ended['id']}")
    await house.call("DELETE", f"/v1/people/{erased['person_id']}")
    await house.announce()
    house.topics.records.clear()
    assert await house.announce() == 0
    await house.rows("UPDATE relay SET healed_at = now() - interval '25 hours'")
    relay = Relay(house.pool, house.topics, house.stopping)
    async with house.pool.connection() as connection:
        while await relay.round(connection):
            pass
    said = dict(house.topics.records)
    assert sorted(said) == sorted(numbers)
    assert said[numbers[0]] is not None and said[numbers[1]] is None and said[numbers[2]] is None


async def test_what_need_not_be_kept_is_gone(house: House) -> None:
    waiting = (await house.call("POST", PATH, json={"email": "b@example.org", "criteria": WANTED})).json()
    number = await house.number(waiting["id"])
    kept = await house.made()
    await house.announce()
    tidy = Tidy(house.pool, house.stopping)
    await tidy.once()
    assert (await house.call("GET", f"{PATH}/{waiting['id']}")).status_code == 200
    await house.rows("UPDATE subscription SET changed_at = now() - interval '8 days'")
    await house.rows("UPDATE person SET created_at = now() - interval '8 days'")
    await tidy.once()
    await house.announce()
    assert (await house.call("GET", f"{PATH}/{waiting['id']}")).status_code == 404
    assert (await house.call("GET", f"{PATH}/{kept['id']}")).status_code == 200
    assert house.topics.last(number) is None
    assert [row["email"] for row in await house.rows("SELECT email FROM person")] == ["a@example.org"]
