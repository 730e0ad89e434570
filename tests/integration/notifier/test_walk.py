"""From a match to a mail: who is told, of what, how often, and what happens when anything on the way goes wrong."""

from __future__ import annotations

import asyncio
import re
from email.message import EmailMessage

import pytest
from structlog.testing import capture_logs

from jobalerts_notifier.gather import MOST_ALERTS, MOST_OPENINGS, gather
from jobalerts_shared.events import PostingChange, SubscriptionState
from jobalerts_shared.posting import Level
from jobalerts_shared.targets import EmailTarget, PushTarget, SlackTarget, WebhookTarget
from jobalerts_shared.tokens import Purpose, Tokens
from jobalerts_shared.wanted import Criteria, Daily
from tests.fakes.events import SEALER, SECRET, closed, match, person, posting, subscription, tombstone
from tests.fakes.http import HttpReceiver, Reply
from tests.fakes.slack import FakeSlack
from tests.fakes.smtp import FakeSmtp
from tests.integration.notifier.conftest import Stage, counted, loops, wait_until

AWAITING, PAUSED, ENDED = SubscriptionState.AWAITING_CONFIRMATION, SubscriptionState.PAUSED, SubscriptionState.ENDED
ADA, BOB = "ada@example.org", "bob@example.org"
HOOK = SlackTarget(webhook_url="https://hooks.slack.com/services/T0/B0/secret")


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def token(url: str) -> str:
    return url.rpartition("/")[2]


async def test_a_match_becomes_a_mail_that_says_why(stage: Stage, smtp: FakeSmtp) -> None:
    wish = Criteria(roles=("machine learning engineer",), levels=(Level.MID, Level.SENIOR))
    await stage.hear(subscription(1, criteria=wish))
    before = counted("alert_latency_seconds_count", channel="email")
    await stage.find(match([1], posting(levels=())))
    await stage.send_all()
    [mail] = smtp.to(ADA)
    assert mail["Subject"] == "Machine Learning Engineer at Acme — London, UK"
    assert "Role: you want machine learning engineer" in text(mail)
    assert "The posting does not say its level" in text(mail)
    assert "https://boards.example/jobs/1" in text(mail)
    assert counted("alert_latency_seconds_count", channel="email") == before + 1
    unsubscribe = re.fullmatch(r"<(https://alerts\.example/unsubscribe/\S+)>", mail["List-Unsubscribe"])
    assert unsubscribe and Tokens(SECRET).verify(Purpose.UNSUBSCRIBE, token(unsubscribe[1])) == "1"
    manage = re.search(r"https://alerts\.example/manage/\S+", text(mail))
    assert manage and Tokens(SECRET).verify(Purpose.MANAGE, token(manage[0])) == str(person("ada"))


async def test_an_employers_own_advert_speaks_before_a_copy(stage: Stage, smtp: FakeSmtp) -> None:
    """The aggregator was quicker."""
    await stage.hear(subscription(1))
    await stage.find(match([1], posting("7", "remotive:all", aggregated=True)))
    await stage.find(match([1], posting("1")))
    await stage.send_all()
    [mail] = smtp.to(ADA)
    assert "https://boards.example/jobs/1" in text(mail) and "https://boards.example/jobs/7" not in text(mail)


async def test_a_person_is_told_once(stage: Stage, smtp: FakeSmtp) -> None:
    """Two subscriptions, one opening on two boards, every event said again before and after the sending."""
    heard = [subscription(1), subscription(2), subscription(3, "bob")]
    found = [match([1, 2]), match([1, 2, 3], posting("77", "lever:acme"))]
    for _ in range(2):
        await stage.hear(*heard)
        await stage.find(*found)
    for _ in range(3):
        await stage.send_all(walkers=2)
        await stage.hear(*heard)
        await stage.find(*found)
    assert (len(smtp.to(ADA)), len(smtp.to(BOB))) == (1, 1)
    assert "Also wanted by another of your subscriptions" in text(smtp.to(ADA)[0])
    unsubscribe = token(smtp.to(ADA)[0]["List-Unsubscribe"].strip("<>"))
    assert Tokens(SECRET).verify(Purpose.UNSUBSCRIBE, unsubscribe) == "1,2", (
        "one click leaves all that this mail is for"
    )


async def test_what_comes_within_the_window_is_one_mail(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1), subscription(2))
    await stage.find(match([1], of="first"))
    await stage.find(
        match([2], posting("2", title="Data Scientist", roles=("machine learning engineer",)), of="second")
    )
    await stage.send_all()
    [mail] = smtp.to(ADA)
    assert mail["Subject"] == "2 new openings: Machine Learning Engineer, Data Scientist"


async def test_nothing_is_sent_before_it_is_due(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1), subscription(2, "bob", cadence=Daily()))
    await stage.find(match([1, 2]))
    async with stage.channels() as channels:
        await stage.walk_until(stage.nothing_due, stage.walk(channels))
    assert smtp.taken == []
    await stage.send_all()
    assert len(smtp.taken) == 2


async def test_targets_that_differ_get_messages_that_differ(stage: Stage, smtp: FakeSmtp, slack: FakeSlack) -> None:
    await stage.hear(subscription(1), subscription(2, targets=(HOOK,)))
    await stage.find(match([1], of="first"), match([2], posting("2"), of="second"))
    await stage.send_all("email", "slack")
    assert (len(smtp.taken), len(slack.accepted)) == (1, 1)


async def test_a_crowd_is_cut_into_messages_that_can_be_read(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1))
    count = 4 * MOST_OPENINGS + 10
    await stage.find(*(match([1], posting(str(number)), of=str(number)) for number in range(count)))
    await stage.send_all()
    links = re.findall(r"https://boards\.example/jobs/\d+", "".join(text(mail) for mail in smtp.to(ADA)))
    assert len(smtp.to(ADA)) == 5
    assert len(links) == len(set(links)) == count


async def test_a_broad_subscription_starves_nobody(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1), subscription(2, "bob"))
    await stage.find(*(match([1], posting(str(number)), of=str(number)) for number in range(300)))
    await stage.find(match([2], posting("x"), of="x"))
    await stage.send_all()
    order = [taken.recipient for taken in smtp.taken]
    assert order.count(ADA) == 12
    assert order.index(BOB) <= 5, "one turn of the crowd at most stands before it"


async def test_turns_go_round(stage: Stage) -> None:
    """Whoever has more due than fits into a turn waits behind the others for the next one."""
    await stage.hear(subscription(1), subscription(2, "bob"))
    await stage.find(*(match([1], posting(str(number)), of=str(number)) for number in range(MOST_ALERTS + 1)))
    await stage.find(match([2], posting("x"), of="x"))
    await stage.ledger.run("UPDATE alert SET due_at = now() - interval '1 hour'")
    await stage.ledger.run("UPDATE alert SET due_at = now() - interval '1 minute' WHERE person_id = %s", person("bob"))
    await stage.ledger.run(
        "UPDATE person SET next_due = (SELECT min(due_at) FROM alert a WHERE a.person_id = person.person_id)"
    )
    for _ in range(2):
        assert await gather(stage.ledger.pool, SEALER, people=1) == 1
    told = await stage.ledger.rows("SELECT DISTINCT person_id FROM message")
    assert {row["person_id"] for row in told} == {person("ada"), person("bob")}


async def test_confirmation_and_nothing_else_before_it(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1, state=AWAITING, token="tok-1", targets=(EmailTarget(), HOOK)))
    await stage.find(match([1]))
    await stage.send_all("email", "slack")
    await stage.hear(subscription(1, state=AWAITING, token="tok-1"))
    await stage.send_all("email", "slack")
    [mail] = smtp.to(ADA)
    assert "https://alerts.example/confirm/tok-1" in text(mail)
    assert mail["List-Unsubscribe"] is None
    await stage.hear(subscription(1, version=2, state=AWAITING, token="tok-2"))
    await stage.send_all()
    assert "https://alerts.example/confirm/tok-2" in text(smtp.to(ADA)[1])
    await stage.hear(subscription(1, version=3))
    await stage.send_all()
    assert len(smtp.to(ADA)) == 3, "what matched meanwhile is told now"
    assert await stage.ledger.rows("SELECT sealed FROM message WHERE sealed IS NOT NULL") == []


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        pytest.param(subscription(1, version=2, state=ENDED), "subscription_ended", id="ended"),
        pytest.param(subscription(1, version=2), "confirmation_superseded", id="confirmed already"),
        pytest.param(
            subscription(1, version=2, state=AWAITING, token="new"), "confirmation_superseded", id="newer token"
        ),
    ],
)
async def test_a_confirmation_that_is_wanted_no_more_is_not_sent(
    then: object, reason: str, stage: Stage, smtp: FakeSmtp
) -> None:
    await stage.hear(subscription(1, state=AWAITING, token="old"))
    await stage.hear(then)  # type: ignore[arg-type]  # a parameter
    await stage.send_all()
    assert not any("/confirm/old" in text(mail) for mail in smtp.to(ADA))
    assert {"state": "cancelled", "reason": reason} in await stage.ledger.rows("SELECT state, reason FROM delivery")


async def test_a_posting_that_closed_is_told_to_nobody_until_it_reopens(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.find(closed())
    before = counted("alerts_suppressed_total", reason="posting_closed")
    await stage.send_all()
    assert smtp.taken == []
    assert counted("alerts_suppressed_total", reason="posting_closed") == before + 1
    await stage.find(match([1], version=3, change=PostingChange.REOPENED))
    await stage.send_all()
    assert len(smtp.taken) == 1


async def gathered(stage: Stage) -> None:
    """Up to the point where the message is written, and none of its deliveries tried."""
    await stage.ledger.all_due()

    async def is_gathered() -> bool:
        return await stage.ledger.count("delivery") > 0

    await stage.walk_until(is_gathered, stage.walk({}))


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        pytest.param(PAUSED, "subscription_paused", id="paused"),
        pytest.param(ENDED, "subscription_ended", id="ended"),
    ],
)
async def test_who_leaves_between_gathering_and_sending_is_not_told(
    state: SubscriptionState, reason: str, stage: Stage, smtp: FakeSmtp
) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await gathered(stage)
    await stage.hear(subscription(1, version=2, state=state))
    await stage.send_all()
    assert smtp.taken == []
    assert await stage.ledger.rows("SELECT state, reason FROM delivery") == [{"state": "cancelled", "reason": reason}]
    assert await stage.ledger.rows("SELECT state FROM alert") == [{"state": "dropped"}]


async def test_what_closes_between_gathering_and_sending_is_left_out_and_told_when_it_reopens(
    stage: Stage, smtp: FakeSmtp
) -> None:
    second = posting("2", title="Second Engineer")
    await stage.hear(subscription(1))
    await stage.find(match([1], of="first"), match([1], second, of="second"))
    await gathered(stage)
    await stage.find(closed(second, of="second"))
    await stage.send_all()
    assert smtp.to(ADA)[0]["Subject"] == "Machine Learning Engineer at Acme — London, UK"
    await stage.find(match([1], second, of="second", version=3, change=PostingChange.REOPENED))
    await stage.find(match([1], of="first"))
    await stage.send_all()
    assert [mail["Subject"] for mail in smtp.to(ADA)[1:]] == ["Second Engineer at Acme — London, UK"]


async def test_another_board_speaks_for_an_opening_whose_first_posting_closed(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]), match([1], posting("77", "lever:acme")))
    await stage.find(closed())
    await stage.send_all()
    assert "https://boards.example/jobs/77" in text(smtp.to(ADA)[0])


async def test_criteria_that_changed_meanwhile_count(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.hear(subscription(1, version=2, criteria=Criteria(roles=("java developer",))))
    await stage.send_all()
    assert smtp.taken == []
    assert await stage.ledger.rows("SELECT reason FROM delivery") == [{"reason": "no_longer_wanted"}]


async def test_a_target_that_was_removed_gets_nothing(stage: Stage, slack: FakeSlack, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1, targets=(EmailTarget(), HOOK)))
    await stage.find(match([1]))
    await gathered(stage)
    await stage.hear(subscription(1, version=2))
    await stage.send_all("email", "slack")
    assert (len(smtp.taken), len(slack.requests)) == (1, 0)


async def test_an_erased_person_leaves_nothing_behind(stage: Stage, smtp: FakeSmtp) -> None:
    await stage.hear(subscription(1), subscription(9, state=AWAITING, token="t"))
    await stage.find(match([1]))
    await stage.send_all()
    assert len(smtp.taken) == 2
    await stage.routes.take_subscriptions([tombstone(1), tombstone(9)])
    for table in ("message", "delivery", "alert", "alert_reason", "person"):
        assert await stage.ledger.count(table) == 0, table


async def test_a_dead_address_is_tried_once_and_never_again(stage: Stage, smtp: FakeSmtp) -> None:
    smtp.rcpt[ADA] = "550 5.1.1 no such user"
    await stage.hear(subscription(1), subscription(2, "bob"))
    await stage.find(match([1, 2], of="first"))
    await stage.send_all()
    smtp.rcpt.clear()
    before = counted("alerts_suppressed_total", reason="target_suppressed")
    await stage.find(match([1, 2], posting("2"), of="second"))
    await stage.send_all()
    assert (len(smtp.to(ADA)), len(smtp.to(BOB))) == (0, 2)
    assert counted("alerts_suppressed_total", reason="target_suppressed") == before + 1
    suppressed = await stage.ledger.rows("SELECT target_key, reason FROM suppression")
    assert len(suppressed) == 1 and "ada" not in suppressed[0]["target_key"]


async def test_a_soft_refusal_is_tried_again_later(stage: Stage, smtp: FakeSmtp) -> None:
    smtp.rcpt[ADA] = "451 4.7.1 greylisted"
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.send_all()
    [row] = await stage.ledger.rows(
        "SELECT state, attempts, reason, not_before > now() + interval '2 seconds' AS later FROM delivery"
    )
    assert row == {"state": "pending", "attempts": 1, "reason": "temporary", "later": True}
    smtp.rcpt.clear()
    await stage.send_all()
    assert len(smtp.to(ADA)) == 1


async def test_what_cannot_be_sent_for_a_day_is_given_up_and_counted(stage: Stage, smtp: FakeSmtp) -> None:
    smtp.rcpt[ADA] = "451 later"
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.send_all()
    await stage.ledger.run("UPDATE delivery SET created_at = now() - interval '24 hours'")
    before = counted("notifications_total", channel="email", outcome="gave_up")
    await stage.send_all()
    assert counted("notifications_total", channel="email", outcome="gave_up") == before + 1
    assert await stage.ledger.rows("SELECT state, reason FROM delivery") == [
        {"state": "gave_up", "reason": "temporary"}
    ]


async def test_a_mail_in_doubt_is_sent_again_as_the_same_mail_and_counted(stage: Stage, smtp: FakeSmtp) -> None:
    smtp.cut = 1
    before = counted("alerts_in_doubt_total", channel="email")
    await stage.hear(subscription(1))
    await stage.find(match([1]))
    await stage.send_all()
    await stage.send_all()
    first, second = smtp.to(ADA)
    assert first["Message-ID"] == second["Message-ID"] and first["Date"] == second["Date"]
    assert counted("alerts_in_doubt_total", channel="email") == before + 1


async def test_a_push_in_doubt_is_not_sent_again(stage: Stage, receiver: HttpReceiver) -> None:
    receiver.replies.append(Reply(cut=True))
    await stage.hear(subscription(1, targets=(PushTarget(service="ntfy", topic="t", server=receiver.url),)))
    await stage.find(match([1]))
    for _ in range(2):
        await stage.send_all("push")
        await stage.find(match([1]))
    assert len(receiver.requests) == 1
    assert await stage.ledger.rows("SELECT state, reason FROM delivery") == [
        {"state": "in_doubt", "reason": "cut_after_body"}
    ]


async def test_a_channel_that_fails_harms_no_other(stage: Stage, smtp: FakeSmtp, slack: FakeSlack) -> None:
    slack.default = Reply(503)
    await stage.hear(subscription(1, targets=(EmailTarget(), HOOK)), subscription(2, "bob"))
    await stage.find(match([1, 2]))
    await stage.send_all("email", "slack")
    assert (len(smtp.to(ADA)), len(smtp.to(BOB)), len(slack.requests)) == (1, 1, 1)
    slack.default = Reply()
    await stage.send_all("email", "slack")
    assert (len(smtp.taken), len(slack.requests)) == (2, 2)


async def test_a_webhook_host_that_hangs_holds_up_no_other_host(stage: Stage) -> None:
    async with HttpReceiver().served() as bad, HttpReceiver().served() as good:
        bad.default = Reply(hang=True)
        hanging = [subscription(n, f"p{n}", targets=(WebhookTarget(url=f"{bad.url}/{n}"),)) for n in range(1, 31)]
        await stage.hear(*hanging, subscription(99, "ada", targets=(WebhookTarget(url=good.url),)))
        await stage.find(match(range(1, 100)))
        await stage.ledger.all_due()

        async def told() -> bool:
            return bool(good.requests)

        async with stage.channels("webhook") as channels:
            walk, _ = stage.walk(channels)
            running = [asyncio.ensure_future(run()) for run in loops(walk)]
            await wait_until(told, 10)
            assert bad.most_at_once <= 2
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def test_a_receiver_that_asks_for_a_pause_gets_it_for_all_it_serves(stage: Stage, receiver: HttpReceiver) -> None:
    receiver.replies.append(Reply(429, headers={"Retry-After": "60"}))
    both = [subscription(n, f"p{n}", targets=(WebhookTarget(url=f"{receiver.url}/{n}"),)) for n in (1, 2)]
    await stage.hear(both[0])
    await stage.find(match([1]))
    await stage.send_all("webhook")
    await stage.hear(both[1])
    await stage.find(match([2]))
    await stage.ledger.run("UPDATE alert SET due_at = now() WHERE state = 'pending'")
    await stage.ledger.run("UPDATE person SET next_due = now() WHERE next_due IS NOT NULL")
    async with stage.channels("webhook") as channels:
        await stage.walk_until(stage.nothing_due, stage.walk(channels))
    assert len(receiver.requests) == 1
    await stage.send_all("webhook")
    assert sorted(request.path for request in receiver.requests[1:]) == ["/1", "/2"]


async def test_many_walkers_share_the_work_without_a_repeat(stage: Stage, smtp: FakeSmtp) -> None:
    crowd = range(1, 151)
    await stage.hear(*(subscription(number, f"p{number}") for number in crowd))
    await stage.find(match(crowd))
    await stage.send_all(walkers=3)
    assert sorted(taken.recipient for taken in smtp.taken) == sorted(f"p{number}@example.org" for number in crowd)


async def test_what_is_in_flight_at_the_stop_is_finished_and_recorded(stage: Stage, smtp: FakeSmtp) -> None:
    smtp.slow = 0.5
    await stage.hear(*(subscription(number, f"p{number}") for number in range(1, 21)))
    await stage.find(match(range(1, 21)))
    await stage.ledger.all_due()

    async def started() -> bool:
        return bool(smtp.taken)

    async with stage.channels() as channels:
        await stage.walk_until(started, stage.walk(channels))
    [row] = await stage.ledger.rows(
        """SELECT count(*) FILTER (WHERE state = 'sent') AS sent,
                  count(*) FILTER (WHERE lease_owner IS NOT NULL) AS held FROM delivery"""
    )
    assert row == {"sent": len(smtp.taken), "held": 0}
    assert 0 < len(smtp.taken) < 20


async def test_a_wrong_secret_key_costs_nobody_an_alert(stage: Stage, smtp: FakeSmtp) -> None:
    event = subscription(1)
    await stage.hear(event.model_copy(update={"targets_sealed": event.targets_sealed[:-4] + "AAA="}))
    await stage.find(match([1]))
    await stage.send_all()
    assert await stage.ledger.rows("SELECT state FROM alert") == [{"state": "pending"}]
    await stage.hear(subscription(1, version=2))
    await stage.send_all()
    assert len(smtp.to(ADA)) == 1


async def test_no_log_line_names_anybody(stage: Stage, smtp: FakeSmtp, slack: FakeSlack) -> None:
    smtp.rcpt[BOB] = "550 bob@example.org is unknown"
    slack.replies.append(Reply(404, "no_service"))
    with capture_logs() as lines:
        await stage.hear(subscription(1, targets=(EmailTarget(), HOOK)), subscription(2, "bob"))
        await stage.hear(subscription(3, "eve", state=AWAITING, token="tok-secret"))
        await stage.find(match([1, 2]))
        await stage.send_all("email", "slack")
    assert len([line for line in lines if line["event"] == "A try has ended."]) == 4
    told = repr(lines)
    for secret in ("example.org", "hooks.slack.com", "secret", "Machine Learning", "boards.example"):
        assert secret not in told
