"""What is wrong is said in one clear sentence, by the documented exit code or status, and harms nobody else."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from tests.acceptance.stage import Board, Mailbox, Walk, wait_until


def jobalerts(*verb: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JOBALERTS_")}
    return subprocess.run(
        [sys.executable, "-m", "jobalerts", *verb],
        cwd=folder,
        env=clean | {"NO_COLOR": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("config", "names"),
    [
        pytest.param("sources = [", "jobalerts.toml", id="not TOML"),
        pytest.param("htp_port = 8000", "htp_port", id="a setting that does not exist"),
        pytest.param('http_port = "many"', "http_port", id="a port that is no number"),
        pytest.param('instant_window = "soon"', "instant_window", id="a duration that is none"),
        pytest.param('[[sources]]\nkind = "greenhouse"', "sources.0", id="a source without an address"),
        pytest.param('[[sources]]\nkind = "monster"\ntoken = "x"', "monster", id="a kind that does not exist"),
    ],
)
def test_an_unreadable_configuration_names_the_field(tmp_path: Path, config: str, names: str) -> None:
    (tmp_path / "jobalerts.toml").write_text(config)
    done = jobalerts("up", folder=tmp_path)
    assert done.returncode == 2
    assert names in done.stderr and "Traceback" not in done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = jobalerts("up", "--data-dir", str(tmp_path / "data"), folder=tmp_path, JOBALERTS_HTTP_PORT=port)
    assert done.returncode == 1
    assert port in done.stderr and "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox().served() as served:
        yield served


@pytest.fixture(scope="module")
def board() -> Iterator[Board]:
    with Board().served() as served:
        served.add(1, "Office Assistant", "Leeds, UK")
        yield served


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, board: Board, mailbox: Mailbox) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("bad")
    base = f"http://127.0.0.1:{board.port}"
    board.pages["/v1/boards/html/jobs"] = "<html><body>We have moved.</body></html>"
    sources = [
        {"kind": "greenhouse", "token": token, "every": "1s", "base_url": base} for token in ("acme", "gone", "html")
    ]
    with Walk(folder, sources, mailbox.port).up() as up:
        wait_until(lambda: board.reads >= 2, "the good board is read")
        yield up


def test_bad_boards_are_said_and_do_not_stop_the_good_one(walk: Walk, board: Board, mailbox: Mailbox) -> None:
    listed = jobalerts(
        "source",
        "list",
        "--json",
        "--data-dir",
        str(walk.folder / "data"),
        "--config",
        str(walk.config),
        folder=walk.folder,
    )
    assert listed.returncode == 0, listed.stderr
    assert "greenhouse:gone" in listed.stdout and "404" in listed.stdout
    assert "greenhouse:html" in listed.stdout
    walk.subscribe("one@example.org", {"roles": ["nurse"], "places": ["Leeds, UK"]})
    walk.heard(active=1)
    board.add(2, "Registered Nurse", "Leeds, UK")
    wait_until(lambda: mailbox.to("one@example.org"), "the good board still alerts")


@pytest.mark.parametrize("key", [pytest.param(None, id="no key"), pytest.param("jobalerts_wrong", id="a wrong key")])
def test_a_wrong_key_is_refused(walk: Walk, key: str | None) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = httpx.get(f"{walk.page}/v1/subscriptions", headers=headers, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_poisoned_record_goes_to_the_dead_letters(walk: Walk, board: Board, mailbox: Mailbox) -> None:
    asyncio.run(_poison(walk.kafka_servers(), "jobalerts.postings"))
    here = {"JOBALERTS_DATA_DIR": str(walk.folder / "data")}
    listed = wait_until(lambda: jobalerts("dead", "list", "--json", folder=walk.folder, **here).stdout, "a dead letter")
    assert "postings" in listed
    mails = len(mailbox.mails)
    board.add(3, "Staff Nurse", "Leeds, UK", "<p>Another ward.</p>")
    wait_until(lambda: len(mailbox.mails) > mails, "the walk goes on")


async def _poison(servers: str, topic: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
        await producer.send_and_wait(topic, b"{ this is no event", key=b"poison")
