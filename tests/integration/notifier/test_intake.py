"""What the topics say becomes rows, once, in whatever order and however often it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest

from jobalerts_notifier.routes import Routes
from jobalerts_shared.events import PostingChange, SubscriptionState
from jobalerts_shared.sealing import SealBroken
from jobalerts_shared.wanted import Daily, Weekly
from tests.fakes.events import (
    closed,
    match,
    matches,
    opening,
    person,
    posting,
    subscription,
    subscriptions,
    tombstone,
)
from tests.integration.notifier.conftest import Ledger

AWAITING, PAUSED, ENDED = (
    SubscriptionState.AWAITING_CONFIRMATION,
    SubscriptionState.PAUSED,
    SubscriptionState.ENDED,
)


async def test_an_older_version_changes_nothing(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1, version=3, state=PAUSED)))
    await routes.take_subscriptions(subscriptions(subscription(1, version=2)))
    assert await ledger.rows("SELECT version, state FROM subscription") == [{"version": 3, "state": "paused"}]


async def test_the_highest_version_of_a_batch_is_kept(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1, version=2, state=PAUSED), subscription(1)))
    assert await ledger.rows("SELECT version, state FROM subscription") == [{"version": 2, "state": "paused"}]


async def test_an_ended_one_keeps_no_sealed_targets(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1), subscription(2)))
    await routes.take_subscriptions(subscriptions(subscription(1, version=2, state=ENDED)))
    kept = await ledger.rows("SELECT subscription_id FROM subscription WHERE targets_sealed <> ''")
    assert kept == [{"subscription_id": 2}]


async def test_one_person_is_owed_one_opening_once(routes: Routes, ledger: Ledger) -> None:
    """Two subscriptions, two boards, and everything said twice."""
    other_board = posting("77", "lever:acme")
    events = matches(match([1, 2]), match([1, 2], other_board))
    await routes.take_subscriptions(subscriptions(subscription(1), subscription(2), subscription(3, "bob")))
    for _ in range(2):
        await routes.take_matches(events)
        await routes.take_matches(matches(match([3])))
    alerts = await ledger.rows("SELECT person_id, opening_id, state FROM alert ORDER BY created_at, person_id")
    assert sorted(map(str, (row["person_id"] for row in alerts))) == sorted(map(str, (person("ada"), person("bob"))))
    assert {row["opening_id"] for row in alerts} == {opening("the opening")}
    assert await ledger.count("alert_reason") == 5
    assert await ledger.count("posting") == 2


async def test_the_soonest_of_several_subscriptions_speaks_and_the_others_stay_behind_it(
    routes: Routes, ledger: Ledger
) -> None:
    await routes.take_subscriptions(
        subscriptions(subscription(1, cadence=Weekly()), subscription(2), subscription(3, cadence=Daily()))
    )
    await routes.take_matches(matches(match([1, 2, 3])))
    assert await ledger.rows("SELECT kind FROM alert") == [{"kind": "instant"}]
    ranked = await ledger.rows("SELECT subscription_id FROM alert_reason ORDER BY rank")
    assert ranked[0] == {"subscription_id": 2} and len(ranked) == 3


async def test_instant_alerts_of_a_person_share_the_window_that_the_first_opened(
    routes: Routes, ledger: Ledger
) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1), subscription(2), subscription(3, "bob")))
    await routes.take_matches(matches(match([1], of="first")))
    await ledger.run("UPDATE alert SET due_at = now() + interval '20 seconds'")
    await routes.take_matches(matches(match([2, 3], posting("2"), of="second")))
    due = await ledger.rows(
        "SELECT due_at < now() + interval '30 seconds' AS soon FROM alert WHERE person_id = %s", person("ada")
    )
    assert due == [{"soon": True}, {"soon": True}]
    assert await ledger.rows(
        "SELECT due_at > now() + interval '50 seconds' AS late FROM alert WHERE person_id = %s", person("bob")
    ) == [{"late": True}]


@pytest.mark.parametrize("state", [PAUSED, ENDED])
async def test_only_active_subscriptions_get_alerts(state: SubscriptionState, routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1, state=state)))
    await routes.take_matches(matches(match([1])))
    assert await ledger.count("alert") == 0


async def test_what_came_during_a_pause_is_not_told_after_it(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1, state=PAUSED)))
    await routes.take_matches(matches(match([1])))
    later = datetime.now(UTC) + timedelta(minutes=1)
    await routes.take_subscriptions(subscriptions(subscription(1, version=2, at=later)))
    assert (await ledger.count("alert"), await ledger.count("waiting_match")) == (0, 0)


async def test_a_resumption_that_we_hear_of_late_loses_nothing(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1, state=PAUSED)))
    resumed = datetime.now(UTC) - timedelta(seconds=5)
    await routes.take_matches(matches(match([1])))
    await routes.take_subscriptions(subscriptions(subscription(1, version=2, at=resumed)))
    assert await ledger.count("alert") == 1


@pytest.mark.parametrize("before", [pytest.param(None, id="unknown"), pytest.param(AWAITING, id="not yet confirmed")])
async def test_a_match_that_is_ahead_of_its_subscription_waits_for_it(
    before: SubscriptionState | None, routes: Routes, ledger: Ledger
) -> None:
    if before:
        await routes.take_subscriptions(subscriptions(subscription(1, state=before)))
    await routes.take_matches(matches(match([1])))
    assert (await ledger.count("alert"), await ledger.count("waiting_match")) == (0, 1)
    await routes.take_subscriptions(subscriptions(subscription(1, version=2)))
    assert (await ledger.count("alert"), await ledger.count("waiting_match")) == (1, 0)


async def test_a_match_waits_for_no_more_than_a_day(routes: Routes, ledger: Ledger) -> None:
    await routes.take_matches(matches(match([1, 2])))
    await ledger.run("UPDATE waiting_match SET received_at = now() - interval '25 hours' WHERE subscription_id = 1")
    await routes.sweep()
    assert await ledger.rows("SELECT subscription_id FROM waiting_match") == [{"subscription_id": 2}]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param([closed(), match([1])], id="closed first"),
        pytest.param([match([1]), closed()], id="both in one batch"),
    ],
)
async def test_a_posting_that_is_closed_alerts_nobody_whatever_is_replayed(
    order: list[object], routes: Routes, ledger: Ledger
) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1)))
    await routes.take_matches(matches(*order))  # type: ignore[arg-type]  # a list of the parameters
    assert await ledger.count("alert") == 0


async def test_an_alert_that_was_dropped_is_owed_again_when_its_posting_reopens(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1)))
    await routes.take_matches(matches(match([1])))
    await ledger.run("UPDATE alert SET state = 'dropped', drop_reason = 'posting_closed'")
    await routes.take_matches(matches(closed()))
    await routes.take_matches(matches(match([1])))
    assert await ledger.rows("SELECT state FROM alert") == [{"state": "dropped"}]
    await routes.take_matches(matches(match([1], version=3, change=PostingChange.REOPENED)))
    assert await ledger.rows("SELECT state, drop_reason FROM alert") == [{"state": "pending", "drop_reason": None}]


async def test_exactly_one_confirmation_for_each_token(routes: Routes, ledger: Ledger) -> None:
    first, second = (subscription(1, version=v, state=AWAITING, token=t) for v, t in ((1, "t-one"), (3, "t-two")))
    same_token = subscription(1, version=2, state=AWAITING, token="t-one")
    for events in ([first], [first, same_token], [second], [first, second]):
        await routes.take_subscriptions(subscriptions(*events))
    assert await ledger.count("message") == 2
    found = await ledger.rows("SELECT channel, state FROM delivery")
    assert found == [{"channel": "email", "state": "pending"}] * 2


async def test_no_confirmation_is_owed_to_one_that_has_ended(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1, version=2, state=ENDED)))
    await routes.take_subscriptions(subscriptions(subscription(1, state=AWAITING, token="late")))
    assert await ledger.count("message") == 0


async def test_a_tombstone_erases_and_no_replay_brings_it_back(routes: Routes, ledger: Ledger) -> None:
    event = subscription(1)
    await routes.take_subscriptions(subscriptions(event, subscription(2, "bob")))
    await routes.take_matches(matches(match([1, 2])))
    await routes.take_subscriptions([tombstone(1)])
    await routes.take_subscriptions([*subscriptions(event), tombstone(1)])
    await routes.take_subscriptions(subscriptions(event))
    await routes.take_matches(matches(match([1, 2])))
    rows = await ledger.rows(
        "SELECT person_id, criteria, targets_sealed, state FROM subscription WHERE subscription_id = 1"
    )
    assert rows == [{"person_id": None, "criteria": None, "targets_sealed": "", "state": "ended"}]
    assert {row["person_id"] for row in await ledger.rows("SELECT person_id FROM alert")} == {person("bob")}
    assert {row["person_id"] for row in await ledger.rows("SELECT person_id FROM person")} == {person("bob")}


async def test_a_person_with_another_subscription_is_still_told_of_nothing_twice_after_a_tombstone(
    routes: Routes, ledger: Ledger
) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1), subscription(2)))
    await routes.take_matches(matches(match([1])))
    await routes.take_subscriptions([tombstone(1)])
    await routes.take_matches(matches(match([2])))
    assert await ledger.count("alert") == 1


async def test_a_tombstone_for_a_stranger_is_kept_in_mind(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions([tombstone(7)])
    await routes.take_subscriptions(subscriptions(subscription(7)))
    assert await ledger.rows("SELECT state, erased FROM subscription") == [{"state": "ended", "erased": True}]


@pytest.mark.parametrize(
    ("event", "error"),
    [
        pytest.param(subscription(1, time_zone="Mars/Base"), ZoneInfoNotFoundError, id="no such time zone"),
        pytest.param(
            subscription(1, state=AWAITING).model_copy(update={"targets_sealed": "x"}), SealBroken, id="broken seal"
        ),
    ],
)
async def test_what_cannot_be_taken_is_refused_at_the_door(
    event: object, error: type[Exception], routes: Routes, ledger: Ledger
) -> None:
    with pytest.raises(error):
        await routes.take_subscriptions(subscriptions(event))  # type: ignore[arg-type]  # a parameter
    assert await ledger.count("subscription") == 0


async def test_a_posting_with_a_nul_loses_the_nul_alone(routes: Routes, ledger: Ledger) -> None:
    await routes.take_subscriptions(subscriptions(subscription(1)))
    await routes.take_matches(matches(match([1], posting(title="Machine\x00 Learning", description="a\\u0000b"))))
    [row] = await ledger.rows("SELECT body FROM posting")
    assert (row["body"]["title"], row["body"]["description"]) == ("Machine Learning", "a\\u0000b")


async def test_a_broad_match_is_taken_in_one_go(routes: Routes, ledger: Ledger) -> None:
    crowd = range(1, 6002)
    await routes.take_subscriptions(subscriptions(*(subscription(number, f"p{number}") for number in crowd)))
    await routes.take_matches(matches(match(crowd)))
    assert (await ledger.count("alert"), await ledger.count("person")) == (6001, 6001)
