"""The embedded Kafka through every fault that a machine has for it."""

from __future__ import annotations

import asyncio
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.structs import TopicPartition

from jobalerts.embedded import kafka as module
from jobalerts.embedded.errors import Crashed, FolderInUse, JarsMissing, PortTaken
from jobalerts.embedded.kafka import Kafka, answers
from jobalerts.embedded.ports import free_port, is_free
from tests.integration.embedded.processes import gone

SESSION_MS = 1500


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """One node for all these tests; each leaves it running."""
    server = Kafka(tmp_path_factory.mktemp("own") / "kafka", session_timeout_ms=SESSION_MS)
    server.start()
    asyncio.run(create_topic(server))
    yield server
    server.stop()


async def create_topic(server: Kafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=server.bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()


async def send(server: Kafka, value: bytes) -> int:
    async with AIOKafkaProducer(bootstrap_servers=server.bootstrap_servers, acks="all") as producer:
        record = await producer.send_and_wait("kept", value)
    return int(record.offset)


async def read_all(server: Kafka) -> list[bytes]:
    consumer = AIOKafkaConsumer(bootstrap_servers=server.bootstrap_servers, auto_offset_reset="earliest")
    partition = TopicPartition("kept", 0)
    async with consumer:
        consumer.assign([partition])
        end = (await consumer.end_offsets([partition]))[partition]
        values: list[bytes] = []
        while await consumer.position(partition) < end:
            records = await consumer.getmany(timeout_ms=500)
            values += [record.value for batch in records.values() for record in batch]
    return values


def test_what_was_acknowledged_survives_kill_9_at_the_same_address(server: Kafka) -> None:
    address = server.bootstrap_servers
    before = asyncio.run(read_all(server))
    asyncio.run(send(server, b"before the crash"))
    server.kill()
    assert not server.alive
    server.start()
    assert server.bootstrap_servers == address
    assert asyncio.run(read_all(server)) == [*before, b"before the crash"]


def test_a_clean_stop_keeps_the_data_for_other_ports(server: Kafka) -> None:
    asyncio.run(send(server, b"before the move"))
    server.stop()
    assert server.exit_code in (0, 143)  # Java's own code after SIGTERM
    moved = Kafka(server.folder, port=free_port(), session_timeout_ms=SESSION_MS)
    moved.start()
    assert moved.bootstrap_servers != server.bootstrap_servers
    assert asyncio.run(read_all(moved))[-1] == b"before the move"
    moved.stop()
    server.start()


def test_a_second_server_on_the_folder_is_refused(server: Kafka) -> None:
    with pytest.raises(FolderInUse, match="another Kafka is running on"):
        Kafka(server.folder).start()
    assert answers(server.port)


def test_a_kafka_that_somebody_else_started_on_the_folder_is_seen(
    server: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own lock is free, Kafka's is not: an owner that was killed left it behind, and it does not end."""
    monkeypatch.setattr(module, "ORPHAN_TIMEOUT", 0.3)
    server._lock.release()
    try:
        with pytest.raises(FolderInUse):
            Kafka(server.folder).start()
    finally:
        assert server._lock.take()


def test_another_kafka_on_the_port_is_not_taken_for_ours(tmp_path: Path, server: Kafka) -> None:
    other = Kafka(tmp_path / "kafka", port=server.port)
    with pytest.raises(PortTaken, match=f"port {server.port} on 127.0.0.1 is taken"):
        other.start()
    assert not other.alive


def test_a_port_lost_in_the_last_moment_is_told_from_kafkas_own_words(
    tmp_path: Path, server: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if nobody had listened when we looked: only Kafka itself finds out, while the other one answers us."""
    monkeypatch.setattr("jobalerts.embedded.server.is_free", lambda port: True)
    other = Kafka(tmp_path / "kafka", port=server.port)
    with pytest.raises(PortTaken):
        other.start()
    assert not other.alive and answers(server.port)


def test_leftovers_of_a_killed_server_do_no_harm(server: Kafka) -> None:
    server.kill()
    assert (server.folder / "data" / ".lock").exists()
    stale = server.folder / "tmp" / "zstd-stale.so"
    stale.write_bytes(b"")
    fresh = Kafka(server.folder, session_timeout_ms=SESSION_MS)
    fresh.start()
    assert not stale.exists()
    fresh.stop()
    server.start()


def test_a_crash_while_starting_comes_with_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.SETTINGS, "log.dirs.nonsense", "x")
    monkeypatch.setitem(module.SETTINGS, "offsets.topic.num.partitions", "none")
    with pytest.raises(Crashed, match=r"(?s)Kafka .*offsets\.topic\.num\.partitions"):
        Kafka(tmp_path / "kafka").start()


def test_its_log_is_kept_and_bounded_apart_from_its_last_words(server: Kafka) -> None:
    log = (server.folder / "logs" / "server.log").read_text()
    assert "Kafka Server started" in log and len(log) > len(server.last_words())
    assert "Kafka Server started" in server.last_words()


OWNER = """
import sys, time
from pathlib import Path
from jobalerts.embedded.kafka import Kafka
server = Kafka(Path(sys.argv[1]), session_timeout_ms=1500)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def test_it_dies_with_its_owner_and_the_folder_is_free_again(server: Kafka) -> None:
    server.stop()
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(server.folder)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.communicate()
    server.start()
    assert gone(pid)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="accepts and says nothing"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", id="speaks HTTP"),
        pytest.param(struct.pack(">iih", 6, 2, 0), id="answers another question"),
    ],
)
def test_who_is_no_kafka_does_not_answer_like_one(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        replies = threading.Thread(target=reply_once, args=(foreign, answer))
        replies.start()
        assert not answers(foreign.getsockname()[1])
        replies.join()


def reply_once(foreign: socket.socket, answer: bytes) -> None:
    connection, _ = foreign.accept()
    with connection:
        connection.recv(64)
        connection.sendall(answer)


def test_a_free_port_is_one_that_nobody_listens_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        assert not is_free(foreign.getsockname()[1])
    assert is_free(free_port())


def test_a_folder_of_jars_that_lacks_some_names_them_and_both_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBALERTS_KAFKA_JARS", str(tmp_path))
    with pytest.raises(JarsMissing) as caught:
        Kafka(tmp_path / "kafka").start()
    assert "kafka_2.13-*.jar" in str(caught.value)
    assert "JOBALERTS_KAFKA_BOOTSTRAP_SERVERS" in str(caught.value) and "JOBALERTS_KAFKA_JARS" in str(caught.value)


def test_a_folder_of_jars_copied_by_hand_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jars = module.kafka_jars(lambda sentence: None)
    folder = tmp_path / "libs"
    folder.mkdir()
    for jar in jars:
        (folder / jar.name).symlink_to(jar)
    monkeypatch.setenv("JOBALERTS_KAFKA_JARS", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    server = Kafka(tmp_path / "kafka")
    server.start()
    assert answers(server.port)
    server.stop()
    assert not (tmp_path / "empty").exists()
