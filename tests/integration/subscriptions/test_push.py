"""The contract of POST /v1/postings, against the real database; Kafka is played."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from jobalerts_shared.posting import posting_id
from jobalerts_shared.settings import Settings
from jobalerts_subscriptions.limits import Limit, Limits
from tests.integration.subscriptions.house import House, open_house

PATH = "/v1/postings"
JOB: dict[str, Any] = {"native_id": "R-17", "title": "Machine Learning Engineer", "company": "Acme"}


def job(native_id: str = "R-17", **more: Any) -> dict[str, Any]:
    return JOB | {"native_id": native_id, **more}


async def test_a_posting_is_taken_once_kafka_has_it(house: House) -> None:
    key = await house.key_for("acme")
    answer = await house.call("POST", PATH, key, json=JOB)
    id = str(posting_id("push:acme", "R-17"))
    assert (answer.status_code, answer.json()) == (202, {"postings": [{"native_id": "R-17", "id": id}]})
    [(at, event)] = house.topics.pushed
    assert (at, event.source, event.posting.title) == (id, "push:acme", "Machine Learning Engineer")
    assert abs(datetime.now(UTC) - event.pushed_at) < timedelta(minutes=1)


async def test_an_array_is_answered_in_its_order(house: House) -> None:
    answer = await house.call("POST", PATH, json=[job("b"), job("a", closed=True)])
    assert [one["native_id"] for one in answer.json()["postings"]] == ["b", "a"]
    assert [(event.source, event.posting.closed) for _, event in house.topics.pushed] == [
        ("push:own", False),
        ("push:own", True),
    ]


async def test_every_field_arrives_as_it_was_pushed(house: House) -> None:
    document = (await house.client.get("/openapi.json")).json()
    example = document["components"]["schemas"]["AskedPosting"]["example"]
    assert (await house.call("POST", PATH, json=example)).status_code == 202
    [(_, event)] = house.topics.pushed
    told = event.posting.model_dump(mode="json")
    assert told == example | {"posted_at": "2026-11-26T00:00:00Z"}


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        pytest.param({"native_id": "1", "title": "T"}, "company", "is required", id="missing"),
        pytest.param(job(salary=1), "salary", "is not a field we know", id="unknown field"),
        pytest.param(job(pay={"mni": 1}), "pay.mni", "is not a field we know", id="unknown field of pay"),
        pytest.param(job(title=" "), "title", "must not be empty", id="blank title"),
        pytest.param(job(""), "native_id", "must not be empty", id="empty id"),
        pytest.param(job("x" * 201), "native_id", "must have at most 200 characters", id="long id"),
        pytest.param(job(description="x" * 100_001), "description", "at most 100000 characters", id="long text"),
        pytest.param(job(locations="London"), "locations", "must be a list", id="a place that is no list"),
        pytest.param(job(work_mode="office"), "work_mode", "'onsite', 'hybrid' or 'remote'", id="work mode"),
        pytest.param(job(pay={"currency": "gbp"}), "pay.currency", "three capital letters", id="currency"),
        pytest.param(job(pay={"min": -1}), "pay.min", "must be at least 0", id="negative pay"),
        pytest.param(job(posted_at="yesterday"), "posted_at", "must be a time such as", id="a date in words"),
        pytest.param(job(url="javascript:alert(1)"), "url", "must be a web address", id="an address that runs"),
        pytest.param(job(apply_url="mailto:a@acme.example"), "apply_url", "web address", id="an address of mail"),
        pytest.param(job(title="a\u0007b"), "title", "holds a control character", id="a bell in the title"),
        pytest.param(job(description="a\u0000b"), "description", "holds a control character", id="NUL in the text"),
        pytest.param([JOB, job("2", title=3)], "[1].title", "must be text", id="the second of an array"),
        pytest.param([JOB, job("2"), JOB], "[2].native_id", "is that of [0] too", id="twice in an array"),
        pytest.param([], "", "must have at least one entry", id="nothing"),
        pytest.param([job(str(n)) for n in range(501)], "", "must have at most 500 entries", id="too many"),
        pytest.param([JOB, 3], "[1]", "must be", id="no object in an array"),
        pytest.param("R-17", "", "must be", id="a word"),
    ],
)
async def test_what_cannot_be_taken_is_named(house: House, body: Any, field: str, words: str) -> None:
    answer = await house.call("POST", PATH, json=body)
    told = answer.json()
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json", answer.text
    assert told["errors"][0]["field"] == field and words in told["errors"][0]["words"], answer.text
    assert house.topics.pushed == [], "all or nothing"


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        pytest.param("2026-12-31", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), id="a date, until its end"),
        pytest.param("2026-12-31T10:00:00", datetime(2026, 12, 31, 10, tzinfo=UTC), id="no zone"),
        pytest.param("2026-12-31T10:00:00+02:00", datetime(2026, 12, 31, 8, tzinfo=UTC), id="another zone"),
        pytest.param("9999-12-31T23:59:59-12:00", None, id="never, as some write it"),
        pytest.param("0001-01-01T00:00:00Z", None, id="a default of a program"),
        pytest.param(None, None, id="null"),
    ],
)
async def test_the_end_of_a_posting(house: House, stated: str | None, kept: datetime | None) -> None:
    assert (await house.call("POST", PATH, json=job(valid_through=stated))).status_code == 202
    assert house.topics.pushed[0][1].posting.valid_through == kept


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(job(**{f"x{n}": 1 for n in range(300_000)}), "far more fields", id="unknown fields"),
        pytest.param(job(pay={f"x{n}": 1 for n in range(300_000)}), "pay has far more", id="unknown fields of pay"),
        pytest.param(job(locations=[1] * 1_000_000), "locations[0] must be text", id="places that are none"),
        pytest.param([1] * 1_000_000, "[0] must be", id="postings that are none"),
        pytest.param([job(str(n), title="a\x07") for n in range(500)], "control character", id="bells"),
        pytest.param([job(str(n), x=1) for n in range(500)], "[0].x is not a field", id="the same fault in each"),
    ],
)
async def test_a_body_full_of_faults_is_not_answered_fault_by_fault(house: House, body: Any, told: str) -> None:
    answer = await house.call("POST", PATH, json=body)
    assert answer.status_code == 422 and told in answer.json()["detail"] and len(answer.content) < 8000


async def test_the_keys_scopes_hold_here_too(house: House) -> None:
    reading = await house.key_for("acme", "read")
    assert (await house.call("POST", PATH, reading, json=JOB)).status_code == 403
    assert (await house.call("POST", PATH, "jobalerts_nobodys", json=JOB)).status_code == 401
    assert (await house.client.post(PATH, json=JOB)).status_code == 401
    assert house.topics.pushed == []


async def test_not_json_and_too_large(house: House) -> None:
    headers = {"Content-Type": "application/json"}
    broken = await house.call("POST", PATH, content=b"{", headers=headers)
    assert (broken.status_code, broken.json()["type"]) == (400, "urn:jobalerts:problem:not-json")
    hundred = [job(str(n), description="x" * 90_000) for n in range(40)]
    assert (await house.call("POST", PATH, json=hundred)).status_code == 202, "larger than other bodies may be"
    large = await house.call("POST", PATH, content=b" " * (4 * 1024 * 1024 + 1), headers=headers)
    assert (large.status_code, large.json()["detail"]) == (413, "The body is larger than 4096 KiB.")


async def test_what_kafka_does_not_confirm_is_to_be_sent_again(house: House) -> None:
    house.topics.failing = KafkaConnectionError("no broker")
    answer = await house.call("POST", PATH, json=JOB)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "urn:jobalerts:problem:not-taken"
    house.topics.failing = None
    assert (await house.call("POST", PATH, json=JOB)).status_code == 202


async def test_a_kafka_that_is_silent_is_not_waited_for_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.parts.pushes, "_patience", 0.2)
    house.topics.silent = True
    assert (await house.call("POST", PATH, json=JOB)).status_code == 503


async def test_a_repeat_with_its_key_undoes_nothing_that_came_since(house: House) -> None:
    """Without the key the late repeat would be the latest push, and win over the closing."""
    headers = {"Idempotency-Key": "first"}
    first = await house.call("POST", PATH, json=JOB, headers=headers)
    await house.call("POST", PATH, json=job(closed=True))
    again = await house.call("POST", PATH, json=JOB, headers=headers)
    assert (again.status_code, again.json()) == (202, first.json())
    [opened, closed, repeated] = [event.pushed_at for _, event in house.topics.pushed]
    assert opened == repeated < closed


async def test_a_key_is_good_for_one_request(house: House) -> None:
    headers = {"Idempotency-Key": "one"}
    assert (await house.call("POST", PATH, json=JOB, headers=headers)).status_code == 202
    other = await house.call("POST", PATH, json=job(title="Baker"), headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "urn:jobalerts:problem:idempotency-key-reused")
    acme = await house.key_for("acme")
    assert (await house.call("POST", PATH, acme, json=job(title="Baker"), headers=headers)).status_code == 202
    odd = await house.call("POST", PATH, json=JOB, headers={"Idempotency-Key": "x" * 201})
    assert (odd.status_code, odd.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


async def test_a_key_means_another_thing_to_another_route(house: House) -> None:
    headers = {"Idempotency-Key": "same"}
    assert (await house.call("POST", PATH, json=JOB, headers=headers)).status_code == 202
    made = await house.call(
        "POST", "/v1/subscriptions", json={"email": "a@example.org", "criteria": {"roles": ["baker"]}}, headers=headers
    )
    assert made.status_code == 201, made.text


async def test_a_tenant_has_so_many_postings_a_minute(own_settings: Settings) -> None:
    limits = replace(Limits(), tenant_postings=Limit("tenant_postings", 5, timedelta(days=1)))
    async with open_house(own_settings, limits) as house:
        acme, union = await house.key_for("acme"), await house.key_for("union")
        three = [job(str(n)) for n in range(3)]
        statuses = [(await house.call("POST", PATH, acme, json=three)).status_code for _ in range(2)]
        assert statuses == [202, 429] and len(house.topics.pushed) == 3
        assert (await house.call("POST", PATH, union, json=three)).status_code == 202, "another tenant's own"
        assert (await house.call("POST", PATH, json=three * 1)).status_code == 202, "the operator's are not counted"


async def test_nothing_of_the_caller_is_on_the_topic(house: House) -> None:
    key = await house.key_for("acme")
    await house.made(key, email="very-unusual-person@unusual.example")
    await house.call("POST", PATH, key, json=JOB, headers={"Idempotency-Key": "unusual"})
    wire = json.dumps([(at, event.model_dump(mode="json")) for at, event in house.topics.pushed])
    assert key not in wire and key[:16] not in wire and "unusual" not in wire and "@" not in wire
    rows = await house.rows("SELECT idempotency::text AS all FROM idempotency")
    assert "Machine" not in rows[0]["all"], "no copy of what was sent is kept"
