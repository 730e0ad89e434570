"""Slack's webhooks: what Slack's own validators take, and every answer that Slack may give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import AnyHttpUrl, SecretStr

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels import answers
from jobalerts_notifier.channels.slack import open_slack
from jobalerts_notifier.outcomes import InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import SlackTarget
from tests.fakes.http import Reply
from tests.fakes.messages import REASONS, message, shown
from tests.fakes.slack import FakeSlack

HOOK = Recipient(SlackTarget(webhook_url="https://hooks.slack.com/services/T0/B0/secret"), "ada@example.org")
GONE = Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)


@pytest.fixture
async def channel(slack: FakeSlack) -> AsyncIterator[Channel]:
    base = AnyHttpUrl(slack.url)
    async with open_slack(
        Settings(slack_base_url=base, allow_private_networks=True, secret_key=SecretStr("x" * 40))
    ) as opened:
        yield opened


def words(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(block["text"]["text"] for block in blocks if block["type"] in ("header", "section"))


async def test_an_alert_in_blocks_with_a_text_beside_them(channel: Channel, slack: FakeSlack) -> None:
    assert await channel.send(message(), HOOK) == Sent()
    [told] = slack.accepted
    assert "Machine Learning Engineer II at PlayStation Global" in told["text"]
    assert "<https://boards.example/jobs/1?gh_jid=1&amp;src=a|Machine Learning Engineer II>" in words(told["blocks"])
    assert "The posting does not say its level" in words(told["blocks"])
    assert slack.requests[0].path == "/services/T0/B0/secret"


@pytest.mark.parametrize("count", [1, 2, 25])
@pytest.mark.parametrize("sign", ["x", "&", "<", "字"])
async def test_nothing_is_too_long_for_slack(count: int, sign: str, channel: Channel, slack: FakeSlack) -> None:
    long = shown(
        title=sign * 200,
        company=sign * 120,
        place=sign * 200,
        reasons=REASONS * 10,
        link="https://a.example/" + "y" * 1900,
    )
    assert await channel.send(message(*[long] * count), HOOK) == Sent()
    assert len(slack.accepted) == 1


async def test_a_posting_calls_nobody_together(channel: Channel, slack: FakeSlack) -> None:
    evil = shown(title="<!channel> & <https://evil.example|click>", company="<@U123>")
    await channel.send(message(evil), HOOK)
    said = words(slack.accepted[0]["blocks"][1:]) + slack.accepted[0]["text"]
    assert "<!channel>" not in said and "<@U123>" not in said and "<https://evil.example" not in said
    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;" in said


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        pytest.param(
            Reply(429, headers={"Retry-After": "30"}),
            RetryLater(Reason.RATE_LIMITED, timedelta(seconds=30), pauses=True),
            id="429",
        ),
        pytest.param(Reply(503), RetryLater(Reason.TEMPORARY), id="503"),
        pytest.param(Reply(404, "no_service"), GONE, id="no such webhook"),
        pytest.param(Reply(410, "channel_is_archived"), GONE, id="archived channel"),
        pytest.param(Reply(403, "action_prohibited"), GONE, id="prohibited"),
        pytest.param(
            Reply(400, "invalid_payload"), Refused(permanent=False, reason=Reason.REFUSED_CONTENT), id="our fault"
        ),
        pytest.param(
            Reply(302, headers={"Location": "http://127.0.0.1:1/"}),
            Refused(permanent=False, reason=Reason.REFUSED_CONTENT),
            id="redirects are not followed",
        ),
        pytest.param(Reply(cut=True), InDoubt(Reason.CUT_AFTER_BODY), id="cut after the body"),
    ],
)
async def test_answers(reply: Reply, outcome: Outcome, channel: Channel, slack: FakeSlack) -> None:
    slack.replies.append(reply)
    assert await channel.send(message(), HOOK) == outcome


async def test_no_answer_is_in_doubt(channel: Channel, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "TOTAL_SECONDS", 0.3)
    slack.replies.append(Reply(hang=True))
    assert await channel.send(message(), HOOK) == InDoubt(Reason.TIMED_OUT)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/services/T0/B0/secret",
        "https://hooks.slack.com.evil.example/services/T0/B0/secret",
        "https://hooks.slack.com/services/../../admin",
        "https://hooks.slack.com@evil.example/services/T0/B0/secret",
        "http://169.254.169.254/services/T0/B0/secret",
    ],
)
async def test_only_slacks_own_address_is_asked(url: str, channel: Channel, slack: FakeSlack) -> None:
    around = SlackTarget(webhook_url="https://hooks.slack.com/services/x").model_copy(update={"webhook_url": url})
    assert await channel.send(message(), Recipient(around, "a@example.org")) == GONE
    assert slack.requests == []
