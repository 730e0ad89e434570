"""The whole walk, a board to an SMTP server, beside raw Kafka and raw SMTP in the same run.

    python -m bench.walk [--postings 2000] [--people 50] [--singles 20] [--json]

Three figures of the walk: postings a second when a board gains many at once (from the crawler's read to the last mail
accepted), alerts a second in that burst, and the latency of single postings (board read to mail accepted, without the
window for which instant alerts are gathered, which is set to nothing here). Rates, not promises: name the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from jobalerts.embedded.kafka import Kafka
from tests.acceptance.stage import Board, Mailbox, Walk, wait_until, words

ROLES = ["machine learning engineer", "backend engineer", "nurse", "accountant", "truck driver"]
PLACES = ["London, UK", "Berlin, Germany", "Paris, France", "Madrid, Spain"]
VOCABULARY = [
    f"{first}{second}" for first in ("plan", "care", "build", "trust", "grow") for second in ("ing", "er", "ful")
]
TEXT = "<p>" + "We look for somebody who knows the work and likes the people. " * 40 + "</p>"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        figures = walk_figures(Path(folder) / "walk", options.postings, options.people, options.singles)
        figures |= kafka_figures(Path(folder) / "kafka", options.postings)
        figures |= smtp_figures(options.postings)
    print(json.dumps(figures) if options.json else _table(figures))


def walk_figures(folder: Path, postings: int, people: int, singles: int) -> dict[str, float]:
    folder.mkdir()
    with Board().served() as board, Mailbox().served() as mailbox:
        board.add(1, "Office Assistant", "Leeds, UK")
        source = {"kind": "greenhouse", "token": "acme", "every": "1s", "base_url": f"http://127.0.0.1:{board.port}"}
        with Walk(folder, [source], mailbox.port, JOBALERTS_INSTANT_WINDOW="0s").up() as walk:
            wait_until(lambda: board.reads >= 2, "the first read of the board")
            for number in range(people):
                role, place = ROLES[number % 5], PLACES[number // 5 % 4]
                walk.subscribe(f"person{number}@example.org", {"roles": [role], "places": [place]})
            walk.heard(active=people)
            latencies = [_one_posting(board, mailbox, number) for number in range(2, singles + 2)]
            return _latency_figures(latencies) | _burst(board, mailbox, postings, people)


def _one_posting(board: Board, mailbox: Mailbox, number: int) -> float:
    """Seconds from the read of the board that shows the posting to its first mail."""
    before = board.reads
    url = board.add(number, ROLES[0].title(), PLACES[0], _text(number))
    wait_until(lambda: board.reads > before, "the board is read")
    read = time.monotonic()
    wait_until(lambda: any(url in words(mail) for mail in mailbox.mails), f"the mail of {url}")
    return time.monotonic() - read


def _latency_figures(latencies: list[float]) -> dict[str, float]:
    return {
        "latency_p50_s": statistics.median(latencies),
        "latency_p95_s": statistics.quantiles(latencies, n=20)[-1],
    }


def _burst(board: Board, mailbox: Mailbox, postings: int, people: int) -> dict[str, float]:
    wanted = Counter((ROLES[n % 5], PLACES[n // 5 % 4]) for n in range(people))
    due = 0
    mailbox.mails.clear()
    for number in range(1000, 1000 + postings):
        role, place = ROLES[number % 5], PLACES[number // 5 % 4]
        due += wanted[role, place]
        board.jobs.append(_job(board, number, role, place))
    before = board.reads
    wait_until(lambda: board.reads > before, "the board is read")
    started = time.monotonic()
    wait_until(lambda: _told(mailbox.mails) >= due, f"{due} alerts arrive", 600)
    seconds = time.monotonic() - started
    return {
        "walk_postings_per_s": postings / seconds,
        "walk_alerts_per_s": due / seconds,
        "walk_mails": len(mailbox.mails),
        "walk_alerts": due,
        "walk_seconds": seconds,
    }


def _job(board: Board, number: int, role: str, place: str) -> dict[str, object]:
    scratch = Board(token=board.token)
    scratch.add(number, role.title(), place, _text(number))
    return scratch.jobs[0]


def _text(number: int) -> str:
    """Some 3 KB, unlike any other number's: openings alike in employer, title and text are one."""
    return f"<p>{' '.join(random.Random(number).choices(VOCABULARY, k=400))}</p>"


def _told(mails: list[EmailMessage]) -> int:
    return sum(len(set(re.findall(r"/jobs/\d{4,}", words(mail)))) for mail in list(mails))


def kafka_figures(folder: Path, postings: int) -> dict[str, float]:
    """The same number of records of a posting's size, by plain aiokafka: batches in, batches out."""
    kafka = Kafka(folder)
    kafka.start()
    try:
        return asyncio.run(_raw_kafka(kafka.bootstrap_servers, postings))
    finally:
        kafka.stop()


async def _raw_kafka(servers: str, postings: int) -> dict[str, float]:
    body = json.dumps({"text": TEXT}).encode()
    topic = "raw"
    await _create(servers, topic)
    async with AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", enable_idempotence=True, linger_ms=5
    ) as producer:
        started = time.monotonic()
        sent = [await producer.send(topic, body, key=str(number).encode()) for number in range(postings)]
        await asyncio.gather(*sent)
        produced = time.monotonic() - started
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=servers, group_id="raw", auto_offset_reset="earliest", enable_auto_commit=False
    ) as consumer:
        started, seen = time.monotonic(), 0
        while seen < postings:
            seen += sum(map(len, (await consumer.getmany(timeout_ms=500, max_records=500)).values()))
            await consumer.commit()
        consumed = time.monotonic() - started
    return {"raw_kafka_produced_per_s": postings / produced, "raw_kafka_consumed_per_s": postings / consumed}


async def _create(servers: str, topic: str) -> None:
    from aiokafka.admin import AIOKafkaAdminClient, NewTopic

    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, num_partitions=6, replication_factor=1)])
    await admin.close()


def smtp_figures(mails: int) -> dict[str, float]:
    with Mailbox().served() as mailbox:
        return asyncio.run(_raw_smtp(mailbox.port, min(mails, 500)))


async def _raw_smtp(port: int, mails: int) -> dict[str, float]:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        started = time.monotonic()
        for number in range(mails):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", f"Raw {number}"
            mail.set_content(TEXT)
            mail.add_alternative(TEXT, subtype="html")
            await client.send_message(mail)
        return {"raw_smtp_mails_per_s": mails / (time.monotonic() - started)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.walk", description=__doc__.split("\n")[0])
    parser.add_argument("--postings", type=int, default=2000, help="that a board gains at once")
    parser.add_argument("--people", type=int, default=50, help="who subscribe, spread over 20 wishes")
    parser.add_argument("--singles", type=int, default=20, help="postings one by one, for the latency")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    return parser.parse_args()


def _table(figures: dict[str, float]) -> str:
    return "\n".join(f"{name:28} {value:12,.2f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
