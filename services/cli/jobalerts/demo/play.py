"""The demo's own process: boards, mailbox, a subscriber, and the story told aloud while it happens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

import httpx
import uvicorn

from jobalerts.demo.mailbox import Kept, Mailbox
from jobalerts.demo.pages import build_pages
from jobalerts.demo.story import BOARDS, CRITERIA, PERSON, STORY, WISHES, Boards, Step
from jobalerts.services import SERVICES
from jobalerts_shared.settings import Settings

LOOPBACK = "127.0.0.1"
ACTIVE = re.compile(r'^jobalerts_subscriptions\{[^}]*state="active"[^}]*\} ([1-9]\S*)', re.MULTILINE)
BEFORE_STORY = 2  # reads of each board: the first is its baseline, the second shows that it is kept


def play(settings: Settings, http_port: int, smtp_port: int) -> None:
    """Until we are ended."""
    asyncio.run(_play(settings, http_port, smtp_port))


async def _play(settings: Settings, http_port: int, smtp_port: int) -> None:
    here = f"http://{LOOPBACK}:{http_port}"
    boards = Boards()
    mailbox = Mailbox(arrived=lambda kept: _tell_of_mail(kept, here))
    smtp = await asyncio.get_running_loop().create_server(mailbox.server, LOOPBACK, smtp_port)
    pages = build_pages(mailbox, boards, settings.page_url)
    server = uvicorn.Server(uvicorn.Config(pages, host=LOOPBACK, port=http_port, log_config=None))
    async with smtp, asyncio.TaskGroup() as tasks:
        telling = tasks.create_task(_tell(settings, boards, here))
        await server.serve()
        telling.cancel()


async def _tell(settings: Settings, boards: Boards, here: str) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        await _until_ready(client, settings)
        await _subscribe(client, settings)
        await _until_heard(client, settings, boards)
    _say(f"{PERSON} wants: {WISHES}.")
    _say(f"Open the mailbox: {here}")
    for step in STORY:
        await asyncio.sleep(step.wait)
        boards.take(step)
        _tell_of_step(step)
    _say("That was the story. Subscribe on the page with any address: its mails arrive in the mailbox too.")


async def _until_ready(client: httpx.AsyncClient, settings: Settings) -> None:
    for service in SERVICES.values():
        host, port = service.address(settings)
        await _until(partial(_is_fine, client, f"http://{host}:{port}/healthz/ready"))


async def _is_fine(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False


async def _subscribe(client: httpx.AsyncClient, settings: Settings) -> None:
    """By the real API, as a tenant who has the person's consent would; an instant mail per alert."""
    assert settings.operator_api_key is not None, "up makes one"
    asked = {
        "email": PERSON,
        "criteria": CRITERIA,
        "cadence": {"kind": "instant"},
        "time_zone": "Europe/London",
        "targets": [{"channel": "email"}],
        "consent": {"source": "the demo of jobalerts", "at": datetime.now(UTC).isoformat()},
    }
    key = settings.operator_api_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "demo"}
    answer = await client.post(f"{settings.page_url}/v1/subscriptions", json=asked, headers=headers)
    answer.raise_for_status()


async def _until_heard(client: httpx.AsyncClient, settings: Settings, boards: Boards) -> None:
    """The matcher holds the subscription, and each board's baseline is kept."""
    host, port = SERVICES["match"].address(settings)

    async def has_the_subscription() -> bool:
        metrics = await client.get(f"http://{host}:{port}/metrics/", follow_redirects=True)
        return ACTIVE.search(metrics.text) is not None

    async def has_read_the_boards() -> bool:
        return all(boards.reads.get(name, 0) >= BEFORE_STORY for name in BOARDS)

    await _until(has_the_subscription)
    await _until(has_read_the_boards)


async def _until(question: Callable[[], Awaitable[bool]]) -> None:
    while not await question():  # noqa: ASYNC110 - asked of other processes
        await asyncio.sleep(0.2)


def _tell_of_step(step: Step) -> None:
    what = "Closed on" if step.closes else "New on"
    _say(f"{what} {BOARDS[step.board]}: {step.job.title}, {step.job.place} ({step.remark}).")


def _tell_of_mail(kept: Kept, here: str) -> None:
    _say(f"Mail to {kept.to}: «{kept.subject}», read it at {here}/mails/{kept.number}")


def _say(sentence: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {sentence}", flush=True)  # noqa: DTZ005 - the clock on the wall of who watches
