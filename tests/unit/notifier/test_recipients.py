"""Targets as recipients, and the fingerprints that stand for them."""

import pytest

from jobalerts_notifier.recipients import Fingerprints, Recipient, addressee, recipients
from jobalerts_shared.targets import EmailTarget, PushTarget, SlackTarget, Target, Targets, WebhookTarget

PRINTS = Fingerprints("salt")
HOOKS = "https://hooks.slack.com/services/T0/B0"
ALL = (
    EmailTarget(),
    SlackTarget(webhook_url=f"{HOOKS}/a"),
    PushTarget(service="ntfy", topic="jobs"),
    WebhookTarget(url="https://a.example/x"),
)


def test_each_target_is_a_recipient() -> None:
    assert [each.channel for each in recipients(Targets(email="a@b.example", targets=ALL))] == [
        "email", "slack", "push", "webhook",
    ]  # fmt: skip


def test_a_confirmation_goes_to_the_address_whatever_the_targets_are() -> None:
    assert addressee(Targets(email="a@b.example", targets=ALL[1:])) == Recipient(EmailTarget(), "a@b.example")


@pytest.mark.parametrize("target", ALL, ids=lambda target: target.channel)
def test_a_fingerprint_shows_nothing_and_depends_on_the_salt(target: Target) -> None:
    recipient = Recipient(target, "ada@example.org")
    key = PRINTS.key(recipient)
    assert len(key) == 64 and int(key, 16)
    assert key == PRINTS.key(recipient) != Fingerprints("other").key(recipient)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("ada@Example.org", "ada@example.org", True, id="the domain's case says nothing"),
        pytest.param("Ada@example.org", "ada@example.org", False, id="the name's case may"),
    ],
)
def test_one_address_is_one_target(one: str, other: str, same: bool) -> None:
    assert (PRINTS.key(Recipient(EmailTarget(), one)) == PRINTS.key(Recipient(EmailTarget(), other))) is same


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        pytest.param(
            WebhookTarget(url="https://a.example/x"), WebhookTarget(url="https://A.example/y"), True, id="one host"
        ),
        pytest.param(
            WebhookTarget(url="https://a.example/x"), WebhookTarget(url="https://b.example/x"), False, id="two hosts"
        ),
        pytest.param(
            SlackTarget(webhook_url=f"{HOOKS}/a"), SlackTarget(webhook_url=f"{HOOKS}/b"), False, id="two Slack webhooks"
        ),
        pytest.param(
            PushTarget(service="ntfy", topic="a"), PushTarget(service="ntfy", topic="b"), True, id="one push server"
        ),
    ],
)
def test_who_shares_a_destination_shares_its_pauses(one: Target, other: Target, shared: bool) -> None:
    destinations = [PRINTS.destination(Recipient(target, "a@b.example")) for target in (one, other)]
    assert (destinations[0] == destinations[1]) is shared
