"""The contract of /v1/subscriptions, against the real database."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.integration.subscriptions.house import CONSENT, WANTED, House

BODY: dict[str, Any] = {"email": "a@example.org", "criteria": WANTED}
ACTIVE = {**BODY, "consent": CONSENT}
PATH = "/v1/subscriptions"
DAILY = {"kind": "daily", "at": "07:00"}
QUIET = {"from": "22:00", "to": "07:00"}
WEBHOOK = {"channel": "webhook", "url": "https://user:password@example.org/hook"}


def wanting(more: str) -> str:
    return '{"email": "a@example.org", "criteria": {"places": ["London, UK"], ' + more + "}}"


async def test_with_consent_it_is_active_at_once(house: House) -> None:
    answer = await house.call("POST", PATH, json=ACTIVE)
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{PATH}/{told['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (told["state"], told["version"], told["email"], told["consent"]) == ("active", 1, "a@example.org", CONSENT)
    assert (await house.call("GET", f"{PATH}/{told['id']}")).json() == told
    assert (await house.targets(told["id"])).confirmation_token is None


async def test_without_consent_it_waits_and_owes_a_mail(house: House) -> None:
    told = (await house.call("POST", PATH, json=BODY)).json()
    assert (told["state"], told["consent"]) == ("awaiting_confirmation", None)
    token = (await house.targets(told["id"])).confirmation_token
    assert token is not None and len(token) >= 43
    [row] = await house.rows("SELECT token_hash, expires_at - now() AS lasts FROM confirmation")
    assert token.encode() not in bytes(row["token_hash"])
    assert 47 < row["lasts"].total_seconds() / 3600 <= 48


async def test_targets_are_sealed_at_rest_and_told_to_their_owner(house: House) -> None:
    secret = "https://hooks.slack.com/services/T0/B0/secretsecret"
    targets = [{"channel": "email"}, {"channel": "slack", "webhook_url": secret}]
    told = await house.made(targets=targets)
    assert told["targets"] == targets
    rows = await house.rows("SELECT subscription::text AS all FROM subscription")
    assert "secretsecret" not in rows[0]["all"] and "a@example.org" not in rows[0]["all"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"time_zone": "Europe/Berlin"}, {"time_zone": "Europe/Berlin", "state": "active"}, id="a field"),
        pytest.param({"cadence": DAILY}, {"cadence": DAILY}, id="cadence"),
        pytest.param({"email": "B@e.org"}, {"email": "B@e.org", "state": "awaiting_confirmation"}, id="address"),
        pytest.param({"email": "A@Example.org"}, {"email": "A@Example.org", "state": "active"}, id="the same mailbox"),
        pytest.param({"email": "b@example.org", "consent": CONSENT}, {"state": "active"}, id="address with consent"),
        pytest.param({"quiet_hours": QUIET}, {"quiet_hours": QUIET}, id="quiet"),
    ],
)
async def test_a_patch_changes_what_it_names(house: House, changes: dict[str, Any], told: dict[str, Any]) -> None:
    made = await house.made()
    answer = await house.call("PATCH", f"{PATH}/{made['id']}", json=changes)
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert after["version"] == 2
    assert {name: after[name] for name in told} == told
    untouched = set(made) - set(changes) - {"version", "state", "person_id", "consent"}
    assert all(after[name] == made[name] for name in untouched)


async def test_a_patch_goes_into_the_criteria(house: House) -> None:
    made = await house.made()
    path = f"{PATH}/{made['id']}"
    patched = (await house.call("PATCH", path, json={"criteria": {"levels": ["senior"], "places": None}})).json()
    assert patched["criteria"]["levels"] == ["senior"]
    assert patched["criteria"]["roles"] == WANTED["roles"]
    assert patched["criteria"]["places"] == []
    merge = {"Content-Type": "application/merge-patch+json"}
    again = await house.call("PATCH", path, content='{"criteria":{"levels":[]}}', headers=merge)
    assert again.json()["criteria"]["levels"] == []


async def test_a_patch_that_changes_nothing_raises_no_version(house: House) -> None:
    made = await house.made()
    answer = await house.call("PATCH", f"{PATH}/{made['id']}", json={"time_zone": "UTC"})
    assert answer.json() == made


async def test_put_with_ones_own_id_is_idempotent(house: House) -> None:
    first = await house.call("PUT", f"{PATH}/crm-4711", json=ACTIVE)
    assert (first.status_code, first.json()["id"], first.json()["version"]) == (201, "crm-4711", 1)
    second = await house.call("PUT", f"{PATH}/crm-4711", json=ACTIVE)
    assert (second.status_code, second.json()) == (200, first.json())
    third = await house.call("PUT", f"{PATH}/crm-4711", json={**ACTIVE, "cadence": {"kind": "hourly"}})
    assert (third.status_code, third.json()["version"]) == (200, 2)


async def test_two_puts_at_once_are_one_subscription(house: House) -> None:
    answers = await asyncio.gather(*(house.call("PUT", f"{PATH}/same", json=ACTIVE) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert len(await house.rows("SELECT 1 FROM subscription")) == 1


async def test_changes_at_once_all_count(house: House) -> None:
    made = await house.made()
    zones = ["Europe/Berlin", "Europe/London", "Asia/Tokyo", "America/Lima"]
    calls = (house.call("PATCH", f"{PATH}/{made['id']}", json={"time_zone": zone}) for zone in zones)
    versions = sorted(answer.json()["version"] for answer in await asyncio.gather(*calls))
    assert versions == [2, 3, 4, 5]


async def test_a_put_never_wakes_what_was_paused(house: House) -> None:
    await house.call("PUT", f"{PATH}/x", json=ACTIVE)
    await house.call("POST", f"{PATH}/x/pause")
    assert (await house.call("PUT", f"{PATH}/x", json=ACTIVE)).json()["state"] == "paused"


async def test_a_put_never_brings_back_what_ended_unless_consent_is_newer(house: House) -> None:
    first = (await house.call("PUT", f"{PATH}/x", json=ACTIVE)).json()
    number = await house.number("x")
    assert (await house.call("DELETE", f"{PATH}/x")).status_code == 204
    for body in (ACTIVE, BODY):
        refused = await house.call("PUT", f"{PATH}/x", json=body)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:jobalerts:problem:wrong-state")
    [row] = await house.rows("SELECT now() AS now")
    newer = {**CONSENT, "at": row["now"].isoformat()}
    again = await house.call("PUT", f"{PATH}/x", json={**BODY, "consent": newer})
    assert (again.status_code, again.json()["state"], again.json()["id"]) == (201, "active", "x")
    assert again.json()["person_id"] == first["person_id"]
    assert await house.number("x") != number, "on the topic the old number is buried"


async def test_pause_resume_and_end(house: House) -> None:
    made = await house.made()
    path = f"{PATH}/{made['id']}"
    steps = [("pause", "paused", 2), ("pause", "paused", 2), ("resume", "active", 3), ("resume", "active", 3)]
    for verb, state, version in steps:
        told = (await house.call("POST", f"{path}/{verb}")).json()
        assert (told["state"], told["version"]) == (state, version)
    for _ in range(2):
        assert (await house.call("DELETE", path)).status_code == 204
    told = (await house.call("GET", path)).json()
    assert (told["state"], told["version"]) == ("ended", 4)
    for method, more in (("POST", "/pause"), ("POST", "/resume")):
        assert (await house.call(method, f"{path}{more}")).status_code == 409
    assert (await house.call("PATCH", path, json={"time_zone": "Asia/Tokyo"})).status_code == 409


async def test_one_that_waits_cannot_be_resumed_into_being(house: House) -> None:
    made = (await house.call("POST", PATH, json=BODY)).json()
    refused = await house.call("POST", f"{PATH}/{made['id']}/resume")
    assert refused.status_code == 409 and "confirmed" in refused.json()["detail"]


async def test_consent_that_comes_later_activates(house: House) -> None:
    made = (await house.call("POST", PATH, json=BODY)).json()
    told = (await house.call("PATCH", f"{PATH}/{made['id']}", json={"consent": CONSENT})).json()
    assert told["state"] == "active"
    assert (await house.targets(made["id"])).confirmation_token is None


async def test_a_change_while_it_waits_keeps_the_link_that_was_mailed(house: House) -> None:
    made = (await house.call("POST", PATH, json=BODY)).json()
    token = (await house.targets(made["id"])).confirmation_token
    await house.call("PATCH", f"{PATH}/{made['id']}", json={"time_zone": "Asia/Tokyo"})
    assert (await house.targets(made["id"])).confirmation_token == token
    await house.call("PATCH", f"{PATH}/{made['id']}", json={"email": "b@example.org"})
    assert (await house.targets(made["id"])).confirmation_token != token
    assert (await house.client.post(f"/confirm/{token}")).status_code == 404, "another's link confirms nobody"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_if_match_refuses_what_has_changed_meanwhile(house: House, method: str) -> None:
    await house.call("PUT", f"{PATH}/x", json=ACTIVE)
    await house.call("POST", f"{PATH}/x/pause")
    body: dict[str, Any] = {} if method == "DELETE" else {"json": {**ACTIVE, "time_zone": "Asia/Tokyo"}}
    stale = await house.call(method, f"{PATH}/x", headers={"If-Match": '"1"'}, **body)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:jobalerts:problem:changed-meanwhile")
    wrong = await house.call(method, f"{PATH}/x", headers={"If-Match": "new"}, **body)
    assert wrong.status_code == 422
    assert (await house.call(method, f"{PATH}/x", headers={"If-Match": '"2"'}, **body)).status_code in (200, 204)


async def test_the_list_goes_on_where_it_stopped(house: House) -> None:
    made = [(await house.made(email=f"{letter}@example.org"))["id"] for letter in "abcde"]
    await house.call("POST", f"{PATH}/{made[1]}/pause")
    seen, cursor, pages = [], "", 0
    while True:
        answer = (await house.call("GET", f"{PATH}?limit=2{cursor}")).json()
        seen += [each["id"] for each in answer["subscriptions"]]
        pages += 1
        if answer["next_cursor"] is None:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert (seen, pages) == (made, 3)
    paused = (await house.call("GET", f"{PATH}?state=paused")).json()["subscriptions"]
    assert [each["id"] for each in paused] == [made[1]]


@pytest.mark.parametrize("cursor", ["x", "!!!!", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "LTE", "é"])
async def test_a_cursor_of_ones_own_is_refused(house: House, cursor: str) -> None:
    refused = await house.call("GET", PATH, params={"cursor": cursor})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "cursor")


async def test_an_idempotency_key_gives_the_same_subscription(house: House) -> None:
    key = {"Idempotency-Key": "order-1"}
    answers = await asyncio.gather(*(house.call("POST", PATH, json=ACTIVE, headers=key) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(await house.rows("SELECT 1 FROM subscription")) == 1
    other = await house.call("POST", PATH, json={**ACTIVE, "time_zone": "Asia/Tokyo"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:jobalerts:problem:idempotency-key-reused")
    tenant = await house.key_for("acme")
    own = await house.call("POST", PATH, tenant, json=ACTIVE, headers=key)
    assert own.json()["id"] != answers[0].json()["id"], "keys are each tenant's own"


async def test_a_refused_request_does_not_use_up_its_key(house: House) -> None:
    key = {"Idempotency-Key": "order-1"}
    assert (await house.call("POST", PATH, json={**ACTIVE, "time_zone": "x"}, headers=key)).status_code == 422
    assert (await house.call("POST", PATH, json=ACTIVE, headers=key)).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({**BODY, "emial": "x"}, "emial", id="an unknown field"),
        pytest.param({**BODY, "criteria": {"places": ["Qwertzuiop"]}}, "criteria.places[0]", id="an unknown place"),
        pytest.param({**BODY, "email": "nobody"}, "email", id="an address"),
        pytest.param({"email": "a@example.org", "criteria": {}}, "criteria.roles", id="no wish"),
        pytest.param({**BODY, "targets": [WEBHOOK]}, "targets[0].url", id="webhook"),
        pytest.param([1], "", id="a list"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_a_refusal_is_a_problem_that_names_the_field(house: House, method: str, body: Any, field: str) -> None:
    path = PATH if method == "POST" else f"{PATH}/mine"
    answer = await house.call(method, path, json=body)
    told = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert (told["type"], told["status"]) == ("urn:jobalerts:problem:invalid", 422)
    assert [error["field"] for error in told["errors"]] == [field]
    assert told["detail"].startswith(field or "The body") and told["errors"][0]["words"] in told["detail"]
    assert not await house.rows("SELECT 1 FROM subscription")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param("{", "application/json", 400, id="not JSON"),
        pytest.param("[" * 60_000, "application/json", 400, id="too deep"),
        pytest.param("{}", "text/plain", 422, id="not said to be JSON"),
        pytest.param("", "application/json", 422, id="nothing"),
        pytest.param('{"email": "' + "a" * 70_000 + '"}', "application/json", 413, id="too large"),
        pytest.param('{"email": "\\ud800", "criteria": {"roles": ["x"]}}', "application/json", 422, id="half a letter"),
        pytest.param(wanting('"roles": ["\\u0000"]'), "application/json", 422, id="a null"),
        pytest.param(wanting('"pay": {"min": 1e999, "currency": "EUR"}'), "application/json", 422, id="endless pay"),
        pytest.param(wanting('"pay": {"min": NaN, "currency": "EUR"}'), "application/json", 422, id="not a number"),
    ],
)
async def test_what_cannot_be_read_is_a_problem_too(house: House, content: str, kind: str, status: int) -> None:
    answer = await house.call("POST", PATH, content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("id", ["nowhere", "a%00b", "..", "x" * 101, "a%2Fb", "%F0%9F%98%80"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_id_that_is_nobodys_is_not_found(house: House, method: str, id: str) -> None:
    more: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
    answer = await house.call(method, f"{PATH}/{id}", **more)
    assert answer.status_code in (404, 405) and answer.headers["content-type"] == "application/problem+json"


async def test_an_id_of_odd_letters_cannot_be_made(house: House) -> None:
    answer = await house.call("PUT", f"{PATH}/a%00b", json=ACTIVE)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "id")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/v1/nothing", 404, id="no such address"),
        pytest.param("DELETE", PATH, 405, id="no such method"),
        pytest.param("GET", "/v1/rehearsals", 404, id="what does not exist yet"),
    ],
)
async def test_other_errors_are_problems_as_well(house: House, method: str, path: str, status: int) -> None:
    answer = await house.call(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_nobody_has_more_than_fifty(house: House) -> None:
    for _ in range(50):
        await house.made()
    answer = await house.call("POST", PATH, json=ACTIVE)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:jobalerts:problem:too-many-subscriptions")


async def test_the_document_names_what_exists_and_nothing_else(house: House) -> None:
    document = (await house.client.get("/openapi.json")).json()
    assert {path: set(verbs) for path, verbs in document["paths"].items()} == {
        "/v1/subscriptions": {"get", "post"},
        "/v1/subscriptions/{id}": {"get", "put", "patch", "delete"},
        "/v1/subscriptions/{id}/pause": {"post"},
        "/v1/subscriptions/{id}/resume": {"post"},
        "/v1/postings": {"post"},
        "/v1/people/{id}": {"get", "delete"},
        "/v1/api-keys": {"get", "post"},
        "/v1/api-keys/{id}": {"delete"},
    }
    schemas = document["components"]["schemas"]
    assert "Problem" in schemas and "HTTPValidationError" not in schemas
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    created = document["paths"]["/v1/subscriptions"]["post"]
    assert "application/problem+json" in created["responses"]["422"]["content"]
    for path, verbs in document["paths"].items():
        for verb, route in verbs.items():
            assert {"401", "403", "422", "429", "503"} <= set(route["responses"]), f"{verb} {path}"
            assert ("400" in route["responses"]) is ("requestBody" in route), f"{verb} {path} and what is not JSON"


async def test_the_example_of_the_document_can_be_sent(house: House) -> None:
    document = (await house.client.get("/openapi.json")).json()
    [example] = [each["example"] for name, each in document["components"]["schemas"].items() if name == "Asked"]
    answer = await house.call("POST", PATH, json=example)
    assert answer.status_code == 201, answer.text
    assert answer.json()["criteria"]["roles"] == example["criteria"]["roles"]
