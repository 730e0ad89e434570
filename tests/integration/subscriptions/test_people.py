"""Export and erasure: what is told, and that it is gone."""

from __future__ import annotations

import pytest

from tests.integration.subscriptions.house import House


async def test_an_export_holds_all_there_is(house: House) -> None:
    told = await house.made()
    await house.call("POST", f"/v1/subscriptions/{told['id']}/pause")
    export = (await house.call("GET", f"/v1/people/{told['person_id']}")).json()
    assert (export["email"], export["confirmed_at"]) == ("a@example.org", None)
    assert [(each["id"], each["state"]) for each in export["subscriptions"]] == [(told["id"], "paused")]


async def test_erasure_leaves_no_row_and_owes_a_tombstone(house: House) -> None:
    told = await house.made()
    body = {"email": "a@example.org", "criteria": told["criteria"]}
    waiting = await house.call("POST", "/v1/subscriptions", json=body, headers={"Idempotency-Key": "k"})
    numbers = [await house.number(id) for id in (told["id"], waiting.json()["id"])]
    await house.announce()
    assert (await house.call("DELETE", f"/v1/people/{told['person_id']}")).status_code == 204
    for table in ("person", "subscription", "confirmation", "idempotency"):
        assert await house.rows(f"SELECT 1 FROM {table}") == []
    await house.announce()
    assert [house.topics.last(number) for number in numbers] == [None, None]
    assert (await house.call("GET", f"/v1/people/{told['person_id']}")).status_code == 404
    assert (await house.call("GET", f"/v1/subscriptions/{told['id']}")).status_code == 404


async def test_no_table_holds_the_address_after_an_erasure(house: House) -> None:
    told = await house.made(email="very-unusual@example.org")
    await house.call("DELETE", f"/v1/people/{told['person_id']}")
    tables = await house.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'subscriptions'")
    assert len(tables) > 5
    for table in tables:
        name = table["table_name"]
        for row in await house.rows(f"SELECT {name}::text AS all FROM {name}"):
            assert "very-unusual" not in row["all"]


async def test_what_was_never_announced_is_erased_as_well(house: House) -> None:
    told = await house.made()
    number = await house.number(told["id"])
    await house.call("DELETE", f"/v1/people/{told['person_id']}")
    await house.announce()
    assert house.topics.records == [(number, None)]


async def test_a_tenant_exports_and_erases_its_own_alone(house: House) -> None:
    ours, theirs = await house.key_for("ours"), await house.key_for("theirs")
    one, two = await house.made(ours), await house.made(theirs)
    path = f"/v1/people/{one['person_id']}"
    assert two["person_id"] == one["person_id"], "one mailbox is one person, told once"
    export = (await house.call("GET", path, ours)).json()
    assert [each["id"] for each in export["subscriptions"]] == [one["id"]]
    assert (await house.call("DELETE", path, ours)).status_code == 204
    assert (await house.call("GET", path, ours)).status_code == 404
    assert (await house.call("GET", f"/v1/subscriptions/{two['id']}", theirs)).json() == two
    assert len((await house.call("GET", path)).json()["subscriptions"]) == 1, "the operator speaks for everybody"
    assert (await house.call("DELETE", path)).status_code == 204
    assert await house.rows("SELECT 1 FROM person") == []


@pytest.mark.parametrize("id", ["x", "00000000-0000-0000-0000-000000000000", "%00"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_nobody_is_not_found(house: House, method: str, id: str) -> None:
    stranger = await house.key_for("stranger")
    told = await house.made()
    for key, person in ((None, id), (stranger, told["person_id"])):
        assert (await house.call(method, f"/v1/people/{person}", key)).status_code == 404


async def test_an_address_that_is_left_behind_is_forgotten(house: House) -> None:
    told = await house.made()
    await house.call("PATCH", f"/v1/subscriptions/{told['id']}", json={"email": "new@example.org"})
    assert [row["email"] for row in await house.rows("SELECT email FROM person")] == ["new@example.org"]
