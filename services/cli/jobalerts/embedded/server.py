"""What an embedded Kafka and an embedded PostgreSQL have in common: a folder, a port, one child, two ways to end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from jobalerts.embedded.child import Child, Command, tail
from jobalerts.embedded.errors import Crashed, EmbeddedError, FolderInUse, PortTaken
from jobalerts.embedded.folder import FolderLock
from jobalerts.embedded.ports import free_port, is_free

START_TIMEOUT = 120.0  # recovery after a crash, on a slow disk
STOP_TIMEOUT = 30.0
TRIES = 3  # of ports, as another program may take a free one first


class Server(ABC):
    """Its data outlive it, on whatever port it is next given.

    `start`, `stop` and `kill` may be called again and again; a restart keeps the address.
    """

    name: ClassVar[str]

    def __init__(self, folder: Path, port: int | None, log: Path) -> None:
        self.folder = folder.absolute()
        self._wanted_port = port
        self._port: int | None = None
        self._log = log.absolute()
        self._lock = FolderLock(self.folder)
        self._child: Child | None = None

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1, once it has started."""
        assert self._port is not None, "not started yet"
        return self._port

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def exit_code(self) -> int | None:
        return self._child.exit_code if self._child else None

    def last_words(self) -> str:
        return tail(self._log)

    def start(self) -> None:
        """Returns when it answers; raises an EmbeddedError that says why not."""
        if self.alive:
            return
        self._lock.release()  # of a child that died by itself
        try:
            if not self._lock.take():
                raise FolderInUse(self.name, self.folder)
            self._prepare()
            self._start_on_free_port()
        except OSError as error:
            self.kill()
            what = f"cannot use its folder {self.folder} ({error.strerror or error})"
            raise Crashed(self.name, what, self.folder) from None
        except BaseException:
            self.kill()
            raise

    def ask_to_end(self) -> None:
        if self._child:
            self._child.ask_to_end()

    def stop(self) -> None:
        """In good order; what it accepted is kept."""
        if self._child:
            self._child.end(STOP_TIMEOUT)
        self._lock.release()

    def kill(self) -> None:
        """`kill -9`, as a crash would."""
        if self._child:
            self._child.kill()
        self._lock.release()

    @abstractmethod
    def _prepare(self) -> None:
        """Make the folder fit to start on."""

    @abstractmethod
    def _command(self, port: int) -> Command: ...

    @abstractmethod
    def _is_ready(self, port: int) -> bool: ...

    @abstractmethod
    def _known_failure(self, words: str, port: int) -> EmbeddedError | None:
        """Why it ended while starting, where its last words tell."""

    def _start_on_free_port(self) -> None:
        fixed = self._port or self._wanted_port
        for tries_left in reversed(range(TRIES)):
            port = fixed or free_port()
            try:
                self._start(port)
            except PortTaken:
                if fixed or not tries_left:
                    raise
            else:
                self._port = port
                return

    def _start(self, port: int) -> None:
        if not is_free(port):
            raise PortTaken(self.name, port)
        self._child = Child(self._command(port))
        if not self._child.wait_until(lambda: self._is_ready(port), START_TIMEOUT):
            raise self._why(port)

    def _why(self, port: int) -> EmbeddedError:
        words = self.last_words()
        if known := self._known_failure(words, port):
            return known
        if self.alive:
            return Crashed(self.name, f"was not ready within {START_TIMEOUT:.0f} s", self.folder, words)
        return Crashed(self.name, f"ended while starting (exit code {self.exit_code})", self.folder, words)
