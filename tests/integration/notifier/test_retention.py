"""What is long closed and settled is forgotten; what may still be owed, or told twice, is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jobalerts_notifier.store.retention import LEAST, Retention
from jobalerts_shared.posting import Posting
from tests.fakes.events import closed, match, posting, subscription
from tests.integration.notifier.conftest import Ledger, Stage

KEPT = ("posting", "alert", "alert_reason", "message", "delivery")
KEEP_FOR = timedelta(days=90)
OTHER = posting("2", "lever:acme")


@pytest.fixture
def retention(ledger: Ledger) -> Retention:
    return Retention(ledger.pool, KEEP_FOR)


async def told(stage: Stage, *adverts: Posting) -> None:
    """One person is told of one opening, by all these postings of it."""
    await stage.hear(subscription(1))
    await stage.find(*[match([1], advert) for advert in adverts])
    await stage.send_all()


async def age(ledger: Ledger, by: timedelta) -> None:
    """As if so much time had passed since everything that is written."""
    await ledger.run("UPDATE posting SET closed_at = closed_at - %s", by)
    await ledger.run("UPDATE message SET created_at = created_at - %s", by)


async def counts(ledger: Ledger) -> dict[str, int]:
    return {table: await ledger.count(table) for table in KEPT}


async def test_all_of_a_long_closed_opening_is_forgotten(stage: Stage, ledger: Ledger, retention: Retention) -> None:
    await told(stage, posting(), OTHER)
    await stage.find(closed(), closed(OTHER))
    await age(ledger, KEEP_FOR + timedelta(hours=1))
    assert await retention.clear() == 1
    assert await counts(ledger) == dict.fromkeys(KEPT, 0)


async def test_what_nobody_wanted_is_forgotten_too(stage: Stage, ledger: Ledger, retention: Retention) -> None:
    """Every closing of every posting is heard, wanted or not."""
    await stage.find(closed())
    await age(ledger, KEEP_FOR + timedelta(hours=1))
    assert await retention.clear() == 1
    assert await ledger.count("posting") == 0


async def test_an_opening_is_kept_while_one_posting_of_it_is_open(
    stage: Stage, ledger: Ledger, retention: Retention
) -> None:
    await told(stage, posting(), OTHER)
    await stage.find(closed())
    before = await counts(ledger)
    await age(ledger, KEEP_FOR * 4)
    assert await retention.clear() == 0
    assert await counts(ledger) == before


async def test_what_closed_lately_is_kept_and_told_once(stage: Stage, ledger: Ledger, retention: Retention) -> None:
    await told(stage, posting())
    await stage.find(closed())
    await age(ledger, KEEP_FOR - timedelta(hours=1))
    assert await retention.clear() == 0
    await stage.find(match([1], OTHER))
    await stage.send_all()
    assert await ledger.count("message") == 1


async def test_what_is_still_owed_is_kept(stage: Stage, ledger: Ledger, retention: Retention) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.find(closed())
    await age(ledger, KEEP_FOR * 2)
    assert await retention.clear() == 0
    await stage.send_all()
    assert await retention.clear() == 1


async def test_nothing_is_forgotten_while_a_topic_may_still_say_it(stage: Stage, ledger: Ledger) -> None:
    await told(stage, posting())
    await stage.find(closed())
    await age(ledger, LEAST - timedelta(hours=1))
    assert await Retention(ledger.pool, timedelta(days=1)).clear() == 0
