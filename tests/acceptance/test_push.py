"""Postings that an employer pushes, through the real command: told once, closed by a word, copied without an echo."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from tests.acceptance.stage import OPERATOR_KEY, Board, Mailbox, Walk, wait_until, words

ENGINEER = {"roles": ["machine learning engineer"], "places": ["London, UK"]}
WINDOW = 5  # seconds in which a person's alerts are gathered
TEXT = "<p>You will train the models by which our ships find their way through ice, with a team of nine.</p>"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox().served() as served:
        yield served


@pytest.fixture(scope="module")
def board() -> Iterator[Board]:
    with Board().served() as served:
        served.add(1, "Baker", "London, UK")
        yield served


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, board: Board, mailbox: Mailbox) -> Iterator[Walk]:
    folder: Path = tmp_path_factory.mktemp("push")
    source = {"kind": "greenhouse", "token": "acme", "every": "1s", "base_url": f"http://127.0.0.1:{board.port}"}
    with Walk(folder, [source], mailbox.port, JOBALERTS_INSTANT_WINDOW=f"{WINDOW}s").up() as up:
        wait_until(lambda: board.reads >= 2, "the crawler reads the board")
        up.subscribe("one@example.org", ENGINEER)
        up.heard(active=1)
        yield up


@pytest.fixture(scope="module")
def acme(walk: Walk) -> str:
    """A key of the tenant acme."""
    headers = {"Authorization": f"Bearer {OPERATOR_KEY}"}
    made = httpx.post(f"{walk.page}/v1/api-keys", json={"tenant": "acme"}, headers=headers, timeout=10)
    return str(made.json()["key"])


def push(walk: Walk, key: str, native_id: str, **more: Any) -> str:
    """The posting's id."""
    body = {
        "native_id": native_id,
        "title": "Machine Learning Engineer",
        "company": "Acme",
        "locations": ["London, UK"],
        "description": TEXT,
        "url": f"https://acme.example/jobs/{native_id}",
    } | more
    answer = httpx.post(f"{walk.page}/v1/postings", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=10)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["postings"][0]["id"])


def test_a_pushed_posting_becomes_exactly_one_alert(walk: Walk, mailbox: Mailbox, acme: str) -> None:
    push(walk, acme, "R-1")
    [mail] = wait_until(lambda: mailbox.to("one@example.org"), "the alert arrives")
    assert "https://acme.example/jobs/R-1" in words(mail) and "London" in words(mail)
    push(walk, acme, "R-1")
    push(walk, acme, "R-1", title="Machine Learning Engineer, Ice")
    time.sleep(WINDOW + 2)
    assert len(mailbox.to("one@example.org")) == 1


def test_its_copy_on_a_board_alerts_nobody_again(walk: Walk, board: Board, mailbox: Mailbox) -> None:
    board.add(2, "Machine Learning Engineer", "London, UK", text=TEXT)
    before = board.reads
    wait_until(lambda: board.reads >= before + 2, "the board is read again")
    wait_until(lambda: walk.metric(1, "jobalerts_postings_published_total") >= 4, "the copy is told")
    time.sleep(WINDOW + 2)
    assert len(mailbox.to("one@example.org")) == 1


def test_what_is_closed_before_it_is_sent_is_not_sent(walk: Walk, mailbox: Mailbox, acme: str) -> None:
    walk.subscribe("two@example.org", {"roles": ["welder", "plumber"]})
    walk.heard(active=2)
    matched = walk.metric(2, "jobalerts_matches_total")
    push(walk, acme, "R-2", title="Welder", description="Welds ships.")
    wait_until(lambda: walk.metric(2, "jobalerts_matches_total") > matched, "it is matched, and waits for its window")
    push(walk, acme, "R-2", title="Welder", description="Welds ships.", closed=True)
    wait_until(lambda: walk.metric(1, "jobalerts_postings_published_total") >= 6, "the closing is told")
    push(walk, acme, "R-3", title="Plumber", description="Mends pipes.")
    [mail] = wait_until(lambda: mailbox.to("two@example.org"), "the open one arrives")
    assert "Plumber" in words(mail) and "Welder" not in words(mail)
    time.sleep(WINDOW + 1)
    assert len(mailbox.to("two@example.org")) == 1


def test_no_key_and_no_address_is_on_any_topic_or_in_the_log(walk: Walk, acme: str) -> None:
    async def read() -> bytes:
        consumer = AIOKafkaConsumer(
            *(f"jobalerts.{name}" for name in ("pushed", "postings", "matches")),
            bootstrap_servers=walk.kafka_servers(),
            auto_offset_reset="earliest",
        )
        async with consumer:
            found = b""
            while records := await consumer.getmany(timeout_ms=2000):
                found += b"".join((each.key or b"") + each.value for batch in records.values() for each in batch)
            return found

    seen = asyncio.run(read())
    assert b"push:acme" in seen and b"Machine Learning Engineer" in seen
    for secret in (acme, OPERATOR_KEY, "one@example.org"):
        assert secret.encode() not in seen and secret not in walk.log()
