from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_subscriptions.asked import Asked, House, check, parse_asked, read_asked, time_zones
from jobalerts_subscriptions.faults import Refused, path_of
from tests.unit.subscriptions.bodies import FULL, LEAST, NOW, full, least


def faults(body: Any, house: House | None = None) -> dict[str, str]:
    try:
        check(parse_asked(body), house or House(), NOW)
    except Refused as refused:
        return {fault.field: fault.words for fault in refused.faults}
    return {}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(LEAST, id="an address and a role"),
        pytest.param(least(criteria={"roles": None, "places": ["London, UK"]}), id="an address and a place"),
        pytest.param(FULL, id="everything"),
        pytest.param(least(cadence={"kind": "daily"}, time_zone="UTC"), id="a cadence without its time"),
    ],
)
def test_a_whole_subscription_has_no_faults(body: dict[str, Any]) -> None:
    assert faults(body) == {}


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        pytest.param({**LEAST, "e_mail": "x"}, "e_mail", "is not a field we know", id="an unknown field"),
        pytest.param(
            least(criteria={"role": "x"}), "criteria.role", "is not a field we know", id="an unknown criterion"
        ),
        pytest.param({"criteria": {"roles": ["x"]}}, "email", "is required", id="no address"),
        pytest.param({"email": "a@example.org"}, "criteria", "is required", id="no criteria"),
        pytest.param([], "", "must be", id="a list"),
        pytest.param(least(email="a example.org"), "email", "not an address", id="no address at all"),
        pytest.param(least(email=" "), "email", "must not be empty", id="a blank address"),
        pytest.param(least(criteria={"roles": []}), "criteria.roles", "at least one role or place", id="no wish"),
        pytest.param(
            least(criteria={"roles": ["x", " "]}), "criteria.roles[1]", "must not be empty", id="a blank role"
        ),
        pytest.param(least(criteria={"roles": ["x\n"]}), "criteria.roles[0]", "control", id="a line break"),
        pytest.param(least(criteria={"roles": ["x" * 201]}), "criteria.roles[0]", "200 characters", id="a long role"),
        pytest.param(least(criteria={"roles": ["x"] * 51}), "criteria.roles", "50 entries", id="many roles"),
        pytest.param(least(criteria={"roles": "x"}), "criteria.roles", "must be a list", id="a role not in a list"),
        pytest.param(least(criteria={"levels": ["boss"]}), "criteria.levels[0]", "'intern', 'junior'", id="a level"),
        pytest.param(
            least(criteria={"pay": {"min": 0, "currency": "GBP"}}), "criteria.pay.min", "more than 0", id="no pay"
        ),
        pytest.param(
            least(criteria={"pay": {"min": float("inf"), "currency": "GBP"}}),
            "criteria.pay.min",
            "amount",
            id="endless pay",
        ),
        pytest.param(
            least(criteria={"pay": {"min": 1, "currency": "gbp"}}),
            "criteria.pay.currency",
            "such as GBP",
            id="currency",
        ),
        pytest.param(least(cadence={"kind": "yearly"}), "cadence.kind", "'instant'", id="a cadence"),
        pytest.param(least(cadence={}), "cadence.kind", "is required", id="a cadence of no kind"),
        pytest.param(least(cadence={"kind": "daily", "at": "25:00"}), "cadence.at", "such as 08:00", id="no such hour"),
        pytest.param(
            least(cadence={"kind": "daily", "at": "08:00Z"}), "cadence.at", "no zone", id="a time with a zone"
        ),
        pytest.param(least(cadence={"kind": "instant", "at": "08:00"}), "cadence.at", "not a field", id="too much"),
        pytest.param(least(time_zone="Mars/Olympus"), "time_zone", "time zone", id="a zone on Mars"),
        pytest.param(least(time_zone="../etc/passwd"), "time_zone", "time zone", id="a path for a zone"),
        pytest.param(least(quiet_hours={"from": "08:00"}), "quiet_hours.to", "is required", id="half a quiet time"),
        pytest.param(
            least(quiet_hours={"from": "08:00", "to": "08:00"}), "quiet_hours.to", "differ", id="no quiet time"
        ),
        pytest.param({**LEAST, "targets": []}, "targets", "at least one", id="no target"),
        pytest.param(
            {**LEAST, "targets": [{"channel": "fax"}]}, "targets[0].channel", "'email'", id="an unknown channel"
        ),
        pytest.param(
            {**LEAST, "targets": [{"channel": "email"}, {"channel": "email"}]},
            "targets[1]",
            "twice",
            id="twice the same",
        ),
        pytest.param(
            {**LEAST, "targets": [{"channel": "webhook", "url": "ftp://example.org/hook"}]},
            "targets[0].url",
            "https://",
            id="a webhook that is none",
        ),
        pytest.param(
            {**LEAST, "targets": [{"channel": "slack", "webhook_url": "https://evil.example/services/T0/B0/x"}]},
            "targets[0].webhook_url",
            "hooks.slack.com",
            id="another's webhook",
        ),
        pytest.param(
            {**LEAST, "targets": [{"channel": "push", "service": "ntfy"}]}, "targets[0].topic", "ntfy", id="no topic"
        ),
        pytest.param(
            least(consent={"source": "x", "at": "2026-11-01T10:00:00"}), "consent.at", "state its zone", id="naive"
        ),
        pytest.param(
            least(consent={"source": "x", "at": "2027-01-01T10:00:00Z"}), "consent.at", "future", id="consent to come"
        ),
        pytest.param(least(consent={"at": "2026-11-01T10:00:00Z"}), "consent.source", "is required", id="no source"),
    ],
)
def test_a_fault_names_its_field_in_plain_words(body: Any, field: str, words: str) -> None:
    found = faults(body)
    assert list(found) == [field]
    assert words in found[field]


def test_a_fault_never_repeats_what_was_sent() -> None:
    secret = "https://hooks.slack.example/services/T0/B0/secret"
    body = {**LEAST, "email": "secret", "targets": [{"channel": "slack", "webhook_url": secret}]}
    assert "secret" not in str(faults(body))


def test_a_form_shows_all_its_faults_at_once() -> None:
    body = {**LEAST, "email": "nobody", "targets": [], "time_zone": "Mars/Olympus", "criteria": {"roles": ["x" * 300]}}
    with pytest.raises(Refused) as caught:
        read_asked(body, House(), NOW)
    assert [fault.field for fault in caught.value.faults] == ["criteria.roles[0]", "targets", "email", "time_zone"]


def test_spaces_are_set_right() -> None:
    asked = parse_asked(least(email="  a@example.org ", criteria={"roles": ["  data   scientist "]}))
    assert (asked.email, asked.criteria.roles) == ("a@example.org", ("data scientist",))


@pytest.mark.parametrize(
    ("roles", "said", "levels"),
    [
        pytest.param(["Senior data engineer"], None, ["senior"], id="a level in the role"),
        pytest.param(["marketing intern", "junior copywriter"], None, ["intern", "junior"], id="one in each role"),
        pytest.param(["senior data engineer", "data scientist"], None, [], id="not in every role"),
        pytest.param(["senior data engineer"], ["staff"], ["staff"], id="levels named beside win"),
        pytest.param(["head of sales"], None, [], id="a leader's word is the role itself"),
        pytest.param(["staff nurse"], None, [], id="no level at all"),
        pytest.param(["software engineer"] * 3, [], [], id="no level said"),
    ],
)
def test_a_level_said_in_the_role_is_meant(roles: list[str], said: list[str] | None, levels: list[str]) -> None:
    asked = parse_asked(least(criteria={"roles": roles} | ({} if said is None else {"levels": said})))
    assert [level.value for level in asked.criteria.levels] == levels


def test_a_channel_that_is_not_offered_is_refused() -> None:
    body = {**LEAST, "targets": [{"channel": "webhook", "url": "https://example.org/hook"}]}
    assert faults(body) == {}
    refused = faults(body, House(channels=frozenset({"email"})))
    assert refused == {"targets[0].channel": "webhook is not offered here"}


def test_slack_may_be_elsewhere_where_it_is_set() -> None:
    body = {**LEAST, "targets": [{"channel": "slack", "webhook_url": "http://127.0.0.1:9/services/T/B/x"}]}
    house = House(slack_hosts=("https://hooks.slack.com", "http://127.0.0.1:9"))
    assert faults(body, house) == {}
    assert list(faults(body)) == ["targets[0].webhook_url"]


def test_defaults_are_those_of_the_contract() -> None:
    asked = parse_asked(LEAST)
    assert (asked.cadence.kind, asked.time_zone, asked.quiet_hours) == ("instant", "UTC", None)
    assert [target.channel for target in asked.targets] == ["email"]


def test_time_zones_hold_no_name_of_this_machine() -> None:
    assert {"UTC", "Europe/London", "America/New_York"} < set(time_zones())
    assert not {"localtime", "posixrules", "Factory"} & set(time_zones())


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param(("body", "criteria", "places", 0), "criteria.places[0]", id="a list"),
        pytest.param(("body", "targets", 1, "slack", "webhook_url"), "targets[1].webhook_url", id="a tag is no field"),
        pytest.param(("body", "cadence", "daily", "at"), "cadence.at", id="the tag of a cadence"),
        pytest.param(("body", "email"), "email", id="a field that is called like a tag"),
        pytest.param(("body",), "", id="the whole"),
    ],
)
def test_a_path_is_as_one_would_write_it(location: tuple[int | str, ...], path: str) -> None:
    assert path_of(location) == path


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
fields = st.sampled_from([*FULL, "criteria"])
criteria = st.sampled_from([*FULL["criteria"]])


@given(fields, json_values)
def test_whatever_is_sent_is_taken_or_refused(field: str, value: Any) -> None:
    body = {**FULL, field: value}
    try:
        asked = check(parse_asked(body), House(), NOW)
    except Refused as refused:
        assert all(fault.words and "{" not in fault.words for fault in refused.faults)
    else:
        assert isinstance(asked, Asked)


@given(criteria, json_values)
def test_whatever_is_wanted_is_taken_or_refused(field: str, value: Any) -> None:
    body = full(criteria={field: None}) | {"criteria": {**FULL["criteria"], field: value}}
    try:
        asked = check(parse_asked(body), House(), NOW)
    except Refused as refused:
        assert all(fault.field.startswith("criteria") for fault in refused.faults)
    else:
        assert "\x00" not in asked.model_dump_json()
