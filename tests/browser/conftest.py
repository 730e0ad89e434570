"""The pages in a real browser: Chromium, against the application on a real port and a real database."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from pydantic import SecretStr

from jobalerts_shared.sealing import Sealer
from jobalerts_shared.serving import listen, make_server
from jobalerts_shared.settings import Settings
from jobalerts_shared.tokens import Purpose, Tokens
from jobalerts_subscriptions.app import build_app
from jobalerts_subscriptions.limits import Limit, Limits
from tests.integration.subscriptions.house import open_house

playwright = pytest.importorskip("playwright.sync_api", reason="the browser group of dependencies is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECRET = "a-key-for-tests-only-of-forty-characters"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


@dataclass
class Site:
    """Where the pages are, and what only the mailbox would know."""

    url: str
    database_url: str

    def rows(self, statement: str) -> list[dict[str, Any]]:
        with psycopg.connect(self.database_url, row_factory=dict_row, options="-c search_path=subscriptions") as opened:
            return opened.execute(statement.encode()).fetchall()

    def confirm_link(self) -> str:
        """As it stands in the last confirmation mail."""
        [row] = self.rows("SELECT targets_sealed FROM subscription ORDER BY subscription_id DESC LIMIT 1")
        return f"{self.url}/confirm/{Sealer(SecretStr(SECRET)).open(row['targets_sealed']).confirmation_token}"

    def manage_link(self) -> str:
        [row] = self.rows("SELECT person_id FROM subscription ORDER BY subscription_id DESC LIMIT 1")
        return f"{self.url}/manage/{Tokens(SecretStr(SECRET)).sign(Purpose.MANAGE, str(row['person_id']))}"

    def leave_link(self) -> str:
        [row] = self.rows("SELECT subscription_id FROM subscription ORDER BY subscription_id DESC LIMIT 1")
        return (
            f"{self.url}/unsubscribe/{Tokens(SecretStr(SECRET)).sign(Purpose.UNSUBSCRIBE, str(row['subscription_id']))}"
        )

    def states(self) -> list[str]:
        return [row["state"] for row in self.rows("SELECT state FROM subscription ORDER BY subscription_id")]


@pytest.fixture
def site(postgresql_url: str, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(database_url=SecretStr(postgresql_url), data_dir=tmp_path, secret_key=SecretStr(SECRET))
    listening = listen("127.0.0.1", 0)
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        looks = Limit("address_looks", 10_000, Limits().address_looks.within)
        async with open_house(settings, Limits(address_looks=looks)) as house:
            server = make_server(build_app(house.parts), lifespan=False, grace_seconds=1)
            serving = asyncio.ensure_future(server.serve(sockets=[listening]))
            ready.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(30)
    yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", postgresql_url)
    stop.set()
    thread.join(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:  # Any: playwright's Browser, which may not be installed
    """For one module: while Playwright is open, no event loop of ours can run in this thread."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield browser
        browser.close()
