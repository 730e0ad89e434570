"""The stage of the acceptance tests: a board, a mail server and the real command, each a process or port of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller

from jobalerts.embedded.ports import free_port, is_free

OPERATOR_KEY = "operator-key-of-the-acceptance-test-0123456789"


def wait_until(question: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """The first true answer; an answer that never comes fails with the sentence `what`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")


@dataclass
class Board:
    """A Greenhouse board on the loopback that a test adds postings to; counts how often it was read."""

    token: str = "acme"
    jobs: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    reads: int = 0
    port: int = 0

    def add(self, number: int, title: str, place: str, text: str = "<p>We build things.</p>") -> str:
        """One more posting; returns the address that an alert of it holds."""
        url = f"https://boards.example/{self.token}/jobs/{number}"
        self.jobs.append(
            {
                "id": number,
                "internal_job_id": number,
                "title": title,
                "company_name": "Acme",
                "location": {"name": place},
                "absolute_url": url,
                "first_published": "2026-11-20T09:00:00-05:00",
                "updated_at": "2026-11-20T09:00:00-05:00",
                "content": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
                "metadata": [],
                "departments": [],
                "offices": [],
            }
        )
        return url

    def answer(self, path: str) -> tuple[int, str, str]:
        bare = path.split("?")[0]
        if bare in self.pages:
            return 200, "text/html; charset=utf-8", self.pages[bare]
        if bare == f"/v1/boards/{self.token}/jobs":
            self.reads += 1
            jobs = list(self.jobs)
            return 200, "application/json", json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}})
        return 404, "application/json", '{"status":404,"error":"Job not found"}'

    @contextmanager
    def served(self) -> Iterator[Board]:
        board = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, text = board.answer(self.path)
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class Mailbox:
    """A real SMTP server that keeps what it accepts."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=policy.default)
        mail["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.mails.append(mail)
        return "250 2.0.0 kept"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in list(self.mails) if mail["X-Envelope-To"] == address]

    @contextmanager
    def served(self) -> Iterator[Mailbox]:
        self.port = free_port()
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


def words(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None, f"the mail has no {kind} part"
    return str(part.get_content())


def link(mail: EmailMessage, path: str) -> str:
    found = re.search(rf"https?://[^\s>\"]+{path}[^\s>\"]+", words(mail))
    assert found, f"no {path} link in: {words(mail)}"
    return found[0]


class Walk:
    """`jobalerts up` as a person starts it, with its own folder, ports and settings."""

    def __init__(self, folder: Path, sources: list[dict[str, Any]], smtp_port: int, **environment: str) -> None:
        self.folder = folder
        self.http_port = free_port()
        self.page = f"http://127.0.0.1:{self.http_port}"
        self.config = folder / "jobalerts.toml"
        self.config.write_text("".join(_table(source) for source in sources))
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("JOBALERTS_")}
        self.environment |= {
            "JOBALERTS_HTTP_PORT": str(self.http_port),
            "JOBALERTS_METRICS_PORT_BASE": str(_free_base()),
            "JOBALERTS_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "JOBALERTS_OPERATOR_API_KEY": OPERATOR_KEY,
            "JOBALERTS_ALLOW_PRIVATE_NETWORKS": "true",
            "JOBALERTS_INSTANT_WINDOW": "1s",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def metrics_base(self) -> int:
        return int(self.environment["JOBALERTS_METRICS_PORT_BASE"])

    def command(self, *verb: str) -> list[str]:
        return [sys.executable, "-m", "jobalerts", *verb]

    @contextmanager
    def up(self) -> Iterator[Walk]:
        log = (self.folder / "up.log").open("ab")
        self.process = subprocess.Popen(
            self.command("up", "--config", str(self.config), "--data-dir", str(self.folder / "data")),
            env=self.environment,
            cwd=self.folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
        try:
            wait_until(self.is_ready, f"the page is ready; the log ends: {self.log()[-3000:]}", 120)
            yield self
        finally:
            self.stop()
            log.close()

    def log(self) -> str:
        return (self.folder / "up.log").read_text(errors="replace")

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"up ended by itself: {self.log()[-3000:]}"
        return all(
            _answers(address) for address in [f"{self.page}/healthz/ready", *self.service_addresses("healthz/ready")]
        )

    def service_addresses(self, path: str) -> list[str]:
        return [f"http://127.0.0.1:{self.metrics_base + step}/{path}" for step in (1, 2, 3)]

    def stop(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def children(self) -> dict[str, int]:
        """The processes that `up` watches over, by what they are, with their pids."""
        assert self.process is not None
        return {_name(command): pid for pid, command in _below(self.process.pid) if _name(command)}

    def kafka_servers(self) -> str:
        running = json.loads((self.folder / "data" / "running.json").read_text())
        return str(running["kafka_bootstrap_servers"])

    def subscribe(self, email: str, criteria: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A subscription by an operator who states the consent, so it is active at once."""
        body = {
            "email": email,
            "criteria": criteria,
            "consent": {"source": "acceptance test", "at": "2026-11-01T10:00:00Z"},
            **more,
        }
        answer = httpx.post(
            f"{self.page}/v1/subscriptions", json=body, headers={"Authorization": f"Bearer {OPERATOR_KEY}"}, timeout=10
        )
        assert answer.status_code == 201, answer.text
        answered: dict[str, Any] = answer.json()
        return answered

    def heard(self, active: int) -> None:
        """Wait until the matcher holds so many active subscriptions."""
        wait_until(
            lambda: self.active_subscriptions() == active, f"the matcher holds {active} active subscriptions", 20
        )

    def active_subscriptions(self) -> float:
        return self.metric(2, 'jobalerts_subscriptions{state="active"}')

    def metric(self, step: int, name: str) -> float:
        """The sum of one metric's samples at the crawler (1), the matcher (2) or the notifier (3)."""
        text = httpx.get(f"http://127.0.0.1:{self.metrics_base + step}/metrics", timeout=10, follow_redirects=True).text
        lines = re.findall(rf"^{re.escape(name)}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)
        return sum(float(value) for value in lines)


def _table(source: dict[str, Any]) -> str:
    return "[[sources]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in source.items()) + "\n"


def _free_base() -> int:
    """A port whose three successors are free as well."""
    while True:
        base = free_port()
        if all(is_free(base + step) for step in (1, 2, 3)):
            return base


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


NAMES = {
    "crawl": r"jobalerts crawl",
    "match": r"jobalerts match",
    "notify": r"jobalerts notify",
    "serve": r"jobalerts serve",
    "kafka": r"kafka\.Kafka",
    "postgresql": r"bin/postgres ",
}


def _name(command: str) -> str:
    return next((name for name, pattern in NAMES.items() if re.search(pattern, command)), "")


def _below(root: int) -> list[tuple[int, str]]:
    """Every process below `root`, parents first, with its command line (Linux)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        for child in parents.get(waiting.pop(0), []):
            waiting.append(child)
            try:
                found.append((child, Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()))
            except OSError:
                continue
    return list(reversed(found))
