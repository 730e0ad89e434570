"""The crawler as a process of its own, given pushed postings by the real Kafka: killed at random, fed with poison."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from jobalerts_shared.events import PostingEvent, PushedEvent
from jobalerts_shared.posting import posting_id
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics_admin import ensure_topics
from tests.fakes.boards import Boards
from tests.integration.crawler.test_intake import pushed
from tests.integration.crawler.test_service import Program, kept, owed, published, wait_until
from tests.integration.frame.conftest import Cluster, open_cluster

SEED = 20261127
POISON: list[tuple[bytes | None, bytes | None, bytes]] = [
    (b"cut", pushed().model_dump_json().encode()[:-9], b"not_json"),
    (b"another", b'{"title": "ada@example.org"}', b"mismatch"),
    (b"forged", pushed().model_dump_json().replace("push:acme", "greenhouse:acme").encode(), b"mismatch"),
    (b"nothing", None, b"no_value"),
    (None, pushed().model_dump_json().encode(), b"bad_key"),
    (b"nul", pushed(native_id="a\x00b").model_dump_json().encode(), b"refused"),
]


def write(settings: Settings, events: Sequence[PushedEvent], poison: bool = False) -> None:
    async def all_of_it() -> None:
        async with open_cluster(settings) as cluster:
            for number, event in enumerate(events):
                await _write(cluster, event)
                for key, value, _ in POISON[number : number + 1] if poison else ():
                    await cluster.write("pushed", key, value)

    asyncio.run(all_of_it())


async def _write(cluster: Cluster, event: PushedEvent) -> None:
    key = str(posting_id(event.source, event.posting.native_id)).encode()
    await cluster.write("pushed", key, event.model_dump_json().encode())


def dead_reasons(settings: Settings) -> dict[bytes | None, bytes]:
    async def read() -> dict[bytes | None, bytes]:
        async with open_cluster(settings) as cluster:
            return {record.key: dict(record.headers)["reason"] for record in await cluster.read("pushed.dead")}

    return asyncio.run(read())


def test_poison_costs_no_other_push_and_is_kept_with_its_reason(settings: Settings, tmp_path: Path) -> None:
    ensure_topics(settings)
    program = Program(settings, tmp_path, Boards())
    write(settings, [pushed(0, str(number)) for number in range(10)], poison=True)
    with program.running():
        wait_until(program.is_ready, "it is ready")
        wait_until(lambda: kept(settings) == 10 and owed(settings) == 0, f"ten are told: {program.log()[-2000:]}", 60)
        wait_until(lambda: len(dead_reasons(settings)) == len(POISON), "the others are buried")
        assert dead_reasons(settings) == {key: reason for key, _, reason in POISON}
        assert 'jobalerts_pushes_total{outcome="taken"} 10.0' in program.metrics()
        assert "push:acme" not in program.metrics(), "who pushes is no label"
    assert "ada@example.org" not in program.log()
    assert {event.posting.native_id for event in published(settings)} == {str(number) for number in range(10)}
    listed = program.run("source", "list")
    assert "push:acme · ok · 10 postings open · last pushed" in listed.stdout and "next" not in listed.stdout
    assert program.run("source", "off", "push:acme").returncode == 0
    assert "push:acme · off" in program.run("source", "list").stdout
    assert json.loads(program.run("source", "list", "--json").stdout)["every"] is None
    assert program.run("source", "on", "push:acme").stderr == "push:acme is on.\n"
    unknown = program.run("source", "off", "push:nobody")
    assert unknown.returncode == 1 and "We watch no push:nobody" in unknown.stderr


def test_a_file_of_pushed_postings_is_parsed(settings: Settings, tmp_path: Path) -> None:
    program = Program(settings, tmp_path, Boards())
    saved = tmp_path / "pushed.json"
    saved.write_text(pushed(0, description="<p>A text.</p>").posting.model_dump_json())
    done = program.run("source", "parse", "push", str(saved))
    assert done.returncode == 0 and json.loads(done.stdout)["roles"] == ["data engineer"], done.stderr
    saved.write_text('{"native_id": "1"}')
    wrong = program.run("source", "parse", "push", str(saved))
    assert wrong.returncode == 1 and "expected pushed postings with `native_id`, `title` and `company`" in wrong.stderr
    refused = program.run("source", "add", "push:acme")
    assert refused.returncode == 2 and "POST /v1/postings" in refused.stderr


def test_kill_9_at_random_points_loses_nothing_and_tells_nothing_twice(settings: Settings, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    ensure_topics(settings)
    program = Program(settings, tmp_path, Boards())
    ids = [str(number) for number in range(60)]
    history = [pushed(0, id) for id in ids] + [
        pushed(second, id, title=f"Data Engineer {second}", closed=chance.random() < 0.2)
        for second in range(1, 4)
        for id in ids
    ]
    last = {event.posting.native_id: event.posting for event in history}
    for start in range(0, len(history), 60):
        with program.running():
            wait_until(program.is_ready, "it is ready")
            write(settings, history[start : start + 60])
            time.sleep(chance.uniform(0.0, 0.4))
    with program.running():
        wait_until(program.is_ready, "it is ready at last")
        write(settings, chance.sample(history, 60))  # late and out of order, as a replay of dead letters
        wait_until(lambda: _behind(settings) and owed(settings) == 0, f"all is told, seed {SEED}", 60)
    told: dict[str, dict[int, PostingEvent]] = defaultdict(dict)
    for event in published(settings):
        before = told[event.posting.native_id].setdefault(event.version, event)
        assert before.change == event.change and before.posting == event.posting, "a repeat says what it said before"
    for id, posting in last.items():
        newest = told[id][max(told[id])]
        assert newest.posting.closed is posting.closed
        assert posting.closed or newest.posting.title == posting.title
        assert not any(event.baseline for event in told[id].values())
        assert len({(event.opening_id, event.first_seen) for event in told[id].values()}) == 1


def _behind(settings: Settings) -> bool:
    """Whether the group has put all of the topic behind it."""

    async def ask() -> bool:
        async with open_cluster(settings) as cluster:
            return await cluster.committed("crawler", "pushed") == len(await cluster.read("pushed"))

    return asyncio.run(ask())
