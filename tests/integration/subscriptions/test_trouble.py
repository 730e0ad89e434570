"""When the database is away, or a mistake of ours comes to light: what the caller is told."""

from __future__ import annotations

import dataclasses
from typing import Any

import httpx
import psycopg
import pytest

from jobalerts_shared.tokens import Purpose
from jobalerts_subscriptions.app import build_app
from tests.integration.subscriptions.house import House


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        pytest.param(psycopg.OperationalError("secret"), 503, "try again in a moment", id="an outage"),
        pytest.param(RuntimeError("secret"), 500, "broke on our side", id="a mistake"),
    ],
)
async def test_trouble_is_told_and_holds_no_secret(house: House, error: Exception, status: int, words: str) -> None:
    class Keys:
        async def caller(self, _key: str) -> Any:
            raise error

    class People:
        async def known(self, *_: object) -> Any:
            raise error

    parts = dataclasses.replace(house.parts, keys=Keys(), people=People())  # type: ignore[arg-type]  # fakes that fail
    transport = httpx.ASGITransport(build_app(parts), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://page.test") as client:
        api = await client.get("/v1/subscriptions", headers={"Authorization": "Bearer x"})
        token = house.parts.tokens.sign(Purpose.MANAGE, "00000000-0000-0000-0000-000000000000")
        page = await client.get(f"/manage/{token}")
    for answer in (api, page):
        assert answer.status_code == status
        assert words in answer.text and "secret" not in answer.text
        assert ("retry-after" in answer.headers) == (status == 503)
    assert api.headers["content-type"] == "application/problem+json"
    assert page.headers["content-type"].startswith("text/html")
