"""Keeps a table of programs running: started in order, started again when they die, ended in reverse order.

GaveUp    a program keeps dying; carries its name and last words
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from jobalerts.embedded.errors import EmbeddedError

TURN = 0.1


class Program(Protocol):
    """One row of the table. `start` raises EmbeddedError; the others never fail."""

    @property
    def name(self) -> str: ...
    @property
    def alive(self) -> bool: ...
    @property
    def exit_code(self) -> int | None: ...
    def start(self) -> None: ...
    def ask_to_end(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def last_words(self) -> str: ...


class GaveUp(Exception):
    """A program died too often."""

    def __init__(self, name: str, deaths: int, within: float, last_words: str) -> None:
        said = f" Its last words:\n{last_words}" if last_words else " It said nothing."
        super().__init__(f"{name} died {deaths} times within {within:.0f} s; we give up.{said}")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a program may die, and how long we wait before each new start."""

    deaths: int = 5
    within: float = 60.0
    first_pause: float = 0.25

    def recent(self, deaths: Sequence[float], now: float) -> list[float]:
        return [death for death in deaths if now - death < self.within]

    def pause(self, deaths: Sequence[float], now: float) -> float | None:
        """Seconds until the next start, doubling with each recent death; None: no more."""
        recent = len(self.recent(deaths, now))
        return None if recent >= self.deaths else self.first_pause * 2 ** (max(recent, 1) - 1)


@dataclass
class Supervisor:
    """Layers are started first to last; the programs of one layer end together, last layer first."""

    layers: Sequence[Sequence[Program]]
    say: Callable[[str], None]
    patience: Patience = Patience()
    clock: Callable[[], float] = time.monotonic
    _deaths: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _due: dict[str, float] = field(default_factory=dict)

    @property
    def programs(self) -> Iterator[Program]:
        return (program for layer in self.layers for program in layer)

    def turn(self) -> None:
        """Look at every program once: a dead one is given a time, a due one is started. Raises GaveUp."""
        for program in self.programs:
            if program.alive:
                continue
            if program.name not in self._due:
                self._note_death(program, _how(program.exit_code))
            elif self.clock() >= self._due[program.name]:
                self._start_again(program)

    def watch(self, meanwhile: Callable[[], None]) -> NoReturn:
        """For ever; `meanwhile` is called once a turn."""
        while True:
            self.turn()
            meanwhile()
            time.sleep(TURN)

    def stop(self) -> None:
        """In good order, in any state of the table."""
        for layer in reversed(self.layers):
            for program in layer:
                program.ask_to_end()
            for program in layer:
                program.stop()

    def kill(self) -> None:
        for program in self.programs:
            program.kill()

    def _note_death(self, program: Program, how: str) -> None:
        now = self.clock()
        self._deaths[program.name].append(now)
        pause = self.patience.pause(self._deaths[program.name], now)
        if pause is None:
            raise GaveUp(program.name, self.patience.deaths, self.patience.within, program.last_words())
        self._due[program.name] = now + pause
        self.say(f"{program.name} {how}; we start it again in {pause:.2g} s.")

    def _start_again(self, program: Program) -> None:
        try:
            program.start()
        except EmbeddedError as error:
            self._note_death(program, f"did not start ({error})")
        else:
            del self._due[program.name]
            self.say(f"{program.name} runs again.")


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"was killed (signal {-exit_code})"
    return f"ended by itself (exit code {exit_code})"
