"""What a service shows over HTTP: its metrics, whether it lives and is ready, and an application beside them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, TypeAlias

import structlog
import uvicorn
from prometheus_client import REGISTRY, make_asgi_app

from jobalerts_shared.loops import Loops

App: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]  # ASGI speaks in untyped dicts
Check: TypeAlias = Callable[[], Awaitable[bool]]

CHECK_SECONDS = 2.0
STUCK_SECONDS = 300.0  # as long as Kafka waits for a member that does not poll

log = structlog.get_logger()


class PortTaken(Exception):
    """The text is fit to be shown as it is."""


class Server(uvicorn.Server):
    """Signals are the service's; uvicorn would end with the signal's own exit code."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(app: App, *, lifespan: bool, grace_seconds: int) -> Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # paths hold tokens
        lifespan="on" if lifespan else "off",
        server_header=False,
        timeout_graceful_shutdown=grace_seconds,
    )
    return Server(config)


def listen(host: str, port: int) -> socket.socket:
    """Take the port now, so that a taken one is one clear sentence and not a half-started service."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortTaken(f"We cannot listen on {host}:{port}: {error.strerror}.") from None
    listening.setblocking(False)
    return listening


class Probes:
    """Alive: every loop has come round lately. Ready: every check says yes within two seconds."""

    def __init__(self, loops: Loops) -> None:
        self.checks: dict[str, Check] = {}
        self._loops = loops

    async def live(self) -> tuple[bool, Mapping[str, object]]:
        ages = self._loops.ages()
        return not self._loops.stuck(STUCK_SECONDS), {name: round(age, 1) for name, age in ages.items()}

    async def ready(self) -> tuple[bool, Mapping[str, object]]:
        answers = await asyncio.gather(*(_answer(name, check) for name, check in self.checks.items()))
        return all(answers), dict(zip(self.checks, answers, strict=True))


async def _answer(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except Exception as error:  # a check that fails is an answer, whatever it failed of
        log.info("A readiness check failed.", check=name, exc_info=error)
        return False


def make_app(probes: Probes, mounted: App | None) -> App:
    """Ours by exact path, with a slash behind it or without; everything else is the mounted application's."""
    metrics = make_asgi_app(REGISTRY)
    answers = {"/healthz/live": probes.live, "/healthz/ready": probes.ready}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "").rstrip("/") if scope["type"] == "http" else None
        if path == "/metrics":
            await metrics(scope, receive, send)
        elif path in answers:
            good, detail = await answers[path]()
            await _respond(send, 200 if good else 503, {"ok": good, **detail})
        elif mounted:
            await mounted(scope, receive, send)
        elif scope["type"] == "http":
            await _respond(send, 404, {"ok": False})

    return app


async def _respond(send: Any, status: int, body: Mapping[str, object]) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
