"""Real small programs: started, watched, ended, and never left behind."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import psutil
import pytest

from jobalerts.embedded.child import WATCH, Child, Command, tail
from jobalerts.service import ServiceProgram
from jobalerts.supervise import GaveUp, Patience, Supervisor

SLEEPS = "import time; print('ready', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS


def command(code: str, log: Path, **more: object) -> Command:
    return Command([sys.executable, "-c", code], log, **more)  # type: ignore[arg-type]  # a test's short hand


def says_ready(child: Child) -> bool:
    return child.wait_until(lambda: "ready" in child.last_words(), 10)


def test_a_child_ends_in_good_order_by_its_own_signal(tmp_path: Path) -> None:
    code = "import signal, sys; signal.signal(signal.SIGINT, lambda *_: sys.exit(7)); " + SLEEPS
    child = Child(command(code, tmp_path / "log", ends_on=signal.SIGINT))
    assert says_ready(child)
    child.end(10)
    assert child.exit_code == 7


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    child = Child(command(DEAF, tmp_path / "log"))
    assert says_ready(child)
    child.end(0.1)
    assert child.exit_code == -signal.SIGKILL


@pytest.mark.parametrize(
    ("code", "ready"),
    [
        pytest.param(SLEEPS, True, id="says so"),
        pytest.param("print('no'); raise SystemExit(3)", False, id="ends first"),
        pytest.param("import time; time.sleep(600)", False, id="never says so"),
    ],
)
def test_waiting_ends_with_ready_death_or_the_time(tmp_path: Path, code: str, ready: bool) -> None:
    child = Child(command(code, tmp_path / "log"))
    assert child.wait_until(lambda: "ready" in child.last_words(), 1) is ready
    child.kill()


def test_a_log_begins_anew_unless_it_is_told_to_go_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for append, expected in ((False, "hello"), (False, "hello"), (True, "hello\nhello")):
        child = Child(command("print('hello')", log, append=append))
        child.wait_until(lambda: False, 10)
        assert child.last_words() == expected


def test_the_tail_of_a_long_log_is_its_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100_000)))
    assert tail(log, 2) == "line 99998\nline 99999"
    assert tail(tmp_path / "none") == ""


OWNER = """
import sys, time
from pathlib import Path
from jobalerts.embedded.child import Child, Command
child = Child(Command([sys.executable, "-c", "import time; time.sleep(600)"], Path(sys.argv[1])))
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_child_dies_with_its_owner_whatever_killed_it(tmp_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.communicate()
    assert ended(pid)


def test_where_the_kernel_does_not_do_it_a_shell_watches(tmp_path: Path) -> None:
    """The same promise, as kept on systems without prctl."""
    owner = subprocess.Popen([sys.executable, "-c", SLEEPS], stdout=subprocess.DEVNULL)
    child = subprocess.Popen([sys.executable, "-c", SLEEPS], stdout=subprocess.DEVNULL)
    watch = subprocess.Popen(["/bin/sh", "-c", WATCH, "watch", str(owner.pid), str(child.pid), "TERM"])
    assert child.poll() is None
    owner.kill()
    owner.wait()
    assert child.wait(10) == -signal.SIGTERM
    assert watch.wait(10) == 0


def ended(pid: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def health() -> Iterator[tuple[str, int]]:
    """A health page that is ready from the second question on."""
    answers = iter([503, 200, 200])

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(next(answers) if self.path == "/healthz/ready" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Health)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield "127.0.0.1", server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_is_ready_when_its_health_page_says_so(tmp_path: Path, health: tuple[str, int]) -> None:
    service = ServiceProgram("The crawler service", [sys.executable, "-c", SLEEPS], tmp_path / "log", health)
    assert not service.ready and not service.alive
    service.start()
    assert [service.ready, service.ready] == [False, True]
    service.kill()
    assert not service.ready


def test_a_service_without_an_open_port_is_not_ready(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    service = ServiceProgram(
        "The crawler service", [sys.executable, "-c", SLEEPS], tmp_path / "log", ("127.0.0.1", port)
    )
    service.start()
    assert service.alive and not service.ready
    service.stop()
    assert service.exit_code == -signal.SIGTERM


def test_real_programs_are_started_again_until_patience_ends(tmp_path: Path) -> None:
    lives = ServiceProgram("The one that lives", [sys.executable, "-c", SLEEPS], tmp_path / "lives.log")
    dies = ServiceProgram("The one that dies", [sys.executable, "-c", "raise ValueError('why')"], tmp_path / "dies.log")
    said: list[str] = []
    supervisor = Supervisor([[lives, dies]], said.append, Patience(deaths=3, first_pause=0.01))
    lives.start()
    dies.start()
    with pytest.raises(GaveUp, match=r"(?s)The one that dies died 3 times.*ValueError: why\n\(all of it: .*dies.log\)"):
        supervisor.watch(lambda: None)
    assert said.count("The one that dies runs again.") == 2
    assert lives.alive
    supervisor.stop()
    assert not lives.alive
