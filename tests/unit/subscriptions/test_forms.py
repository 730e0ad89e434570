from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_shared.criteria import Criteria
from jobalerts_shared.posting import EmploymentType, Level, WorkMode
from jobalerts_subscriptions.asked import House, parse_asked, read_asked, time_zones
from jobalerts_subscriptions.faults import Refused
from jobalerts_subscriptions.web.choices import zones_by_region
from jobalerts_subscriptions.web.forms import NEW, Typed, body_of_form, faults_by_field, form_of, typed, unseen
from tests.unit.subscriptions.bodies import FULL, LEAST, NOW


@pytest.mark.parametrize("body", [pytest.param(LEAST, id="least"), pytest.param(FULL, id="full")])
def test_a_form_says_what_its_subscription_says(body: dict[str, Any]) -> None:
    asked = parse_asked({**body, "consent": None})
    assert parse_asked(body_of_form(form_of(asked))) == asked


phrase = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
phrases = st.lists(phrase, max_size=3).map(tuple)
wishes = st.builds(
    Criteria,
    roles=phrases,
    places=phrases,
    levels=st.lists(st.sampled_from(Level), unique=True).map(tuple),
    work_modes=st.lists(st.sampled_from(WorkMode), unique=True).map(tuple),
    employment_types=st.lists(st.sampled_from(EmploymentType), unique=True).map(tuple),
)


@given(wishes, st.sampled_from(time_zones()))
def test_whatever_is_wanted_comes_back_from_the_form(criteria: Criteria, zone: str) -> None:
    asked = parse_asked({**LEAST, "criteria": criteria.model_dump(mode="json"), "time_zone": zone})
    assert parse_asked(body_of_form(form_of(asked))) == asked


def test_targets_that_the_form_has_no_room_for_are_kept() -> None:
    second = {"channel": "push", "service": "telegram", "user": "1", "token": "1:" + "t" * 30}
    asked = parse_asked({**FULL, "targets": [*FULL["targets"], second], "consent": None})
    assert [target.channel for target in unseen(asked.targets)] == ["push"]
    again = parse_asked(body_of_form(form_of(asked), unseen(asked.targets)))
    assert set(again.targets) == set(asked.targets)


def test_boxes_come_several_times_and_texts_once() -> None:
    form = typed([("levels", "mid"), ("levels", "senior"), ("roles", " a \r\n\r\n b "), ("pay_min", "80,000")])
    body = body_of_form(form)
    assert body["criteria"]["levels"] == ["mid", "senior"]
    assert body["criteria"]["roles"] == ["a", "b"]
    assert body["criteria"]["pay"]["min"] == "80000"


@pytest.mark.parametrize(
    ("texts", "field", "sentence"),
    [
        pytest.param({"roles": ""}, "roles", "Say at least one role or one place.", id="no wish"),
        pytest.param({"email": "x"}, "email", "Your e-mail address is not an address", id="no address"),
        pytest.param({"to_email": ""}, "targets", "Choose at least one way to be told.", id="no way"),
        pytest.param({"keywords_any": "x\n" + "y" * 201}, "keywords_any", "yyy” must have at most 200", id="one line"),
        pytest.param({"pay_min": "much"}, "pay", "The pay must be a number", id="pay"),
        pytest.param({"pay_min": "1"}, "pay", "The pay must be three capital letters", id="currency"),
        pytest.param({"slack_url": "https://x.example"}, "slack", "The Slack webhook must be", id="slack"),
        pytest.param({"push_service": "ntfy"}, "push", "Push: the topic is needed for ntfy.", id="push"),
        pytest.param({"quiet_from": "22:00"}, "quiet_hours", "The end of your quiet hours must be", id="quiet"),
        pytest.param({"cadence": "daily", "cadence_at": "8"}, "cadence", "The time must be", id="time"),
        pytest.param({"unknown_pay": "perhaps"}, "unknown", "This must be one of", id="choice"),
    ],
)
def test_a_fault_stands_beside_its_field(texts: dict[str, str], field: str, sentence: str) -> None:
    form = Typed(NEW | {"email": "a@example.org", "roles": "x"} | texts)
    body = body_of_form(form)
    with pytest.raises(Refused) as caught:
        read_asked(body, House(), NOW)
    told = faults_by_field(caught.value.faults, form, body)
    assert list(told) == [field]
    assert sentence in told[field][0]


def test_every_zone_to_choose_is_one_we_take() -> None:
    offered = [zone for zones in zones_by_region().values() for zone in zones]
    assert set(offered) <= set(time_zones())
    assert {"UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Asia/Kolkata"} <= set(offered)
