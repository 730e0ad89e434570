"""Real PostgreSQL and Kafka, started once for a test session, and settings that point to them."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jobalerts.embedded.kafka import Kafka
from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts_shared.settings import PREFIX, Settings

# Where the jars are, and what a test run may skip, are facts of the machine and not settings under test.
KEPT = {f"{PREFIX}KAFKA_JARS", f"{PREFIX}TESTS_SKIP_NOTHING"}
NOTHING_SKIPPED = bool(os.environ.get(f"{PREFIX}TESTS_SKIP_NOTHING"))


def pytest_configure(config: pytest.Config) -> None:
    """A folder of our own: pytest's shared one is shut to other accounts by each session, PostgreSQL's among them."""
    if config.option.basetemp is None:
        config.option.basetemp = tempfile.mkdtemp(prefix="jobalerts-tests-")
        config.add_cleanup(partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where nothing may be skipped, a skip is a failure; captured data does not come with the repository."""
    report = yield
    if report.skipped and NOTHING_SKIPPED and "captured" not in item.keywords:
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in KEPT]:
        del os.environ[name]


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would reach the network fails instead."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """One server for the session. Without fsync: no test pulls the machine's plug."""
    server = PostgreSQL(tmp_path_factory.mktemp("postgresql"), settings={"fsync": "off", "max_connections": "200"})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """An empty database of one's own."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield postgresql.url_of(name)
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """One node for the session. A test that kills or stops it starts a node of its own instead."""
    server = Kafka(tmp_path_factory.mktemp("kafka"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def kafka_servers(kafka: Kafka) -> str:
    return kafka.bootstrap_servers


@pytest.fixture
def topic_prefix() -> str:
    """Topics of one's own in the shared Kafka."""
    return f"t{uuid.uuid4().hex[:12]}."


@pytest.fixture
def settings(postgresql_url: str, kafka_servers: str, topic_prefix: str, tmp_path: Path) -> Settings:
    """Everything a service needs, its own database and topics among it."""
    values: dict[str, Any] = {  # Any: what load_settings would have read from a file
        "database_url": postgresql_url,
        "kafka_bootstrap_servers": kafka_servers,
        "kafka_topic_prefix": topic_prefix,
        "data_dir": tmp_path / "data",
        "secret_key": "a-key-for-tests-only-of-forty-characters",
        "operator_api_key": "jobalerts_operator_key_for_tests_only_0123456789",
        "allow_private_networks": True,
        "http_port": 0,
        "metrics_port_base": 0,
        "log_level": "debug",
    }
    return Settings(**values)
