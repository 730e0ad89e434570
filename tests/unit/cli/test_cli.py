"""The command line as it is typed: verbs, exit codes, what goes where, and how little it loads to say so."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jobalerts.configuration import RUNNING, UP_LOCK, read_running, write_running
from jobalerts.embedded.folder import FolderLock
from jobalerts.keys import kept_secret

VERBS = (
    *("up", "crawl", "match", "notify", "serve", "migrate", "topics", "doctor", "status"),
    *("source", "read", "dead", "verify", "rules", "explain"),
)
HEAVY = ("faststream", "fastapi", "apprise", "aiokafka", "psycopg", "httpx", "pydantic_settings")


def jobalerts(*verb: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JOBALERTS_")}
    return subprocess.run(
        [sys.executable, "-m", "jobalerts", *verb],
        cwd=folder,
        env=clean | {"NO_COLOR": "1", "COLUMNS": "100"} | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_help_names_every_verb_and_shows_none_of_the_hidden(tmp_path: Path) -> None:
    done = jobalerts("--help", folder=tmp_path)
    assert done.returncode == 0
    named = re.findall(r"^│ (\w[\w-]*) ", done.stdout, re.MULTILINE)
    assert [verb for verb in named if verb in VERBS] == list(VERBS)
    assert "demo-stage" not in done.stdout
    assert "\x1b" not in done.stdout


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom jobalerts.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("verb", [pytest.param(verb, id=verb) for verb in VERBS])
def test_every_verb_has_help(tmp_path: Path, verb: str) -> None:
    done = jobalerts(verb, "--help", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"Usage: jobalerts {verb}" in done.stdout


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        pytest.param(("upp",), "No such command", id="a verb that does not exist"),
        pytest.param(("up", "--nonsense"), "No such option", id="an option that does not exist"),
        pytest.param(("up", "--demo", "--config", "x.toml"), "brings its own configuration", id="demo and config"),
        pytest.param(("crawl", "--config", "missing.toml"), "cannot find the configuration", id="no such file"),
        pytest.param(("crawl",), "Not set: JOBALERTS_DATABASE_URL, JOBALERTS_KAFKA", id="a service without addresses"),
        pytest.param(("migrate",), "start `jobalerts up`", id="migrate without a database"),
    ],
)
def test_a_wrong_use_exits_2_and_says_why_on_stderr(tmp_path: Path, verb: tuple[str, ...], says: str) -> None:
    done = jobalerts(*verb, folder=tmp_path)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split()) and done.stdout == "" and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        pytest.param({"JOBALERTS_HTTP_PORT": "many"}, "http_port", id="a port that is no number"),
        pytest.param(
            {"JOBALERTS_DATABASE_URL": "postgresql://127.0.0.1:1/x"},
            "JOBALERTS_SECRET_KEY must be set",
            id="a database of one's own without a key",
        ),
    ],
)
def test_up_refuses_a_configuration_it_cannot_use(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    done = jobalerts("up", folder=tmp_path, **environment)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "kafka").exists()


def test_up_refuses_a_folder_that_another_one_has(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "data", UP_LOCK)
    assert lock.take()
    done = jobalerts("up", "--data-dir", "data", folder=tmp_path)
    lock.release()
    assert done.returncode == 1
    assert "Another `jobalerts up` is running on" in done.stderr


def test_up_names_a_taken_port_and_the_setting_that_moves_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = str(foreign.getsockname()[1])
        done = jobalerts("up", folder=tmp_path, JOBALERTS_HTTP_PORT=port, JOBALERTS_METRICS_PORT_BASE="0")
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr and "JOBALERTS_HTTP_PORT" in done.stderr


def test_status_tells_what_does_not_answer(tmp_path: Path) -> None:
    done = jobalerts("status", "--json", folder=tmp_path, JOBALERTS_HTTP_PORT="1", JOBALERTS_METRICS_PORT_BASE="1")
    assert done.returncode == 1
    services = json.loads(done.stdout)["services"]
    assert [service["service"] for service in services] == ["crawler", "matcher", "notifier", "subscriptions"]
    assert not any(service["live"] or service["ready"] for service in services)


def test_doctor_tells_what_would_stop_us(tmp_path: Path) -> None:
    done = jobalerts(
        "doctor",
        "--json",
        folder=tmp_path,
        JOBALERTS_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1",
        JOBALERTS_DATABASE_URL="postgresql://127.0.0.1:1/x",
        JOBALERTS_SMTP_URL="smtp://127.0.0.1:1",
        JOBALERTS_METRICS_PORT_BASE="0",
    )
    assert done.returncode == 1
    wrong = [check["what"] for check in json.loads(done.stdout) if check["wrong"]]
    assert {"Kafka", "PostgreSQL", "SMTP server"} <= set(wrong)


def test_topics_of_a_kafka_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = jobalerts("topics", folder=tmp_path, JOBALERTS_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "127.0.0.1:1" in done.stderr


def test_a_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    path = kept_secret(tmp_path, "secret_key")
    made = path.read_text()
    assert len(made) >= 40 and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(tmp_path, "secret_key").read_text() == made
    (tmp_path / "other.new").write_text("a start cut short")
    assert len(kept_secret(tmp_path, "other").read_text()) >= 40


def test_what_runs_is_known_only_while_its_owner_lives(tmp_path: Path) -> None:
    write_running(tmp_path, {"page": "http://127.0.0.1:8000"})
    assert read_running(tmp_path) == {}
    lock = FolderLock(tmp_path, UP_LOCK)
    assert lock.take()
    assert read_running(tmp_path) == {"page": "http://127.0.0.1:8000"}
    lock.release()
    assert read_running(tmp_path) == {}
    assert stat.S_IMODE((tmp_path / RUNNING).stat().st_mode) == 0o600


def test_looking_whether_a_folder_is_taken_does_not_keep_an_owner_out(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path, UP_LOCK)
    assert not lock.is_taken()
    assert lock.take() and lock.is_taken() and not lock.take()
    assert not FolderLock(tmp_path, UP_LOCK).take()
    lock.release()
    assert not lock.is_taken() and FolderLock(tmp_path, UP_LOCK).take()


def test_the_version_is_printed(tmp_path: Path) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", jobalerts("--version", folder=tmp_path).stdout)
