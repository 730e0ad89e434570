from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from jobalerts_shared.events import SubscriptionState
from jobalerts_subscriptions.asked import parse_asked
from jobalerts_subscriptions.kept import Kept, answer, body_of
from jobalerts_subscriptions.web.summaries import summary, where
from tests.unit.subscriptions.bodies import FULL, LEAST, full, least

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)


def kept(body: dict[str, Any], state: SubscriptionState = SubscriptionState.ACTIVE) -> Kept:
    asked = parse_asked(body)
    return Kept(
        subscription_id=7,
        tenant="own",
        public_id="an-id",
        person_id=UUID(int=1),
        criteria=asked.criteria,
        cadence=asked.cadence,
        time_zone=asked.time_zone,
        quiet_hours=asked.quiet_hours,
        targets_sealed="sealed",
        state=state,
        version=3,
        consent=asked.consent,
        created_at=AT,
        changed_at=AT,
        ended_at=None,
    )


def test_a_subscription_in_words() -> None:
    told = summary(kept(FULL))
    assert told.title == "Machine learning engineer · London, UK"
    assert told.facts == (
        "Mid or Senior",
        "Hybrid or Remote",
        "Full time",
        "80,000 GBP a year or more",
        "never Acme",
        "with python",
        "without clearance",
    )
    assert told.when == "every Tuesday at 08:30, never between 22:00 and 07:00 (Europe/London)"


@pytest.mark.parametrize(
    ("body", "when"),
    [
        pytest.param(LEAST, "at once", id="at once"),
        pytest.param(least(cadence={"kind": "hourly"}), "every hour", id="hourly"),
        pytest.param(least(cadence={"kind": "daily", "at": "07:15"}), "every day at 07:15 (UTC)", id="daily"),
    ],
)
def test_when(body: dict[str, Any], when: str) -> None:
    assert summary(kept(body)).when == when


def test_a_way_is_named_without_its_secret() -> None:
    assert [where(target) for target in parse_asked(FULL).targets] == ["e-mail", "Slack", "ntfy"]


def test_the_answer_is_what_was_sent_and_what_we_added() -> None:
    from jobalerts_shared.targets import Targets

    asked = parse_asked(FULL)
    told = answer(kept(FULL), Targets(email=asked.email, targets=asked.targets))
    sent = full(criteria={"unknown": {"employment_types": "include"}})
    assert {name: told[name] for name in sent} == sent
    added = {name: told[name] for name in told if name not in sent}
    assert added == {
        "id": "an-id",
        "state": "active",
        "person_id": "00000000-0000-0000-0000-000000000001",
        "created_at": "2026-11-01T10:00:00Z",
        "version": 3,
    }


def test_a_body_read_again_is_the_same() -> None:
    assert parse_asked(body_of(parse_asked(FULL))) == parse_asked(FULL)


def test_an_ended_one_is_a_tombstone() -> None:
    assert kept(FULL, SubscriptionState.ENDED).event() is None
    event = kept(FULL).event()
    assert event is not None and (event.subscription_id, event.version, event.targets_sealed) == (7, 3, "sealed")
