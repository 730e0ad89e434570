"""A child that never outlives us, whatever kills us: started, watched and ended as one thing."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2)
LAST_LINES = 20
WATCH = 'while kill -0 "$1" 2>/dev/null; do kill -0 "$2" 2>/dev/null || exit 0; sleep 1; done; kill -"$3" "$2"'


@dataclass(frozen=True, slots=True)
class Command:
    """What to run; `ends_on` is the signal that makes it leave in good order."""

    argv: Sequence[str]
    log: Path
    append: bool = False
    ends_on: signal.Signals = signal.SIGTERM
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    user: int | None = None
    group: int | None = None


class Child:
    """One running program in its own session, so that a Ctrl-C in the terminal reaches only us.

    On Linux the kernel ends it with the *thread* that started it: start it from a thread that lives as long
    as it should. Elsewhere a small shell watches our process.
    """

    def __init__(self, command: Command) -> None:
        self.command = command
        if not command.append:
            command.log.unlink(missing_ok=True)  # one that is still ending writes on in the old one
        with command.log.open("ab") as log:
            self._popen = subprocess.Popen(
                list(command.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=None if command.env is None else dict(command.env),
                cwd=command.cwd,
                user=command.user,
                group=command.group,
                extra_groups=None if command.user is None else [],
                start_new_session=True,
                preexec_fn=_bound_to_us(command.ends_on),
            )
        if not sys.platform.startswith("linux"):
            _watch(self._popen.pid, command.ends_on)

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._popen.poll()

    @property
    def alive(self) -> bool:
        return self.exit_code is None

    def last_words(self, lines: int = LAST_LINES) -> str:
        """The end of what it said."""
        return tail(self.command.log, lines)

    def wait_until(self, ready: Callable[[], bool], timeout: float, *, every: float = 0.05) -> bool:
        """True once `ready`; False when it ended or the time is over first."""
        until = time.monotonic() + timeout
        while time.monotonic() < until and self.alive:
            if ready():
                return True
            time.sleep(every)
        return False

    def ask_to_end(self) -> None:
        self._signal(self.command.ends_on)

    def end(self, timeout: float) -> None:
        """In good order within `timeout` seconds, else by force."""
        self.ask_to_end()
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """`kill -9`, and gone when this returns."""
        self._signal(signal.SIGKILL)
        self._popen.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._popen.send_signal(number)


def tail(log: Path, lines: int = LAST_LINES) -> str:
    """The last lines of a log, however long it is."""
    if not log.exists():
        return ""
    with log.open("rb") as opened:
        opened.seek(max(0, log.stat().st_size - 200 * lines))
        said = opened.read().decode(errors="replace").splitlines()
    return "\n".join(line for line in said[-lines:] if line.strip())


def _bound_to_us(number: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # we died between fork and here
            os._exit(1)

    return bind


def _watch(pid: int, number: signal.Signals) -> None:
    argv = ["/bin/sh", "-c", WATCH, "watch", str(os.getpid()), str(pid), number.name.removeprefix("SIG")]
    subprocess.Popen(argv, stdin=subprocess.DEVNULL, start_new_session=True)
