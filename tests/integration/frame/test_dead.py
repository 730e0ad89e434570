"""Dead letters on the command line: seen, looked into, and given another chance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence

import pytest
import structlog
from typer.testing import CliRunner, Result

from jobalerts.cli import app
from jobalerts_shared.events import PostingEvent
from jobalerts_shared.runtime import Received, Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS
from tests.integration.frame.conftest import Cluster, Running, until
from tests.unit.shared.wire_events import posting_event

WIRE = posting_event().model_dump_json().encode()


class Store:
    """Refuses everything until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.keys: list[str] = []

    async def take(self, batch: Sequence[Received[PostingEvent]]) -> None:
        if not self.mended:
            raise KeyError("ada@example.org")
        self.keys.extend(record.key for record in batch)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The service in this process would write into the command's stdout."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBALERTS_KAFKA_BOOTSTRAP_SERVERS", settings.kafka_bootstrap_servers or "")
    monkeypatch.setenv("JOBALERTS_KAFKA_TOPIC_PREFIX", settings.kafka_topic_prefix)


async def jobalerts(*words: str) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, words))


@pytest.mark.usefixtures("environment")
async def test_a_dead_letter_is_listed_shown_and_replayed(
    settings: Settings, cluster: Cluster, running: Running
) -> None:
    await cluster.write("postings", b"posting-1", WIRE)
    store = Store()
    service = Service("matcher", settings, port=0)
    service.consume(POSTINGS, store.take)
    async with running(service):
        letters: list[dict[str, object]] = []
        async with asyncio.timeout(20):
            while not letters:
                letters = [json.loads(line) for line in (await jobalerts("dead", "list", "--json")).stdout.splitlines()]
        listed = await jobalerts("dead", "list", "--topic", "postings")
        shown = await jobalerts("dead", "show", "postings/0/0", "--json")
        store.mended = True
        replayed = await jobalerts("dead", "replay", "postings/0/0")
        await until(lambda: store.keys == ["posting-1"])
        again = await jobalerts("dead", "replay", "--all")
        await until(lambda: store.keys == ["posting-1", "posting-1"])
    (letter,) = letters
    assert {name: letter[name] for name in ("id", "topic", "offset", "reason", "error", "group", "bytes")} == {
        "id": "postings/0/0",
        "topic": f"{cluster.prefix}postings",
        "offset": 0,
        "reason": "refused",
        "error": "KeyError",
        "group": f"{cluster.prefix}matcher",
        "bytes": len(WIRE),
    }
    assert listed.stdout.startswith("postings/0/0")
    assert (json.loads(shown.stdout)["key"], json.loads(shown.stdout)["value"]) == ("posting-1", WIRE.decode())
    assert replayed.stdout.startswith(f"postings/0/0 -> {cluster.prefix}postings ")
    assert "1 replayed" in again.stderr
    assert len(await cluster.read("postings.dead")) == 1, "they stay where they are"


@pytest.mark.usefixtures("environment")
async def test_bytes_are_shown_so_that_no_terminal_obeys_them(cluster: Cluster) -> None:
    headers = [("reason", b"not_json"), ("topic", b"x"), ("partition", b"0"), ("offset", b"4"), ("error", b"\xff")]
    await cluster.write("matches.dead", b"\xff", b"caf\xc3\xa9\x1b[2J\n", headers=headers)
    shown = await jobalerts("dead", "show", "matches/0/0")
    assert "value  café\\x1b[2J\\n\n" in shown.stdout
    assert "key  \\xff\n" in shown.stdout


@pytest.mark.usefixtures("environment", "cluster")
@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        pytest.param(["list"], 0, "No dead letters.", id="none"),
        pytest.param(["list", "--topic", "jobs"], 2, "jobs is none of our topics", id="no such topic"),
        pytest.param(["show", "17"], 2, "17 is no dead letter's id", id="no id"),
        pytest.param(["show", "postings/0/17"], 1, "There is no dead letter postings/0/17", id="no such letter"),
        pytest.param(["replay"], 2, "Give the ids to replay, or --all.", id="nothing asked"),
        pytest.param(["replay", "postings/0/1", "--all"], 2, "Give the ids to replay, or --all.", id="both asked"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence(words: list[str], code: int, says: str) -> None:
    result = await jobalerts("dead", *words)
    assert (result.exit_code, says in result.stderr) == (code, True)


@pytest.mark.usefixtures("environment")
async def test_topics_that_were_never_made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobalerts.dead.PATIENCE_SECONDS", 0.1)
    result = await jobalerts("dead", "list")
    assert result.exit_code == 1
    assert f"the topic {settings.kafka_topic_prefix}postings.dead is missing" in result.stderr


async def test_a_kafka_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBALERTS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setattr("jobalerts.dead.PATIENCE_SECONDS", 0.1)
    result = await jobalerts("dead", "list")
    assert result.exit_code == 1
    assert "We waited 0.1 s for Kafka at 127.0.0.1:1: it does not answer (KafkaConnectionError)." in result.stderr
