"""`jobalerts up`: everything on this machine, from an empty folder to a page, watched over until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg

from jobalerts.configuration import RUNNING, UP_LOCK, write_running
from jobalerts.console import say
from jobalerts.embedded.errors import EmbeddedError
from jobalerts.embedded.folder import FolderLock
from jobalerts.embedded.kafka import Kafka
from jobalerts.embedded.ports import free_port, is_free
from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts.embedded.server import Server
from jobalerts.keys import OPERATOR_API_KEY, SECRET_KEY, kept_secret
from jobalerts.service import ServiceProgram
from jobalerts.services import SERVICES, migrate_all
from jobalerts.supervise import GaveUp, Supervisor
from jobalerts_shared.database import MigrationRefused
from jobalerts_shared.logs import configure_logs
from jobalerts_shared.settings import PREFIX, Settings, SettingsError, load_settings
from jobalerts_shared.topics_admin import KafkaMissing, ensure_topics

DONE, FAILED, USAGE = 0, 1, 2
BETWEEN_LOOKS = 0.5  # seconds, at logs and at health pages
METRICS_PORTS = [service.step for service in SERVICES.values() if service.step]

Extras = Callable[[Settings], Sequence[ServiceProgram]]


class Ended(BaseException):
    """Ctrl-C or SIGTERM; not an error."""


class CannotStart(Exception):
    """Something outside our configuration is in the way; the text is a sentence."""


def up(config: Path | None, data_dir: Path | None, extras: Extras = lambda settings: ()) -> int:
    """Run until Ctrl-C or SIGTERM (0), a failure (1) or a configuration that cannot be used (2).

    Every setting that we find ourselves goes into our environment, where all programs of the table read it.
    `extras` names programs beside the services, once the settings are known.
    """
    try:
        settings = _first_settings(config, data_dir)
        with _alone(settings.data_dir):
            return _run(config, settings, extras)
    except Ended:  # a second time, while we were ending
        return DONE
    except SettingsError as error:
        print(error, file=sys.stderr)
        return USAGE
    except (EmbeddedError, CannotStart, KafkaMissing, MigrationRefused) as error:
        print(error, file=sys.stderr)
        return FAILED


def _first_settings(config: Path | None, data_dir: Path | None) -> Settings:
    settings = load_settings(config)
    _refuse_what_no_kind_takes(settings)
    learned = {"data_dir": str((data_dir or settings.data_dir).absolute())}
    if settings.http_port == 0:
        learned["http_port"] = str(free_port())
    if settings.metrics_port_base == 0:
        learned["metrics_port_base"] = str(_free_base())
    if settings.secret_key is None and settings.database_url is not None:
        raise SettingsError(f"secret_key: with a database of your own, {PREFIX}SECRET_KEY must be set.")
    return _learn(config, **learned)


def _refuse_what_no_kind_takes(settings: Settings) -> None:
    if not settings.sources and not settings.api_tokens:
        return
    from jobalerts_crawler.keyring import Keyring
    from jobalerts_crawler.sources import SOURCES

    for number, source in enumerate(settings.sources):
        if source.kind not in SOURCES:
            raise SettingsError(f"sources.{number}.kind: we do not know {source.kind}; we know {', '.join(SOURCES)}.")
    Keyring(settings)


def _learn(config: Path | None, **values: str) -> Settings:
    os.environ.update({f"{PREFIX}{name.upper()}": value for name, value in values.items()})
    return load_settings(config)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    lock = FolderLock(data_dir, UP_LOCK)
    try:
        taken = lock.take()
    except OSError as error:
        raise CannotStart(f"We cannot write to {data_dir}: {error.strerror}.") from None
    if not taken:
        raise CannotStart(f"Another `jobalerts up` is running on {data_dir}; end it first, or give another --data-dir.")
    try:
        yield
    finally:
        (data_dir / RUNNING).unlink(missing_ok=True)
        lock.release()


def _run(config: Path | None, settings: Settings, extras: Extras) -> int:
    _refuse_taken_ports(settings)
    table = Supervisor([], say)
    with _signals():
        try:
            _start(config, settings, extras, table)
        except Ended:
            say("Ending: the services first, then Kafka, then PostgreSQL.")
            return DONE
        except GaveUp as error:
            print(error, file=sys.stderr)
            return FAILED
        finally:
            _end(table)


def _start(config: Path | None, settings: Settings, extras: Extras, table: Supervisor) -> NoReturn:
    """Returns never; ends by Ended, GaveUp or an EmbeddedError."""
    _keep_own_log(settings)
    settings = _start_servers(config, settings, table)
    settings = _make_keys(config, settings)
    _set_up(settings)
    write_running(settings.data_dir, _running(settings))
    services = [*extras(settings), *_services(config, settings)]
    table.layers = [*table.layers, services]
    for service in services:
        service.start()
    table.watch(_Looking(settings, services))


def _refuse_taken_ports(settings: Settings) -> None:
    wanted = [(settings.http_host, settings.http_port, "HTTP_PORT")]
    wanted += [
        (settings.metrics_host, settings.metrics_port_base + step, "METRICS_PORT_BASE") for step in METRICS_PORTS
    ]
    for host, port, name in wanted:
        if not is_free(port, host):
            raise CannotStart(f"Port {port} on {host} is taken by another program; choose another by {PREFIX}{name}.")


def _keep_own_log(settings: Settings) -> None:
    path = settings.data_dir / "logs" / "up.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    configure_logs("up", settings, stream=path.open("a"))


def _start_servers(config: Path | None, settings: Settings, table: Supervisor) -> Settings:
    if settings.database_url is None:
        postgresql = PostgreSQL(settings.data_dir / "postgresql")
        _start_server(postgresql, table)
        settings = _learn(config, database_url=postgresql.url)
    if settings.kafka_bootstrap_servers is None:
        kafka = Kafka(settings.data_dir / "kafka", say=say)
        _start_server(kafka, table)
        settings = _learn(config, kafka_bootstrap_servers=kafka.bootstrap_servers)
    return settings


def _start_server(server: Server, table: Supervisor) -> None:
    table.layers = [*table.layers, [server]]
    began = time.monotonic()
    server.start()
    say(f"{server.name} runs on port {server.port} ({time.monotonic() - began:.1f} s).")


def _make_keys(config: Path | None, settings: Settings) -> Settings:
    """Where nobody gave them; they are read from their files, so that no list of processes shows them."""
    learned = {}
    if settings.secret_key is None:
        learned["secret_key_file"] = str(kept_secret(settings.data_dir, SECRET_KEY))
    if settings.operator_api_key is None:
        learned["operator_api_key_file"] = str(kept_secret(settings.data_dir, OPERATOR_API_KEY))
    return _learn(config, **learned)


def _set_up(settings: Settings) -> None:
    try:
        applied = migrate_all(settings)
    except psycopg.OperationalError as error:
        raise CannotStart(f"We cannot reach PostgreSQL: {str(error).splitlines()[0]}") from None
    if count := sum(len(names) for names in applied.values()):
        say(f"Tables: {count} migrations applied.")
    topics = ensure_topics(settings)
    if created := [topic for topic in topics if topic.created]:
        say(f"Topics: {len(created)} made.")
    for topic in topics:
        if topic.differences:
            say(f"Topic {topic.name} is not as we would make it: {'; '.join(topic.differences)}.")


def _running(settings: Settings) -> dict[str, str]:
    assert settings.database_url and settings.kafka_bootstrap_servers
    assert settings.secret_key and settings.operator_api_key
    return {
        "database_url": settings.database_url.get_secret_value(),
        "kafka_bootstrap_servers": settings.kafka_bootstrap_servers,
        "secret_key": settings.secret_key.get_secret_value(),
        "operator_api_key": settings.operator_api_key.get_secret_value(),
        "http_port": str(settings.http_port),
        "metrics_port_base": str(settings.metrics_port_base),
        "page": settings.page_url,
    }


def _services(config: Path | None, settings: Settings) -> list[ServiceProgram]:
    chosen = ["--config", str(config.absolute())] if config else []
    return [
        ServiceProgram(
            f"The {service.name} service",
            [sys.executable, "-m", "jobalerts", verb, *chosen],
            settings.data_dir / "logs" / f"{service.name}.log",
            service.address(settings),
        )
        for verb, service in SERVICES.items()
    ]


class _Looking:
    """What is done between two turns: new warnings are shown, and the moment when all is ready is told once."""

    def __init__(self, settings: Settings, services: Sequence[ServiceProgram]) -> None:
        self._settings = settings
        self._services = services
        self._waiting = list(services)
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + BETWEEN_LOOKS
        for service in self._services:
            service.log.show_new()
        if self._waiting:
            self._waiting = [service for service in self._waiting if not service.ready]
            if not self._waiting:
                _welcome(self._settings)


def _welcome(settings: Settings) -> None:
    say("All services are ready.")
    if not settings.sources:
        say("The configuration names no board; add one with `jobalerts source add URL`.")
    if (key := settings.data_dir / OPERATOR_API_KEY).exists():
        say(f"The operator's API key stands in {key}.")
    say(f"Open {settings.page_url} (Ctrl-C ends everything).")


@contextmanager
def _signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM become `Ended` wherever we are; children are in sessions of their own and hear neither."""

    def end(_number: int, _frame: object) -> None:
        raise Ended

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _end(table: Supervisor) -> None:
    """A second Ctrl-C is for the impatient: everything is killed, and loses nothing by it."""
    try:
        table.stop()
    except Ended:
        table.kill()


def _free_base() -> int:
    """A port whose successors, one for each service, are free as well."""
    while True:
        base = free_port()
        if all(is_free(base + step) for step in METRICS_PORTS):
            return base
