"""One service as a program of the table: `python -m jobalerts VERB` with a log file and a health page."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from pathlib import Path

from jobalerts.console import Log
from jobalerts.embedded.child import Child, Command

STOP_TIMEOUT = 40.0  # longer than the frame gives batches, loops and the last flush together


class ServiceProgram:
    """Starts at once and becomes ready later; `health` is (host, port), or None for one without such a page."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        log: Path,
        health: tuple[str, int] | None = None,
        *,
        aloud: bool = False,
    ) -> None:
        """`aloud`: what it says is for people, and shown as it is."""
        self.name = name
        self.log = Log(name, log, aloud)
        self._command = Command(argv, log, append=True)
        self._health = health
        self._child: Child | None = None

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def exit_code(self) -> int | None:
        return self._child.exit_code if self._child else None

    @property
    def ready(self) -> bool:
        """Whether its health page says so now."""
        return self.alive and (self._health is None or answers_ready(*self._health))

    def start(self) -> None:
        self._child = Child(self._command)

    def ask_to_end(self) -> None:
        if self._child:
            self._child.ask_to_end()

    def stop(self) -> None:
        if self._child:
            self._child.end(STOP_TIMEOUT)

    def kill(self) -> None:
        if self._child:
            self._child.kill()

    def last_words(self) -> str:
        return self.log.last_words()


def answers_ready(host: str, port: int) -> bool:
    """GET /healthz/ready, which every service has."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
