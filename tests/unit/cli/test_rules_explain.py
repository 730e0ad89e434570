"""Why, and why not, for one posting and one subscription."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jobalerts.explain import Silence, as_fields, as_lines, explanation
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import PostingChange, PostingEvent, SubscriptionState
from jobalerts_shared.posting import Level
from tests.fakes.events import opening, posting, subscription
from tests.unit.cli.replay_scenes import NOON

SENIOR = Criteria(roles=("machine learning engineer",), levels=(Level.SENIOR,))


def event(**said: Any) -> PostingEvent:  # Any: whatever a PostingEvent has
    stated: dict[str, Any] = {
        "change": PostingChange.OPENED,
        "posting": posting(),
        "opening_id": opening("job"),
        "version": 1,
        "baseline": False,
        "first_seen": NOON,
        "at": NOON,
        "rules_version": "1",
    }
    return PostingEvent(**(stated | said))


def test_why() -> None:
    found = explanation(subscription(1), event())
    assert found.alerts
    first, role = as_lines(found)
    assert first == "version 1, opened at 2026-11-01 12:00:00 UTC: wanted"
    assert "yes" in role and "machine learning engineer" in role and "“Machine Learning Engineer”" in role


def test_why_not() -> None:
    found = explanation(subscription(1, criteria=SENIOR), event())
    assert not found.alerts
    lines = list(as_lines(found))
    assert lines[0].endswith("not wanted, no alert")
    assert [line for line in lines if line.endswith("(this stops it)") and "levels" in line]
    fields = as_fields(found)
    assert fields["match"] is False and [one["criterion"] for one in fields["verdicts"]] == ["roles", "levels"]


@pytest.mark.parametrize(
    ("wisher", "said", "silence"),
    [
        pytest.param({}, {"baseline": True}, Silence.BASELINE, id="a first crawl"),
        pytest.param({}, {"change": PostingChange.CLOSED}, Silence.CLOSED, id="a closing"),
        pytest.param({"state": SubscriptionState.PAUSED}, {}, Silence.INACTIVE, id="paused"),
        pytest.param({"at": NOON + timedelta(hours=1)}, {}, Silence.NEWER, id="a newer subscription"),
    ],
)
def test_what_holds_an_alert_back(wisher: dict[str, Any], said: dict[str, Any], silence: Silence) -> None:
    found = explanation(subscription(1, **wisher), event(**said))
    assert found.judgement.match and not found.alerts and found.silences == (silence,)
    assert f"  held back: {silence}" in list(as_lines(found))
    assert as_fields(found)["held_back"] == [silence.name.lower()]
