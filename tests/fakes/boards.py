"""A local web of job boards in the vendors' own shapes, with every fault that boards have.

with Boards().served() as boards:
    boards.greenhouse["acme"] = [Job(1, "Engineer", "London, UK")]
    boards.fault("/v1/boards/acme/jobs", Fault.SERVER_ERROR)     # the next answer there, once
    source = {"kind": "greenhouse", "token": "acme", "base_url": boards.url}
"""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DRIP_SECONDS = 0.05
LOOP = "/loop"
BOMB = gzip.compress(b" " * 64 * 1024 * 1024, compresslevel=1)


class Fault(StrEnum):
    RATE_LIMITED = "429 with Retry-After"
    SERVER_ERROR = "503"
    NOT_FOUND = "404"
    GONE = "410"
    TRUNCATED = "a body shorter than it says"
    DRIP = "one byte at a time"
    BOMB = "gzip that unpacks to 64 MiB"
    PRIVATE_REDIRECT = "a redirect into a private network"
    REDIRECT_LOOP = "a redirect to itself"
    HTML = "HTML where JSON should be"
    CUT_JSON = "JSON that ends in the middle"
    EMPTY = "an empty body"
    HALF = "less than half of the board"
    HANG_UP = "no answer at all"


TRANSIENT = tuple(fault for fault in Fault if fault not in (Fault.GONE, Fault.HALF, Fault.PRIVATE_REDIRECT))


@dataclass(frozen=True, slots=True)
class Job:
    """One posting, from which each vendor's shape is made."""

    id: int
    title: str
    place: str = "London, UK"
    text: str = ""
    company: str = "Acme"
    department: str = "Engineering"

    @property
    def uuid(self) -> str:
        return f"{self.id:08x}-0000-4000-8000-000000000000"

    @property
    def html(self) -> str:
        words = self.text or f"We look for a {self.title} who knows number {self.id} by heart and likes the work."
        return f"<p>{escape(words)}</p>"


@dataclass
class Boards:
    greenhouse: dict[str, list[Job]] = field(default_factory=dict)
    lever: dict[str, list[Job]] = field(default_factory=dict)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # path -> content type, body
    answers: dict[str, Callable[[str, bytes], str]] = field(default_factory=dict)  # path -> of query and body, JSON
    robots: str | None = None
    stamps: bool = True  # whether ETags are given
    port: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    played: Counter[Fault] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # address and headers of each request
    locks: dict[str, tuple[str, str]] = field(default_factory=dict)  # path -> the header that opens it, else 401
    moved: dict[str, str] = field(default_factory=dict)  # path -> where a redirect leads
    _faults: dict[str, deque[Fault | None]] = field(default_factory=lambda: defaultdict(deque))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fault(self, path: str, *faults: Fault) -> None:
        """The next answers at this path, one each."""
        self._faults[path].extend(faults)

    def after(self, path: str, answers: int, fault: Fault) -> None:
        """So many healthy answers at this path, then the fault."""
        self._faults[path].extend([None] * answers + [fault])

    def calm(self, path: str) -> None:
        """No fault is left at this path."""
        self._faults[path].clear()

    def page(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> str:
        self.pages[path] = (kind, body)
        return self.url + path

    @contextmanager
    def served(self) -> Iterator[Boards]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, path: str, asked: bytes = b"", *, half: bool = False) -> tuple[int, str, bytes]:
        """Status, content type and body without any fault."""
        bare, _, query = path.partition("?")
        if bare in self.answers:
            return 200, "application/json", self.answers[bare](query, asked).encode()
        if bare == "/robots.txt":
            return (404, "text/plain", b"") if self.robots is None else (200, "text/plain", self.robots.encode())
        if bare in self.pages:
            kind, text = self.pages[bare]
            return 200, kind, text.encode()
        parts = bare.strip("/").split("/")
        if parts[:2] == ["v1", "boards"] and parts[3:] == ["jobs"] and parts[2] in self.greenhouse:
            jobs = _half(self.greenhouse[parts[2]]) if half else self.greenhouse[parts[2]]
            return 200, "application/json", json.dumps(greenhouse_answer(parts[2], jobs)).encode()
        if parts[:2] == ["v0", "postings"] and len(parts) == 3 and parts[2] in self.lever:
            jobs = _half(self.lever[parts[2]]) if half else self.lever[parts[2]]
            return 200, "application/json", json.dumps([lever_posting(parts[2], job) for job in jobs]).encode()
        return 404, "application/json", b'{"status":404,"error":"Job not found"}'

    def next_fault(self, path: str) -> Fault | None:
        faults = self._faults[path.partition("?")[0]]
        fault = faults.popleft() if faults else None
        self.played.update([fault] if fault else [])
        return fault


def greenhouse_answer(token: str, jobs: list[Job]) -> dict[str, Any]:
    return {"jobs": [greenhouse_job(token, job) for job in jobs], "meta": {"total": len(jobs)}}


def greenhouse_job(token: str, job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "internal_job_id": job.id + 500_000,
        "title": job.title,
        "company_name": job.company,
        "location": {"name": job.place},
        "absolute_url": f"https://job-boards.greenhouse.io/{token}/jobs/{job.id}",
        "first_published": "2026-11-20T09:00:00-05:00",
        "updated_at": "2026-11-20T09:00:00-05:00",
        "requisition_id": f"R-{job.id}",
        "language": "en",
        "application_deadline": None,
        "content": escape(job.html),
        "metadata": [],
        "departments": [{"id": 1, "name": job.department, "child_ids": [], "parent_id": None}],
        "offices": [],
    }


def lever_posting(site: str, job: Job) -> dict[str, Any]:
    address = f"https://jobs.lever.co/{site}/{job.uuid}"
    return {
        "id": job.uuid,
        "text": job.title,
        "categories": {"location": job.place, "allLocations": [job.place], "commitment": "Full-time"},
        "country": "GB",
        "workplaceType": "onsite",
        "createdAt": 1_795_000_000_000 + job.id,
        "description": job.html,
        "lists": [],
        "additional": "",
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
    }


def _half(jobs: list[Job]) -> list[Job]:
    return jobs[: len(jobs) // 2 - 1] if len(jobs) > 3 else []


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; `length` may lie about the body, `drip` sends it byte by byte."""

    status: int
    kind: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    drip: bool = False


def faulty(fault: Fault, kind: str, body: bytes) -> Answer:
    half = body[: len(body) // 2]
    answers = {
        Fault.RATE_LIMITED: Answer(429, "text/plain", b"slow down", {"Retry-After": "1"}),
        Fault.SERVER_ERROR: Answer(503, "text/plain", b"back soon"),
        Fault.NOT_FOUND: Answer(404, "application/json", b'{"status":404,"error":"Job not found"}'),
        Fault.GONE: Answer(410, "text/plain", b"gone"),
        Fault.TRUNCATED: Answer(200, kind, half, length=len(body)),
        Fault.DRIP: Answer(200, kind, body, drip=True),
        Fault.BOMB: Answer(200, kind, BOMB, {"Content-Encoding": "gzip"}),
        Fault.PRIVATE_REDIRECT: Answer(302, kind, b"", {"Location": "http://169.254.169.254/latest/meta-data/"}),
        Fault.REDIRECT_LOOP: Answer(302, kind, b"", {"Location": LOOP}),
        Fault.HTML: Answer(200, "text/html", b"<!doctype html><html><title>Maintenance</title><p>Back soon.</html>"),
        Fault.CUT_JSON: Answer(200, kind, half),
        Fault.EMPTY: Answer(200, kind, b""),
    }
    return answers[fault]


def _handler(boards: Boards) -> type[BaseHTTPRequestHandler]:
    class Answers(_Answers):
        web = boards

    return Answers


class _Answers(BaseHTTPRequestHandler):
    web: Boards

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        bare = self.path.partition("?")[0]
        self.web.requests[bare] += 1
        self.web.agents.add(self.headers.get("User-Agent", ""))
        self.web.heard.append((self.path, dict(self.headers.items())))
        if refused := self._refused(bare):
            self._send(refused)
            return
        fault = Fault.REDIRECT_LOOP if bare == LOOP else self.web.next_fault(self.path)
        if fault is Fault.HANG_UP:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, kind, body = self.web.answer(self.path, asked, half=fault is Fault.HALF)
        plain = fault is None or fault is Fault.HALF
        self._send(self._stamped(status, kind, body) if plain else faulty(fault or Fault.EMPTY, kind, body))

    def _refused(self, bare: str) -> Answer | None:
        name, value = self.web.locks.get(bare, ("", ""))
        if name and self.headers.get(name) != value:
            return Answer(401, "application/json", b'{"error":"Unauthorized"}')
        return Answer(302, "text/plain", b"", {"Location": self.web.moved[bare]}) if bare in self.web.moved else None

    def _stamped(self, status: int, kind: str, body: bytes) -> Answer:
        if status != 200 or not self.web.stamps:
            return Answer(status, kind, body)
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self.web.unchanged[self.path.partition("?")[0]] += 1
            return Answer(304, kind, b"", {"ETag": etag})
        return Answer(200, kind, body, {"ETag": etag})

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        size = 1 if answer.drip else max(len(answer.body), 1)
        with suppress(OSError):  # the other side may have had enough
            for at in range(0, len(answer.body), size):
                self.wfile.write(answer.body[at : at + size])
                if answer.drip:
                    time.sleep(DRIP_SECONDS)

    def log_message(self, format: str, *args: object) -> None:
        pass
