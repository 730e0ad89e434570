"""What a person sees of `up`: its own sentences, and of each service's log only warnings and errors."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path
from typing import Any

from jobalerts.embedded.child import tail

LOUD = ("warning", "error", "critical")
ALREADY_KNOWN = ("event", "level", "timestamp", "service", "exception")
ROTATE_AT = 50_000_000
LAST_WORDS = 10  # lines
QUIET_FOR = 30.0  # seconds in which the same warning is not repeated


def say(sentence: str) -> None:
    """At once, also into a pipe."""
    print(sentence, flush=True)


@dataclass
class Log:
    """One service's log file: what is new in it since we last looked. Kept below ROTATE_AT by setting it aside."""

    service: str
    path: Path
    aloud: bool = False
    _in_traceback: bool = False
    _offset: int = 0
    _shown: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch()
        self._offset = self.path.stat().st_size

    def show_new(self) -> None:
        """Warnings and errors go to stderr, each at most once in QUIET_FOR seconds."""
        for line in self._without_tracebacks(self._new_lines()):
            if self.aloud and not line.startswith("{"):
                say(line)
            elif (words := plainly(line)) is not None and self._is_news(words):
                print(f"{self.service}: {words}", file=sys.stderr, flush=True)
        if self._offset > ROTATE_AT:
            self._set_aside()

    def last_words(self) -> str:
        lines = dropwhile(lambda line: line.startswith(" "), tail(self.path, 60).splitlines())  # half a traceback
        said = self._without_tracebacks(iter(lines))
        words = [plainly(line, everything=True) or line for line in said]
        return "\n".join([*words[-LAST_WORDS:], f"(all of it: {self.path})"]) if words else ""

    def _without_tracebacks(self, lines: Iterator[str]) -> Iterator[str]:
        """Of a traceback only its last line; the file has the rest."""
        for line in lines:
            if line.startswith("Traceback ("):
                self._in_traceback = True
            elif not (self._in_traceback and line.startswith(" ")):
                self._in_traceback = False
                yield line

    def _new_lines(self) -> Iterator[str]:
        with self.path.open("rb") as opened:
            opened.seek(self._offset)
            for line in opened:
                if not line.endswith(b"\n"):  # still being written
                    return
                self._offset += len(line)
                yield line.decode(errors="replace").rstrip()

    def _is_news(self, words: str) -> bool:
        now, gist = (
            time.monotonic(),
            re.sub(r"\d+", "0", words),
        )  # the same again at another time, or with another count
        is_news = now - self._shown.get(gist, -QUIET_FOR) >= QUIET_FOR
        if is_news:
            self._shown = {old: at for old, at in self._shown.items() if now - at < QUIET_FOR} | {gist: now}
        return is_news

    def _set_aside(self) -> None:
        """The service goes on writing to the same file, which begins anew."""
        shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
        os.truncate(self.path, 0)
        self._offset = 0


def plainly(line: str, *, everything: bool = False) -> str | None:
    """A log line for a person; None when it is not worth one's attention."""
    try:
        event = json.loads(line)
    except ValueError:
        return line or None  # not from our logging: a traceback, a library's own cry
    if not isinstance(event, dict) or not (everything or (event.get("level") in LOUD and "library" not in event)):
        return None  # what a library complains of and we get over stands in the file
    return " ".join([str(event.get("event", "")), *_fields(event)])


def _fields(event: dict[str, Any]) -> Iterator[str]:
    for name, value in event.items():
        if name not in ALREADY_KNOWN:
            yield f"{name}={value}"
    exception = event.get("exception")
    if isinstance(exception, dict):
        yield f"({exception.get('kind')}: {exception.get('says')})"
    elif exception:
        yield f"({str(exception).strip().splitlines()[-1]})"
