"""Kafka's jars: whole and as pinned, or not at all; fetched once; and both ways out when they cannot be had."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from jobalerts.embedded import jars
from jobalerts.embedded.errors import JarsMissing
from jobalerts.embedded.jars import Jar, kafka_jars, read_lock

CONTENT = b"a jar"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PATH = "org/example/thing/1.0/thing-1.0.jar"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A Maven repository of our own, with one jar."""
    folder = tmp_path / "repository"
    (folder / PATH).parent.mkdir(parents=True)
    (folder / PATH).write_bytes(CONTENT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: tuple[Path, str]) -> Path:
    """One jar is wanted, from the repository above; the folder where it shall be."""
    monkeypatch.delenv(jars.GIVEN, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("jgo.constants.MAVEN_CENTRAL_URL", repository[1])
    monkeypatch.setattr("jgo.config.GlobalSettings.load", lambda: type("Settings", (), {"repositories": {}}))
    monkeypatch.setattr(jars, "read_lock", lambda: [Jar("org.example", "thing", "1.0", SHA256, len(CONTENT))])
    return jars.cache_folder()


def test_what_is_missing_is_fetched_once_and_said_before(pinned: Path) -> None:
    said: list[str] = []
    assert kafka_jars(said.append) == kafka_jars(said.append) == [pinned / "thing-1.0.jar"]
    assert (pinned / "thing-1.0.jar").read_bytes() == CONTENT
    assert said == ["Fetching Apache Kafka from Maven Central, once: 1 jars, 0 MB."]
    assert sorted(path.name for path in pinned.iterdir()) == [".lock", "thing-1.0.jar"]


def test_what_is_not_as_pinned_is_refused_and_leaves_nothing(pinned: Path, repository: tuple[Path, str]) -> None:
    (repository[0] / PATH).write_bytes(b"b jar")
    with pytest.raises(JarsMissing, match="not the pinned one"):
        kafka_jars(lambda sentence: None)
    assert not (pinned / "thing-1.0.jar").exists()


def test_half_a_jar_is_fetched_again(pinned: Path) -> None:
    pinned.mkdir(parents=True)
    (pinned / "thing-1.0.jar").write_bytes(CONTENT[:3])
    kafka_jars(lambda sentence: None)
    assert (pinned / "thing-1.0.jar").read_bytes() == CONTENT


def test_without_a_network_both_ways_out_are_named(pinned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setattr("jgo.constants.MAVEN_CENTRAL_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(JarsMissing) as caught:
        kafka_jars(lambda sentence: None)
    words = str(caught.value)
    assert "thing-1.0.jar could not be fetched" in words and "refused" in words
    assert "JOBALERTS_KAFKA_BOOTSTRAP_SERVERS" in words and "JOBALERTS_KAFKA_JARS" in words


def test_a_jar_that_the_repository_lacks_is_named(pinned: Path, repository: tuple[Path, str]) -> None:
    (repository[0] / PATH).unlink()
    with pytest.raises(JarsMissing, match=r"thing-1\.0\.jar could not be fetched"):
        kafka_jars(lambda sentence: None)


def test_the_lock_holds_one_server_and_a_client_of_the_same_version() -> None:
    lock = {f"{jar.group}:{jar.artifact}": jar.version for jar in read_lock()}
    assert len(lock) == len(read_lock()) > 40
    version = jars.ROOTS[0].rsplit(":", 1)[1]
    assert {lock[f"org.apache.kafka:{name}"] for name in ("kafka_2.13", "kafka-clients", "kafka-server")} == {version}
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in read_lock())
