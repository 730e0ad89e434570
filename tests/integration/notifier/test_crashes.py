"""A sender that dies anywhere between claim and mark: never none, and a second only where the server had accepted."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.conclusions import Conclusion
from jobalerts_notifier.deliver import Walk
from jobalerts_notifier.gather import gather
from jobalerts_notifier.message import Message
from jobalerts_notifier.outcomes import Outcome
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.store.outbox import Outbox
from tests.fakes.events import SEALER, match, subscription
from tests.fakes.smtp import FakeSmtp
from tests.integration.notifier.conftest import Stage, counted, loops, wait_until


class Crash(BaseException):
    """As kill -9: nothing of ours gets a chance to react."""


class Fuse:
    """Breaks once, at one named point."""

    def __init__(self, point: str) -> None:
        self._point = point
        self.broken = False

    def pass_by(self, point: str) -> None:
        if point == self._point and not self.broken:
            self.broken = True
            raise Crash(point)


class FusedOutbox(Outbox):
    """Crashes before or after each statement; after means that it was committed."""

    def __init__(self, outbox: Outbox, fuse: Fuse) -> None:
        super().__init__(outbox._pool)
        self._fuse = fuse

    async def _around(self, name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        self._fuse.pass_by(f"before {name}")
        answer = await call()
        if name != "claim" or answer:
            self._fuse.pass_by(f"after {name}")
        return answer

    async def claim(self, *arguments: Any) -> Any:
        return await self._around("claim", lambda: super(FusedOutbox, self).claim(*arguments))

    async def owed(self, *arguments: Any) -> Any:
        return await self._around("owed", lambda: super(FusedOutbox, self).owed(*arguments))

    async def record(self, *arguments: Any) -> Any:
        return await self._around("record", lambda: super(FusedOutbox, self).record(*arguments))


class FusedChannel:
    def __init__(self, channel: Channel, fuse: Fuse) -> None:
        self._channel, self._fuse = channel, fuse
        self.at_once, self.each, self.resend_in_doubt = channel.at_once, channel.each, channel.resend_in_doubt

    async def send(self, message: Message, recipient: Recipient) -> Outcome:
        self._fuse.pass_by("before send")
        outcome = await self._channel.send(message, recipient)
        self._fuse.pass_by("after send")
        return outcome


def fused_walk(stage: Stage, channel: Channel, fuse: Fuse) -> Walk:
    outbox = FusedOutbox(Outbox(stage.ledger.pool), fuse)
    walk = Walk(
        stage.ledger.pool, SEALER, stage.contents(outbox), {"email": FusedChannel(channel, fuse)}, asyncio.Event()
    )
    walk._outbox = outbox
    return walk


@pytest.mark.parametrize(
    ("point", "mails", "in_doubt"),
    [
        pytest.param("before claim", 1, 0, id="before the claim"),
        pytest.param("after claim", 1, 1, id="claimed"),
        pytest.param("before owed", 1, 1, id="before the last look"),
        pytest.param("after owed", 1, 1, id="after the last look"),
        pytest.param("before send", 1, 1, id="before sending"),
        pytest.param("after send", 2, 1, id="accepted and not recorded"),
        pytest.param("before record", 2, 1, id="before the record"),
        pytest.param("after record", 1, 0, id="recorded"),
    ],
)
async def test_a_crash_at_each_step(point: str, mails: int, in_doubt: int, stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.ledger.all_due()
    before = counted("alerts_in_doubt_total", channel="email")
    fuse = Fuse(point)
    async with stage.channels() as channels:
        walk = fused_walk(stage, channels["email"], fuse)
        tasks = [asyncio.ensure_future(run()) for run in loops(walk)]
        with pytest.raises((Crash, BaseExceptionGroup)):
            await asyncio.wait_for(_first_crash(tasks), 10)
    assert fuse.broken
    await stage.send_all()
    assert len({mail["Message-ID"] for mail in smtp.to("ada@example.org")}) == 1
    assert len(smtp.to("ada@example.org")) == mails
    assert counted("alerts_in_doubt_total", channel="email") == before + in_doubt


async def _first_crash(tasks: list[asyncio.Future[None]]) -> None:
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


async def test_a_living_sender_that_lost_its_lease_changes_nothing(stage: Stage, smtp: FakeSmtp) -> None:
    """Slower than its lease: the one that took over has the word."""
    smtp.slow = 0.4
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.ledger.all_due()

    async def claimed() -> bool:
        return bool(smtp.taken)

    async with stage.channels() as channels:
        slow, fast = stage.walk(channels), stage.walk(channels)
        tasks = [asyncio.ensure_future(run()) for run in loops(slow[0])]
        await wait_until(claimed)
        await stage.ledger.run("UPDATE delivery SET not_before = now(), lease_until = now()")
        await stage.walk_until(stage.nothing_due, fast)
        slow[1].set()
        await asyncio.gather(*tasks)
    assert await stage.ledger.rows("SELECT state, attempts FROM delivery") == [{"state": "sent", "attempts": 2}]


async def test_only_the_holder_of_the_lease_records(stage: Stage) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.ledger.all_due()
    await gather(stage.ledger.pool, SEALER, 1)
    outbox, lease = Outbox(stage.ledger.pool), timedelta(minutes=1)
    [first] = await outbox.claim("email", "one", lease, 8, 8, ())
    assert await outbox.claim("email", "other", lease, 8, 8, ()) == []
    await stage.ledger.run("UPDATE delivery SET not_before = now()")
    [second] = await outbox.claim("email", "other", lease, 8, 8, ())
    assert (first.taken_over, second.taken_over, second.attempts) == (False, True, 2)
    assert await outbox.record(first, Conclusion("sent", "sent"), ()) is None
    assert await stage.ledger.rows("SELECT state, lease_owner FROM delivery") == [
        {"state": "pending", "lease_owner": "other"}
    ]
    assert await outbox.record(second, Conclusion("sent", "sent"), ()) is not None


SENDER = Path(__file__).with_name("sender.py")


async def test_kill_9_at_random_points_loses_nothing_and_repeats_only_what_it_counts(
    stage: Stage, smtp: FakeSmtp, postgresql_url: str
) -> None:
    crowd = range(1, 121)
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    await stage.hear(*(subscription(number, f"p{number}") for number in crowd))
    await stage.find(match(crowd))
    await stage.ledger.all_due()
    smtp.slow = 0.02
    for _ in range(4):
        sender = await asyncio.create_subprocess_exec(
            sys.executable, str(SENDER), postgresql_url, smtp.url, cwd=Path.cwd()
        )
        sent = len(smtp.taken)

        async def some_went_out(before: int = sent) -> bool:
            return len(smtp.taken) > before or await stage.nothing_due()

        await wait_until(some_went_out)
        await asyncio.sleep(chance.uniform(0, 0.15))
        sender.send_signal(signal.SIGKILL)
        await sender.wait()
        await stage.ledger.run("UPDATE delivery SET not_before = now() WHERE state = 'pending'")
    smtp.slow = 0
    await stage.send_all()
    mails = Counter(taken.recipient for taken in smtp.taken)
    assert set(mails) == {f"p{number}@example.org" for number in crowd}, f"seed {seed}"
    [row] = await stage.ledger.rows("SELECT sum(in_doubt)::int AS in_doubt FROM delivery")
    assert sum(mails.values()) - len(mails) <= row["in_doubt"], f"seed {seed}"
    ids = {(taken.recipient, taken.mail["Message-ID"]) for taken in smtp.taken}
    assert len(ids) == len(mails), f"every repeat is the same mail; seed {seed}"
