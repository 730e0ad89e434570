"""What the replaying verbs ask of a command line alike: options, durations, and settings with the logs kept quiet."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import psycopg
import structlog
import typer
from aiokafka.errors import KafkaError

from jobalerts.configuration import connected_settings
from jobalerts_shared.settings import Settings, parse_duration
from jobalerts_shared.topics_admin import KafkaMissing

FAILED = 1
LONGEST = timedelta(days=366)

Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration; by default ./jobalerts.toml.")
]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="Of the `up` that is meant; by default ./data.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def duration(written: str) -> timedelta:
    """Exit 2 for what is none, or longer than anything is kept."""
    try:
        found = parse_duration(written)
    except (ValueError, OverflowError):
        found = None
    if not isinstance(found, timedelta) or found > LONGEST:
        raise typer.BadParameter(f"{written!r} is none of 90s, 15m, 25h, 7d, up to {LONGEST.days}d")
    return found


def quiet_settings(config: Path | None, data_dir: Path | None, *, needs: tuple[str, ...]) -> Settings:
    """Our own sentence says what is wrong; stdout is for the answer."""
    if not structlog.is_configured():
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return connected_settings(config, data_dir, needs=needs)


@contextmanager
def outages_told() -> Iterator[None]:
    """What is not there ends the verb with a sentence."""
    try:
        yield
    except KafkaMissing as error:
        refuse(str(error))
    except KafkaError as error:
        refuse(f"Kafka does not answer ({type(error).__name__}).")
    except psycopg.errors.UndefinedTable:
        refuse("There is no ledger here yet; `jobalerts migrate` makes it.")
    except psycopg.OperationalError as error:
        refuse(f"PostgreSQL does not answer ({type(error).__name__}).")


def refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(FAILED)
