"""The verbs that prepare an installation: tables and topics."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict

import psycopg
import structlog
import typer
from aiokafka.errors import KafkaError

from jobalerts.services import migrate_all
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics_admin import Found, KafkaMissing, ensure_topics_now, wait_for_topics

DONE, FAILED = 0, 1
PATIENCE = 5.0  # seconds with a Kafka that does not answer


def run_migrate(settings: Settings) -> int:
    """One applied migration a line on stdout; nothing when all was up to date."""
    from jobalerts_shared.database import MigrationRefused

    _only_the_result()
    try:
        applied = migrate_all(settings)
    except MigrationRefused as error:
        typer.echo(str(error), err=True)
        return FAILED
    except psycopg.OperationalError as error:
        typer.echo(f"We cannot reach PostgreSQL: {str(error).splitlines()[0]}", err=True)
        return FAILED
    for schema, names in applied.items():
        for name in names:
            typer.echo(f"{schema} {name}")
    return DONE


def run_topics(settings: Settings, as_json: bool) -> int:
    """One topic a line: made, as wanted, or how it differs."""
    _only_the_result()
    try:
        found = asyncio.run(_ensure(settings))
    except (KafkaMissing, KafkaError) as error:
        typer.echo(str(error), err=True)
        return FAILED
    if as_json:
        typer.echo(json.dumps([asdict(topic) for topic in found]))
    else:
        for topic in found:
            typer.echo(f"{topic.name}: {_words(topic)}")
    return FAILED if any(topic.differences for topic in found) else DONE


async def _ensure(settings: Settings) -> list[Found]:
    await wait_for_topics(settings, (), seconds=PATIENCE)
    return await ensure_topics_now(settings)


def _only_the_result() -> None:
    """Our own sentence says what is wrong."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _words(topic: Found) -> str:
    if topic.created:
        return "made"
    return "; ".join(topic.differences) or "as wanted"
