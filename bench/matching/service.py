"""The matcher's own process between real topics: until it is ready, and from a posting to its match events."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid5

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.matching.ours import Figures
from bench.matching.source import NOW, Source
from jobalerts.embedded.kafka import Kafka
from jobalerts.embedded.ports import free_port
from jobalerts_matcher.shards import NAME
from jobalerts_shared.events import PostingChange, PostingEvent
from jobalerts_shared.posting import NAMESPACE, Posting
from jobalerts_shared.reading.understand import RULES_VERSION
from jobalerts_shared.settings import PREFIX, Settings
from jobalerts_shared.topics import MATCHES, POSTINGS, SUBSCRIPTIONS, TOPICS
from jobalerts_shared.topics_admin import ensure_topics

BATCH = 512 * 1024  # bytes of one partition in one request
PATIENCE = 1800.0
STEP = 2  # of the matcher's port above the base of the metrics ports

Row = tuple[int, bytes, bytes]  # what leaves the partition as remainder, key, value


def through_topics(folder: Path, source: Source, postings: Sequence[Posting], times: int) -> Figures:
    """Fill from the real topic; match the postings so many times over; start once more, from what was kept."""
    kafka = Kafka(folder / "kafka", heap="512m")
    kafka.start()
    try:
        settings = Settings(kafka_bootstrap_servers=kafka.bootstrap_servers, data_dir=folder / "data")
        ensure_topics(settings)
        asyncio.run(_write(settings, SUBSCRIPTIONS.name, _subscriptions(source)))
        with _matcher(settings) as first:
            figures = first.until_ready("fill")
            _until_kept(settings)
            figures |= asyncio.run(_path(settings, first, postings, times))
        with _matcher(settings) as second:
            return figures | second.until_ready("restart")
    finally:
        kafka.stop()


def _until_kept(settings: Settings) -> None:
    """It writes its snapshot once it is ready, and we measure what comes after."""
    until = time.monotonic() + PATIENCE
    while not list(settings.data_dir.glob(f"{NAME}/*.snapshot")):
        if time.monotonic() > until:
            raise SystemExit("The matcher has written no snapshot; its log says why.")
        time.sleep(0.1)


class _Process:
    """A matcher as it runs in production, seen from outside."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process, self._port = process, port
        self._began = time.monotonic()

    def until_ready(self, name: str) -> Figures:
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > self._began + PATIENCE:
                raise SystemExit("The matcher did not become ready; its log says why.")
            time.sleep(0.1)
        taken = time.monotonic() - self._began
        return {f"{name}_ready_s": taken, f"{name}_cpu_s": self.cpu(), f"{name}_resident_mb": self.resident() / 1e6}

    def cpu(self) -> float:
        """Seconds, in the kernel and out of it: proc_pid_stat(5), fields 14 and 15."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self._port}/healthz/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, TimeoutError, ConnectionError):
            return False


@contextmanager
def _matcher(settings: Settings) -> Iterator[_Process]:
    base = free_port() - STEP
    said = {
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers or "",
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1/none",  # a matcher has no use for it
        "SECRET_KEY": "nor-for-a-secret-key-of-any-kind",
        "METRICS_PORT_BASE": str(base),
        "LOG_LEVEL": "warning",
    }
    environ = os.environ | {f"{PREFIX}{name}": value for name, value in said.items()}
    process = subprocess.Popen([sys.executable, "-m", "jobalerts", "match"], env=environ)
    try:
        yield _Process(process, base + STEP)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=120)


async def _path(settings: Settings, matcher: _Process, postings: Sequence[Posting], times: int) -> Figures:
    """From the bytes of a posting to match events that Kafka has confirmed, and offsets committed."""
    total = len(postings) * times
    cpu, began = matcher.cpu(), time.monotonic()
    await _write(settings, POSTINGS.name, _posted(postings, times))
    await _until_committed(settings, total)
    taken, cpu = time.monotonic() - began, matcher.cpu() - cpu
    return {
        "path_postings": total,
        "path_postings_per_s": total / cpu,
        "path_postings_per_s_wall": total / taken,
        "path_matches": await _matches(settings),
        "path_resident_mb": matcher.resident() / 1e6,
    }


def _subscriptions(source: Source) -> Iterator[Row]:
    for record in source.records():
        key = record[: record.index(b",")].rpartition(b":")[2]
        yield int(key), key, record


def _posted(postings: Sequence[Posting], times: int) -> Iterator[Row]:
    for number, posting in enumerate(chain.from_iterable(repeat(postings, times))):
        event = PostingEvent(
            change=PostingChange.OPENED,
            posting=posting.model_copy(update={"id": uuid5(NAMESPACE, str(number))}),
            opening_id=uuid5(NAMESPACE, str(number)),
            version=1,
            baseline=False,
            first_seen=NOW,
            at=NOW,
            rules_version=RULES_VERSION,
        )
        yield number, str(event.posting.id).encode(), event.model_dump_json(by_alias=True).encode()


async def _write(settings: Settings, topic: str, rows: Iterator[Row]) -> None:
    """Batch by batch, which is quick: one record at a time takes longer to write than to match."""
    name, partitions = settings.kafka_topic_prefix + topic, TOPICS[topic].partitions
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers, max_batch_size=BATCH) as producer:
        batches = [producer.create_batch() for _ in range(partitions)]
        for number, key, value in rows:
            at = number % partitions
            if batches[at].append(key=key, value=value, timestamp=None) is None:
                await (await producer.send_batch(batches[at], name, partition=at))
                batches[at] = producer.create_batch()
                batches[at].append(key=key, value=value, timestamp=None)
        for at, batch in enumerate(batches):
            await (await producer.send_batch(batch, name, partition=at))


async def _until_committed(settings: Settings, total: int) -> None:
    name = settings.kafka_topic_prefix + POSTINGS.name
    group = settings.kafka_topic_prefix + NAME
    async with AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap_servers, group_id=group, enable_auto_commit=False
    ) as asking:
        partitions = [TopicPartition(name, number) for number in range(POSTINGS.partitions)]
        while sum([await asking.committed(one) or 0 for one in partitions]) < total:  # noqa: ASYNC110  # Kafka is asked
            await asyncio.sleep(0.1)


async def _matches(settings: Settings) -> int:
    """Pairs in the topic."""
    async with AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers, group_id=None) as reading:
        partitions = [
            TopicPartition(settings.kafka_topic_prefix + MATCHES.name, at) for at in range(MATCHES.partitions)
        ]
        reading.assign(partitions)
        await reading.seek_to_beginning(*partitions)
        ends, found = await reading.end_offsets(partitions), 0
        while any([await reading.position(one) < end for one, end in ends.items()]):
            for records in (await reading.getmany(timeout_ms=200)).values():
                found += sum(json.loads(record.value)["count"] for record in records)
    return found
