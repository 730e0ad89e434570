"""`jobalerts dead …`: what could not be taken, why, and how to give it another chance. Data on stdout."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

    from jobalerts_shared.settings import Settings

FAILED, USAGE = 1, 2
SHOWN_BYTES = 2000
PATIENCE_SECONDS = 5.0
TOPIC_NAMES = ("pushed", "postings", "subscriptions", "matches")

Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration; by default ./jobalerts.toml.")
]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="Of the `up` whose Kafka is meant; by default ./data.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
TopicName = Annotated[str | None, typer.Option("--topic", metavar="|".join(TOPIC_NAMES), help="Of this topic only.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="As `dead list` shows it, such as postings/0/17.")]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="List, show and replay dead letters: records that could not be taken, kept as they came.",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `id` is its own place; `topic`, `partition` and `offset` are where the record stood."""

    id: str
    topic: str
    partition: int
    offset: int
    group: str
    reason: str
    error: str
    at: datetime
    key: bytes | None
    value: bytes | None

    def as_fields(self) -> dict[str, str | int | None]:
        """Without key and value: a listing is passed on more easily than what it lists."""
        named = ("id", "topic", "partition", "offset", "group", "reason", "error")
        size = None if self.value is None else len(self.value)
        return {name: getattr(self, name) for name in named} | {"at": self.at.isoformat(), "bytes": size}


@app.command("list", epilog="Examples: jobalerts dead list · jobalerts dead list --topic postings --json")
def list_letters(
    topic: TopicName = None, as_json: Json = False, config: Config = None, data_dir: DataDir = None
) -> None:
    """One line each: id, reason, where the record stood, whose group gave up on it, when."""
    letters = asyncio.run(_read(_settings(config, data_dir), _named(topic)))
    for letter in letters:
        typer.echo(json.dumps(letter.as_fields()) if as_json else _line(letter))
    if not letters and not as_json:
        typer.echo("No dead letters.", err=True)


@app.command(epilog="Example: jobalerts dead show postings/0/17")
def show(letter_id: Id, as_json: Json = False, config: Config = None, data_dir: DataDir = None) -> None:
    """One dead letter whole; bytes that are no text are written as \\x.. ."""
    letter = _found(asyncio.run(_read(_settings(config, data_dir), _named(_topic_of(letter_id)))), letter_id)
    fields = letter.as_fields() | {"key": _escaped(letter.key), "value": _escaped(letter.value)}
    if as_json:
        return typer.echo(json.dumps(fields))
    for name, value in fields.items():
        typer.echo(f"{name:>9}  {_shortened(value)}")


@app.command(epilog="Examples: jobalerts dead replay postings/0/17 · jobalerts dead replay --all --topic postings")
def replay(
    letter_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="As `dead list` shows them.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them, or all of one topic.")] = False,
    topic: TopicName = None,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Publish dead letters to the topic they came from, under their keys; nothing is deleted or marked.

    Who reads the topic takes them again, which does no harm where they had been taken. One that still cannot be taken
    becomes a new dead letter.
    """
    ids = letter_ids or []
    if bool(ids) == everything:
        _refuse("Give the ids to replay, or --all.", USAGE)
    settings = _settings(config, data_dir)
    topics = _named(topic) if everything else sorted({_topic_of(letter_id) for letter_id in ids})
    letters = asyncio.run(_read(settings, topics))
    chosen = letters if everything else [_found(letters, letter_id) for letter_id in ids]
    asyncio.run(_publish(settings, chosen))
    typer.echo(
        f"{len(chosen)} replayed. The dead letters stay where they are until their topic's time is over.", err=True
    )


def _line(letter: Letter) -> str:
    where = f"{letter.topic} {letter.partition}:{letter.offset}"
    when = f"{letter.at:%Y-%m-%d %H:%M:%S} UTC"
    return f"{letter.id:<24}  {letter.reason:<9}  {where}  {letter.group}  {when}  {letter.error}"


def _escaped(text: bytes | None) -> str | None:
    """As UTF-8 where it is; control characters and all else so that no terminal obeys it."""
    if text is None:
        return None
    readable = text.decode("utf-8", errors="backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in readable)


def _shortened(value: str | int | None) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN_BYTES else f"{text[:SHOWN_BYTES]}… ({len(text)} characters; --json shows all)"


def _named(topic: str | None) -> Sequence[str]:
    if topic and topic not in TOPIC_NAMES:
        _refuse(f"{topic} is none of our topics: {', '.join(TOPIC_NAMES)}.", USAGE)
    return (topic,) if topic else TOPIC_NAMES


def _topic_of(letter_id: str) -> str:
    topic, *place = letter_id.split("/")
    if topic not in TOPIC_NAMES or len(place) != 2 or not all(part.isdecimal() for part in place):
        _refuse(f"{letter_id} is no dead letter's id; one is written like postings/0/17.", USAGE)
    return topic


def _found(letters: Iterable[Letter], letter_id: str) -> Letter:
    for letter in letters:
        if letter.id == letter_id:
            return letter
    return _refuse(f"There is no dead letter {letter_id}.", FAILED)


def _settings(config: Path | None, data_dir: Path | None) -> Settings:
    import structlog

    from jobalerts.configuration import connected_settings

    if not structlog.is_configured():  # our own sentence says what is wrong; stdout is for data
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return connected_settings(config, data_dir, needs=("kafka_bootstrap_servers",))


async def _read(settings: Settings, topics: Sequence[str]) -> list[Letter]:
    """All dead letters there are now, the oldest first."""
    from jobalerts_shared.topics_admin import KafkaMissing, wait_for_topics

    names = {f"{settings.kafka_topic_prefix}{topic}.dead": topic for topic in topics}
    try:
        partitions = await wait_for_topics(settings, names, seconds=PATIENCE_SECONDS)
    except KafkaMissing as error:
        _refuse(str(error), FAILED)
    letters: list[Letter] = []
    for name, topic in names.items():
        async for record in _records(settings, name, partitions[name]):
            letters.append(_letter(topic, record))
    return sorted(letters, key=lambda letter: letter.at)


async def _records(settings: Settings, topic: str, count: int) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    from aiokafka import AIOKafkaConsumer, TopicPartition

    partitions = [TopicPartition(topic, number) for number in range(count)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap_servers, group_id=None, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        while await _short_of(consumer, ends):
            for found in (await consumer.getmany(timeout_ms=500)).values():
                for record in found:
                    yield record
    finally:
        await consumer.stop()


async def _short_of(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return True
    return False


def _letter(topic: str, record: ConsumerRecord[bytes, bytes]) -> Letter:
    headers = {name: value.decode("utf-8", errors="replace") for name, value in record.headers}
    return Letter(
        id=f"{topic}/{record.partition}/{record.offset}",
        topic=headers.get("topic", ""),
        partition=int(headers.get("partition", -1)),
        offset=int(headers.get("offset", -1)),
        group=headers.get("group", ""),
        reason=headers.get("reason", ""),
        error=headers.get("error", ""),
        at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        key=record.key,
        value=record.value,
    )


async def _publish(settings: Settings, letters: Sequence[Letter]) -> None:
    from aiokafka import AIOKafkaProducer

    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers, enable_idempotence=True, max_request_size=8 * 1024 * 1024
    )
    await producer.start()
    try:
        for letter in letters:
            await _replay(producer, settings.kafka_topic_prefix, letter)
    finally:
        await producer.stop()


async def _replay(producer: AIOKafkaProducer, prefix: str, letter: Letter) -> None:
    """To the topic whose dead letter it is, not to whatever a header says."""
    topic = prefix + letter.id.partition("/")[0]
    if letter.key is None and letter.value is None:
        return typer.echo(f"{letter.id} has neither key nor value; there is nothing to replay.", err=True)
    sent = await producer.send_and_wait(topic, letter.value, key=letter.key)
    typer.echo(f"{letter.id} -> {topic} {sent.partition}:{sent.offset}")


def _refuse(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
