"""Whatever is sent to whatever route: an answer of ours, never an error of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobalerts_shared.pushed import PushedPosting
from jobalerts_shared.settings import Settings
from jobalerts_subscriptions.limits import Limits
from tests.integration.subscriptions.house import WANTED, House, open_house
from tests.unit.subscriptions.bodies import FULL

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
known = st.sampled_from([*FULL, *FULL["criteria"], "at", "kind", "channel", "source"])
bodies = st.one_of(
    values,
    st.builds(lambda name, value: {**FULL, name: value}, known, values),
    st.builds(lambda name, value: {**FULL, "criteria": {**WANTED, name: value}}, known, values),
    st.builds(lambda names, values: dict(zip(names, values, strict=False)), st.lists(known), st.lists(values)),
)
ids = st.sampled_from(["mine", "other"]) | st.text(max_size=12)
calls = st.sampled_from(
    [("POST", ""), ("PUT", "/{}"), ("PATCH", "/{}"), ("GET", "/{}"), ("DELETE", "/{}"), ("POST", "/{}/pause")]
)
headers = st.dictionaries(
    st.sampled_from(["Idempotency-Key", "If-Match"]), st.text(st.characters(min_codepoint=33, max_codepoint=126))
)
forms = st.dictionaries(
    st.sampled_from(
        ["email", "roles", "places", "levels", "pay_min", "cadence", "cadence_at", "time_zone", "push_service"]
    ),
    st.text(max_size=30),
)


@pytest.fixture
def runner(postgresql_url: str, tmp_path: Path) -> Iterator[Any]:
    """A house in a loop of its own: Hypothesis calls plain functions."""
    own = Settings(
        database_url=postgresql_url,
        data_dir=tmp_path,
        secret_key="a-key-for-tests-only-of-forty-characters",
        operator_api_key="jobalerts_operator_key_for_tests_only_0123456789",
    )
    with asyncio.Runner() as loop:
        opened = open_house(own, Limits())
        house = loop.run(opened.__aenter__())
        yield lambda call: loop.run(call(house))
        loop.run(opened.__aexit__(None, None, None))


HERE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HERE
@given(calls, ids, bodies, headers)
def test_the_api(runner: Any, call: tuple[str, str], id: str, body: Any, sent: dict[str, str]) -> None:
    method, path = call
    content = json.dumps(body).encode(errors="surrogatepass")

    async def ask(house: House) -> None:
        answer = await house.call(
            method,
            "/v1/subscriptions" + path.format(_quoted(id)),
            content=content,
            headers={"Content-Type": "application/json", **sent},
        )
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["detail"]

    runner(ask)


jobs = st.builds(
    lambda more: {"native_id": "1", "title": "Engineer", "company": "Acme", **more},
    st.dictionaries(st.sampled_from([*PushedPosting.model_fields, "other"]), values, max_size=5),
)


@HERE
@given(jobs | values | st.lists(jobs, max_size=3))
def test_pushed_postings(runner: Any, body: Any) -> None:
    content = json.dumps(body).encode(errors="surrogatepass")

    async def ask(house: House) -> None:
        answer = await house.call("POST", "/v1/postings", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in (202, 422), answer.text
        if answer.status_code == 422:
            assert all(set(fault) == {"field", "words"} and fault["words"] for fault in answer.json()["errors"])

    runner(ask)


@HERE
@given(forms)
def test_the_form(runner: Any, form: dict[str, str]) -> None:
    async def ask(house: House) -> None:
        answer = await house.client.post("/", data={"to_email": "on", **form})
        assert answer.status_code in (200, 422, 429), answer.text

    runner(ask)


def _quoted(id: str) -> str:
    return quote(id, safe="", errors="replace")
