"""Push through apprise: to a server in ntfy's shape, and with MQTT to the real mosquitto."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from jobalerts_notifier.channels.push import Push, open_push
from jobalerts_notifier.outcomes import InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import PushTarget
from tests.fakes.http import HttpReceiver, Reply
from tests.fakes.messages import message, shown


def to(**fields: Any) -> Recipient:
    return Recipient(PushTarget(**fields), "ada@example.org")


@pytest.fixture
async def ntfy() -> AsyncIterator[HttpReceiver]:
    async with HttpReceiver().served() as served:
        yield served


@pytest.fixture
async def push() -> AsyncIterator[Push]:
    async with open_push(Settings(allow_private_networks=True, secret_key=SecretStr("x" * 40))) as channel:
        assert isinstance(channel, Push)
        yield channel


async def test_ntfy_is_told_the_title_the_reasons_and_the_link(push: Push, ntfy: HttpReceiver) -> None:
    assert await push.send(message(), to(service="ntfy", topic="my-jobs", server=ntfy.url)) == Sent()
    [request] = ntfy.requests
    told = request.json()
    assert told["topic"] == "my-jobs"
    assert told["title"] == "Machine Learning Engineer II at PlayStation Global — London, UK"
    assert "https://boards.example/jobs/1?gh_jid=1&src=a" in told["message"]
    assert "The posting does not say its level" in told["message"]
    assert "apprise" not in request.body.decode().lower() and "x-icon" not in request.headers


async def test_ntfy_with_a_token(push: Push, ntfy: HttpReceiver) -> None:
    assert await push.send(message(), to(service="ntfy", topic="t", server=ntfy.url, token="tk_a/b,c")) == Sent()
    assert ntfy.requests[0].headers["authorization"] == "Bearer tk_a/b,c"


async def test_gotify(push: Push, ntfy: HttpReceiver) -> None:
    assert await push.send(message(), to(service="gotify", server=ntfy.url, token="AbcDef123")) == Sent()
    assert ntfy.requests[0].headers["x-gotify-key"] == "AbcDef123"


async def test_a_crowd_of_openings_fits(push: Push, ntfy: HttpReceiver) -> None:
    many = message(*[shown(title="字" * 200)] * 25)
    assert await push.send(many, to(service="ntfy", topic="t", server=ntfy.url)) == Sent()
    told = ntfy.requests[0].json()["message"]
    assert len(told.encode()) <= 3500 and told.endswith("more")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        pytest.param(
            Reply(429, '{"code":42901,"error":"slow down"}'), RetryLater(Reason.RATE_LIMITED, pauses=True), id="429"
        ),
        pytest.param(Reply(503), RetryLater(Reason.TEMPORARY), id="503"),
        pytest.param(
            Reply(403, '{"code":40301,"http":403,"error":"forbidden"}'),
            Refused(permanent=False, reason=Reason.REFUSED_CONTENT),
            id="403",
        ),
        pytest.param(Reply(404), Refused(permanent=True, reason=Reason.NO_SUCH_TARGET), id="404"),
        pytest.param(
            Reply(307, headers={"Location": "http://127.0.0.1:1/"}),
            Refused(permanent=False, reason=Reason.REFUSED_CONTENT),
            id="redirects are not followed",
        ),
        pytest.param(Reply(cut=True), InDoubt(Reason.CUT_AFTER_BODY), id="cut after the body"),
    ],
)
async def test_answers(reply: Reply, outcome: Outcome, push: Push, ntfy: HttpReceiver) -> None:
    ntfy.replies.append(reply)
    assert await push.send(message(), to(service="ntfy", topic="t", server=ntfy.url)) == outcome
    assert len(ntfy.requests) == 1, "apprise tries once; trying again is ours"


async def test_nobody_there(push: Push) -> None:
    outcome = await push.send(message(), to(service="ntfy", topic="t", server="http://127.0.0.1:1"))
    assert outcome == RetryLater(Reason.UNREACHABLE, pauses=True)


async def test_servers_that_hang_hold_up_nobody_for_longer_than_our_patience(ntfy: HttpReceiver) -> None:
    threads = ThreadPoolExecutor(8)
    push = Push(threads, allow_private=True, patience=0.3)
    ntfy.default = Reply(hang=True)
    target = to(service="ntfy", topic="t", server=ntfy.url)
    outcomes = await asyncio.gather(*(push.send(message(), target) for _ in range(9)))
    assert outcomes.count(InDoubt(Reason.TIMED_OUT)) == 8
    assert outcomes.count(RetryLater(Reason.BUSY)) == 1
    threads.shutdown(wait=False)


@pytest.mark.parametrize(
    "server",
    [
        "http://127.0.0.1",
        "https://localhost",
        "http://169.254.169.254",
        "http://10.1.2.3",
        "http://8.8.8.8:22",
    ],
)
async def test_private_servers_are_refused(server: str) -> None:
    push = Push(ThreadPoolExecutor(1), allow_private=False)
    outcome = await push.send(message(), to(service="ntfy", topic="t", server=server))
    assert outcome == Refused(permanent=False, reason=Reason.PRIVATE_ADDRESS)


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[int]:
    pytest.importorskip("paho.mqtt")
    program = shutil.which("mosquitto")
    if program is None:
        pytest.skip("mosquitto is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (tmp_path / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\n")
    quiet = asyncio.subprocess.DEVNULL
    server = await asyncio.create_subprocess_exec(
        program, "-c", str(tmp_path / "mosquitto.conf"), stdout=quiet, stderr=quiet
    )
    try:
        await listening(port)
        yield port
    finally:
        server.terminate()
        await server.wait()


async def listening(port: int) -> None:
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise AssertionError("mosquitto did not start")


@pytest.mark.system
async def test_mqtt_to_the_real_mosquitto(push: Push, mosquitto: int) -> None:
    listener = await asyncio.create_subprocess_exec(
        "mosquitto_sub", "-p", str(mosquitto), "-t", "jobs/ada", "-C", "1", "-W", "20", stdout=asyncio.subprocess.PIPE
    )
    await asyncio.sleep(0.5)
    assert (
        await push.send(message(), to(service="mqtt", topic="jobs/ada", server=f"mqtt://127.0.0.1:{mosquitto}"))
        == Sent()
    )
    said, _ = await asyncio.wait_for(listener.communicate(), 20)
    assert "Machine Learning Engineer II" in said.decode()
