"""The crawler as a process of its own on real Kafka and PostgreSQL: killed at random, run once, stopped cleanly."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer

from jobalerts_shared.events import PostingEvent
from jobalerts_shared.settings import PREFIX, Settings
from jobalerts_shared.topics_admin import ensure_topics
from tests.acceptance.stage import free_port
from tests.fakes.boards import Boards, Fault, Job

SEED = 20261123


def wait_until(true: Callable[[], object], what: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.05)


class Program:
    """`jobalerts crawl` with the test's servers and boards."""

    def __init__(self, settings: Settings, folder: Path, boards: Boards, *tokens: str) -> None:
        assert settings.database_url and settings.secret_key
        self.base = free_port() - 1
        self.folder = folder
        (folder / "jobalerts.toml").write_text(
            "".join(
                f'[[sources]]\nkind = "greenhouse"\ntoken = "{token}"\nevery = "1s"\nbase_url = "{boards.url}"\n'
                for token in tokens
            )
        )
        values = {
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers or "",
            "KAFKA_TOPIC_PREFIX": settings.kafka_topic_prefix,
            "SECRET_KEY": settings.secret_key.get_secret_value(),
            "DATA_DIR": str(settings.data_dir),
            "ALLOW_PRIVATE_NETWORKS": "true",
            "METRICS_PORT_BASE": str(self.base),
        }
        self.environment = os.environ | {PREFIX + name: value for name, value in values.items()}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "jobalerts", *words]

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "crawl.log").open("ab") as log:
            process = subprocess.Popen(
                self.command("crawl"), cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120
        )

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.base + 1}/healthz/ready", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def metrics(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.base + 1}/metrics", timeout=5, follow_redirects=True).text

    def log(self) -> str:
        return (self.folder / "crawl.log").read_text(errors="replace")


def published(settings: Settings) -> list[PostingEvent]:
    """Every event on the topic, in its order per posting."""

    async def read() -> list[PostingEvent]:
        topic = f"{settings.kafka_topic_prefix}postings"
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=settings.kafka_bootstrap_servers, auto_offset_reset="earliest"
        )
        async with consumer:
            ends = await consumer.end_offsets(consumer.assignment())
            events = []
            while any([await consumer.position(partition) < end for partition, end in ends.items()]):
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    events += [PostingEvent.model_validate_json(record.value) for record in records]
            return events

    return asyncio.run(read())


def owed(settings: Settings) -> int:
    assert settings.database_url
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        row = connection.execute("SELECT count(*) FROM crawler.posting WHERE version > published_version").fetchone()
    return int(row[0]) if row else 0


def kept(settings: Settings) -> int:
    assert settings.database_url
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        row = connection.execute("SELECT count(*) FROM crawler.posting").fetchone()
    return int(row[0]) if row else 0


def jobs(first: int, last: int) -> list[Job]:
    return [Job(number, f"Engineer {number}") for number in range(first, last + 1)]


@pytest.fixture
def boards() -> Iterator[Boards]:
    with Boards().served() as served:
        yield served


def test_kill_9_at_random_points_loses_nothing(settings: Settings, tmp_path: Path, boards: Boards) -> None:
    chance = random.Random(SEED)
    ensure_topics(settings)
    boards.greenhouse["acme"] = jobs(1, 3)
    program = Program(settings, tmp_path, boards, "acme")
    with program.running():
        wait_until(program.is_ready, f"it is ready: {program.log()[-2000:]}")
        wait_until(lambda: kept(settings) == 3, "the baseline is kept")
    last = 3
    for _ in range(4):
        with program.running():
            wait_until(program.is_ready, "it is ready again")
            boards.greenhouse["acme"] = jobs(1, last + 5)
            last += 5
            time.sleep(chance.uniform(0.0, 1.5))
    with program.running() as process:
        wait_until(lambda: kept(settings) == last, f"all are kept, seed {SEED}", 60)
        wait_until(lambda: owed(settings) == 0, "all are told")
        wait_until(program.is_ready, "it is ready at last")
        wait_until(lambda: 'jobalerts_sources{state="ok"} 1.0' in program.metrics(), "the figures show it", 20)
        assert 'jobalerts_crawl_last_success_timestamp_seconds{source="greenhouse:acme"}' in program.metrics()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, program.log()[-2000:]
    versions: dict[str, list[int]] = defaultdict(list)
    for event in published(settings):
        versions[event.posting.native_id].append(event.version)
        assert event.baseline is (int(event.posting.native_id) <= 3)
    assert set(versions) == {str(number) for number in range(1, last + 1)}
    assert all(set(seen) == {1} for seen in versions.values()), "a repeat carries the version it had"


def test_crawl_once_reads_all_and_says_what_came_of_it(settings: Settings, tmp_path: Path, boards: Boards) -> None:
    ensure_topics(settings)
    boards.greenhouse |= {"acme": jobs(1, 3), "initech": jobs(4, 5)}
    program = Program(settings, tmp_path, boards, "acme", "initech")
    done = program.run("crawl", "--once")
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout == "2 sources: 2 read; 5 postings listed, 5 told.\n"
    assert len(published(settings)) == 5
    boards.fault("/v1/boards/acme/jobs", Fault.SERVER_ERROR)
    again = program.run("crawl", "--once")
    assert again.returncode == 1
    assert "We could not read greenhouse:acme: HTTP 503." in again.stdout and "1 unchanged" in again.stdout
    listed = program.run("source", "list", "--json")
    assert listed.returncode == 0
    assert re.search(r'"id": "greenhouse:acme".*"state": "failing"', listed.stdout), listed.stdout
    assert re.search(
        r"^greenhouse:initech · ok · 2 postings open · last read [-\d]+ [\d:]+ UTC · last change [-\d]+ [\d:]+ UTC"
        r" · next [\d:]+ UTC$", program.run("source", "list").stdout, re.MULTILINE,
    )  # fmt: skip
    changed = json.loads(next(line for line in listed.stdout.splitlines() if "initech" in line))["changed_at"]
    assert datetime.now(UTC) - datetime.fromisoformat(changed) < timedelta(minutes=5)


def test_crawl_once_shows_on_a_terminal_how_far_it_is(settings: Settings, tmp_path: Path, boards: Boards) -> None:
    ensure_topics(settings)
    boards.greenhouse |= {"acme": jobs(1, 3), "initech": jobs(4, 5)}
    program = Program(settings, tmp_path, boards, "acme", "initech")
    ours, theirs = pty.openpty()
    environment = program.environment | {"TERM": "xterm"}
    command = program.command("crawl", "--once")
    shown = b""
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while read := os.read(ours, 4096):
                shown += read
    os.close(ours)
    assert process.returncode == 0 and b"Reading" in shown and b"2/2" in shown, shown


def test_a_board_is_added_by_its_address_and_read(settings: Settings, tmp_path: Path, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1, 7)
    program = Program(settings, tmp_path, boards)
    done = program.run("source", "add", "https://job-boards.greenhouse.io/acme", "--base-url", boards.url)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Engineer") == 5 and "We watch greenhouse:acme, with 7 postings now" in done.stderr
    assert "greenhouse:acme · new" in program.run("source", "list").stdout
    wrong = program.run("source", "add", "greenhouse:acne", "--base-url", boards.url)
    assert wrong.returncode == 1 and "There is no board greenhouse:acne (HTTP 404)" in wrong.stderr
    assert "acne" not in program.run("source", "list").stdout


def test_the_board_behind_a_page_is_found_by_one_look(settings: Settings, tmp_path: Path, boards: Boards) -> None:
    boards.greenhouse["acme"] = jobs(1, 3)
    script = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>'
    address = boards.page("/careers", f"<html><body><h1>Careers</h1>{script}</body></html>")
    program = Program(settings, tmp_path, boards)
    done = program.run("source", "add", address, "--base-url", boards.url)
    assert done.returncode == 0, done.stderr
    assert "This page shows the board greenhouse:acme (embedded script)." in done.stderr
    assert "We watch greenhouse:acme, with 3 postings now" in done.stderr
    assert boards.requests["/careers"] == 1 and boards.requests["/robots.txt"] == 1
    assert "greenhouse:acme · new" in program.run("source", "list").stdout


def test_a_page_that_shows_no_board_is_read_itself_or_by_its_sitemap(
    settings: Settings, tmp_path: Path, boards: Boards
) -> None:
    program = Program(settings, tmp_path, boards)
    advert = (Path(__file__).parents[2] / "sources/page/jsonld-remote.html").read_text()
    itself = program.run("source", "try", boards.page("/advert", advert))
    assert itself.returncode == 0 and "no board that we know; we read the page itself" in itself.stderr, itself.stderr
    assert boards.requests["/advert"] == 1, "one look"
    empty = boards.page("/careers", "<html><body><div id='root'></div><script src='/app.js'></script></body></html>")
    shown = program.run("source", "try", empty)
    assert shown.returncode == 1 and "not what we know how to read" in shown.stderr
    boards.page("/jobs/1001-engineer", advert)
    boards.page("/sitemap.xml", f"<urlset><url><loc>{boards.url}/jobs/1001-engineer</loc></url></urlset>", "text/xml")
    boards.robots = f"User-agent: *\nAllow: /\nSitemap: {boards.url}/sitemap.xml\n"
    mapped = program.run("source", "try", empty)
    assert mapped.returncode == 0 and f"the board sitemap:{boards.url}/ (it shows no advert" in mapped.stderr
    assert f"sitemap:{boards.url}/ lists 1 posting." in mapped.stderr


def test_a_kind_without_its_key_says_which_setting_is_missing(
    settings: Settings, tmp_path: Path, boards: Boards
) -> None:
    program = Program(settings, tmp_path, boards)
    done = program.run("source", "add", "adzuna:gb", "--base-url", boards.url)
    assert done.returncode == 1 and "set adzuna_app_id (JOBALERTS_ADZUNA_APP_ID)" in done.stderr
    program.environment["JOBALERTS_API_TOKENS"] = '{"greenhouse:acme": "t0ken"}'
    refused = program.run("source", "try", "greenhouse:acme", "--base-url", boards.url)
    assert refused.returncode == 2 and "greenhouse takes no token" in refused.stderr and "t0ken" not in refused.stderr
