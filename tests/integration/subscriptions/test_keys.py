"""Keys: who may call, as whom, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jobalerts_shared.settings import Settings
from jobalerts_subscriptions.limits import Limit, Limits, network_of
from tests.integration.subscriptions.house import CONSENT, WANTED, House, open_house

PATH = "/v1/subscriptions"
ACTIVE: dict[str, Any] = {"email": "a@example.org", "criteria": WANTED, "consent": CONSENT}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": "Bearer wrong"}, id="a wrong one"),
        pytest.param({"Authorization": "Basic YTpi"}, id="another scheme"),
        pytest.param({"Authorization": "Bearer "}, id="an empty one"),
    ],
)
@pytest.mark.parametrize("path", [PATH, "/v1/people/x", "/v1/api-keys"])
async def test_without_a_good_key_nothing_is_told(house: House, path: str, headers: dict[str, str]) -> None:
    answer = await house.client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_key_is_checked_before_the_body_is_judged(house: House) -> None:
    answer = await house.client.post(PATH, json={"nonsense": 1})
    assert answer.status_code == 401


async def test_a_key_is_shown_once_and_kept_as_a_hash(house: House) -> None:
    answer = await house.call("POST", "/v1/api-keys", json={"tenant": "acme", "scopes": ["read"]})
    told = answer.json()
    assert answer.status_code == 201 and told["key"].startswith(told["prefix"]) and len(told["key"]) > 50
    listed = (await house.call("GET", "/v1/api-keys")).json()["api_keys"]
    assert [each["id"] for each in listed] == [told["id"]]
    [row] = await house.rows("SELECT api_key::text AS all FROM api_key")
    assert told["key"] not in str(listed) + row["all"]
    assert listed[0]["last_used_at"] is None
    await house.call("GET", PATH, told["key"])
    assert (await house.call("GET", "/v1/api-keys")).json()["api_keys"][0]["last_used_at"] is not None


async def test_a_revoked_key_opens_nothing(house: House) -> None:
    told = (await house.call("POST", "/v1/api-keys", json={"tenant": "acme"})).json()
    assert (await house.call("GET", PATH, told["key"])).status_code == 200
    for _ in range(2):
        assert (await house.call("DELETE", f"/v1/api-keys/{told['id']}")).status_code == 204
    assert (await house.call("GET", PATH, told["key"])).status_code == 401
    for id in ("nothing", "00000000-0000-0000-0000-000000000000"):
        assert (await house.call("DELETE", f"/v1/api-keys/{id}")).status_code == 404


async def test_only_the_operator_deals_with_keys(house: House) -> None:
    key = await house.key_for("acme")
    for method, path, more in (
        ("GET", "/v1/api-keys", {}),
        ("POST", "/v1/api-keys", {"json": {"tenant": "other"}}),
        ("DELETE", "/v1/api-keys/x", {}),
    ):
        answer = await house.call(method, path, key, **more)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:jobalerts:problem:not-allowed")


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"tenant": "Acme Ltd"}, id="a name with a blank"),
        pytest.param({"tenant": "acme", "scopes": []}, id="good for nothing"),
        pytest.param({"tenant": "acme", "scopes": ["all"]}, id="an unknown scope"),
        pytest.param({"tenant": "acme", "admin": True}, id="an unknown field"),
        pytest.param({}, id="nobody's"),
    ],
)
async def test_a_key_that_cannot_be_made(house: House, asked: dict[str, Any]) -> None:
    assert (await house.call("POST", "/v1/api-keys", json=asked)).status_code == 422


async def test_a_key_to_read_writes_nothing(house: House) -> None:
    key = await house.key_for("acme", "read")
    assert (await house.call("GET", PATH, key)).status_code == 200
    for method, path, more in (
        ("POST", PATH, {"json": ACTIVE}),
        ("PUT", f"{PATH}/x", {"json": ACTIVE}),
        ("PATCH", f"{PATH}/x", {"json": {}}),
        ("DELETE", f"{PATH}/x", {}),
        ("POST", f"{PATH}/x/pause", {}),
        ("DELETE", "/v1/people/x", {}),
    ):
        assert (await house.call(method, path, key, **more)).status_code == 403


async def test_tenants_do_not_see_each_other(house: House) -> None:
    ours, theirs = await house.key_for("ours"), await house.key_for("theirs")
    await house.call("PUT", f"{PATH}/one", ours, json=ACTIVE)
    made = await house.made(ours)
    for id in ("one", made["id"]):
        calls: list[tuple[str, dict[str, Any]]] = [("GET", {}), ("PATCH", {"json": {}}), ("DELETE", {})]
        for method, more in calls:
            assert (await house.call(method, f"{PATH}/{id}", theirs, **more)).status_code == 404
            assert (await house.call(method, f"{PATH}/{id}", **more)).status_code == 404, "nor does the operator"
        for verb in ("pause", "resume"):
            assert (await house.call("POST", f"{PATH}/{id}/{verb}", theirs)).status_code == 404
    assert (await house.call("GET", PATH, theirs)).json()["subscriptions"] == []
    own = await house.call("PUT", f"{PATH}/one", theirs, json={**ACTIVE, "time_zone": "Asia/Tokyo"})
    assert own.status_code == 201, "the same id of another tenant is another subscription"
    assert (await house.call("GET", f"{PATH}/one", ours)).json()["time_zone"] == "UTC"


async def test_a_cursor_of_one_tenant_shows_another_nothing(house: House) -> None:
    ours, theirs = await house.key_for("ours"), await house.key_for("theirs")
    for _ in range(3):
        await house.made(ours)
    cursor = (await house.call("GET", f"{PATH}?limit=1", ours)).json()["next_cursor"]
    assert (await house.call("GET", f"{PATH}?cursor={cursor}", theirs)).json()["subscriptions"] == []


def limits(**changed: int) -> Limits:
    return Limits(**{name: Limit(name, most, timedelta(hours=1)) for name, most in changed.items()})


async def test_too_many_calls_of_one_key(own_settings: Settings) -> None:
    async with open_house(own_settings, limits(key_calls=3)) as house:
        busy, other = await house.key_for("busy"), await house.key_for("other")
        statuses = [(await house.call("GET", PATH, busy)).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        answer = await house.call("GET", PATH, busy)
        assert 0 < int(answer.headers["retry-after"]) <= 3600
        assert answer.json()["type"] == "urn:jobalerts:problem:too-many-requests"
        assert (await house.call("GET", PATH, other)).status_code == 200
        assert (await house.call("GET", PATH)).status_code == 200, "the operator is not held up"


async def test_too_many_wrong_keys_from_one_place(own_settings: Settings) -> None:
    async with open_house(own_settings, limits(address_strangers=2)) as house:
        statuses = [(await house.call("GET", PATH, f"guess-{n}")).status_code for n in range(4)]
        assert statuses == [401, 401, 429, 429]


async def test_too_many_mails_to_one_mailbox(own_settings: Settings) -> None:
    async with open_house(own_settings, limits(mailbox_mails=2)) as house:
        body = {"email": "a@example.org", "criteria": WANTED}
        spellings = ["a@example.org", "A@example.org", "a@EXAMPLE.org"]
        answers = [await house.call("POST", PATH, json={**body, "email": email}) for email in spellings]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert len(await house.rows("SELECT 1 FROM subscription")) == 2
        assert (await house.made())["state"] == "active", "who consented elsewhere needs no mail"


async def test_who_called_is_not_kept_in_the_clear(house: House) -> None:
    await house.client.get("/preview/roles?roles=x")
    rows = await house.rows("SELECT rate_use::text AS all FROM rate_use")
    assert rows and not any("127.0.0.1" in row["all"] for row in rows)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        pytest.param("192.0.2.7", "192.0.2.7", id="IPv4"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", id="an IPv6 household"),
        pytest.param(None, "unknown", id="unknown"),
        pytest.param("testclient", "testclient", id="a name"),
    ],
)
def test_a_caller_is_counted_by_network(host: str | None, network: str) -> None:
    assert network_of(host) == network
