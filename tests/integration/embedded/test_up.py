"""`jobalerts up` as a whole: what runs beside it, what it does when something dies, that it leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.integration.embedded.processes import gone

EVERYTHING = {"crawl", "match", "notify", "serve", "kafka.Kafka", "bin/postgres"}


@dataclass
class Up:
    """A running `up` and its folder."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def console(self) -> str:
        return (self.folder / "console").read_text()

    def wait_for(self, words: str, times: int = 1) -> None:
        wait_until(lambda: self.console.count(words) >= times or self.process.poll() is not None)
        assert self.console.count(words) >= times, self.console

    def children(self) -> dict[str, int]:
        """The pids of the programs of its table."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            line = " ".join(child.cmdline()).replace("jobalerts ", "")
            found |= {name: child.pid for name in EVERYTHING if name in line}
        return found

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


def wait_until(question: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until
        time.sleep(0.05)


def environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JOBALERTS_")}
    return clean | {"JOBALERTS_HTTP_PORT": "0", "JOBALERTS_METRICS_PORT_BASE": "0", "NO_COLOR": "1"}


@contextmanager
def started(folder: Path) -> Iterator[Up]:
    argv = [sys.executable, "-m", "jobalerts", "up", "--data-dir", "data"]
    with (folder / "console").open("wb") as console:
        process = subprocess.Popen(argv, cwd=folder, env=environment(), stdout=console, stderr=console)
    up = Up(folder, process)
    try:
        yield up
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with started(tmp_path_factory.mktemp("up")) as up:
        up.wait_for("Ctrl-C ends everything")
        yield up


def beside(up: Up, *verb: str) -> subprocess.CompletedProcess[str]:
    """Another verb in the same folder."""
    argv = [sys.executable, "-m", "jobalerts", *verb, "--data-dir", "data"]
    return subprocess.run(argv, cwd=up.folder, env=environment(), capture_output=True, text=True)


@pytest.mark.parametrize(
    ("verb", "code", "says"),
    [
        pytest.param(("topics",), 0, "jobalerts.postings: as wanted", id="topics"),
        pytest.param(("migrate",), 0, "", id="migrate has nothing left to do"),
        pytest.param(("status",), 0, "ready", id="status"),
        pytest.param(("doctor",), 0, "version 18 answers", id="doctor"),
    ],
)
def test_other_verbs_find_what_it_runs(up: Up, verb: tuple[str, ...], code: int, says: str) -> None:
    done = beside(up, *verb)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout


def test_a_second_one_on_the_folder_is_refused_and_harms_nothing(up: Up) -> None:
    done = beside(up, "up")
    assert done.returncode == 1
    assert "Another `jobalerts up` is running on" in done.stderr
    assert set(up.children()) == EVERYTHING


def test_no_secret_is_on_the_console(up: Up) -> None:
    running = json.loads((up.folder / "data" / "running.json").read_text())
    for name in ("secret_key", "operator_api_key"):
        assert running[name] == (up.folder / "data" / name).read_text()
        assert running[name] not in up.console
    assert running["database_url"].split(":")[2].split("@")[0] not in up.console
    assert str(up.folder / "data" / "operator_api_key") in up.console


@pytest.mark.parametrize(
    ("program", "name"),
    [
        pytest.param("crawl", "The crawler service", id="crawler"),
        pytest.param("match", "The matcher service", id="matcher"),
        pytest.param("notify", "The notifier service", id="notifier"),
        pytest.param("serve", "The subscriptions service", id="subscriptions"),
        pytest.param("bin/postgres", "PostgreSQL", id="postgresql"),
        pytest.param("kafka.Kafka", "Kafka", id="kafka"),
    ],
)
def test_what_is_killed_is_started_again_and_it_says_so(up: Up, program: str, name: str) -> None:
    os.kill(up.children()[program], signal.SIGKILL)
    up.wait_for(f"{name} was killed (signal 9); we start it again")
    up.wait_for(f"{name} runs again.")
    assert set(up.children()) == EVERYTHING
    wait_until(lambda: beside(up, "status").returncode == 0, 40)


def test_nothing_outlives_it_when_it_is_killed_and_the_next_one_goes_on(up: Up) -> None:
    children = up.children()
    key = (up.folder / "data" / "secret_key").read_text()
    up.process.kill()
    up.process.wait()
    with started(up.folder) as again:
        assert all(gone(pid, 60) for pid in children.values())
        again.wait_for("Ctrl-C ends everything")
        assert (up.folder / "data" / "secret_key").read_text() == key
        children = again.children()
        assert set(children) == EVERYTHING
        assert again.end(signal.SIGTERM) == 0
    assert all(gone(pid, 0) for pid in children.values())
    assert not (up.folder / "data" / "running.json").exists()


def test_ctrl_c_while_it_starts_ends_it_as_well(tmp_path: Path) -> None:
    with started(tmp_path) as up:
        up.wait_for("PostgreSQL runs on port")
        children = up.children()
        assert up.end() == 0
    assert all(gone(pid, 0) for pid in children.values())
    assert "Traceback" not in up.console
